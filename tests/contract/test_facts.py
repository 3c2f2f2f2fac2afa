"""What is true of KV, whichever door one comes through."""

from typing import Any

import pytest

from tests.bench import NOW, Bench
from tests.contract.doors import Door, Found, Refused

ODD_KEYS = [
    "plain",
    "a/b c?d#e%f+é😀:!",
    "%2F",
    "%25",
    "+",
    " ",
    "a//b/",
    "/",
    "...",
    "line\nbreak",
    "\x01\x7f",
    "\U0010ffff",
    "bulk/get",
    "x" * 512,
    "é" * 256,
]


async def test_missing_key_has_no_value(door: Door) -> None:
    assert await door.get("missing") is None
    assert await door.get_with_metadata("missing") is None


@pytest.mark.parametrize("value", [b"", b"text", "é😀".encode(), bytes(range(256)), b"x" * 1_000_000])
async def test_value_comes_back_byte_for_byte(door: Door, value: bytes) -> None:
    await door.put("k", value)
    assert await door.get("k") == value


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_every_key_works(door: Door, key: str) -> None:
    await door.put(key, b"v")
    assert await door.get(key) == b"v"
    assert [listed["name"] for listed in (await door.list()).keys] == [key]
    await door.delete(key)
    assert await door.get(key) is None


async def test_what_one_door_writes_every_door_reads(doors: list[Door]) -> None:
    for index, writer in enumerate(doors):
        await writer.put(f"a/{index}é", b"v%d" % index, ttl=60, metadata={"by": index})
    expected = [
        {"name": f"a/{index}é", "expiration": NOW + 60, "metadata": {"by": index}}
        for index in range(len(doors))
    ]
    for reader in doors:
        assert (await reader.list()).keys == expected
        for index in range(len(doors)):
            assert await reader.get_with_metadata(f"a/{index}é") == Found(b"v%d" % index, {"by": index})


@pytest.mark.parametrize(
    "metadata", [{"a": [1, {"b": None}]}, [1], "text é😀", "", 0, 1.5, False, {}, "\x7f"]
)
async def test_metadata_is_any_json(door: Door, metadata: Any) -> None:
    await door.put("k", b"v", metadata=metadata)
    assert await door.get_with_metadata("k") == Found(b"v", metadata)
    assert (await door.list()).keys == [{"name": "k", "metadata": metadata}]


async def test_overwriting_drops_metadata_and_expiration(door: Door) -> None:
    await door.put("k", b"old", ttl=60, metadata=[1])
    await door.put("k", b"new")
    assert await door.get_with_metadata("k") == Found(b"new")
    assert (await door.list()).keys == [{"name": "k"}]


async def test_delete_is_idempotent(door: Door) -> None:
    await door.delete("k")
    await door.put("k", b"v")
    await door.delete("k")
    await door.delete("k")
    assert await door.get("k") is None


async def test_pair_is_gone_from_its_second_on(door: Door, bench: Bench) -> None:
    await door.put("by ttl", b"v", ttl=60)
    await door.put("by moment", b"v", expiration=NOW + 60)
    bench.clock.advance(59)
    assert await door.get("by ttl") == await door.get("by moment") == b"v"
    bench.clock.advance(1)
    assert await door.get("by ttl") is None
    assert await door.get("by moment") is None
    assert (await door.list()).keys == []
    assert await door.get_many(["by ttl"]) == {"by ttl": None}


async def test_ttl_wins_over_expiration(door: Door) -> None:
    await door.put("k", b"v", ttl=60, expiration=1)
    assert (await door.list()).keys == [{"name": "k", "expiration": NOW + 60}]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"ttl": 0}, "Invalid expiration_ttl of 0. Please specify integer greater than 0."),
        ({"ttl": -1}, "Invalid expiration_ttl of -1. Please specify integer greater than 0."),
        ({"ttl": 59}, "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."),
        (
            {"expiration": NOW},
            f"Invalid expiration of {NOW}. Please specify integer greater than "
            "the current number of seconds since the UNIX epoch.",
        ),
        (
            {"expiration": NOW + 59},
            f"Invalid expiration of {NOW + 59}. Expiration times must be at least 60 seconds in the future.",
        ),
        ({"metadata": "x" * 1023}, "Metadata length of 1025 exceeds limit of 1024."),
    ],
)
async def test_write_is_refused_and_the_old_value_stays(
    door: Door, options: dict[str, Any], sentence: str
) -> None:
    await door.put("k", b"old", metadata=1)
    with pytest.raises(Refused) as caught:
        await door.put("k", b"new", **options)
    assert str(caught.value) == sentence
    assert await door.get_with_metadata("k") == Found(b"old", 1)


async def test_value_has_25_mib(door: Door) -> None:
    await door.put("k", bytes(25 * 1024 * 1024))
    with pytest.raises(Refused) as caught:
        await door.put("k", bytes(25 * 1024 * 1024 + 1))
    assert str(caught.value) == "Value length of 26214401 exceeds limit of 26214400."
    assert await door.get("k") == bytes(25 * 1024 * 1024)


@pytest.mark.parametrize("key", ["x" * 513, "é" * 257])
async def test_key_has_512_bytes(door: Door, key: str) -> None:
    sentence = f"UTF-8 encoded length of {len(key.encode())} exceeds key length limit of 512."
    for operation in (door.get(key), door.put(key, b"v"), door.delete(key)):
        with pytest.raises(Refused) as caught:
            await operation
        assert str(caught.value) == sentence


async def test_keys_are_listed_in_the_order_of_their_bytes(door: Door) -> None:
    names = ["B", "a", "b", "é", "\uffff", "😀", "a\x00", "a/", "Z" * 512]
    for name in names:
        await door.put(name, b"v")
    ordered = sorted(names, key=str.encode)
    assert [listed["name"] for listed in (await door.list()).keys] == ordered


async def test_prefix_is_bytes_not_a_pattern(door: Door) -> None:
    for name in ("a%", "a%b", "a_", "ab", "A%", "é1", "é2", "\U0010ffff1"):
        await door.put(name, b"v")
    for prefix, names in {
        "a%": ["a%", "a%b"],
        "a_": ["a_"],
        "é": ["é1", "é2"],
        "\U0010ffff": ["\U0010ffff1"],
        "none": [],
    }.items():
        assert [listed["name"] for listed in (await door.list(prefix)).keys] == names


async def test_pages_show_every_key_once(door: Door) -> None:
    for number in range(25):
        await door.put(f"k{number:02}", b"v")
    await door.put("other", b"v")
    names: list[str] = []
    cursor = ""
    sizes = []
    while True:
        page = await door.list("k", door.least_page + 2, cursor)
        names += [listed["name"] for listed in page.keys]
        sizes.append(len(page.keys))
        cursor = page.cursor
        if not cursor:
            break
    assert names == [f"k{number:02}" for number in range(25)]
    assert all(size == door.least_page + 2 for size in sizes[:-1])


async def test_full_last_page_has_no_cursor(door: Door) -> None:
    for number in range(door.least_page):
        await door.put(str(number), b"v")
    assert (await door.list(limit=door.least_page)).cursor == ""


async def test_cursor_survives_writes_between_pages(door: Door) -> None:
    for number in range(10, 30):
        await door.put(f"k{number}", b"v")
    first = await door.list(limit=10)
    await door.delete("k19")  # the last key of the first page
    await door.put("k00", b"before the cursor")
    await door.put("k195", b"after the cursor")
    second = await door.list(limit=10, cursor=first.cursor)
    assert [listed["name"] for listed in second.keys] == ["k195", *(f"k{n}" for n in range(20, 29))]


async def test_bulk_get_reads_text_and_json(door: Door) -> None:
    values = {"t": b"text", "n": b"1.50", "false": b"false", "zero": b"0", "empty": b'""', "null": b"null"}
    for key, value in values.items():
        await door.put(key, value)
    await door.put("10", b"integer-like")
    assert await door.get_many(["t", "missing", "10"]) == {"t": "text", "missing": None, "10": "integer-like"}
    assert await door.get_many(["zero", "false", "empty", "n", "null"], "json") == {
        "zero": 0,
        "false": False,
        "empty": "",
        "n": 1.5,
        "null": None,
    }


@pytest.mark.parametrize(
    ("keys", "value_type", "sentence"),
    [
        ([], "text", "You must request a minimum of 1 key"),
        ([str(n) for n in range(101)], "text", "You can request a maximum of 100 keys"),
        (["k"], "stream", '"stream" is not a valid type. Use "json" or "text"'),
        (["words"], "json", "At least one of the requested keys corresponds to a non-json value"),
        (["bytes"], "text", "At least one of the requested keys corresponds to a non-text value"),
        ([""], "text", "Key names must not be empty"),
        (["."], "text", 'Illegal key name ".". Please use a different name.'),
    ],
)
async def test_bulk_get_is_refused(door: Door, keys: list[str], value_type: str, sentence: str) -> None:
    await door.put("words", b"words")
    await door.put("bytes", b"\xff")
    with pytest.raises(Refused) as caught:
        await door.get_many(keys, value_type)
    assert str(caught.value) == sentence


async def test_bulk_get_gives_at_most_25_mb(door: Door) -> None:
    half = bytes(13 * 1024 * 1024)
    await door.put("a", half)
    await door.put("b", half)
    assert await door.get_many(["a"]) == {"a": half.decode()}
    with pytest.raises(Refused) as caught:
        await door.get_many(["a", "b"])
    assert str(caught.value) == "Total size of request exceeds the limit of 25MB"


async def test_namespaces_do_not_see_each_other(bench: Bench, doors: list[Door]) -> None:
    from tests.contract.conftest import DOORS

    other = await bench.create("other")
    for name, make in DOORS.items():
        await make(bench, other).put(name, b"v")
    for door in doors:
        assert (await door.list()).keys == []
