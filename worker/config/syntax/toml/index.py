"""Where each value of a TOML text stands. Works on texts that tomli has accepted, and on nothing else."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import tomli

from fakeflare.worker.config.syntax.nodes import MAX_DEPTH, Member, Node, Problem, Span

MAX_PARTS = 50
"""Parts of a key, and of a header."""
_MAX_INTEGER = 2**53 - 1

_KEY_PART = re.compile(
    r"""[ \t]*+(?:(?P<bare>[A-Za-z0-9_-]++)|(?P<basic>"(?:[^"\\]|\\.)*+")|'(?P<literal>[^']*+)')[ \t]*+"""
)
_SPACE = re.compile(r"[ \t\r\n]*+")
_FILLING = re.compile(r"[ \t\r\n,]*+")
_COMMENT = re.compile(r"#[^\n]*+")
SCALAR = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'''
    r"""|\'\'\'(?:[^']++|'(?!''))*+'{3,5}"""
    r"""|"(?:[^"\\]++|\\.)*+"|'[^']*+\'"""
    r"""|[0-9]{4}-[0-9]{2}-[0-9]{2}[ ][0-9][^ \t\r\n,\]}#]*+|[^ \t\r\n,\]}#]++""",
    re.DOTALL,
)


class Name(NamedTuple):
    """One part of a key."""

    text: str
    span: Span


def read_names(text: str, position: int) -> tuple[list[Name], int]:
    """The parts of the key at `position`, and the offset of what follows; no parts where there is no key."""
    names: list[Name] = []
    while match := _KEY_PART.match(text, position):
        group = match.lastgroup or "bare"
        span = Span(*match.span(group))
        if group == "literal":
            span = Span(span.start - 1, span.end + 1)
        name = _unescape(match[group]) if group == "basic" else match[group]
        names.append(Name(name, span))
        position = match.end()
        if not text.startswith(".", position):
            break
        position += 1
    return names, position


def _unescape(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    try:
        return str(tomli.loads(f"x = {quoted}")["x"])
    except ValueError:
        return quoted[1:-1]


class Index:
    """Builds the nodes of one text around the values that tomli made of it."""

    def __init__(self, text: str, values: Mapping[str, object]) -> None:
        self.text = text
        self.root = Node(values, Span(0, len(text)), members={})
        self.problems: list[Problem] = []
        self.comments: list[Span] = []
        self._section = [self.root]
        """The table whose lines are being read, last, and what is around it."""

    @property
    def table(self) -> Node:
        """The table that a further line would belong to."""
        return self._section[-1]

    def read(self) -> None:
        last = 0
        position = self._pass_space(0)
        while position < len(self.text):
            if self.text[position] == "[":
                self._end_section(last)
                last = self._read_header(position)
            else:
                last = self._read_pair(position)
            position = self._pass_space(last)
        self._end_section(last)

    def _pass_space(self, position: int, pattern: re.Pattern[str] = _SPACE) -> int:
        """The offset after spaces, line ends and comments."""
        while True:
            match = pattern.match(self.text, position)
            position = position if match is None else match.end()
            comment = _COMMENT.match(self.text, position)
            if comment is None:
                return position
            position = comment.end()
            end = position - 1 if self.text.endswith("\r", comment.start(), position) else position
            self.comments.append(Span(comment.start(), end))

    def _end_section(self, end: int) -> None:
        for node in self._section[1:]:
            node.span = Span(node.span.start, end)

    def _read_header(self, start: int) -> int:
        is_array = self.text.startswith("[[", start)
        names, position = read_names(self.text, start + 1 + is_array)
        span = Span(start, position + 1 + is_array)
        self._section = [self.root]
        for name in self._limit(names):
            is_last = name is names[-1]
            self._enter(name, span, is_new=is_array and is_last)
        return span.end

    def _limit(self, names: list[Name]) -> list[Name]:
        if len(names) > MAX_PARTS:
            message = f"Invalid TOML document: this key has more than {MAX_PARTS} parts"
            span = Span(names[0].span.start, names[-1].span.end)
            self.problems.append(Problem("too-deep", message, span))
        return names

    def _enter(self, name: Name, span: Span, *, is_new: bool) -> None:
        """Go into a table, or into the last or a new table of an array."""
        node = self._find_or_add(self._section[-1], name, span, is_array=is_new)
        self._section.append(node)
        if node.items is not None:
            if is_new:
                node.items.append(Node(_get_part(node, len(node.items)), span, members={}))
            self._section.append(node.items[-1])

    def _find_or_add(self, holder: Node, name: Name, span: Span, *, is_array: bool = False) -> Node:
        found = holder.find(name.text)
        if found is not None:
            return found
        value = _get_part(holder, name.text)
        node = Node(value, span, items=[]) if is_array else Node(value, span, members={})
        _add_member(holder, name, node)
        return node

    def _read_pair(self, start: int) -> int:
        child, position = self._read_member(self._section[-1], start)
        if child.members is not None or child.items is not None:
            position = self._read_inside(child, position)
        return position

    def _read_member(self, holder: Node, start: int) -> tuple[Node, int]:
        """A key and the start of its value, or the whole if it is no array and no table."""
        names, position = read_names(self.text, start)
        position = self._pass_space(position + 1)
        for name in self._limit(names)[:-1]:
            holder = self._find_or_add(holder, name, Span(start, position))
        child, position = self._start_value(position, _get_part(holder, names[-1].text))
        _add_member(holder, names[-1], child)
        return child, position

    def _start_value(self, start: int, value: object) -> tuple[Node, int]:
        if self.text[start] == "[":
            return Node(value, Span(start, start + 1), items=[]), start + 1
        if self.text[start] == "{":
            return Node(value, Span(start, start + 1), members={}), start + 1
        match = SCALAR.match(self.text, start)
        span = Span(start, start + 1 if match is None else match.end())
        if isinstance(value, int) and abs(value) > _MAX_INTEGER:
            message = "Invalid TOML document: integer value cannot be represented losslessly"
            hint = f'Write it as a text: "{self.text[span.start : span.end]}".'
            self.problems.append(Problem("toml-integer", message, span, hint=hint))
        return Node(value, span), span.end

    def _read_inside(self, node: Node, position: int) -> int:
        """The rest of an array or an inline table."""
        stack = [node]
        while stack:
            holder = stack[-1]
            position = self._pass_space(position, _FILLING)
            if self.text[position] in "]}":
                position += 1
                holder.span = Span(holder.span.start, position)
                stack.pop()
                continue
            if holder.items is None:
                child, position = self._read_member(holder, position)
            else:
                child, position = self._start_value(position, _get_part(holder, len(holder.items)))
                holder.items.append(child)
            if child.members is not None or child.items is not None:
                stack.append(child)
                if len(stack) == MAX_DEPTH:
                    message = (
                        "Invalid TOML document: document contains excessively nested structures. aborting."
                    )
                    self.problems.append(Problem("too-deep", message, child.span))
        return position


def _get_part(node: Node, part: str | int) -> object:
    """A value within a table or an array."""
    if isinstance(node.value, list) and isinstance(part, int):
        return node.value[part]
    return node.value.get(part) if isinstance(node.value, Mapping) else None


def _add_member(holder: Node, name: Name, node: Node) -> None:
    members = {} if holder.members is None else holder.members
    members[name.text] = Member(name.span, node)
