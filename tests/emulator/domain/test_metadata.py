import pytest

from fakeflare.emulator.domain.errors import MetadataInvalid, MetadataTooLarge
from fakeflare.emulator.domain.metadata import dump_metadata, parse_metadata


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'{"a": 1}', '{"a":1}'),
        (b"null", None),
        (b" null ", None),
        (b"0", "0"),
        (b"false", "false"),
        (b'""', '""'),
        (b"[1,\n2]", "[1,2]"),
        ('"é"'.encode(), '"é"'),
        (b"1.0", "1.0"),
        (b"12345678901234567890", "12345678901234567890"),
    ],
)
def test_metadata_is_kept_as_compact_json(raw: bytes, text: str | None) -> None:
    assert parse_metadata(raw) == text


@pytest.mark.parametrize("raw", [b"", b"{", b"{'a':1}", b"NaN", b'"\xff"', b"1e999", b"[" * 1024])
def test_metadata_that_is_not_json_is_refused(raw: bytes) -> None:
    with pytest.raises(MetadataInvalid):
        parse_metadata(raw)


def test_metadata_has_1024_bytes_as_sent() -> None:
    assert parse_metadata(b'"' + b"x" * 1022 + b'"') is not None
    with pytest.raises(MetadataTooLarge) as caught:
        parse_metadata(b'"' + b"x" * 1022 + b'" ')
    assert caught.value.length == 1025


def test_metadata_of_a_bulk_write_counts_its_compact_utf8_text() -> None:
    assert dump_metadata(None) is None
    assert dump_metadata({"a": [1, "é"]}) == '{"a":[1,"é"]}'
    with pytest.raises(MetadataTooLarge) as caught:
        dump_metadata("é" * 512)
    assert caught.value.length == 1026
    with pytest.raises(MetadataInvalid):
        dump_metadata(float("inf"))
