"""Metadata: any JSON but null, at most 1,024 bytes of text, kept as compact JSON text."""

from fakeflare.emulator.domain.errors import MetadataInvalid, MetadataTooLarge
from fakeflare.emulator.domain.limits import MAX_METADATA_BYTES
from fakeflare.emulator.domain.text import dump_json, parse_json


def parse_metadata(raw: bytes | bytearray) -> str | None:
    """The metadata of a JSON text as a client sent it; None for `null`, which means "none".

    The limit counts the text as sent. Raises `MetadataTooLarge`, `MetadataInvalid`.
    """
    check_metadata_length(len(raw))
    try:
        value = parse_json(raw)
        return None if value is None else dump_json(value)
    except ValueError:
        raise MetadataInvalid from None


def dump_metadata(value: object) -> str | None:
    """The metadata that stands as a JSON value in a bulk write; the limit counts its compact text."""
    if value is None:
        return None
    try:
        text = dump_json(value)
    except (ValueError, RecursionError):
        raise MetadataInvalid from None
    check_metadata_length(len(text.encode()))
    return text


def check_metadata_length(length: int) -> int:
    """`length` in bytes, unless it passes the limit."""
    if length > MAX_METADATA_BYTES:
        raise MetadataTooLarge(length)
    return length
