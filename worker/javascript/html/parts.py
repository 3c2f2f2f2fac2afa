"""The tokens that handlers of an HTMLRewriter may change, and what leaves in their place.

What a change does is lol-html's (cloudflare/lol-html: src/rewritable_units/), errors too, behind workerd's
"Parser error: ".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from fakeflare.worker.javascript.html import tokens
from fakeflare.worker.javascript.html.tokens import lower_ascii
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError

_SPACES = " \n\r\t\f"

Callback = Callable[..., object]


def refuse(message: str) -> NoReturn:
    """Raise it as workerd does what lol-html complains of."""
    raise JsTypeError(f"Parser error: {message}")


class Encoding:
    """The document's encoding: between its bytes and JavaScript's strings."""

    def __init__(self, name: str) -> None:
        self.name = name

    def decode(self, raw: str) -> str:
        """The text of a byte string."""
        return raw.encode("latin-1").decode(self.name, "replace")

    def encode(self, text: str) -> bytes:
        """What the encoding lacks becomes a character reference."""
        return text.encode(self.name, "xmlcharrefreplace")

    def encode_name(self, text: str, subject: str) -> str:
        """The byte string of a text in which character references mean nothing."""
        try:
            return text.encode(self.name).decode("latin-1")
        except UnicodeEncodeError:
            refuse(
                f"{subject} contains a character that can't be represented in the document's "
                "character encoding."
            )


@dataclass
class Changes:
    """What is put around a token, or in its place."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    replacement: str = ""
    is_removed: bool = False

    def replace(self, content: str) -> None:
        self.replacement, self.is_removed = content, True

    def put_after(self, content: str) -> None:
        """What is inserted later stands closer to the token."""
        self.after.insert(0, content)

    def surround(self, raw: bytes, encoding: Encoding) -> bytes:
        """The token as it leaves."""
        if not (self.is_removed or self.before or self.after):
            return raw
        middle = encoding.encode(self.replacement) if self.is_removed else raw
        return encoding.encode("".join(self.before)) + middle + encoding.encode("".join(self.after))


class Part:
    """A token with its changes; `raw` is its byte string, until a handler rewrites it."""

    def __init__(self, raw: str, encoding: Encoding) -> None:
        self.raw = raw
        self.encoding = encoding
        self.changes = Changes()

    def serialize(self) -> bytes:
        return self.changes.surround(self.raw.encode("latin-1"), self.encoding)


class TextPart(Part):
    def __init__(self, raw: str, encoding: Encoding, text: str, is_last: bool) -> None:
        super().__init__(raw, encoding)
        self.text = text
        self.is_last = is_last


class CommentPart(Part):
    def __init__(self, token: tokens.Comment, encoding: Encoding) -> None:
        super().__init__(token.raw, encoding)
        self.text = encoding.decode(token.text)

    def rewrite(self, text: str) -> None:
        # lol-html 3 refuses every ending that browsers know
        if "-->" in text or "--!>" in text or text.startswith((">", "->")):
            refuse("Comment text shouldn't contain comment closing sequence (`-->`).")
        self.raw = f"<!--{self.encoding.encode_name(text, 'Comment text')}-->"
        self.text = text


class DoctypePart(Part):
    def __init__(self, token: tokens.Doctype, encoding: Encoding) -> None:
        super().__init__(token.raw, encoding)
        self.token = token


class EndTagPart(Part):
    def __init__(self, token: tokens.EndTag, encoding: Encoding) -> None:
        super().__init__(token.raw, encoding)
        self.name = encoding.decode(token.name)

    def rename(self, name: str) -> None:
        self.raw = f"</{_encode_tag_name(name, self.encoding)}>"
        self.name = name


class ElementPart(Part):
    """A start tag, and what shall happen to its element's content and end tag."""

    def __init__(self, token: tokens.StartTag, encoding: Encoding, can_have_content: bool) -> None:
        super().__init__(token.raw, encoding)
        self.token = token
        self.can_have_content = can_have_content
        self.name = encoding.decode(token.name)
        self.attributes = list(token.attributes)
        self.removes_content = False
        self.end_name: str | None = None
        self.end_changes: Changes | None = None
        self.end_handler: Callback | None = None

    def get_end_changes(self) -> Changes:
        if self.end_changes is None:
            self.end_changes = Changes()
        return self.end_changes

    def rename(self, name: str) -> None:
        _encode_tag_name(name, self.encoding)
        self.name = name
        if self.can_have_content:
            self.end_name = name
        self._write()

    def find_attribute(self, name: str) -> int | None:
        wanted = lower_ascii(name)
        for index, attribute in enumerate(self.attributes):
            if lower_ascii(self.encoding.decode(attribute.name)) == wanted:
                return index
        return None

    def set_attribute(self, name: str, value: str) -> None:
        index = self.find_attribute(name)
        plain = _encode_attribute_name(name, self.encoding) if index is None else self.attributes[index].name
        encoded = self.encoding.encode(value).decode("latin-1")
        quoted = encoded.replace('"', "&quot;")
        attribute = tokens.Attribute(plain, encoded, f'{plain}="{quoted}"')
        if index is None:
            self.attributes.append(attribute)
        else:
            self.attributes[index] = attribute
        self._write()

    def remove_attribute(self, name: str) -> None:
        index = self.find_attribute(name)
        if index is not None:
            del self.attributes[index]
            self._write()

    def watch_end(self, handler: object) -> None:
        if not callable(handler):
            raise JsTypeError(
                "Failed to execute 'onEndTag' on 'Element': parameter 1 is not of type 'function'."
            )
        if not self.can_have_content:
            refuse("No end tag.")
        self.end_handler = handler

    def drop_content(self) -> None:
        self.changes.after.clear()
        self.get_end_changes().before.clear()
        self.removes_content = True

    def _write(self) -> None:
        """The tag anew. A space before the slash keeps it out of a last value without quotes."""
        pieces = [self.encoding.encode_name(self.name, "The tag name"), *(one.raw for one in self.attributes)]
        slash = (" /" if self.attributes else "/") if self.token.is_self_closing else ""
        self.raw = f"<{' '.join(pieces)}{slash}>"


def _encode_tag_name(name: str, encoding: Encoding) -> str:
    if not name:
        refuse("Tag name can't be empty.")
    if not (name[0].isascii() and name[0].isalpha()):
        refuse("The first character of the tag name should be an ASCII alphabetical character.")
    for character in name:
        if character in _SPACES + "/>":
            refuse(f"`{character}` character is forbidden in the tag name")
    return encoding.encode_name(name, "The tag name")


def _encode_attribute_name(name: str, encoding: Encoding) -> str:
    if not name:
        refuse("Attribute name can't be empty.")
    for character in name:
        if character in _SPACES + "/>=":
            refuse(f"`{character}` character is forbidden in the attribute name")
    return encoding.encode_name(lower_ascii(name), "The attribute name")
