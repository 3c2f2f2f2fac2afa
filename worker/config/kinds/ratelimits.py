"""`ratelimits`: rate limits."""

import re
from collections.abc import Mapping

from fakeflare.worker.config.bindings.entries import (
    MUST,
    Entry,
    EntryTable,
    advise_type,
    require,
)
from fakeflare.worker.config.bindings.faults import (
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.ids import (
    IdForm,
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    name_type,
    show,
)
from fakeflare.worker.config.findings.catalogue import define

BAD_PERIOD = define(
    "FF309",
    "bad-ratelimit-period",
    "error",
    "A rate limit counts over a period that does not exist.",
    "wrangler refuses the file. Rate limits count over 10 or over 60 seconds.",
)
BAD_RATE_ID = define(
    "FF344",
    "bad-ratelimit-namespace",
    "warning",
    "The `namespace_id` of a rate limit is no integer.",
    """wrangler takes any string. Cloudflare's manual asks for an integer, in quotes, that you choose and
    that is unique in your account.""",
)
_INTEGER = re.compile(r"-?[0-9]+")


def _check_limit(entry: Entry) -> None:
    """`validateRateLimitBinding`"""
    simple = entry.get("simple")
    if simple is None or name_type(simple) != "object":
        rule = FIELD_MISSING if simple is MISSING else FIELD_TYPE
        entry.fail(
            rule, "simple", '"{path}" bindings must have a "simple" configuration object but got {entry}.'
        )
        return
    members = simple if is_object(simple) else {}
    _check_number(entry, members, "limit", "must be a number", simple)
    if _check_number(entry, members, "period", "is required and must be a number", simple):
        period = members["period"]
        if period not in (10, 60):
            message = (
                f'"{entry.path}" bindings "simple.period" must be either 10 or 60 but got {show(period)}.'
            )
            entry.findings.add(BAD_PERIOD, (*entry.place, "simple", "period"), message)


def _check_number(entry: Entry, members: Mapping[str, object], key: str, wanted: str, simple: object) -> bool:
    value = members.get(key, MISSING)
    if name_type(value) == "number":
        return True
    place = (*entry.place, "simple", key)
    hint, edits = advise_type(entry.findings, place, value, "number")
    rule = FIELD_MISSING if value is MISSING else FIELD_TYPE
    message = f'"{entry.path}" bindings "simple.{key}" {wanted} but got {show(simple)}.'
    entry.findings.add(rule, place, message, hint=hint, edits=edits)
    return False


KIND = Kind(
    "Rate Limit",
    ("ratelimits",),
    entries=EntryTable(
        "ratelimits", (require("name", MUST), require("namespace_id", MUST)), _check_limit, name="name"
    ),
    name="name",
    is_compared=False,
    resource=("namespace_id",),
    ids=Ids(
        ("namespace_id",),
        IdForm(
            BAD_RATE_ID,
            _INTEGER,
            "an integer in quotes",
            'You choose it, unique in your account, such as "1001".',
        ),
    ),
)
