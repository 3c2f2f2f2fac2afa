"""Limits: how they are asked for, what they count."""

from typing import Any, NamedTuple

import pytest

from fakeflare.emulator.conditions.limits.limits import Limits
from fakeflare.emulator.domain.errors import (
    DailyQuotaExceeded,
    InvocationExceeded,
    RequestRateExceeded,
    WriteRateExceeded,
)
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Operation, OperationKind
from fakeflare.emulator.messages.errors import MessageInvalid
from tests.bench import ACCOUNT, NOW, TurnedClock, ask

OFF = {"writes_per_key": False, "requests": False, "daily": False, "invocation": False}
FREE = {"reads": 100_000, "writes": 1_000, "deletes": 1_000, "lists": 1_000, "bytes": 1_000_000_000}


class Asker(NamedTuple):
    owner: str


USER, TOKEN = Asker("user"), Asker("token of an account")


HERE = Namespace(1, ACCOUNT, "id", "title")


def get(kind: OperationKind, *keys: bytes, invocation: str | None = None, now: int = NOW) -> Operation:
    return ask(kind, *keys, namespace=HERE, door="binding", invocation=invocation, now=now)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def limits(clock: TurnedClock) -> Limits:
    return Limits(clock, lambda: None)


def test_all_are_off_at_the_start(limits: Limits) -> None:
    assert not limits.is_active
    assert limits.describe() == OFF


def test_all_are_as_documented(limits: Limits) -> None:
    limits.configure({"all": True})
    assert limits.is_active
    assert limits.describe() == {
        "writes_per_key": {"per_second": 1, "refused": 0},
        "requests": {"count": 1200, "seconds": 300, "used": {}, "refused": 0},
        "daily": {"limits": FREE, "used": {}, "resets_at": NOW // 86_400 * 86_400 + 86_400, "refused": 0},
        "invocation": {"operations": 1000, "last": 0, "most": 0, "refused": 0},
    }
    limits.configure({"all": False, "invocation": 5})
    assert limits.describe() == OFF | {"invocation": {"operations": 5, "last": 0, "most": 0, "refused": 0}}
    limits.reset()
    assert limits.describe() == OFF


def test_what_is_not_named_goes_on(limits: Limits) -> None:
    limits.configure({"daily": "free", "writes_per_key": {"per_second": 2}})
    limits.check(get("get", b"k"))
    before = limits.describe()
    limits.configure({"requests": {"count": 10}})
    assert limits.describe() == before | {"requests": {"count": 10, "seconds": 300, "used": {}, "refused": 0}}
    limits.configure({"daily": {"writes": 3}})
    daily: Any = limits.describe()["daily"]
    assert (daily["limits"], daily["used"]) == ({"writes": 3}, {})


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (None, "limits is a JSON object"),
        ({"all": 1}, '"all" must be true or false'),
        ({"speed": 1}, '"speed" is unknown here; known are all, daily, invocation, requests, writes_per_key'),
        ({"writes_per_key": 1}, '"writes_per_key" must be true, false or {"per_second": n}'),
        ({"writes_per_key": {"per_second": 0}}, '"per_second" must be a whole number of 1 or more'),
        ({"requests": "many"}, '"requests" must be true, false or {"count": n, "seconds": n}'),
        ({"requests": {"minutes": 5}}, '"minutes" is unknown here; known are count, seconds'),
        (
            {"daily": "paid"},
            '"daily" must be true, "free", false or an object of reads, writes, deletes, lists, bytes',
        ),
        ({"daily": {"reads": -1}}, '"reads" must be a whole number of 0 or more'),
        ({"invocation": 0}, '"operations" must be a whole number of 1 or more'),
        ({"invocation": "x"}, '"invocation" must be true, false, a whole number or {"operations": n}'),
    ],
)
def test_a_bad_wish_is_refused_and_changes_nothing(limits: Limits, spec: Any, sentence: str) -> None:
    limits.configure({"writes_per_key": True})
    before = limits.describe()
    with pytest.raises(MessageInvalid) as caught:
        limits.configure({"invocation": True, **spec} if isinstance(spec, dict) else spec)
    assert str(caught.value) == sentence
    assert limits.describe() == before


def test_more_writes_a_second(limits: Limits, clock: TurnedClock) -> None:
    limits.configure({"writes_per_key": {"per_second": 2}})
    limits.check(get("put", b"k"))
    limits.check(get("delete", b"k"))
    with pytest.raises(WriteRateExceeded):
        limits.check(get("put", b"k"))
    clock.advance(-10)
    limits.check(get("put", b"k", now=clock.now()))


def test_one_key_too_often_refuses_a_bulk_write_and_counts_none_of_it(limits: Limits) -> None:
    limits.configure({"writes_per_key": True})
    limits.check(get("put", b"a"))
    kinds: tuple[OperationKind, ...] = ("bulk_put", "bulk_delete")
    for operation in kinds:
        with pytest.raises(WriteRateExceeded):
            limits.check(get(operation, b"b", b"a"))
    limits.check(get("bulk_put", b"b", b"c"))
    with pytest.raises(WriteRateExceeded):
        limits.check(get("put", b"c"))


def test_each_pair_of_a_bulk_write_is_a_write_of_the_day(limits: Limits) -> None:
    limits.configure({"daily": {"writes": 3, "deletes": 2}})
    limits.check(get("bulk_put", b"a", b"b"))
    with pytest.raises(DailyQuotaExceeded):
        limits.check(get("bulk_put", b"a", b"b"))
    limits.check(get("put", b"a"))
    limits.check(get("bulk_delete", b"a", b"b"))
    limits.check(get("list"))
    daily: Any = limits.describe()["daily"]
    assert daily["used"] == {ACCOUNT: {"reads": 0, "writes": 3, "deletes": 2, "lists": 1}}
    assert daily["refused"] == 1


def test_what_a_rate_refuses_uses_up_nothing_of_the_day(limits: Limits) -> None:
    limits.configure({"daily": {"writes": 2}, "writes_per_key": True})
    limits.check(get("put", b"k"))
    with pytest.raises(WriteRateExceeded):
        limits.check(get("put", b"k"))
    limits.check(get("put", b"l"))


def test_accounts_have_quotas_of_their_own(limits: Limits) -> None:
    limits.configure({"daily": {"reads": 1}})
    limits.check(get("get", b"k"))
    other = get("metadata", b"k")
    other.namespace = Namespace(2, "f" * 32, "other", "other")
    limits.check(other)
    with pytest.raises(DailyQuotaExceeded):
        limits.check(other)


def test_a_day_that_the_clock_is_turned_back_to_begins_anew(limits: Limits, clock: TurnedClock) -> None:
    limits.configure({"daily": {"reads": 1}})
    limits.check(get("get", b"k"))
    clock.advance(-86_400)
    limits.check(get("get", b"k", now=clock.now()))


def test_requests_too_many_are_blocked_for_as_long_again(limits: Limits, clock: TurnedClock) -> None:
    limits.configure({"requests": {"count": 2, "seconds": 300}})
    limits.admit(USER, clock.now())
    clock.advance(200)
    limits.admit(USER, clock.now())
    with pytest.raises(RequestRateExceeded) as caught:
        limits.admit(USER, clock.now())
    assert caught.value.retry_after == 300
    limits.admit(TOKEN, clock.now())
    clock.advance(299)
    with pytest.raises(RequestRateExceeded) as caught:
        limits.admit(USER, clock.now())
    assert caught.value.retry_after == 1
    requests: Any = limits.describe()["requests"]
    assert requests["used"] == {
        "user": {"count": 2, "blocked_until": clock.now() + 1},
        "token of an account": {"count": 1, "blocked_until": None},
    }
    assert requests["refused"] == 2
    clock.advance(1)
    limits.admit(USER, clock.now())
    limits.admit(USER, clock.now())


def test_requests_of_another_five_minutes_are_not_counted(limits: Limits, clock: TurnedClock) -> None:
    limits.configure({"requests": {"count": 1}})
    for _ in range(3):
        limits.admit(USER, clock.now())
        clock.advance(300)


def test_an_event_has_so_many_operations(limits: Limits) -> None:
    limits.configure({"invocation": 2})
    limits.check(get("bulk_get", *(b"%d" % number for number in range(100)), invocation="a"))
    limits.check(get("put", b"k", invocation="a"))
    for _ in range(2):
        with pytest.raises(InvocationExceeded):
            limits.check(get("get", b"k", invocation="a"))
    limits.check(get("get", b"k", invocation="b"))
    assert limits.describe()["invocation"] == {"operations": 2, "last": 1, "most": 2, "refused": 2}


def test_who_names_no_event_has_as_many_as_he_wants(limits: Limits) -> None:
    limits.configure({"invocation": 1})
    for _ in range(3):
        limits.check(get("get", b"k"))
        limits.check(ask("get", b"k", door="rest", invocation="a"))


def test_many_events_are_forgotten(limits: Limits) -> None:
    limits.configure({"invocation": 1})
    for number in range(10_001):
        limits.check(get("get", b"k", invocation=str(number)))
    limits.check(get("get", b"k", invocation="0"))
    with pytest.raises(InvocationExceeded):
        limits.check(get("get", b"k", invocation="10000"))
