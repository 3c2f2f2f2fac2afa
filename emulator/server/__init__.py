"""The one room that knows uvicorn: sockets, the event loop's servers, and the HTTP that goes over the wire.

It serves any ASGI app and knows nothing of what the app does.
"""
