"""Faults as they are asked for: what is refused says which member is wrong."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.conditions.faults.rules import parse_rule
from fakeflare.emulator.domain.operation import OPERATIONS as KINDS
from fakeflare.emulator.messages.errors import MessageInvalid
from tests.bench import NOW, ask

CHOICES = '"status", "drop", "truncate" and "stale"'
OPERATIONS = (
    "get, put, delete, list, metadata, bulk_get, bulk_put, bulk_delete, create_namespace, get_namespace, "
    "list_namespaces, rename_namespace, delete_namespace"
)


@pytest.mark.parametrize(
    ("spec", "field", "message"),
    [
        ([], "", "a fault is a JSON object"),
        ({}, "", f'a fault needs "latency" or one of {CHOICES}'),
        ({"status": None, "drop": False}, "", f'a fault needs "latency" or one of {CHOICES}'),
        ({"status": 503, "drop": True}, "", f"a fault has only one of {CHOICES}"),
        (
            {"status": 503, "stauts": 1},
            "stauts",
            '"stauts" is unknown here; known are after, code, door, dro',
        ),
        ({"status": "503"}, "status", '"status" must be a whole number of 400 or more'),
        ({"status": 200}, "status", '"status" must be a whole number of 400 or more'),
        ({"status": 600}, "status", '"status" must be a whole number from 400 to 599'),
        ({"latency": 1, "code": 7}, "status", '"status" is needed with "code", "message" and "retry_after"'),
        ({"status": 503, "message": 1}, "message", '"message" must be a text'),
        (
            {"status": 503, "operation": "got"},
            "operation",
            f'"operation" must be one or a list of {OPERATIONS}',
        ),
        ({"status": 503, "operation": []}, "operation", f'"operation" must be one or a list of {OPERATIONS}'),
        (
            {"status": 503, "operation": [["get"]]},
            "operation",
            '"operation" must be one or a list of get, put',
        ),
        ({"status": 503, "door": "back"}, "door", '"door" must be one of rest, binding'),
        ({"status": 503, "key": 7}, "key", '"key" must be a text'),
        ({"status": 503, "probability": 1.5}, "probability", '"probability" must be a number from 0 to 1'),
        ({"status": 503, "probability": True}, "probability", '"probability" must be a number from 0 to 1'),
        ({"status": 503, "times": -1}, "times", '"times" must be a whole number of 0 or more'),
        ({"status": 503, "times": 1.5}, "times", '"times" must be a whole number of 0 or more'),
        (
            {"drop": True, "seed": 2**63},
            "seed",
            '"seed" must be a whole number from 0 to 9223372036854775807',
        ),
        ({"status": 503, "until": "noon"}, "until", '"until" must be a number of 0 or more'),
        ({"status": 503, "until": 1e999}, "until", '"until" must be a number of 0 or more'),
        ({"status": 503, "until": {}}, "until", '"until" must be a second, or have "seconds" from now'),
        ({"status": 503, "until": {"minutes": 1}}, "minutes", '"minutes" is unknown here; known are seconds'),
        ({"drop": "later"}, "drop", '"drop" must be true, "before" or "after"'),
        ({"truncate": -1}, "truncate", '"truncate" must be a number of 0 or more'),
        ({"truncate": 10**400}, "truncate", '"truncate" must be a number of 0 or more'),
        ({"stale": 1}, "stale", '"stale" must be true or false'),
        (
            {"stale": True, "operation": ["get", "put"]},
            "operation",
            '"operation" must be one or a list of bulk_get, get, metadata where the fault is "stale"',
        ),
        ({"latency": -1}, "latency", '"latency" must be a number from 0 to 3600'),
        ({"latency": {"fixed": 9e9}}, "latency.fixed", '"latency.fixed" must be a number from 0 to 3600'),
        ({"latency": {}}, "latency", '"latency" has one of "fixed", "uniform", "lognormal"'),
        ({"latency": {"normal": 1}}, "latency", '"latency" has one of "fixed", "uniform", "lognormal"'),
        ({"latency": {"uniform": 1}}, "latency.uniform", '"latency.uniform" must be two numbers of seconds'),
        (
            {"latency": {"uniform": [2, 1]}},
            "latency.uniform",
            '"latency.uniform" must be a number from 2 to 3600',
        ),
        (
            {"latency": {"lognormal": {"median": 1}}},
            "latency.lognormal",
            '"latency.lognormal" needs "median", in seconds, and "sigma"',
        ),
        ({"latency": {"lognormal": 1}}, "", "latency.lognormal is a JSON object"),
    ],
)
def test_what_is_wrong_is_named(spec: object, field: str, message: str) -> None:
    with pytest.raises(MessageInvalid) as caught:
        parse_rule("fault-1", spec, NOW)
    assert caught.value.field == field
    assert str(caught.value).startswith(message)


def test_a_rule_is_described_as_it_was_asked_for() -> None:
    spec: dict[str, Any] = {"operation": ["get"], "key": "a*", "status": 503, "until": {"seconds": 60}}
    rule = parse_rule("fault-1", spec, NOW)
    assert rule.describe() == {"id": "fault-1", **spec, "matches": 0, "hits": 0}
    error = rule.make_error()
    assert error is not None
    assert error.args == (503, None, None, None)


@pytest.mark.parametrize(
    ("drop", "manner"), [(True, "before"), ("before", "before"), ("after", "after"), (False, None)]
)
def test_a_drop_is_before_the_operation_unless_it_says_otherwise(drop: object, manner: str | None) -> None:
    assert parse_rule("fault-1", {"drop": drop, "latency": 1}, NOW).spec.drop_moment == manner


@pytest.mark.parametrize(
    ("named", "meant"), [({}, {"get", "metadata", "bulk_get"}), ({"operation": "get"}, {"get"})]
)
def test_a_stale_fault_means_reads(named: dict[str, str], meant: set[str]) -> None:
    spec = parse_rule("fault-1", {"stale": True, **named}, NOW).spec
    operations = [ask(kind) for kind in KINDS]
    assert {operation.kind for operation in operations if spec.accepts(operation)} == meant


NAMES = st.sampled_from(
    [
        *("operation", "namespace", "key", "door", "location"),
        *("status", "code", "message", "retry_after", "latency", "drop", "truncate", "stale"),
        *("probability", "seed", "times", "after", "until", "other"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["get", "rest", "after", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["fixed", "uniform", "lognormal", "median", "sigma", "seconds"]), inner
        )
    ),
    max_leaves=5,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5) | VALUES)
def test_whatever_is_asked_for_is_a_rule_or_refused(spec: object) -> None:
    with suppress(MessageInvalid):
        assert parse_rule("fault-1", spec, NOW).draw_seconds() >= 0
