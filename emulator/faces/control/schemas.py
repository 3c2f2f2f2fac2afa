"""JSON Schemas of the control face's bodies and answers, each with an example, and its query parameters."""

from fakeflare.emulator.faces.control.condition_schemas import CONDITIONS_AT_REST, FILTERS
from fakeflare.emulator.faces.control.condition_schemas import SCHEMAS as CONDITION_SCHEMAS
from fakeflare.emulator.faces.control.schema_parts import (
    SWITCH,
    Schema,
    count,
    list_of,
    members,
    one_of,
    ref,
    text,
)

_MOMENT = one_of(
    count("seconds since the epoch"),
    text("ISO 8601; UTC where it names no zone", examples=["2030-01-31T12:00:00Z"]),
)
_ACCOUNT = text("an account's id", pattern="^[0-9a-fA-F]{32}$")
_LIST: Schema = {"type": "array"}
_MAP: Schema = {"type": "object"}

_ACCOUNT_ID = "fa4ef1a4e00000000000000000000001"
_NAMESPACE = {"id": "0f2ac74b498b48028cb68387c421e279", "title": "things", "account": _ACCOUNT_ID}
_SNAPSHOT = {"name": "seeded", "taken": 1_800_000_000}
_COUNTS = {"namespaces": 1, "pairs": 2, "snapshots": 0}
_SEEDED = {"id": _NAMESPACE["id"], "title": "things", "pairs": 1}

_BASICS: dict[str, Schema] = {
    "Error": members(
        {
            "error": members(
                {"message": text(), "field": text("the member or parameter that is wrong")},
                required=("message",),
                example={"message": '"seconds" must be a whole number of 0 or more', "field": "seconds"},
            )
        },
        example={"error": {"message": 'there is no snapshot "seeded"'}},
    ),
    "Health": members({"status": {"const": "ok"}}, example={"status": "ok"}),
    "Info": members(
        {
            "version": text(),
            "data": {"description": "the folder of the database; null is memory", "type": ["string", "null"]},
            "account_id": text("the account of a Worker's namespaces"),
            "counts": members(
                {"namespaces": count(), "pairs": count("live ones"), "snapshots": count()}, example=_COUNTS
            ),
            "conditions": members(
                {
                    "clock": ref("Clock"),
                    "faults": count("rules in force"),
                    "limits": ref("Limits"),
                    "consistency": ref("Consistency"),
                },
                example=CONDITIONS_AT_REST,
            ),
        },
        example={
            "version": "0.1.0",
            "data": None,
            "account_id": _ACCOUNT_ID,
            "counts": _COUNTS,
            "conditions": CONDITIONS_AT_REST,
        },
    ),
    "Reset": members(
        {"keep_snapshots": {**SWITCH, "description": "do not delete the snapshots"}},
        required=(),
        example={"keep_snapshots": True},
    ),
}

_CLOCK_SCHEMAS: dict[str, Schema] = {
    "Clock": members(
        {
            "now": {"description": "seconds since the epoch", "type": "integer"},
            "iso": text("the same moment"),
            "frozen": SWITCH,
            "offset": {"description": "seconds ahead of the machine's clock", "type": "integer"},
        },
        example=CONDITIONS_AT_REST["clock"],
    ),
    "Freeze": members({"at": _MOMENT}, required=(), example={"at": 1_800_000_000}),
    "SetClock": members({"now": _MOMENT}, example={"now": "2030-01-31T12:00:00Z"}),
    "Advance": members({"seconds": count()}, example={"seconds": 61}),
}

_STATE_SCHEMAS: dict[str, Schema] = {
    "ResetState": members(
        {
            "account": _ACCOUNT,
            "namespace": text("id, title or binding; its pairs go, it stays"),
            "conditions": {**SWITCH, "description": "put the conditions back, too"},
        },
        required=(),
        example={"namespace": "things"},
    ),
    "Namespace": members({"id": text(), "title": text(), "account": text()}, example=_NAMESPACE),
    "Namespaces": list_of("namespaces", "Namespace", _NAMESPACE),
    "EnsureNamespace": members(
        {"title": text(minLength=1, maxLength=512), "account": _ACCOUNT},
        required=("title",),
        example={"title": "things"},
    ),
    "Pair": members(
        {
            "key": text(),
            "value": text(),
            "expiration": count("seconds since the epoch"),
            "metadata": {"description": "any JSON"},
            "base64": {**SWITCH, "description": "the value is base64"},
        },
        required=("key", "value"),
        example={"key": "greeting", "value": "aGVsbG8=", "base64": True, "metadata": {"lang": "en"}},
    ),
    "Pairs": {
        "type": "array",
        "items": ref("Pair"),
        "examples": [[{"key": "greeting", "value": "hello", "expiration": 1_900_000_000}]],
    },
    "Import": {
        **one_of(
            _LIST, _MAP, description="bulk JSON as an export gives it or wrangler does, or values by key"
        ),
        "examples": [[{"key": "greeting", "value": "hello", "expiration_ttl": 3600}], {"greeting": "hello"}],
    },
    "Imported": members({"imported": count("pairs")}, example={"imported": 2}),
    "Seed": {
        **_MAP,
        "description": "namespaces with their entries",
        "examples": [
            {"namespaces": [{"title": "things", "entries": {"greeting": "hello"}}]},
            {"things": {"greeting": {"value": "hello", "expiration_ttl": 3600}}},
        ],
    },
    "Seeded": members(
        {
            "namespaces": {
                "type": "array",
                "items": members({"id": text(), "title": text(), "pairs": count()}, example=_SEEDED),
            }
        },
        example={"namespaces": [_SEEDED]},
    ),
    "Snapshot": members(
        {"name": text(), "taken": count("a second of the emulator's clock")}, example=_SNAPSHOT
    ),
    "Snapshots": list_of("snapshots", "Snapshot", _SNAPSHOT),
    "TakeSnapshot": members({"name": text(minLength=1, maxLength=100)}, example={"name": "seeded"}),
}

SCHEMAS = {**_BASICS, **_CLOCK_SCHEMAS, **_STATE_SCHEMAS, **CONDITION_SCHEMAS}
"""By the name that routes.py says."""

PARAMETERS: dict[str, dict[str, Schema]] = {
    "Import": {"create": {**SWITCH, "description": "make the namespace if there is none of this title"}},
    "Journal": FILTERS,
}
"""Query parameters by the name that routes.py says; none is required."""
