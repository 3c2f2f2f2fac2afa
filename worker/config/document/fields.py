"""Typed values out of a checked block: what is of another type counts as missing, since an error that matters
has stopped the run already."""

from collections.abc import Iterator, Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object


def get_text(block: Block, field: str) -> str | None:
    value = block.get(field)
    return value if isinstance(value, str) else None


def get_texts(block: Block, field: str) -> tuple[str, ...]:
    """An inherited array of strings."""
    return list_texts(block.get(field))


def get_object(block: Block, field: str) -> Mapping[str, object] | None:
    value = block.get_own(field)
    return value if is_object(value) else None


def list_objects(value: object) -> Iterator[Mapping[str, object]]:
    """The objects of an array."""
    if isinstance(value, list):
        yield from filter(is_object, value)


def list_texts(value: object) -> tuple[str, ...]:
    """The strings of an array."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def pick_text(values: Mapping[str, object], name: str) -> str | None:
    """A member that is a string."""
    value = values.get(name)
    return value if isinstance(value, str) else None
