"""The Fetch standard: Request, Response, their bodies, and `caches`. Knows no binding and no server."""
