"""Where `fakeflare dev` serves a Worker unless it is told otherwise."""

DEFAULT_HOST = "127.0.0.1"

DEFAULT_WORKER_PORT = 8787
"""`wrangler dev`'s."""
