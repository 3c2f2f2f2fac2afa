import pytest

from fakeflare.emulator.domain.errors import KeyEmpty, KeyIllegal, KeyNotDecodable, KeyTooLong, KVError
from fakeflare.emulator.domain.keys import check_key, parse_path_key, parse_text_key


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"a", b"a"),
        (b"a%2Fb", b"a/b"),
        (b"a/b", b"a/b"),
        (b"a%25b", b"a%b"),
        (b"a%2525", b"a%25"),
        (b"a+b", b"a+b"),
        (b"a%20b", b"a b"),
        (b"line%0Abreak", b"line\nbreak"),
        (b"%00%7F", b"\x00\x7f"),
        (b"%F0%9F%98%80", "😀".encode()),
        (b"...", b"..."),
        (b"%2E%2E%2F", b"../"),
        (b"x" * 512, b"x" * 512),
    ],
)
def test_path_key_is_decoded_once(raw: bytes, key: bytes) -> None:
    assert parse_path_key(raw) == key


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", KeyEmpty),
        (b".", KeyIllegal),
        (b"%2E", KeyIllegal),
        (b"..", KeyIllegal),
        (b"%2e%2E", KeyIllegal),
        (b"x" * 513, KeyTooLong),
        (b"%C3%A9" * 257, KeyTooLong),
        (b"%FF", KeyNotDecodable),
        (b"\xff", KeyNotDecodable),
        (b"%ED%A0%80", KeyNotDecodable),
        (b"a%", KeyNotDecodable),
        (b"a%2", KeyNotDecodable),
        (b"a%zz", KeyNotDecodable),
    ],
)
def test_path_key_is_refused(raw: bytes, error: type[KVError]) -> None:
    with pytest.raises(error):
        parse_path_key(raw)


def test_key_length_counts_utf8_bytes() -> None:
    with pytest.raises(KeyTooLong) as caught:
        check_key("é".encode() * 257)
    assert caught.value.length == 514


def test_lone_surrogate_in_a_json_key_becomes_the_replacement_character() -> None:
    assert parse_text_key("a\ud800b") == "a\ufffdb".encode()
