"""What is true of KV, whichever face one comes through."""

from typing import Any

import pytest

from tests.bench import NOW, Bench
from tests.contract.faces import Face, Found, Refused

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


async def test_missing_key_has_no_value(face: Face) -> None:
    assert await face.get("missing") is None
    assert await face.get_with_metadata("missing") is None


@pytest.mark.parametrize("value", [b"", b"text", "é😀".encode(), bytes(range(256)), b"x" * 1_000_000])
async def test_value_comes_back_byte_for_byte(face: Face, value: bytes) -> None:
    await face.put("k", value)
    assert await face.get("k") == value


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_every_key_works(face: Face, key: str) -> None:
    await face.put(key, b"v")
    assert await face.get(key) == b"v"
    assert [listed["name"] for listed in (await face.list()).keys] == [key]
    await face.delete(key)
    assert await face.get(key) is None


async def test_what_one_face_writes_every_face_reads(faces: list[Face]) -> None:
    for index, writer in enumerate(faces):
        await writer.put(f"a/{index}é", b"v%d" % index, ttl=60, metadata={"by": index})
    expected = [
        {"name": f"a/{index}é", "expiration": NOW + 60, "metadata": {"by": index}}
        for index in range(len(faces))
    ]
    for reader in faces:
        assert (await reader.list()).keys == expected
        for index in range(len(faces)):
            assert await reader.get_with_metadata(f"a/{index}é") == Found(b"v%d" % index, {"by": index})


@pytest.mark.parametrize(
    "metadata", [{"a": [1, {"b": None}]}, [1], "text é😀", "", 0, 1.5, False, {}, "\x7f"]
)
async def test_metadata_is_any_json(face: Face, metadata: Any) -> None:
    await face.put("k", b"v", metadata=metadata)
    assert await face.get_with_metadata("k") == Found(b"v", metadata)
    assert (await face.list()).keys == [{"name": "k", "metadata": metadata}]


async def test_overwriting_drops_metadata_and_expiration(face: Face) -> None:
    await face.put("k", b"old", ttl=60, metadata=[1])
    await face.put("k", b"new")
    assert await face.get_with_metadata("k") == Found(b"new")
    assert (await face.list()).keys == [{"name": "k"}]


async def test_delete_is_idempotent(face: Face) -> None:
    await face.delete("k")
    await face.put("k", b"v")
    await face.delete("k")
    await face.delete("k")
    assert await face.get("k") is None


async def test_pair_is_gone_from_its_second_on(face: Face, bench: Bench) -> None:
    await face.put("by ttl", b"v", ttl=60)
    await face.put("by moment", b"v", expiration=NOW + 60)
    bench.clock.advance(59)
    assert await face.get("by ttl") == await face.get("by moment") == b"v"
    bench.clock.advance(1)
    assert await face.get("by ttl") is None
    assert await face.get("by moment") is None
    assert (await face.list()).keys == []
    assert await face.get_many(["by ttl"]) == {"by ttl": None}


async def test_ttl_wins_over_expiration(face: Face) -> None:
    await face.put("k", b"v", ttl=60, expiration=1)
    assert (await face.list()).keys == [{"name": "k", "expiration": NOW + 60}]


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
    face: Face, options: dict[str, Any], sentence: str
) -> None:
    await face.put("k", b"old", metadata=1)
    with pytest.raises(Refused) as caught:
        await face.put("k", b"new", **options)
    assert str(caught.value) == sentence
    assert await face.get_with_metadata("k") == Found(b"old", 1)


async def test_value_has_25_mib(face: Face) -> None:
    await face.put("k", bytes(25 * 1024 * 1024))
    with pytest.raises(Refused) as caught:
        await face.put("k", bytes(25 * 1024 * 1024 + 1))
    assert str(caught.value) == "Value length of 26214401 exceeds limit of 26214400."
    assert await face.get("k") == bytes(25 * 1024 * 1024)


@pytest.mark.parametrize("key", ["x" * 513, "é" * 257])
async def test_key_has_512_bytes(face: Face, key: str) -> None:
    sentence = f"UTF-8 encoded length of {len(key.encode())} exceeds key length limit of 512."
    for operation in (face.get(key), face.put(key, b"v"), face.delete(key)):
        with pytest.raises(Refused) as caught:
            await operation
        assert str(caught.value) == sentence


async def test_keys_are_listed_in_the_order_of_their_bytes(face: Face) -> None:
    names = ["B", "a", "b", "é", "\uffff", "😀", "a\x00", "a/", "Z" * 512]
    for name in names:
        await face.put(name, b"v")
    ordered = sorted(names, key=str.encode)
    assert [listed["name"] for listed in (await face.list()).keys] == ordered


async def test_prefix_is_bytes_not_a_pattern(face: Face) -> None:
    for name in ("a%", "a%b", "a_", "ab", "A%", "é1", "é2", "\U0010ffff1"):
        await face.put(name, b"v")
    for prefix, names in {
        "a%": ["a%", "a%b"],
        "a_": ["a_"],
        "é": ["é1", "é2"],
        "\U0010ffff": ["\U0010ffff1"],
        "none": [],
    }.items():
        assert [listed["name"] for listed in (await face.list(prefix)).keys] == names


async def test_pages_show_every_key_once(face: Face) -> None:
    for number in range(25):
        await face.put(f"k{number:02}", b"v")
    await face.put("other", b"v")
    names: list[str] = []
    cursor = ""
    sizes = []
    while True:
        page = await face.list("k", face.least_page + 2, cursor)
        names += [listed["name"] for listed in page.keys]
        sizes.append(len(page.keys))
        cursor = page.cursor
        if not cursor:
            break
    assert names == [f"k{number:02}" for number in range(25)]
    assert all(size == face.least_page + 2 for size in sizes[:-1])


async def test_full_last_page_has_no_cursor(face: Face) -> None:
    for number in range(face.least_page):
        await face.put(str(number), b"v")
    assert (await face.list(limit=face.least_page)).cursor == ""


async def test_cursor_survives_writes_between_pages(face: Face) -> None:
    for number in range(10, 30):
        await face.put(f"k{number}", b"v")
    first = await face.list(limit=10)
    await face.delete("k19")  # the last key of the first page
    await face.put("k00", b"before the cursor")
    await face.put("k195", b"after the cursor")
    second = await face.list(limit=10, cursor=first.cursor)
    assert [listed["name"] for listed in second.keys] == ["k195", *(f"k{n}" for n in range(20, 29))]


async def test_bulk_get_reads_text_and_json(face: Face) -> None:
    values = {"t": b"text", "n": b"1.50", "false": b"false", "zero": b"0", "empty": b'""', "null": b"null"}
    for key, value in values.items():
        await face.put(key, value)
    await face.put("10", b"integer-like")
    assert await face.get_many(["t", "missing", "10"]) == {"t": "text", "missing": None, "10": "integer-like"}
    assert await face.get_many(["zero", "false", "empty", "n", "null"], "json") == {
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
async def test_bulk_get_is_refused(face: Face, keys: list[str], value_type: str, sentence: str) -> None:
    await face.put("words", b"words")
    await face.put("bytes", b"\xff")
    with pytest.raises(Refused) as caught:
        await face.get_many(keys, value_type)
    assert str(caught.value) == sentence


async def test_bulk_get_gives_at_most_25_mb(face: Face) -> None:
    half = bytes(13 * 1024 * 1024)
    await face.put("a", half)
    await face.put("b", half)
    assert await face.get_many(["a"]) == {"a": half.decode()}
    with pytest.raises(Refused) as caught:
        await face.get_many(["a", "b"])
    assert str(caught.value) == "Total size of request exceeds the limit of 25MB"


async def test_namespaces_do_not_see_each_other(bench: Bench, faces: list[Face]) -> None:
    from tests.contract.conftest import FACES

    other = await bench.create("other")
    for name, make in FACES.items():
        await make(bench, other).put(name, b"v")
    for face in faces:
        assert (await face.list()).keys == []
