"""A parsed document: plain values, and where each of them stands in the text.

Offsets count characters from the start of the text; an end is the offset after the last character.
"""

from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 200
"""Brackets within brackets. wrangler's stack overflows at some thousand, Python's at a thousand calls."""

Place = tuple[str | int, ...]
"""The way to a value: member names and positions in arrays, from the document's root."""


class Span(NamedTuple):
    """A piece of the text."""

    start: int
    end: int


class Member(NamedTuple):
    """One member of an object: its name's span and its value."""

    key: Span
    node: "Node"


class Node:
    """One value and its span. `members` are set for objects, `items` for arrays.

    A name that occurs twice has its last value here, as in the plain value; `Parsed.repeats` tells the rest.
    """

    __slots__ = ("items", "members", "span", "value")

    def __init__(
        self,
        value: object,
        span: Span,
        members: dict[str, Member] | None = None,
        items: "list[Node] | None" = None,
    ) -> None:
        self.value = value
        self.span = span
        self.members = members
        self.items = items

    def find(self, part: str | int) -> "Node | None":
        """The value of one member or item."""
        if isinstance(part, str):
            member = None if self.members is None else self.members.get(part)
            return None if member is None else member.node
        if self.items is None or not 0 <= part < len(self.items):
            return None
        return self.items[part]

    def walk(self, place: Place = ()) -> "Iterator[tuple[Place, Node]]":
        """This value and all beneath it, in the order of the text, without recursion."""
        pending = [(place, self)]
        while pending:
            here, node = pending.pop()
            yield here, node
            if node.members is not None:
                pending += [((*here, name), member.node) for name, member in reversed(node.members.items())]
            elif node.items is not None:
                pending += [((*here, index), item) for index, item in reversed(list(enumerate(node.items)))]


class Problem(NamedTuple):
    """Something that the grammar does not allow."""

    kind: str
    """A key of `PROBLEMS` in worker.config.rules.reading."""
    message: str
    span: Span
    hint: str | None = None
    other: tuple[Span, str] | None = None
    """Where the other half is, and what it is: the bracket that is never closed, say."""
    edit: tuple[Span, str] | None = None
    """The one text that repairs it."""


class Repeat(NamedTuple):
    """A member name that occurs again in the same object; its last value counts."""

    place: Place
    first: Span
    again: Span


class Parsed(NamedTuple):
    """What a reader makes of a text."""

    root: Node | None
    """None where nothing could be made of it."""
    problems: list[Problem]
    repeats: list[Repeat]
    comments: list[Span]
    """Every comment, its mark included."""
    is_sound: bool
    """Whether `root` is what the author meant, repaired problems or not: further checks make sense."""
