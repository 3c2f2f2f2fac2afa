"""Reads JSON with comments and trailing commas: what wrangler accepts in `.json` and `.jsonc` alike.

The grammar is that of jsonc-parser with `allowTrailingComma` (lib/esm/impl/parser.js). What does not fit it
goes to a recovery, which reports it and reads on, so that one fault does not hide the next.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from fakeflare.worker.config.syntax.jsonc.scalars import (
    LITERALS,
    MAX_PROBLEMS,
    is_number,
    read_number,
    read_text,
)
from fakeflare.worker.config.syntax.nodes import MAX_DEPTH, Member, Node, Place, Problem, Repeat, Span

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
      ([{}\[\]:,])
    | ("(?:[^"\\\r\n]++|\\(?:.|\Z))*+"?)
    | (//[^\r\n]*+|/\*(?:.*?\*/|.*))
    | ('(?:[^'\\\r\n]++|\\.)*+'|`[^`]*+`|[“”„][^“”„"\r\n]*+[“”])
    | ([^ \t\r\n{}\[\]":,/=;]++|[/=;])
    | \Z)""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT = 3
_MARKS = ("", "", '"', "", "'", "w")
"""The mark of a token by its group: a text, a text in other quotes, a word. Punctuation is its own mark."""

State = Literal["root", "key", "colon", "value", "item", "after member", "after item", "end"]
"""What comes next."""


class Open:
    """An object or an array whose end has not come yet."""

    __slots__ = ("elements", "fields", "node", "part")

    def __init__(
        self, node: Node, part: str | int, fields: dict[str, object], elements: list[object]
    ) -> None:
        self.node = node
        self.part = part
        """What it is called in the value around it."""
        self.fields = fields
        self.elements = elements
        """The plain value, for an object and for an array."""


class Recovery(Protocol):
    """What a reader asks where the text does not fit the grammar."""

    def recover(self, reader: "Reader", mark: str, start: int, end: int) -> None:
        """Report a token that does not fit, and leave the reader where it can go on."""

    def pass_open_text(self, reader: "Reader", value: str, start: int, end: int) -> None:
        """Go on after a text that is not closed."""


class Reader:
    """Reads one text. `load_recovery` gives what reads on after a fault."""

    def __init__(self, text: str, load_recovery: "Callable[[], Recovery]") -> None:
        self.text = text
        self._load_recovery = load_recovery
        self.position = 0
        self.state: State = "root"
        self.root: Node | None = None
        self.stack: list[Open] = []
        self.name = ""
        self.key: Span | None = None
        """The name that waits for its value; None where the value is to be dropped."""
        self.value_end = 0
        """The end of the last complete value."""
        self.problems: list[Problem] = []
        self.repeats: list[Repeat] = []
        self.comments: list[Span] = []

    def read(self) -> None:
        text, find_token = self.text, _TOKEN.match
        while self.position < len(text) and len(self.problems) < MAX_PROBLEMS:
            match = find_token(text, self.position)
            group = None if match is None else match.lastindex
            if match is None or group is None:
                break
            start, end = match.span(group)
            self.position = end
            if group == _COMMENT:
                self._add_comment(start, end)
            else:
                self.take(text[start] if group == 1 else _MARKS[group], start, end)

    def take(self, mark: str, start: int, end: int) -> None:
        """One token in the state that the reader is in."""
        step = _STEPS[self.state].get(mark)
        if step is None:
            self._recover(mark, start, end)
        else:
            step(self, start, end)

    def _recover(self, mark: str, start: int, end: int) -> None:
        self._load_recovery().recover(self, mark, start, end)

    def _add_comment(self, start: int, end: int) -> None:
        self.comments.append(Span(start, end))
        if self.text.startswith("/*", start) and (
            end < start + 4 or not self.text.endswith("*/", start, end)
        ):
            message = "UnexpectedEndOfComment: this comment is never closed"
            span = Span(start, start + 2)
            self.problems.append(Problem("unclosed-comment", message, span, hint="Write */ where it ends."))

    def add_name(self, start: int, end: int) -> None:
        name = self._read_text(start, end)
        if name is not None:
            self.set_name(name, start, end)

    def set_name(self, name: str, start: int, end: int) -> None:
        self.name = name
        self.key = Span(start, end)
        self.state = "colon"

    def pass_colon(self, _start: int, _end: int) -> None:
        self.state = "value"

    def pass_comma(self, _start: int, _end: int) -> None:
        self.state = "key" if self.state == "after member" else "item"

    def add_text(self, start: int, end: int) -> None:
        value = self._read_text(start, end)
        if value is not None:
            self.add(Node(value, Span(start, end)))

    def _read_text(self, start: int, end: int) -> str | None:
        """The value of a string; None where it is not closed and has been dealt with."""
        token = self.text[start:end]
        if token.isprintable() and "\\" not in token and end - start > 1 and token[-1] == '"':
            return token[1:-1]
        value, problems = read_text(self.text, start, end)
        self.problems += problems
        if problems and problems[-1].kind == "unclosed-string":
            self._load_recovery().pass_open_text(self, value, start, end)
            return None
        return value

    def add_word(self, start: int, end: int) -> None:
        word = self.text[start:end]
        if word in LITERALS:
            self.add(Node(LITERALS[word], Span(start, end)))
        elif is_number(word):
            self.add(Node(read_number(word), Span(start, end)))
        else:
            self._recover("w", start, end)

    def open_object(self, start: int, end: int) -> None:
        fields: dict[str, object] = {}
        self._open(Node(fields, Span(start, end), members={}), fields, [], "key")

    def open_array(self, start: int, end: int) -> None:
        elements: list[object] = []
        self._open(Node(elements, Span(start, end), items=[]), {}, elements, "item")

    def _open(self, node: Node, fields: dict[str, object], elements: list[object], state: State) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._recover("too deep", *node.span)
            return
        holder = self.stack[-1] if self.stack else None
        part = self.name if holder is None or holder.node.items is None else len(holder.elements)
        self.add(node)
        self.stack.append(Open(node, part, fields, elements))
        self.state = state

    def close(self, _start: int, end: int) -> None:
        """Close the innermost open value."""
        node = self.stack.pop().node
        node.span = Span(node.span.start, end)
        self._end_value()

    def add(self, node: Node) -> None:
        """Put a value where it belongs."""
        if not self.stack:
            self.root = node
        else:
            holder = self.stack[-1]
            if holder.node.items is not None:
                holder.node.items.append(node)
                holder.elements.append(node.value)
            elif holder.node.members is not None and self.key is not None:
                self._add_member(holder.node.members, self.key, node)
                holder.fields[self.name] = node.value
        self._end_value()

    def _add_member(self, members: dict[str, Member], key: Span, node: Node) -> None:
        if self.name in members:
            place: Place = (*(holder.part for holder in self.stack[1:]), self.name)
            self.repeats.append(Repeat(place, members[self.name].key, key))
        members[self.name] = Member(key, node)

    def _end_value(self) -> None:
        self.key = None
        self.value_end = self.position
        self.set_state_after_value()

    def set_state_after_value(self) -> None:
        """What follows a value depends on what it stands in."""
        if not self.stack:
            self.state = "end"
        else:
            self.state = "after member" if self.stack[-1].node.items is None else "after item"


Step = Callable[[Reader, int, int], None]

_VALUES: Mapping[str, Step] = {
    '"': Reader.add_text,
    "w": Reader.add_word,
    "{": Reader.open_object,
    "[": Reader.open_array,
}
_STEPS: Mapping[State, Mapping[str, Step]] = {
    "root": _VALUES,
    "key": {'"': Reader.add_name, "}": Reader.close},
    "colon": {":": Reader.pass_colon},
    "value": _VALUES,
    "item": {**_VALUES, "]": Reader.close},
    "after member": {",": Reader.pass_comma, "}": Reader.close},
    "after item": {",": Reader.pass_comma, "]": Reader.close},
    "end": {},
}
"""What each token does in each state, where the grammar allows it."""
