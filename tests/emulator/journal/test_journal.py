"""What the journal keeps, and how it is asked."""

from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import OPERATIONS, Door, OperationKind, make_operation
from fakeflare.emulator.journal.journal import MOST_KEYS, Journal
from fakeflare.emulator.journal.record import RequestRecord
from fakeflare.emulator.messages.errors import MessageInvalid
from tests.bench import ACCOUNT, NOW, Bench

HERE = Namespace(1, ACCOUNT, "a" * 32, "things")


def make_record(
    kind: OperationKind | None = "get",
    *keys: str,
    door: Door = "rest",
    status: int | None = 200,
    now: int = NOW,
    size: int = 0,
    namespace: Namespace | None = HERE,
    faults: tuple[str, ...] = (),
    location: str | None = None,
) -> RequestRecord:
    headers = [] if location is None else [(b"fakeflare-location", location.encode())]
    record = RequestRecord(door, "GET", "/path", now, 10.0, headers)
    record.namespace, record.status, record.ended = namespace, status, 10.0125
    if kind is not None:
        sent = tuple(key.encode() for key in keys)
        make_operation(kind, namespace, sent, now, record, size).faults = faults
    return record


@pytest.fixture
async def journal(bench: Bench) -> Journal:
    return Journal(bench.store, bench.clock, size=5)


async def list_times(journal: Journal, **wanted: object) -> list[Any]:
    """The times of the records, after the start of the test."""
    return [int(str(entry["time"])) - NOW for entry in await journal.list(wanted)]


async def test_a_record_is_described_in_plain_json(journal: Journal) -> None:
    record = make_record("put", "user:é", location="ams", size=3)
    record.sent = 61
    journal.add(record)
    assert await journal.list() == [
        {
            "time": NOW,
            "door": "rest",
            "method": "GET",
            "path": "/path",
            "operation": "put",
            "namespace": "a" * 32,
            "title": "things",
            "key": "user:é",
            "location": "ams",
            "received": 3,
            "sent": 61,
            "status": 200,
            "milliseconds": 12.5,
            "fault": None,
        }
    ]


async def test_what_is_not_known_is_null(journal: Journal) -> None:
    journal.add(RequestRecord("binding", "GET", "/", NOW, 10.0))
    assert await journal.list() == [
        {
            "time": NOW,
            "door": "binding",
            "method": "GET",
            "path": "/",
            "operation": None,
            "namespace": None,
            "title": None,
            "key": None,
            "location": None,
            "received": 0,
            "sent": 0,
            "status": None,
            "milliseconds": 0,
            "fault": None,
        }
    ]


async def test_a_bulk_operation_has_its_first_keys_and_their_number(journal: Journal) -> None:
    keys = [f"k{number}" for number in range(1000)]
    journal.add(make_record("bulk_put", *keys))
    journal.add(make_record("bulk_get", "a", "b"))
    many, few = await journal.list()
    assert "key" not in many
    assert (many["keys"], many["key_count"]) == (keys[:MOST_KEYS], 1000)
    assert (few["keys"], few["key_count"]) == (["a", "b"], 2)


async def test_the_rule_that_decided_is_named_and_so_are_the_others(journal: Journal) -> None:
    journal.add(make_record(faults=("fault-1",)))
    journal.add(make_record(faults=("fault-1", "fault-2")))
    one, two = await journal.list()
    assert one["fault"] == "fault-1"
    assert "faults" not in one
    assert (two["fault"], two["faults"]) == ("fault-2", ["fault-1", "fault-2"])


async def test_only_the_last_are_kept(journal: Journal) -> None:
    for second in range(8):
        journal.add(make_record(now=NOW + second))
    assert journal.size == 5
    assert await list_times(journal) == [3, 4, 5, 6, 7]
    assert [record.now - NOW for record in journal] == [3, 4, 5, 6, 7]
    journal.resize(2)
    assert await list_times(journal) == [6, 7]
    journal.resize(3)
    journal.add(make_record(now=NOW + 8))
    assert (len(journal), journal.size) == (3, 3)
    journal.clear()
    assert (len(journal), journal.size, await journal.list()) == (0, 3, [])
    journal.resize(0)
    journal.add(make_record())
    assert len(journal) == 0


async def test_records_are_asked_for_after_those_that_are_known(journal: Journal) -> None:
    for second in range(7):
        journal.add(make_record(now=NOW + second))
    assert journal.added == 7
    assert await list_times(journal, after=1) == [2, 3, 4, 5, 6]
    assert await list_times(journal, after=6) == [6]
    journal.clear()
    assert (journal.added, await list_times(journal, after=7)) == (7, [])
    journal.add(make_record(now=NOW + 7))
    assert await list_times(journal, after=7) == [7]


OTHER = Namespace(2, ACCOUNT, "b" * 32, "other")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"door": "binding"}, [1]),
        ({"operation": "get"}, [0, 2]),
        ({"namespace": "other"}, [2]),
        ({"namespace": "b" * 32}, [2]),
        ({"namespace": "oth*"}, []),
        ({"key": "user:*"}, [0, 3]),
        ({"key": "user:2"}, [3]),
        ({"location": "ams"}, [1]),
        ({"status": 404}, [2]),
        ({"status": "404"}, [2]),
        ({"status": "4xx"}, [2, 4]),
        ({"status": "2xx"}, [0, 3]),
        ({"since": NOW + 3}, [3, 4]),
        ({"fault": "fault-2"}, [1]),
        ({"fault": "fault-1"}, [1, 3]),
        ({"limit": 2}, [3, 4]),
        ({"limit": 9}, [0, 1, 2, 3, 4]),
        ({"operation": "get", "status": 200, "limit": 1}, [0]),
        ({"after": 3}, [3, 4]),
        ({"after": 9}, []),
        ({"operation": None, "status": None}, [0, 1, 2, 3, 4]),
    ],
)
async def test_a_filter_chooses_records(
    journal: Journal, wanted: dict[str, object], found: list[int]
) -> None:
    journal.add(make_record("get", "user:1"))
    journal.add(
        make_record(
            "put",
            "k",
            door="binding",
            status=None,
            now=NOW + 1,
            faults=("fault-1", "fault-2"),
            location="ams",
        )
    )
    journal.add(make_record("get", "USER:1", status=404, now=NOW + 2, namespace=OTHER))
    journal.add(make_record("bulk_get", "a", "user:2", now=NOW + 3, faults=("fault-1",)))
    journal.add(make_record(None, status=401, now=NOW + 4, namespace=None))
    assert await list_times(journal, **wanted) == found
    assert journal.count(wanted) == len(found)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"door": "back"}, '"door" must be one of rest, binding'),
        ({"operation": "read"}, f'"operation" must be one of {", ".join(OPERATIONS)}'),
        ({"status": "many"}, '"status" must be one like 404, or a class like 4xx'),
        ({"status": 4040}, '"status" must be one like 404, or a class like 4xx'),
        ({"status": True}, '"status" must be one like 404, or a class like 4xx'),
        ({"status": 4.0}, '"status" must be one like 404, or a class like 4xx'),
        ({"status": []}, '"status" must be one like 404, or a class like 4xx'),
        ({"since": "noon"}, '"since" must be a whole number of 0 or more'),
        ({"limit": 0}, '"limit" must be a whole number of 1 or more'),
        ({"key": 7}, '"key" must be a text'),
        (
            {"title": "things"},
            '"title" is unknown here; known are after, door, fault, key, limit, location, namespace, '
            "operation, since, status",
        ),
    ],
)
async def test_a_filter_that_means_nothing_is_refused(
    journal: Journal, wanted: dict[str, object], message: str
) -> None:
    with pytest.raises(MessageInvalid) as caught:
        await journal.list(wanted)
    assert str(caught.value) == message
    with pytest.raises(MessageInvalid):
        journal.count(wanted)
