import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain.errors import Base64Invalid, ValueTooLarge
from fakeflare.emulator.domain.values import check_value_length, decode_base64


def test_value_may_have_25_mib() -> None:
    assert check_value_length(26_214_400) == 26_214_400
    with pytest.raises(ValueTooLarge) as caught:
        check_value_length(26_214_401)
    assert caught.value.length == 26_214_401


@given(st.binary())
def test_base64_round_trip(data: bytes) -> None:
    assert decode_base64("k", base64.b64encode(data).decode()) == data


def test_line_breaks_in_base64_are_skipped() -> None:
    assert decode_base64("k", "aGVs\r\nbG8=\n") == b"hello"


# Offsets as Go's encoding/base64 reports them (`CorruptInputError`).
@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("!", 0),
        ("a", 0),
        ("ab", 0),
        ("abc", 0),
        ("abcdef", 4),
        ("abcde", 4),
        ("abcd!", 4),
        ("aGVsbG8", 4),
        ("=", 0),
        ("a=", 1),
        ("ab=", 3),
        ("ab=c", 2),
        ("ab==c", 4),
        ("abc=d", 4),
        ("abcdab=\nx", 7),
        ("a-b_", 1),
        ("not b64", 3),
        ("é===", 0),
    ],
)
def test_base64_fault_is_where_go_stops(text: str, offset: int) -> None:
    with pytest.raises(Base64Invalid) as caught:
        decode_base64("k", text)
    assert caught.value.offset == offset
