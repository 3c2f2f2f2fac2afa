"""What handlers of an HTMLRewriter are given: elements, texts, comments and the like.

Each call of a handler gets an object of its own, which dies with the call
(workerd/src/workerd/api/html-rewriter.c++).
"""

import html
from collections.abc import Iterator
from typing import Generic, TypeVar

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.html.parts import (
    CommentPart,
    DoctypePart,
    ElementPart,
    EndTagPart,
    Part,
    TextPart,
)
from fakeflare.worker.javascript.html.tokens import lower_ascii
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream

_DEAD = (
    "This content token is no longer valid. Content tokens are only valid during the execution of the "
    "relevant content handler."
)

Kind = TypeVar("Kind", bound=Part)
Itself = TypeVar("Itself", bound="ContentToken[Part]")


def _read_content(args: tuple[object, ...], options: dict[str, object]) -> str:
    """The HTML of `(content, {html})`."""
    content, settings, *_ = (*fold_options(args, options), None, None)
    if isinstance(content, Response | ReadableStream):
        raise NotImplementedError(f"HTMLRewriter content out of a stream is {NOT_EMULATED}")
    is_html = None if is_nullish(settings) else read_property(settings, "html")
    text = to_string(content)
    return text if is_html else html.escape(text, quote=False)


class ContentToken(JsProxy, Generic[Kind]):
    """A part as one handler sees it."""

    def __init__(self, part: Kind) -> None:
        self._shown: Kind | None = part

    @classmethod
    def construct(cls, *_args: object) -> "ContentToken[Kind]":
        raise JsTypeError("Illegal constructor")

    def end_scope(self) -> None:
        self._shown = None

    @property
    def _part(self) -> Kind:
        if self._shown is None:
            raise JsTypeError(_DEAD)
        return self._shown


class _Movable(ContentToken[Kind]):
    """What every token inside the document can do."""

    def before(self, *args: object, **options: object) -> "_Movable[Kind]":
        content = _read_content(args, options)
        self._part.changes.before.append(content)
        return self

    def after(self, *args: object, **options: object) -> "_Movable[Kind]":
        content = _read_content(args, options)
        self._part.changes.put_after(content)
        return self

    def remove(self) -> "_Movable[Kind]":
        self._part.changes.is_removed = True
        return self


class _Replaceable(_Movable[Kind]):
    @property
    def removed(self) -> bool:
        return self._part.changes.is_removed

    def replace(self, *args: object, **options: object) -> "_Replaceable[Kind]":
        content = _read_content(args, options)
        self._part.changes.replace(content)
        return self


class Text(_Replaceable[TextPart]):
    """A piece of a text, as it is written; the last one of a text is empty."""

    @property
    def text(self) -> str:
        return self._part.text

    @property
    def lastInTextNode(self) -> bool:
        return self._part.is_last


class Comment(_Replaceable[CommentPart]):
    @property
    def text(self) -> str:
        return self._part.text

    @text.setter
    def text(self, value: object) -> None:
        self._part.rewrite(to_string(value))


class EndTag(_Movable[EndTagPart]):
    @property
    def name(self) -> str:
        return lower_ascii(self._part.name)

    @name.setter
    def name(self, value: object) -> None:
        self._part.rename(to_string(value))


class Doctype(ContentToken[DoctypePart]):
    """The document type; null stands for what it does not say."""

    @property
    def name(self) -> object:
        return self._show(self._part.token.name)

    @property
    def publicId(self) -> object:
        return self._show(self._part.token.public_id)

    @property
    def systemId(self) -> object:
        return self._show(self._part.token.system_id)

    def _show(self, raw: str | None) -> object:
        return jsnull if raw is None else self._part.encoding.decode(raw)


class DocumentEnd(ContentToken[Part]):
    def append(self, *args: object, **options: object) -> "DocumentEnd":
        content = _read_content(args, options)
        self._part.changes.before.append(content)
        return self


class Element(_Replaceable[ElementPart]):
    """An element, at its start tag."""

    def __init__(self, part: ElementPart) -> None:
        super().__init__(part)
        self._iterators: list[AttributesIterator] = []

    def end_scope(self) -> None:
        super().end_scope()
        for iterator in self._iterators:
            iterator.end_scope()

    @property
    def tagName(self) -> str:
        return lower_ascii(self._part.name)

    @tagName.setter
    def tagName(self, value: object) -> None:
        self._part.rename(to_string(value))

    @property
    def namespaceURI(self) -> str:
        return self._part.token.namespace

    @property
    def attributes(self) -> "AttributesIterator":
        iterator = AttributesIterator(self._part)
        self._iterators.append(iterator)
        return iterator

    def getAttribute(self, name: object) -> object:
        """The value as it is written, or null."""
        index = self._part.find_attribute(to_string(name))
        return jsnull if index is None else self._part.encoding.decode(self._part.attributes[index].value)

    def hasAttribute(self, name: object) -> bool:
        return self._part.find_attribute(to_string(name)) is not None

    def setAttribute(self, name: object, value: object) -> "Element":
        self._part.set_attribute(to_string(name), to_string(value))
        return self

    def removeAttribute(self, name: object) -> "Element":
        self._part.remove_attribute(to_string(name))
        return self

    def after(self, *args: object, **options: object) -> "Element":
        content, part = _read_content(args, options), self._part
        (part.get_end_changes() if part.can_have_content else part.changes).put_after(content)
        return self

    def prepend(self, *args: object, **options: object) -> "Element":
        content, part = _read_content(args, options), self._part
        if part.can_have_content:
            part.changes.put_after(content)
        return self

    def append(self, *args: object, **options: object) -> "Element":
        content, part = _read_content(args, options), self._part
        if part.can_have_content:
            part.get_end_changes().before.append(content)
        return self

    def setInnerContent(self, *args: object, **options: object) -> "Element":
        content, part = _read_content(args, options), self._part
        if part.can_have_content:
            part.drop_content()
            part.changes.put_after(content)
        return self

    def replace(self, *args: object, **options: object) -> "Element":
        super().replace(*args, **options)
        self._drop_all()
        return self

    def remove(self) -> "Element":
        super().remove()
        self._drop_all()
        return self

    def _drop_all(self) -> None:
        if self._part.can_have_content:
            self._part.drop_content()
            self._part.get_end_changes().is_removed = True

    def removeAndKeepContent(self) -> "Element":
        super().remove()
        if self._part.can_have_content:
            self._part.get_end_changes().is_removed = True
        return self

    def onEndTag(self, handler: object) -> None:
        """Call `handler` with the end tag; a second call replaces the handler of the first."""
        self._part.watch_end(handler)


class AttributesIterator(JsProxy):
    """`element.attributes`: pairs of name and value."""

    def __init__(self, part: ElementPart) -> None:
        self._part: ElementPart | None = part
        self._pairs = iter([(one.name, one.value) for one in part.attributes])

    def end_scope(self) -> None:
        self._part = None

    def __iter__(self) -> Iterator[object]:
        return self

    def __next__(self) -> JsArray:
        if self._part is None:
            raise JsTypeError(_DEAD)
        name, value = next(self._pairs)
        decode = self._part.encoding.decode
        return JsArray([lower_ascii(decode(name)), decode(value)])

    def next(self) -> JsObject:
        value = next(self, None)
        return JsObject({"done": value is None, "value": value})
