"""Which fields there are, and of which type: wrangler's published schema, as a table beside a document.

The table is `tables/schema.json`, made by `scripts/make_schema_table.py`. A project that has wrangler
installed is judged by that wrangler's own `config-schema.json`.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fakeflare.worker.config.document.values import is_object

_TABLE = Path(__file__).parent / "tables" / "schema.json"
_OWN = Path("node_modules/wrangler/config-schema.json")
_ALL_KINDS = frozenset(("array", "boolean", "null", "number", "object", "string"))
_NUMBERS = {"integer": "number"}


class Shape:
    """What may stand at one place: all alternatives of the schema seen together."""

    __slots__ = ("_found", "_items", "_names", "_rest", "_schema", "kinds")

    def __init__(self, schema: "Schema", alternatives: list[Mapping[str, object]]) -> None:
        self._schema = schema
        self._names: dict[str, list[object]] = {}
        self._items: list[object] = []
        self._rest: list[object] = []
        self._found: dict[str, Shape] = {}
        self.kinds = frozenset(kind for each in alternatives for kind in _list_kinds(each)) or _ALL_KINDS
        """The JSON types that the value may have."""
        for alternative in alternatives:
            self._add(alternative)

    def _add(self, alternative: Mapping[str, object]) -> None:
        properties = alternative.get("properties")
        for name, node in properties.items() if is_object(properties) else ():
            self._names.setdefault(name, []).append(_unwrap(self._schema, name, node))
        if "items" in alternative:
            self._items.append(alternative["items"])
        rest = alternative.get("additionalProperties", {})
        if rest is not False and "object" in _list_kinds(alternative):
            self._rest.append({} if rest is True else rest)

    @property
    def names(self) -> frozenset[str]:
        """The fields that are known by name."""
        return frozenset(self._names)

    @property
    def is_anything(self) -> bool:
        """Whether nothing beneath can be wrong."""
        return self.kinds == _ALL_KINDS and not self._names

    @property
    def is_open(self) -> bool:
        """Whether other names than the known ones are allowed."""
        return bool(self._rest)

    def find(self, name: str) -> "Shape | None":
        """The shape of a field; None for a field that is not known."""
        known = self._found.get(name)
        if known is None and name in self._names:
            known = self._found[name] = self._schema.resolve(self._names[name])
        return known or (self._schema.resolve(self._rest) if self._rest else None)

    def get_item(self) -> "Shape":
        """The shape of an array's items."""
        return self._schema.resolve(self._items)


class Schema:
    """A configuration schema. Whatever it says that is not understood counts as "anything"."""

    def __init__(self, content: Mapping[str, object], version: str) -> None:
        self.version = version
        """The wrangler that it belongs to."""
        definitions = content.get("definitions")
        self._definitions: Mapping[str, object] = definitions if is_object(definitions) else {}
        self._shapes: dict[tuple[object, ...], Shape] = {}
        self._kept: list[list[object]] = []
        self.root = self.resolve([content])

    def resolve(self, nodes: list[object]) -> Shape:
        """The shape of some schema nodes, each an alternative."""
        key = tuple(map(_identify, nodes))
        if key not in self._shapes:
            # ids stay unique only as long as their objects live
            self._kept.append(nodes)
            self._shapes[key] = Shape(self, list(self.flatten(nodes)) or [{}])
        return self._shapes[key]

    def flatten(self, nodes: list[object]) -> Iterator[Mapping[str, object]]:
        """The nodes with their references and alternatives taken apart."""
        pending, seen = list(reversed(nodes)), set[int]()
        while pending:
            node = pending.pop()
            if not is_object(node):
                node = {}
            if id(node) in seen:
                continue
            seen.add(id(node))
            parts = self._list_parts(node)
            if parts:
                pending += reversed(parts)
            else:
                yield node

    def _list_parts(self, node: Mapping[str, object]) -> list[object]:
        reference = node.get("$ref")
        if isinstance(reference, str):
            return [self._definitions.get(reference.removeprefix("#/definitions/"), {})]
        for word in ("anyOf", "oneOf", "allOf"):
            parts = node.get(word)
            if isinstance(parts, list) and parts:
                return parts
        return []


def _identify(node: object) -> object:
    """The same for nodes that are the same, where that is cheaply known."""
    if isinstance(node, dict) and len(node) == 1 and isinstance(node.get("type"), str):
        return node["type"]
    return id(node)


def _list_kinds(node: Mapping[str, object]) -> frozenset[str]:
    kinds = node.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    known = frozenset(_NUMBERS.get(kind, kind) for kind in listed if isinstance(kind, str)) & _ALL_KINDS
    return known or _ALL_KINDS


def _unwrap(schema: Schema, name: str, node: object) -> object:
    """The published schema describes `previews.limits` by an object that has a field `limits`, and so on: a
    slip of its generator, known by the definition's name."""
    if is_object(node) and str(node.get("$ref")).startswith("#/definitions/interface-"):
        for inner in schema.flatten([node]):
            properties = inner.get("properties")
            if is_object(properties) and name in properties:
                return properties[name]
    return node


def name_kind(value: object) -> str:
    """Return the JSON type of a value as the schema calls it; `date` for TOML's dates and times."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if is_object(value) else "date"


class Chosen(NamedTuple):
    """The schema that judges a document."""

    schema: Schema
    path: Path | None = None
    """The project's own, if it is that."""
    unreadable: Path | None = None
    """The project's own, where it could not be used."""


@cache
def load_schema() -> Schema:
    """The schema of the wrangler that fakeflare knows."""
    content = json.loads(_TABLE.read_text("utf-8"))
    return Schema(content, content["version"])


def choose_schema(folder: Path | None) -> Chosen:
    """The schema of the wrangler that is installed for `folder`, else fakeflare's own."""
    path = None if folder is None else _find_own(folder)
    if path is None:
        return Chosen(load_schema())
    schema = _read_own(path)
    return Chosen(load_schema(), unreadable=path) if schema is None else Chosen(schema, path)


def get_version(folder: Path | None = None) -> str:
    """The version of wrangler whose fields are the known ones."""
    return choose_schema(folder).schema.version


def _find_own(folder: Path) -> Path | None:
    start = folder.absolute()
    return next((path for parent in (start, *start.parents) if (path := parent / _OWN).is_file()), None)


def _read_own(path: Path) -> Schema | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    schema = Schema(content, _read_version(path.with_name("package.json"))) if is_object(content) else None
    return schema if schema is not None and schema.root.names else None


def _read_version(path: Path) -> str:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "of unknown version"
    version = content.get("version") if is_object(content) else None
    return version if isinstance(version, str) else "of unknown version"
