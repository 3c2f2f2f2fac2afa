"""The JSON Schemas of all messages, by the names that the routes of the control face say."""

from types import ModuleType
from typing import Any

import msgspec

from fakeflare.emulator.messages import (
    clock,
    consistency,
    fault,
    info,
    journal,
    limits,
    namespaces,
    seed,
    snapshots,
)
from fakeflare.emulator.messages.declaration.message import Choice, Message

Schema = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"

_MODULES = (info, clock, namespaces, seed, snapshots, fault, limits, consistency, journal)

LISTS: dict[str, Any] = {
    "PairsAnswer": namespaces.PairsAnswer,
    "ImportSpec": namespaces.ImportSpec,
    "SeedSpec": seed.SeedSpec,
}
"""Messages that are no single kind of object."""


def list_messages() -> dict[str, type[Message]]:
    """All messages that are objects, by name."""
    return {each.__name__: each for module in _MODULES for each in _list_declared(module)}


def _list_declared(module: ModuleType) -> list[type[Message]]:
    found = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Message)]
    return [each for each in found if each.__module__ == module.__name__]


def make_schemas(names: set[str]) -> dict[str, Schema]:
    """The schemas of these messages and of all that stand in them, each with its examples."""
    types = {**list_messages(), **LISTS}
    wanted = sorted(names)
    made, components = msgspec.json.schema_components(
        [types[name] for name in wanted], ref_template=_REFERENCE
    )
    lists = {name: schema for name, schema in zip(wanted, made, strict=True) if name in LISTS}
    messages = list_messages()
    return {
        **{name: _finish(messages[name], schema) for name, schema in components.items()},
        **lists,
    }


def list_parameters(name: str) -> dict[str, Schema]:
    """The schemas of a message's members, for a query."""
    properties: dict[str, Schema] = make_schemas({name})[name]["properties"]
    return properties


def _finish(message: type[Message], schema: Schema) -> Schema:
    """Say what msgspec does not: examples, and how many members a choice has. What may be left out is not
    null here."""
    finished = {name: value for name, value in schema.items() if name != "title"}
    finished["properties"] = {
        name: _drop_null(member) for name, member in schema.get("properties", {}).items()
    }
    finished["examples"] = list(message.EXAMPLES)
    if issubclass(message, Choice):
        finished |= {"minProperties": 1, "maxProperties": 1}
    return finished


def _drop_null(member: Schema) -> Schema:
    if member.get("default", ...) is not None:
        return member
    kept = {name: value for name, value in member.items() if name not in ("default", "anyOf")}
    kinds = [kind for kind in member.get("anyOf", []) if kind != {"type": "null"}]
    return {**kept, **kinds[0]} if len(kinds) == 1 else {**kept, **({"anyOf": kinds} if kinds else {})}
