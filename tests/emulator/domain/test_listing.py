import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain.errors import CursorInvalid, ListLimitTooLarge, ListLimitTooSmall
from fakeflare.emulator.domain.listing import (
    build_range,
    dump_cursor,
    find_prefix_end,
    parse_cursor,
    parse_limit,
)

KEYS = st.binary(min_size=1, max_size=512)


@given(KEYS)
def test_cursor_gives_back_its_key(key: bytes) -> None:
    cursor = dump_cursor(key)
    assert parse_cursor(cursor) == key
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?% ")


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "bm90IG91cnM", "====", "a b", dump_cursor(b"x" * 513)])
def test_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        parse_cursor(cursor)


@given(st.binary(max_size=4), st.binary(max_size=6))
def test_prefix_is_a_byte_range(prefix: bytes, key: bytes) -> None:
    end = find_prefix_end(prefix)
    assert key.startswith(prefix) == (prefix <= key and (end is None or key < end))


@given(st.binary(max_size=3), st.binary(min_size=1, max_size=5), st.binary(max_size=6))
def test_cursor_continues_strictly_after_its_key(prefix: bytes, last: bytes, key: bytes) -> None:
    keys = build_range(prefix, dump_cursor(last), 10)
    in_range = keys.start <= key and (keys.end is None or key < keys.end)
    assert in_range == (key.startswith(prefix) and key > last)


@pytest.mark.parametrize(("raw", "limit"), [(None, 1000), ("10", 10), ("1000", 1000)])
def test_limit(raw: str | None, limit: int) -> None:
    assert parse_limit(raw, 10) == limit


@pytest.mark.parametrize("raw", ["9", "0", "-1", "x", "", "10.5"])
def test_limit_below_the_door_s_least_is_refused(raw: str) -> None:
    with pytest.raises(ListLimitTooSmall):
        parse_limit(raw, 10)


def test_limit_above_1000_is_refused() -> None:
    with pytest.raises(ListLimitTooLarge):
        parse_limit("1001", 1)
