"""`caches`: responses kept in memory, one set of caches for each Worker.

Arguments and errors are workerd's (workerd/src/workerd/api/cache.c++), what is kept and what a hit looks
like is Miniflare's (workers-sdk: packages/miniflare/src/workers/cache/cache.worker.ts).
"""

import math
import re
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import NamedTuple, NoReturn

from fakeflare.worker.javascript.fetch.cache.byte_ranges import ByteRange, join_ranges, parse_ranges
from fakeflare.worker.javascript.fetch.cache.policy import judge_response, parse_date
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import get_worker_state
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.urls import URL

_MAX_NAME_BYTES = 1024
_ETAG = re.compile(r'(?:W/)?"(.+)"', re.DOTALL)


class Entry(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    stored_at: float
    age: float
    expires_at: float


class Shelves:
    """Every cache of one Worker; lives in its `WorkerState`."""

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.time
        """The clock, in seconds since the epoch; tests put their own here."""
        self._by_name: dict[str | None, dict[str, Entry]] = {}

    def find(self, name: str | None, key: str) -> Entry | None:
        """What is kept and fresh."""
        entry = self._by_name.get(name, {}).get(key)
        return entry if entry is not None and self.now() < entry.expires_at else None

    def keep(self, name: str | None, key: str, entry: Entry) -> None:
        self._by_name.setdefault(name, {})[key] = entry

    def drop(self, name: str | None, key: str) -> bool:
        """True if something fresh was there."""
        was_fresh = self.find(name, key) is not None
        self._by_name.get(name, {}).pop(key, None)
        return was_fresh


class Cache(JsProxy):
    """`caches.default` (its name is None) and what `caches.open` gives."""

    def __init__(self, name: str | None) -> None:
        self._name = name

    @classmethod
    def construct(cls, *_args: object) -> "Cache":
        raise JsTypeError("Illegal constructor")

    def match(self, *args: object, **options: object) -> Promise:
        """The stored response, or undefined."""
        return _settle(self._match, *fold_options(args, options))

    def put(self, *args: object, **options: object) -> Promise:
        """Use the response up and keep it, if its headers allow that."""
        return _settle(self._put, *fold_options(args, options))

    def delete(self, *args: object, **options: object) -> Promise:
        """True if there was something to delete."""
        return _settle(self._delete, *fold_options(args, options))

    def add(self, *_args: object) -> NoReturn:
        _refuse_method("add")

    def addAll(self, *_args: object) -> NoReturn:
        _refuse_method("addAll")

    def _match(self, request: object = None, options: object = None, *_rest: object) -> Promise:
        asked = _read_request(request)
        if asked.method != "GET" and not read_property(options, "ignoreMethod"):
            return Promise.resolve(None)
        shelves = get_worker_state().get_slot(Shelves)
        entry = shelves.find(self._name, _make_key(asked))
        return Promise.resolve(None if entry is None else _answer(entry, asked.headers, shelves.now()))

    def _put(self, request: object = None, response: object = None, *_rest: object) -> Promise:
        asked = _read_request(request)
        if not isinstance(response, Response):
            raise JsTypeError("Failed to execute 'put' on 'Cache': parameter 2 is not of type 'Response'.")
        _check_storable(asked, response)
        if response.status == 304:
            return Promise.resolve(None)
        key = _make_key(asked)
        # the body is taken at once: who calls must see it used as soon as `put` returns
        return Promise.start(self._keep(key, asked, response, response.take_source()))

    async def _keep(
        self, key: str, asked: Request, response: Response, source: bytes | ReadableStream | None
    ) -> None:
        headers = Headers.construct(response.headers)
        if not isinstance(source, ReadableStream):
            headers.set("content-length", len(source or b""))
            body = source or b""
        else:
            body = b"".join([chunk async for chunk in source.iterate()])
        shelves = get_worker_state().get_slot(Shelves)
        now = shelves.now()
        is_authorized = asked.headers.has("authorization")
        freshness = judge_response(response.status, _join(headers), is_authorized, now)
        # what may not be stored is passed over in silence, as workerd does with the cache's 413
        if freshness is not None:
            expires_at = now + freshness.seconds_left
            entry = Entry(response.status, freshness.headers, body, now, freshness.age, expires_at)
            shelves.keep(self._name, key, entry)

    def _delete(self, request: object = None, options: object = None, *_rest: object) -> Promise:
        asked = _read_request(request)
        if asked.method != "GET" and not read_property(options, "ignoreMethod"):
            return Promise.resolve(False)
        return Promise.resolve(get_worker_state().get_slot(Shelves).drop(self._name, _make_key(asked)))


class CacheStorage(JsProxy):
    def __init__(self) -> None:
        self.default = Cache(None)

    @classmethod
    def construct(cls, *_args: object) -> "CacheStorage":
        raise JsTypeError("Illegal constructor")

    def open(self, name: object = None) -> Promise:
        """The cache of that name; there is nothing to create."""
        text = to_string(name)
        if len(encode_text(text)) >= _MAX_NAME_BYTES:
            return Promise.reject(JsTypeError("Cache name is too long."))
        return Promise.resolve(Cache(text))


def _settle(operation: Callable[..., Promise], *args: object) -> Promise:
    """What goes wrong rejects the promise (compatibility flag capture_async_api_throws)."""
    try:
        return operation(*args)
    except JsException as error:
        return Promise.reject(error)


def _refuse_method(name: str) -> NoReturn:
    # workerd/src/workerd/jsg/jsg.h, `Unimplemented`
    raise JsException(f"Failed to execute '{name}' on 'Cache': the method is not implemented.")


def _read_request(value: object) -> Request:
    if isinstance(value, Request):
        return value
    request = Request.construct(value)
    if not URL(request.url).host:
        raise JsTypeError("Invalid URL. Cache API keys must be fully-qualified, valid URLs.")
    return request


def _make_key(request: Request) -> str:
    key = read_property(request.cf, "cacheKey")
    return request.url if is_nullish(key) or key == "" else to_string(key)


def _check_storable(request: Request, response: Response) -> None:
    if response.type == "error":
        raise JsTypeError("Cache is unable to store an error response")
    if request.method != "GET":
        raise JsTypeError("Cannot cache response to non-GET request.")
    if response.status == 206:
        raise JsTypeError("Cannot cache response to a range request (206 Partial Content).")
    if "*" in (_find(response.headers, "vary") or ""):
        raise JsTypeError("Cannot cache response with 'Vary: *' header.")
    if not is_nullish(response.webSocket):
        raise JsTypeError("Cannot cache WebSocket upgrade response.")


def _join(headers: Headers) -> list[tuple[str, str]]:
    """One pair for each name."""
    return [(name, _find(headers, name) or "") for name in headers.keys()]  # noqa: SIM118 - no mapping


def _find(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return None if value is jsnull else to_string(value)


def _answer(entry: Entry, asked: Headers, now: float) -> Response:
    headers = Headers(entry.headers)
    # choice: the age grows while the response is kept, as RFC 9111 (section 4.2.3) wants it and as it
    # does in production; Miniflare repeats the age that the response had when it came
    headers.set("age", round(entry.age + now - entry.stored_at))
    headers.set("date", formatdate(now, usegmt=True))
    headers.set("cf-cache-status", "HIT")
    ranges = parse_ranges(_find(asked, "range") or "bytes=", len(entry.body))
    if ranges is None:
        unsatisfied = [("content-range", f"bytes */{len(entry.body)}"), ("cf-cache-status", "HIT")]
        return Response(None, 416, Headers(unsatisfied))
    if _is_known(asked, headers):
        return Response(None, 304, headers)
    if ranges:
        return _answer_ranges(entry.body, ranges, headers)
    return Response(entry.body, entry.status, headers)


def _answer_ranges(data: bytes, ranges: list[ByteRange], headers: Headers) -> Response:
    if len(ranges) > 1:
        multipart = join_ranges(data, ranges, _find(headers, "content-type"))
        headers.set("content-type", multipart.content_type)
        headers.set("content-length", len(multipart.body))
        return Response(multipart.body, 206, headers)
    part = data[ranges[0].start : ranges[0].end + 1]
    headers.set("content-range", ranges[0].describe(len(data)))
    headers.set("content-length", len(part))
    return Response(part, 206, headers)


def _is_known(asked: Headers, headers: Headers) -> bool:
    """Whether who asks has the response already (RFC 9110, section 13)."""
    etag = _parse_etag(_find(headers, "etag") or "")
    wanted = _find(asked, "if-none-match")
    if etag is not None and wanted is not None:
        given = [_parse_etag(one) for one in wanted.split(",")]
        if wanted.strip() == "*" or etag in given:
            return True
    modified = parse_date(_find(headers, "last-modified") or "")
    since = parse_date(_find(asked, "if-modified-since") or "")
    return not math.isnan(modified) and modified <= since


def _parse_etag(text: str) -> str | None:
    found = _ETAG.fullmatch(text.strip())
    return found[1] if found else None
