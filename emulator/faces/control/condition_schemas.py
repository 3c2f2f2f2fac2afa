"""JSON Schemas of faults, limits, eventual consistency and the journal."""

from fakeflare.emulator.domain.operation import OPERATIONS
from fakeflare.emulator.faces.control.schema_parts import (
    NUMBER,
    SWITCH,
    Schema,
    count,
    list_of,
    members,
    one_of,
    ref,
    text,
)

_OPERATION: Schema = {"enum": list(OPERATIONS)}
_DOOR: Schema = {"enum": ["rest", "binding"]}
_SECONDS: Schema = {**NUMBER, "maximum": 3600}
_OFF: Schema = {"const": False}

_LATENCY = one_of(
    _SECONDS,
    members({"fixed": _SECONDS}, example={"fixed": 0.5}),
    members(
        {"uniform": {"type": "array", "items": _SECONDS, "minItems": 2, "maxItems": 2}},
        example={"uniform": [0.1, 0.5]},
    ),
    members(
        {"lognormal": members({"median": _SECONDS, "sigma": NUMBER}, example={"median": 0.2, "sigma": 0.5})},
        example={"lognormal": {"median": 0.2, "sigma": 0.5}},
    ),
    description="seconds, or how they are drawn",
)

_FAULT_MEMBERS: dict[str, Schema] = {
    "operation": one_of(
        _OPERATION,
        {"type": "array", "items": _OPERATION},
        description="which operations; all of them without it",
    ),
    "namespace": text("id, title, or a pattern with * and ? for them"),
    "key": text("a pattern with * and ?; case matters"),
    "door": _DOOR,
    "location": text("where the request comes from"),
    "status": {"type": "integer", "minimum": 400, "maximum": 599},
    "code": count("of the REST API's error"),
    "message": text("of the error"),
    "retry_after": count("the header Retry-After, in seconds"),
    "latency": _LATENCY,
    "drop": {
        "description": "cut the connection: before the operation is done (true), or after",
        "enum": [True, False, "before", "after"],
    },
    "truncate": {
        **NUMBER,
        "description": "cut the answer's body: below 1 a share of it is sent, else so many bytes",
    },
    "stale": {**SWITCH, "description": "a read gives the value before the last write"},
    "probability": {**NUMBER, "maximum": 1},
    "seed": count("of the probability and the latency; 0 without it"),
    "times": count("strike so often, then no more"),
    "after": count("leave so many matches alone first"),
    "until": one_of(
        NUMBER,
        members({"seconds": count()}, example={"seconds": 60}),
        description="a second of the emulator's clock, or so many seconds from now",
    ),
}
_FAULT_SPEC = {"operation": "get", "key": "user:*", "status": 503, "times": 3}
_FAULT = {"id": "fault-1", **_FAULT_SPEC, "matches": 5, "hits": 3}

_QUOTAS = {"reads": 100_000, "writes": 1000, "deletes": 1000, "lists": 1000, "bytes": 10**9}
_QUOTA_MEMBERS = {name: count() for name in _QUOTAS}

_LIMITS_SPEC = members(
    {
        "all": {**SWITCH, "description": "for those that are not named"},
        "writes_per_key": one_of(
            SWITCH, members({"per_second": count()}, required=(), example={"per_second": 1})
        ),
        "requests": one_of(
            SWITCH,
            members(
                {"count": count(), "seconds": count()}, required=(), example={"count": 1200, "seconds": 300}
            ),
        ),
        "daily": one_of(SWITCH, {"const": "free"}, members(_QUOTA_MEMBERS, required=(), example=_QUOTAS)),
        "invocation": one_of(
            SWITCH, count(), members({"operations": count()}, required=(), example={"operations": 1000})
        ),
    },
    required=(),
    example={"writes_per_key": True, "daily": {"writes": 10}},
)

_REFUSED = count("how many were refused")
_USED: Schema = {"type": "object", "description": "by who asked"}
_LIMITS_OFF = {"writes_per_key": False, "requests": False, "daily": False, "invocation": False}

_LIMITS = members(
    {
        "writes_per_key": one_of(
            _OFF,
            members({"per_second": count(), "refused": _REFUSED}, example={"per_second": 1, "refused": 0}),
        ),
        "requests": one_of(
            _OFF,
            members(
                {"count": count(), "seconds": count(), "used": _USED, "refused": _REFUSED},
                example={"count": 1200, "seconds": 300, "used": {}, "refused": 0},
            ),
        ),
        "daily": one_of(
            _OFF,
            members(
                {
                    "limits": members(_QUOTA_MEMBERS, required=(), example=_QUOTAS),
                    "used": _USED,
                    "resets_at": count("seconds since the epoch"),
                    "refused": _REFUSED,
                },
                example={"limits": _QUOTAS, "used": {}, "resets_at": 1_800_057_600, "refused": 0},
            ),
        ),
        "invocation": one_of(
            _OFF,
            members(
                {
                    "operations": count(),
                    "last": count("operations of the event that asked last"),
                    "most": count("operations of the event that asked most"),
                    "refused": _REFUSED,
                },
                example={"operations": 1000, "last": 3, "most": 8, "refused": 0},
            ),
        ),
    },
    example={**_LIMITS_OFF, "writes_per_key": {"per_second": 1, "refused": 0}},
)

_LOCATIONS = one_of(
    {"const": "any"},
    {"type": "array", "items": text()},
    description="those that have caches; any is whatever requests name",
)
_CONSISTENCY = {"enabled": True, "locations": "any", "cached": {"ams": {"keys": 2, "lists": 0}}}

_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_ENTRY_MEMBERS = (
    *("time", "door", "method", "path", "operation", "namespace", "title"),
    *("location", "received", "sent", "status", "milliseconds", "fault"),
)
_ENTRY = {
    "time": 1_800_000_000,
    "door": "rest",
    "method": "GET",
    "path": "/client/v4/accounts/…/storage/kv/namespaces/…/values/usre:1",
    "operation": "get",
    "namespace": "0f2ac74b498b48028cb68387c421e279",
    "title": "things",
    "key": "usre:1",
    "location": None,
    "received": 0,
    "sent": 101,
    "status": 404,
    "milliseconds": 0.412,
    "fault": None,
    "hints": {"nearest": ["user:1"], "held_by": []},
}

SCHEMAS: dict[str, Schema] = {
    "FaultSpec": members(_FAULT_MEMBERS, required=(), example=_FAULT_SPEC),
    "Fault": members(
        {
            "id": text(),
            **_FAULT_MEMBERS,
            "matches": count("operations that it meant"),
            "hits": count("operations that it struck"),
        },
        required=("id", "matches", "hits"),
        example=_FAULT,
    ),
    "Faults": list_of("faults", "Fault", _FAULT),
    "LimitsSpec": _LIMITS_SPEC,
    "Limits": _LIMITS,
    "ConsistencySpec": members(
        {"enabled": SWITCH, "locations": _LOCATIONS}, required=(), example={"enabled": True}
    ),
    "Consistency": members(
        {
            "enabled": SWITCH,
            "locations": _LOCATIONS,
            "cached": {
                "type": "object",
                "description": "by location, what its cache holds",
                "additionalProperties": members(
                    {"keys": count(), "lists": count()}, example={"keys": 2, "lists": 0}
                ),
            },
        },
        example=_CONSISTENCY,
    ),
    "Journal": members(
        {
            "entries": {"type": "array", "items": ref("Entry")},
            "last": count("how many requests there have ever been: the filter `after` begins there"),
        },
        example={"entries": [_ENTRY], "last": 1},
    ),
    "Entry": members(
        {
            "time": count("a second of the emulator's clock"),
            "door": _DOOR,
            "method": text(),
            "path": text(),
            "operation": {"enum": [*OPERATIONS, None]},
            "namespace": _MAYBE_TEXT,
            "title": _MAYBE_TEXT,
            "key": _MAYBE_TEXT,
            "keys": {"type": "array", "items": text(), "description": "of a bulk operation: at most 100"},
            "key_count": count("of a bulk operation: all"),
            "location": _MAYBE_TEXT,
            "received": count("bytes of the values that came"),
            "sent": count("bytes of the answer's body"),
            "status": {"type": ["integer", "null"], "description": "null where no answer was sent"},
            "milliseconds": {"type": ["number", "null"]},
            "fault": {**_MAYBE_TEXT, "description": "the id of the rule that decided"},
            "faults": {"type": "array", "items": text(), "description": "where several rules struck"},
            "hints": members(
                {
                    "nearest": {"type": "array", "items": text()},
                    "held_by": {"type": "array", "items": text()},
                },
                example=_ENTRY["hints"],
            ),
        },
        required=_ENTRY_MEMBERS,
        example=_ENTRY,
    ),
    "Count": members({"count": count()}, example={"count": 12}),
}
"""By the name that routes.py says."""

FILTERS: dict[str, Schema] = {
    "door": _DOOR,
    "operation": _OPERATION,
    "namespace": text("id or title"),
    "key": text("a pattern with * and ?"),
    "location": text("where the request comes from"),
    "status": text("one like 404, or a class like 4xx"),
    "since": count("a second of the emulator's clock"),
    "fault": text("the id of the rule that struck"),
    "limit": count("the last so many"),
    "after": count("not the first so many requests that there have ever been"),
}
"""The journal's query parameters."""

CONDITIONS_AT_REST = {
    "clock": {"now": 1_800_000_000, "iso": "2027-01-15T08:00:00Z", "frozen": False, "offset": 0},
    "faults": 0,
    "limits": _LIMITS_OFF,
    "consistency": {"enabled": False, "locations": "any", "cached": {}},
}
"""An example: nothing is turned."""
