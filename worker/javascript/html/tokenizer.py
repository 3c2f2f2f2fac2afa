"""Cuts HTML into tokens as it comes, keeping every byte (HTML standard, section 13.2.5, "Tokenization")."""

import re
from collections.abc import Iterator

from fakeflare.worker.javascript.html.namespaces import HTML, Namespaces
from fakeflare.worker.javascript.html.tokens import (
    Attribute,
    Comment,
    EndTag,
    Other,
    StartTag,
    Text,
    Token,
    lower_ascii,
    make_doctype,
    scan_attributes,
)

_TAG_NAME = re.compile(r"[^\t\n\f\r />]+")
_LETTER = re.compile("[a-zA-Z]")
_MARKUP = re.compile(r"<(?:[a-zA-Z/!?]|\Z)")
_BOGUS = re.compile("<[!?]|</[^a-zA-Z]")
_COMMENT_END = re.compile(r"--!?>")
_DECLARATIONS = ("<!--", "<!doctype", "<![cdata[")
_SCRIPT = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_SCRIPT_LOOKAHEAD = len("</script>")

# Start tags after which text is no markup; scripting counts as on, so `noscript` is among them.
_RAW_TEXT = frozenset(
    {
        *("textarea", "title", "style", "iframe", "xmp"),
        *("noembed", "noframes", "noscript", "script", "plaintext"),
    }
)


class Tokenizer:
    """Takes a document piece by piece."""

    def __init__(self) -> None:
        self._buffer = ""
        self._at = 0
        self._is_last = False
        self._namespaces = Namespaces()
        self._raw_name: str | None = None
        """The element whose text is no markup."""
        self._in_cdata = False
        self._script_depth = 0
        """In a script: 1 inside `<!--`, 2 inside a `<script` in there."""
        self._scanned = 0
        """Up to where in the buffer that depth is counted."""

    def feed(self, data: bytes) -> Iterator[Token]:
        """The tokens that are complete with `data`."""
        self._buffer = self._buffer[self._at :] + data.decode("latin-1")
        self._at = 0
        while self._at < len(self._buffer) and (token := self._read()) is not None:
            yield token

    def finish(self) -> Iterator[Token]:
        """The tokens of what is left at the end."""
        self._is_last = True
        yield from self.feed(b"")

    def _read(self) -> Token | None:
        """The next token; None if more has to come first."""
        if self._in_cdata:
            return self._read_cdata()
        if self._raw_name is not None:
            return self._read_raw_text(self._raw_name)
        return self._read_data()

    def _take(self, end: int) -> str:
        start, self._at = self._at, end
        return self._buffer[start:end]

    def _take_text(self, end: int) -> Text | None:
        return Text(self._take(end)) if end > self._at else None

    def _read_data(self) -> Token | None:
        found = _MARKUP.search(self._buffer, self._at)
        if found is None or found.start() > self._at:
            return self._take_text(len(self._buffer) if found is None else found.start())
        token = self._read_markup()
        if token is None and self._is_last:
            return self._read_broken()
        return token

    def _read_markup(self) -> Token | None:
        following = self._buffer[self._at + 1 : self._at + 3]
        if following[:1] == "!":
            return self._read_declaration()
        if following[:1] == "?":
            return self._read_bogus_comment(1)
        if following[:1] != "/":
            return self._read_tag() if following else None
        if len(following) == 1:
            return None
        if following[1] == ">":
            return Other(self._take(self._at + 3))
        return self._read_tag() if _LETTER.match(following[1]) else self._read_bogus_comment(2)

    def _read_broken(self) -> Token:
        """What the document ends in the middle of."""
        start = self._buffer[self._at : self._at + 9].lower()
        rest = self._take(len(self._buffer))
        if start.startswith("<!--"):
            return Comment(rest, rest[4:])
        if start.startswith("<!doctype"):
            return make_doctype(rest)
        if rest in ("<", "</"):
            return Text(rest)
        if _BOGUS.match(start):
            return Comment(rest, rest[1:] if start[1] == "?" else rest[2:])
        return Other(rest)

    def _read_declaration(self) -> Token | None:
        start = self._buffer[self._at : self._at + 9].lower()
        if start.startswith("<!--"):
            return self._read_comment()
        if start == "<!doctype":
            end = self._buffer.find(">", self._at)
            return None if end < 0 else make_doctype(self._take(end + 1))
        is_cdata = self._buffer.startswith("<![CDATA[", self._at)
        if is_cdata and self._namespaces.current != HTML:
            self._in_cdata = True
            return Other(self._take(self._at + 9))
        if any(declaration.startswith(start) for declaration in _DECLARATIONS) and len(start) < 9:
            return None
        return self._read_bogus_comment(2)

    def _read_comment(self) -> Token | None:
        start = self._at + 4
        if self._buffer.startswith((">", "->"), start):
            return Comment(self._take(self._buffer.index(">", start) + 1), "")
        found = _COMMENT_END.search(self._buffer, start)
        if found is None:
            return None
        text = self._buffer[start : found.start()]
        return Comment(self._take(found.end()), text)

    def _read_bogus_comment(self, skipped: int) -> Token | None:
        end = self._buffer.find(">", self._at)
        if end < 0:
            return None
        text = self._buffer[self._at + skipped : end]
        return Comment(self._take(end + 1), text)

    def _read_tag(self) -> Token | None:
        is_end = self._buffer[self._at + 1] == "/"
        name_match = _TAG_NAME.match(self._buffer, self._at + 1 + is_end)
        scanned = None if name_match is None else scan_attributes(self._buffer, name_match.end())
        if name_match is None or scanned is None:
            return None
        name, (end, attributes, is_self_closing) = name_match[0], scanned
        if is_end:
            self._namespaces.leave(lower_ascii(name))
            return EndTag(self._take(end), name)
        return self._open_tag(name, end, attributes, is_self_closing)

    def _open_tag(
        self, name: str, end: int, attributes: tuple[Attribute, ...], is_self_closing: bool
    ) -> StartTag:
        plain = lower_ascii(name)
        values = {lower_ascii(one.name): one.value for one in reversed(attributes)}
        namespace = self._namespaces.enter(plain, values, is_self_closing)
        if namespace == HTML and plain in _RAW_TEXT:
            self._raw_name, self._script_depth = plain, 0
        return StartTag(self._take(end), name, attributes, is_self_closing, namespace)

    def _read_cdata(self) -> Token | None:
        end = self._buffer.find("]]>", self._at)
        if end == self._at:
            self._in_cdata = False
            return Other(self._take(end + 3))
        if end < 0:
            # its end may have begun
            end = len(self._buffer) if self._is_last else max(len(self._buffer) - 2, self._at)
        return self._take_text(end)

    def _read_raw_text(self, name: str) -> Token | None:
        if name == "plaintext":
            return self._take_text(len(self._buffer))
        end = self._find_script_end() if name == "script" else self._find_end_tag(name)
        if end is None or end > self._at:
            return self._take_text(self._find_safe_end(name) if end is None else end)
        self._raw_name = None
        return self._read_data()

    def _find_end_tag(self, name: str) -> int | None:
        found = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(self._buffer, self._at)
        return None if found is None else found.start()

    def _find_script_end(self) -> int | None:
        """HTML standard, sections 13.2.5.15 to 13.2.5.31: a script may hold a script in a comment."""
        position = self._scanned = self._at
        while found := _SCRIPT.search(self._buffer, position):
            position = found.end()
            if found[0] == "<!--":
                self._script_depth = max(self._script_depth, 1)
                position -= 2  # the same dashes may end it
            elif found[0] == "-->":
                self._script_depth = 0
            elif not found[1]:
                self._script_depth = 2 if self._script_depth else 0
            elif self._script_depth < 2:
                return found.start()
            else:
                self._script_depth = 1
            self._scanned = position
        return None

    def _find_safe_end(self, name: str) -> int:
        """Up to where it is certain that no end tag begins."""
        size = len(self._buffer)
        if self._is_last:
            return size
        if name == "script":
            return max(self._scanned, size - _SCRIPT_LOOKAHEAD)
        bracket = self._buffer.rfind("<", max(self._at, size - len(name) - 2))
        return size if bracket < 0 else bracket
