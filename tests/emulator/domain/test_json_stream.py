import json
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain import json_stream
from fakeflare.emulator.domain.json_stream import JsonStream, Member
from fakeflare.emulator.domain.problems import StateInvalid

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
DOCUMENTS = st.lists(JSON, max_size=6) | st.dictionaries(st.text(), JSON, max_size=6)


def read(*chunks: bytes) -> list[Member]:
    stream = JsonStream()
    return [member for chunk in chunks for member in stream.feed(chunk)] + list(stream.finish())


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@given(DOCUMENTS, st.lists(st.integers(0, 10_000), max_size=12), st.booleans(), st.sampled_from([None, 1]))
def test_members_are_those_of_the_whole_text_wherever_it_is_cut(
    document: Any, places: list[int], is_ascii: bool, indent: int | None
) -> None:
    data = json.dumps(document, ensure_ascii=is_ascii, indent=indent).encode("utf-8", "surrogatepass")
    members = read(*cut(data, places))
    if isinstance(document, dict):
        assert members == [Member(name, value) for name, value in document.items()]
    else:
        assert members == [Member(None, value) for value in document]


@given(st.lists(JSON, min_size=1, max_size=3))
def test_one_byte_at_a_time_is_enough(document: list[Any]) -> None:
    data = json.dumps(document).encode()
    assert [member.value for member in read(*(bytes([byte]) for byte in data))] == document


def test_member_is_given_as_soon_as_it_is_complete() -> None:
    stream = JsonStream()
    assert list(stream.feed(b'[{"a":1},{"b"')) == [Member(None, {"a": 1})]
    assert list(stream.feed(b":2}")) == []
    assert list(stream.feed(b',{"c":3}]')) == [Member(None, {"b": 2}), Member(None, {"c": 3})]
    assert list(stream.finish()) == []


def test_byte_order_mark_and_space_around_are_passed_over() -> None:
    assert read(b"\xef\xbb\xbf \r\n[ 1 ,\t2 ] \n") == [Member(None, 1), Member(None, 2)]
    assert read(b"{}") == read(b"[]") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "the JSON ends too early, after 0 entries"),
        (b"[1, 2", "the JSON ends too early, after 2 entries"),
        (b"[1, ", "the JSON ends too early, after 1 entries"),
        (b'{"a"', "the JSON ends too early, after 0 entries"),
        (b"[1, 2] 3", "the JSON goes on after its end"),
        (b"[1 2]", 'the JSON is broken after 1 entries: "," is missing'),
        (b'{"a" 2}', 'the JSON is broken after 0 entries: ":" is missing'),
        (b"{1: 2}", "the JSON is broken after 0 entries: a name must be a text"),
        (b"[1,]", "the JSON is broken after 1 entries: Expecting value"),
        (b'["a]', "the JSON is broken after 0 entries: Unterminated string starting at"),
        (b'"text"', "the JSON must be an array or an object"),
        (b"key=value", "the JSON must be an array or an object"),
        (b"[NaN]", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b'["\xff"]', "the JSON is not UTF-8, after 0 entries"),
        (b'[1, "\xc3', "the JSON is not UTF-8, after 1 entries"),
        (b"[1, " + b"[" * 200_000, "entry 1 is nested too deeply"),
    ],
)
@pytest.mark.parametrize("is_cut", [False, True])
def test_broken_text_is_told_with_its_place(text: bytes, problem: str, is_cut: bool) -> None:
    chunks = [text[place : place + 7] for place in range(0, len(text), 7)] if is_cut else [text]
    with pytest.raises(StateInvalid) as raised:
        read(*chunks)
    assert str(raised.value) == problem


def test_broken_text_is_told_before_the_rest_has_come() -> None:
    stream = JsonStream()
    with pytest.raises(StateInvalid, match="broken after 1 entries"):
        list(stream.feed(b'[1, {"a" 1}, ' + b"2," * 100))


def test_member_that_has_no_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_MEMBER_CHARACTERS", 1000)
    with pytest.raises(StateInvalid, match="entry 0 is longer than any pair can be"):
        read(b'["', *([b"a" * 100] * 100))


def test_many_members_take_no_more_room_than_a_few() -> None:
    chunk = b",".join([b'{"key":"k","value":"%s"}' % (b"v" * 1000)] * 60)
    stream = JsonStream()
    list(stream.feed(b"[" + chunk))
    tracemalloc.start()
    try:
        for _ in range(200):
            for _member in stream.feed(b"," + chunk):
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(chunk)


def test_large_member_in_small_pieces_is_read_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = JsonStream()
    looks: list[int] = []
    take = stream._take

    def look(is_last: bool) -> Member | None:
        looks.append(len(stream._text))
        return take(is_last)

    monkeypatch.setattr(stream, "_take", look)
    list(stream.feed(b'["'))
    for _ in range(1000):
        list(stream.feed(b"a" * 1000))
    assert list(stream.feed(b'"]')) + list(stream.finish()) == [Member(None, "a" * 1_000_000)]
    assert sum(looks) < 4 * 1_000_000
