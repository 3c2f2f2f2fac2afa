"""A configuration file that has been read: its text, its values, and where each of them stands."""

from collections.abc import Mapping
from typing import Literal

from fakeflare.worker.config.document.diagnostics import Range
from fakeflare.worker.config.syntax.lines import Lines
from fakeflare.worker.config.syntax.nodes import Node, Parsed, Place, Span

Syntax = Literal["jsonc", "toml"]
"""`.json` and `.jsonc` are one language to wrangler."""

On = Literal["value", "key", "entry"]
"""What a finding points at: the value, the member's name, or both with what is between them."""


class Document:
    """One configuration. `path` is shown as it is given; `-` for standard input."""

    def __init__(self, path: str, text: str, syntax: Syntax, parsed: Parsed) -> None:
        self.path = path
        self.text = text
        self.syntax = syntax
        self.parsed = parsed
        self.lines = Lines(text)

    @property
    def values(self) -> Mapping[str, object]:
        """The root object; empty where the root is none."""
        value = None if self.parsed.root is None else self.parsed.root.value
        return value if isinstance(value, Mapping) else {}

    @property
    def file_name(self) -> str:
        """What wrangler calls the file in its sentences
        (workers-utils: src/config/index.ts `configFileName`)."""
        if self.syntax == "toml":
            return "wrangler.toml"
        return "wrangler.json" if self.path.endswith(".json") else "wrangler.jsonc"

    def find(self, place: Place) -> Node | None:
        """The value at a place."""
        node = self.parsed.root
        for part in place:
            node = None if node is None else node.find(part)
        return node

    def get_span(self, place: Place, on: On = "value") -> Span:
        """Where to point for a place. What is not there is shown at the name, or the first character, of the
        nearest thing around it that is."""
        node = self.find(place)
        if node is None:
            return self._find_nearest(place)
        key = self._find_key(place)
        if on == "value" or key is None:
            return node.span
        return key if on == "key" else Span(key.start, node.span.end)

    def _find_key(self, place: Place) -> Span | None:
        parent = self.find(place[:-1]) if place else None
        if parent is None or parent.members is None or not isinstance(place[-1], str):
            return None
        member = parent.members.get(place[-1])
        return None if member is None else member.key

    def _find_nearest(self, place: Place) -> Span:
        for length in range(len(place) - 1, -1, -1):
            node = self.find(place[:length])
            if node is not None:
                return self._find_key(place[:length]) or Span(node.span.start, node.span.start + 1)
        return Span(0, min(1, len(self.text)))

    def make_range(self, span: Span) -> Range:
        start, end = self.lines.locate(span.start), self.lines.locate(span.end)
        return Range(start.line, start.column, end.line, end.column)
