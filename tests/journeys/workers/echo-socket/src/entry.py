"""A WebSocket that says everything back, in capitals; "bye" ends it."""

from js import WebSocketPair
from pyodide.ffi import create_proxy
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if request.headers.get("upgrade") != "websocket":
            return Response("expected a WebSocket", status=426)
        client, server = WebSocketPair.new().object_values()
        server.accept()

        def answer(event):
            if event.data == "bye":
                server.close(4001, "goodbye")
            else:
                server.send(event.data.upper())

        server.addEventListener("message", create_proxy(answer))
        return Response(None, status=101, web_socket=client)
