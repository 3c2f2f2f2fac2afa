"""A response whose headers are already as the wire wants them."""

from starlette.responses import Response


class RawResponse(Response):
    """200 with `body`; its length is added to `headers`. Skips what Starlette does to find out headers."""

    def __init__(self, body: bytes, *headers: tuple[bytes, bytes]) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]
