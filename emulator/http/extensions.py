"""What our server can do beyond ASGI: the extensions that a scope announces."""

CUT = "fakeflare.cut"
"""The server cuts a connection when it is sent a message of this type: at once, or with `is_clean` when all
that was sent before has left."""
