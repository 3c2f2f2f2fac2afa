"""Python functions that answer for an origin, in tests.

A handler takes an `httpx.Request`, as those of `httpx.MockTransport` do, and may be async. It returns an
`httpx.Response`, a Response of the SDK, text, bytes, a dict or list (JSON), or a pair of a status and one of
these. What it raises reaches the Worker's code as it is, except httpx's own errors: the network fails.
"""

import inspect
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response

# httpx has undone the coding, so that the length is no longer true either.
_ENCODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


async def answer_from_handler(handler: Callable[[httpx.Request], Any], request: Request) -> Response:
    """Ask the handler. TypeError where it returns nothing of the above."""
    body = await request.take_bytes()
    given = httpx.Request(request.method, request.url, headers=request.headers.list_pairs(), content=body)
    result = handler(given)
    if inspect.isawaitable(result):
        result = await result
    return await _read_result(result)


async def _read_result(result: Any) -> Response:
    status = None
    if isinstance(result, tuple) and len(result) == 2 and isinstance(result[0], int):
        status, result = result
    response = await _read_body(result)
    if status is not None:
        response.status = int(status)
        response.statusText = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return response


async def _read_body(result: Any) -> Response:
    if isinstance(result, httpx.Response):
        return await _read_httpx(result)
    response = getattr(result, "js_response", result)
    if isinstance(response, Response):
        return response
    if isinstance(result, str):
        return _make_response(result.encode(), "text/plain;charset=UTF-8")
    if isinstance(result, bytes):
        return Response(result)
    if isinstance(result, dict | list):
        return _make_response(json.dumps(result).encode(), "application/json")
    raise TypeError(
        f"an outbound handler returned {result!r}: expected a Response, text, bytes, a dict or list, "
        "or (status, one of these)"
    )


async def _read_httpx(response: httpx.Response) -> Response:
    data = await response.aread()
    headers = Headers(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in response.headers.raw
        if name.decode("latin-1").lower() not in _ENCODING
    )
    return Response(data, response.status_code, headers, response.reason_phrase)


def _make_response(data: bytes, kind: str) -> Response:
    return Response(data, 200, Headers([("content-type", kind)]))
