"""How fast fakeflare is beside Starlette, plain sqlite3, Miniflare, or itself: `python -m benchmarks`."""
