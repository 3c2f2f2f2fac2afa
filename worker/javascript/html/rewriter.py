"""`HTMLRewriter`: changes HTML as it passes; what no handler touches passes byte for byte.

It behaves as workerd's does (workerd/src/workerd/api/html-rewriter.c++) on top of lol-html
(cloudflare/lol-html: src/rewriter/handlers_dispatcher.rs). Handlers run while the new body is read.
"""

import codecs
from collections.abc import Sequence
from email.message import Message
from typing import Any

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.html.parts import Callback, Encoding, refuse
from fakeflare.worker.javascript.html.rewriting import Handlers, Rewriting
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.worker_state import find_worker_state
from fakeflare.worker.javascript.streams.readable import ReadableStream


class HTMLRewriter(JsProxy):
    def __init__(self) -> None:
        self._handlers: list[Handlers] = []

    @classmethod
    def construct(cls, *_args: object) -> "HTMLRewriter":
        return cls()

    def on(self, selector: object, handlers: object) -> "HTMLRewriter":
        """Call `element`, `comments` and `text` of `handlers` for what the selector means."""
        # start-up: most Workers need no selector, nor the package that parses them
        from fakeflare.worker.javascript.html.selectors import parse_selector

        matcher = parse_selector(to_string(selector))
        names = ("element", "comments", "text")
        self._handlers.append(Handlers(matcher, _read_callbacks(handlers, "ElementContentHandlers", names)))
        return self

    def onDocument(self, handlers: object) -> "HTMLRewriter":
        """Call `doctype`, `comments`, `text` and `end` of `handlers` for the whole document."""
        names = ("doctype", "comments", "text", "end")
        self._handlers.append(Handlers(None, _read_callbacks(handlers, "DocumentContentHandlers", names)))
        return self

    def transform(self, response: object) -> Response:
        """A response with the rewritten body; one without a body comes back itself."""
        if not isinstance(response, Response):
            raise JsTypeError(
                "Failed to execute 'transform' on 'HTMLRewriter': parameter 1 is not of type 'Response'."
            )
        encoding = Encoding(_find_encoding(response.headers))
        source = response.take_source()
        if source is None:
            return response
        headers = Headers.construct(response.headers)
        headers.delete("content-length")
        stream = source if isinstance(source, ReadableStream) else ReadableStream.of_bytes(source)
        # document handlers come first, as lol-html keeps them
        handlers = sorted(self._handlers, key=lambda one: one.selector is not None)
        rewriting = Rewriting(handlers, encoding, find_worker_state())
        transformed = ReadableStream(rewriting.rewrite(stream))
        result = Response(transformed, response.status, headers, response.statusText)
        result.url, result.redirected, result.cf = response.url, response.redirected, response.cf
        return result


def _read_callbacks(handlers: object, kind: str, names: Sequence[str]) -> dict[str, Callback]:
    callbacks: dict[str, Callback] = {}
    for name in names:
        value: Any = None if is_nullish(handlers) else read_property(handlers, name)
        if value is None:
            continue
        if not callable(value):
            raise JsTypeError(
                f"Incorrect type for the '{name}' field on '{kind}': the provided value is not of type "
                "'function'."
            )
        callbacks[name] = value
    return callbacks


def _find_encoding(headers: Headers) -> str:
    """Python's name of the encoding that the content type tells; UTF-8 if it tells none."""
    message = Message()
    message["content-type"] = to_string(headers.get("content-type") or "")
    charset = message.get_content_charset() or "utf-8"
    try:
        name = codecs.lookup(charset).name
        "x".encode(name)  # some of Python's codecs are for no text
    except LookupError:
        refuse("Unknown character encoding has been provided.")
    if name.startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz")):
        refuse("Expected ASCII-compatible encoding.")
    # the Encoding standard means windows-1252 by both
    return "cp1252" if name in ("iso8859-1", "ascii") else name
