"""One document on its way through an HTMLRewriter: which handlers a token concerns, and what leaves of it.

The order of things is lol-html's (cloudflare/lol-html: src/rewriter/handlers_dispatcher.rs).
"""

import codecs
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from fakeflare.worker.javascript.html import content, tokens
from fakeflare.worker.javascript.html.namespaces import HTML
from fakeflare.worker.javascript.html.parts import (
    Callback,
    CommentPart,
    DoctypePart,
    ElementPart,
    Encoding,
    EndTagPart,
    Part,
    TextPart,
)
from fakeflare.worker.javascript.html.tokenizer import Tokenizer
from fakeflare.worker.javascript.html.tokens import lower_ascii
from fakeflare.worker.javascript.language.callbacks import call_callback
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered
from fakeflare.worker.javascript.streams.readable import ReadableStream

_VOID_NAMES = "area base basefont bgsound br col embed hr img input keygen link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())


@dataclass(frozen=True, eq=False)
class Handlers:
    """What one `on` or `onDocument` registered; without a selector it is for the whole document."""

    selector: Callable[[Any], bool] | None
    callbacks: dict[str, Callback]


@dataclass(eq=False)
class _Element:
    """An open element; a Candidate for selectors."""

    parent: "_Element | None"
    part: ElementPart
    name: str
    is_html: bool
    index: int
    index_of_type: int
    values: dict[str, str]
    """The attributes by name in lower case, as they came, as byte strings."""
    children: Counter[str] = field(default_factory=Counter)
    """How many children of each name it has had."""
    handlers: list[Handlers] = field(default_factory=list)

    def get_value(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else self.part.encoding.decode(value)


class Rewriting:
    """One document on its way."""

    def __init__(self, handlers: Sequence[Handlers], encoding: Encoding, state: WorkerState | None) -> None:
        self._handlers = handlers
        self._encoding = encoding
        self._worker_state = state
        self._tokenizer = Tokenizer()
        self._open: list[_Element] = []
        self._root_children: Counter[str] = Counter()
        self._decoder = codecs.getincrementaldecoder(encoding.name)("replace")
        self._undecoded = ""
        self._in_text = False
        self._actions: dict[type, Callable[[Any], Awaitable[bytes]]] = {
            tokens.StartTag: self._handle_start_tag,
            tokens.EndTag: self._handle_end_tag,
            tokens.Text: self._handle_text,
            tokens.Comment: self._handle_comment,
            tokens.Doctype: self._handle_doctype,
            tokens.Other: self._pass_on,
        }

    async def rewrite(self, stream: ReadableStream) -> AsyncIterator[bytes]:
        """The new body; whoever stops before its end, or a failing handler, cancels the old one."""
        chunks = cast("AsyncGenerator[bytes, None]", stream.iterate())
        async with aclosing(chunks):
            async for chunk in chunks:
                if data := await self._handle_all(self._tokenizer.feed(chunk)):
                    yield data
        data = await self._handle_all(self._tokenizer.finish())
        data += await self._end_text()
        if data := data + await self._end_document():
            yield data

    async def _handle_all(self, found: Iterator[tokens.Token]) -> bytes:
        pieces: list[bytes] = []
        for token in found:
            if not isinstance(token, tokens.Text):
                pieces.append(await self._end_text())
            pieces.append(await self._actions[type(token)](token))
        return b"".join(pieces)

    def _list_active(self, name: str) -> list[Callback]:
        """The handlers called `name` that are for this place, in their order."""
        inside = {handlers for element in self._open for handlers in element.handlers}
        return [
            one.callbacks[name]
            for one in self._handlers
            if name in one.callbacks and (one.selector is None or one in inside)
        ]

    async def _call(
        self, callbacks: Sequence[Callback], make: Callable[[], content.ContentToken[Any]]
    ) -> None:
        """Call each with an object of its own, in the Worker where `transform` was called."""
        for callback in callbacks:
            shown = make()
            try:
                with nullcontext() if self._worker_state is None else entered(self._worker_state):
                    await call_callback(callback, shown)
            finally:
                shown.end_scope()

    def _is_inside_removed(self) -> bool:
        return any(element.part.removes_content for element in self._open)

    def _emit(self, part: Part) -> bytes:
        """What leaves of a part: nothing inside of removed content."""
        return b"" if self._is_inside_removed() else part.serialize()

    async def _pass_on(self, token: tokens.Other) -> bytes:
        return self._emit(Part(token.raw, self._encoding))

    async def _handle_doctype(self, token: tokens.Doctype) -> bytes:
        part = DoctypePart(token, self._encoding)
        await self._call(self._list_active("doctype"), lambda: content.Doctype(part))
        return self._emit(part)

    async def _handle_comment(self, token: tokens.Comment) -> bytes:
        part = CommentPart(token, self._encoding)
        await self._call(self._list_active("comments"), lambda: content.Comment(part))
        return self._emit(part)

    async def _handle_text(self, token: tokens.Text) -> bytes:
        callbacks = self._list_active("text")
        if not callbacks:
            return self._emit(Part(token.raw, self._encoding))
        self._in_text = True
        text = self._decoder.decode(token.raw.encode("latin-1"))
        raw = self._undecoded + token.raw
        # a character that is not whole yet waits for its rest
        pending = len(self._decoder.getstate()[0])
        self._undecoded = raw[len(raw) - pending :]
        return await self._show_text(callbacks, raw[: len(raw) - pending], text) if text else b""

    async def _end_text(self) -> bytes:
        """The empty piece that ends a text."""
        if not self._in_text:
            return b""
        callbacks = self._list_active("text")
        text, raw = self._decoder.decode(b"", True), self._undecoded
        self._decoder.reset()
        self._in_text, self._undecoded = False, ""
        data = await self._show_text(callbacks, raw, text) if text else b""
        return data + await self._show_text(callbacks, "", "", True)

    async def _show_text(
        self, callbacks: Sequence[Callback], raw: str, text: str, is_last: bool = False
    ) -> bytes:
        part = TextPart(raw, self._encoding, text, is_last)
        await self._call(callbacks, lambda: content.Text(part))
        return self._emit(part)

    async def _end_document(self) -> bytes:
        part = Part("", self._encoding)
        # the handlers registered last go first, as lol-html calls them
        callbacks = [one.callbacks["end"] for one in reversed(self._handlers) if "end" in one.callbacks]
        await self._call(callbacks, lambda: content.DocumentEnd(part))
        return part.serialize()

    async def _handle_start_tag(self, token: tokens.StartTag) -> bytes:
        element = self._make_element(token)
        matched = [one for one in self._handlers if one.selector is not None and one.selector(element)]
        part = element.part
        if self._is_inside_removed():
            part.changes.is_removed = True
        callbacks = [one.callbacks["element"] for one in matched if "element" in one.callbacks]
        await self._call(callbacks, lambda: content.Element(part))
        data = self._emit(part)
        if part.can_have_content:
            element.handlers = matched
            self._open.append(element)
        return data

    def _make_element(self, token: tokens.StartTag) -> _Element:
        parent = self._open[-1] if self._open else None
        siblings = self._root_children if parent is None else parent.children
        name = lower_ascii(token.name)
        siblings[name] += 1
        # the first of several attributes of a name counts
        values = {lower_ascii(one.name): one.value for one in reversed(token.attributes)}
        is_html = token.namespace == HTML
        can_have_content = not (name in _VOID if is_html else token.is_self_closing)
        return _Element(
            parent,
            ElementPart(token, self._encoding, can_have_content),
            self._encoding.decode(name),
            is_html,
            siblings.total(),
            siblings[name],
            values,
        )

    async def _handle_end_tag(self, token: tokens.EndTag) -> bytes:
        part = EndTagPart(token, self._encoding)
        for element in self._close(lower_ascii(part.name)):
            await self._finish_element(element, part)
        return self._emit(part)

    def _close(self, name: str) -> list[_Element]:
        """The elements that an end tag closes, the innermost first: those inside of its own too."""
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position].name == name:
                closed = self._open[position:]
                del self._open[position:]
                return closed[::-1]
        return []

    async def _finish_element(self, element: _Element, part: EndTagPart) -> None:
        """Put on the end tag what the element's handlers asked for. An element without an end tag of its
        own puts it on its ancestor's, as it does in lol-html."""
        asked = element.part
        if asked.end_name is not None:
            part.rename(asked.end_name)
        if asked.end_changes is not None:
            part.changes = asked.end_changes
        if asked.end_handler is not None:
            await self._call([asked.end_handler], lambda: content.EndTag(part))
