"""How fast fakeflare is beside a bare Starlette route, plain sqlite3, or itself: `python -m benchmarks`."""
