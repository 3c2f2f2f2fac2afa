"""Where a Worker's `fetch` goes: origins mapped to a folder or to another address, else the network."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import httpx

from worker.javascript.errors import JsTypeError
from worker.javascript.headers import Headers
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.javascript.statuses import REDIRECT_STATUSES
from worker.javascript.urls import URL
from worker.runtime.routes import Route

MAX_REDIRECTS = 20
"""Fetch standard, section 4.4 (HTTP-redirect fetch)."""

_TIMEOUT_SECONDS = 30.0

# httpx has undone the encoding, so that the length is no longer true either.
_ENCODING = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class Outbound:
    """Answers a Worker's `fetch`."""

    def __init__(self, routes: Mapping[str, Route]) -> None:
        self._routes = routes
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, request: Request) -> Response:
        """The final response: redirects are followed as `request.redirect` says."""
        body = await request.take_bytes()
        url, method = URL(request.url), request.method
        headers = Headers.construct(request.headers)
        for hop in range(MAX_REDIRECTS + 1):  # noqa: B007 - used after the loop
            response = await self._ask(url, method, headers, body)
            location = response.headers.get("location")
            if request.redirect != "follow" or response.status not in REDIRECT_STATUSES or not location:
                break
            url = URL(str(location), url.href)
            if response.status == 303 or (response.status in (301, 302) and method == "POST"):
                method, body = "GET" if method != "HEAD" else "HEAD", b""
                headers.delete("content-type")
                headers.delete("content-length")
        else:
            raise JsTypeError("Too many redirects.")
        response.url, response.redirected = url.href, hop > 0
        return response

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _ask(self, url: URL, method: str, headers: Headers, body: bytes) -> Response:
        if url.protocol not in ("http:", "https:"):
            # workerd/src/workerd/api/http.c++, with fetch_refuses_unknown_protocols
            raise JsTypeError(f"Fetch API cannot load: {url.href}")
        route = self._routes.get(url.origin)
        if isinstance(route, Path):
            return _read_file(route, url, method)
        target = url.href if route is None else route.rstrip("/") + url.pathname + url.search
        return await self._send(target.partition("#")[0], method, headers, body)

    async def _send(self, target: str, method: str, headers: Headers, body: bytes) -> Response:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS)
        pairs = [pair for pair in headers.list_pairs() if pair[0] not in ("host", "content-length")]
        request = httpx.Request(
            method,
            target,
            headers=[("accept-encoding", "gzip"), *pairs],
            content=body or None,
        )
        try:
            reply = await self._client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise JsTypeError(f"Fetch of {target} failed: {error or type(error).__name__}") from None
        kept = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in reply.headers.raw
            if name.decode("latin-1").lower() not in _ENCODING
        ]
        return Response(reply.content, reply.status_code, Headers(kept), reply.reason_phrase)


def _read_file(folder: Path, url: URL, method: str) -> Response:
    path = _find_file(folder.resolve(), unquote(url.pathname).lstrip("/"))
    if path is None:
        missing = Headers([("content-type", "text/plain; charset=utf-8")])
        return Response(b"Not Found", 404, missing, "Not Found")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    data = b"" if method == "HEAD" else path.read_bytes()
    return Response(data, 200, Headers([("content-type", kind)]), "OK")


def _find_file(root: Path, name: str) -> Path | None:
    """The file below `root`, `index.html` for a folder; what leads out of `root` is not there."""
    if "\0" in name:
        return None
    path = (root / name).resolve()
    if path.is_dir():
        path = (path / "index.html").resolve()
    return path if path.is_relative_to(root) and path.is_file() else None
