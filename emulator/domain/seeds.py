"""What a seed declares: namespaces with their pairs, as plain JSON or TOML."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fakeflare.emulator.domain.namespaces import check_title
from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.text import encode_text
from fakeflare.emulator.domain.transfer import build_pair, check, dump_value, parse_item
from fakeflare.emulator.domain.values import Pair, decode_base64

_TARGETS = ("name", "title", "binding", "id")
NAMESPACE_MEMBERS = (*_TARGETS, "entries")
_VALUES = ("value", "json", "base64")
_SETTINGS = ("expiration", "expiration_ttl", "metadata")
ENTRY_MEMBERS = (*_VALUES, *_SETTINGS)


class SeededNamespace(NamedTuple):
    """One namespace and what is to be put into it. At least one of its four names is there."""

    name: str | None
    """A title, an id or a binding, whichever is found first."""
    title: str | None
    binding: str | None
    id: str | None
    pairs: tuple[Pair, ...]


def parse_seed(spec: object, now: int) -> list[SeededNamespace]:
    """All namespaces of a seed, checked before anything is written.

    It is `{"namespaces": [{"title" | "binding" | "id" | "name": …, "entries": …}]}` or short for that
    `{name: {key: value}}`. Files are no longer in it. Raises `StateInvalid`.
    """
    if isinstance(spec, Sequence) and not isinstance(spec, str | bytes):
        raise StateInvalid(
            'pairs without a namespace: say {"namespaces": [{"title": …, "entries": [pairs]}]}'
        )
    if not isinstance(spec, Mapping):
        raise StateInvalid("a seed must be an object with namespaces")
    check_plain(spec)
    namespaces = spec.get("namespaces")
    if not isinstance(namespaces, Sequence) or isinstance(namespaces, str):
        named = [{"name": name, "entries": entries} for name, entries in spec.items()]
        return [_parse_namespace(f'"{each["name"]}"', each, now) for each in named]
    for name in spec:
        if name != "namespaces":
            raise StateInvalid(f'"{name}" is unknown beside "namespaces"')
    return [_parse_namespace(f"namespaces[{index}]", each, now) for index, each in enumerate(namespaces)]


def check_plain(spec: object) -> None:
    """Refuse what is no JSON, such as TOML's dates."""
    try:
        json.dumps(spec, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise StateInvalid(
            f"a seed holds texts, numbers, true, false, lists and tables only: {error}"
        ) from None


def _parse_namespace(where: str, spec: object, now: int) -> SeededNamespace:
    if not isinstance(spec, Mapping):
        raise StateInvalid(f"{where} must be an object")
    check_members(where, spec, NAMESPACE_MEMBERS)
    targets = {name: _take_text(f"{where}.{name}", spec.get(name)) for name in _TARGETS}
    if not any(targets.values()):
        raise StateInvalid(f"{where} must have one of {', '.join(_TARGETS)}")
    for title in (targets["name"], targets["title"]):
        if title is not None:
            check(where, check_title, title)
    pairs = tuple(_parse_entries(where, spec.get("entries", {}), now))
    return SeededNamespace(**targets, pairs=pairs)


def _take_text(where: str, value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or not value):
        raise StateInvalid(f"{where} must be a text that is not empty")
    return value


def check_members(where: str, spec: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in spec:
        if name not in known:
            raise StateInvalid(f'{where}: "{name}" is unknown; known are {", ".join(known)}')


def _parse_entries(where: str, entries: object, now: int) -> Iterator[Pair]:
    """Those that have not expired."""
    if isinstance(entries, Mapping):
        pairs = (_parse_entry(f'{where}["{key}"]', key, entry, now) for key, entry in entries.items())
    elif isinstance(entries, Sequence) and not isinstance(entries, str):
        pairs = (_parse_listed(f"{where}[{index}]", item, now) for index, item in enumerate(entries))
    else:
        raise StateInvalid(f"{where} must hold its entries in an object or a list")
    return (pair for pair in pairs if pair is not None)


def _parse_listed(where: str, item: object, now: int) -> Pair | None:
    """An object of wrangler's bulk JSON."""
    if not isinstance(item, Mapping):
        raise StateInvalid(f"{where} must be an object with a key and a value")
    check_members(where, item, ("key", "value", "base64", *_SETTINGS))
    return parse_item(where, item, now)


def _parse_entry(where: str, key: str, entry: object, now: int) -> Pair | None:
    if isinstance(entry, str):
        return build_pair(where, key, encode_text(entry), {}, now)
    if not isinstance(entry, Mapping):
        raise StateInvalid(f"{where} must be a text or an object with one of {', '.join(_VALUES)}")
    check_members(where, entry, ENTRY_MEMBERS)
    if sum(name in entry for name in _VALUES) != 1:
        raise StateInvalid(f"{where} must have one of {', '.join(_VALUES)}")
    return build_pair(where, key, _parse_value(where, key, entry), entry, now)


def _parse_value(where: str, key: str, entry: Mapping[str, Any]) -> bytes:
    if "json" in entry:
        return dump_value(where, entry["json"]).encode()
    value = _read_text(where, "value" if "value" in entry else "base64", entry)
    return encode_text(value) if "value" in entry else check(where, decode_base64, key, value)


def _read_text(where: str, name: str, entry: Mapping[str, Any]) -> str:
    value = entry[name]
    if not isinstance(value, str):
        raise StateInvalid(f'{where}: "{name}" must be a text')
    return value
