"""The faces: each translates its protocol to the service and back. None decides, none knows another.

What they share stands beside them: the type of a route, the table of refusals, how an answer is sent. A new
face is a folder with its `routes.py` and `app.py`, and a line of `emulator.app`.
"""
