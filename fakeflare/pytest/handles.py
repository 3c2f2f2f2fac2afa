"""A namespace as a test holds it: to arrange what is there, and to look at what has become of it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol


class Found(NamedTuple):
    """A live pair."""

    value: bytes
    metadata: Any
    expiration: int | None


class Pairs(Protocol):
    """The pairs of one namespace, wherever they are. Keys are text; metadata is JSON text."""

    def read(self, key: str) -> Found | None: ...

    def write(
        self,
        key: str,
        value: bytes,
        expiration_ttl: int | None,
        expiration: int | None,
        metadata: str | None,
    ) -> None: ...

    def delete(self, key: str) -> None: ...

    def list_keys(self, prefix: str) -> Iterator[str]: ...


class NamespaceHandle:
    """One namespace. What it does meets no faults and no limits, and is in no journal."""

    def __init__(self, pairs: Pairs, id: str, title: str) -> None:  # as the API calls it
        self._pairs = pairs
        self.id = id
        self.title = title

    def put(
        self,
        key: str,
        value: object,
        *,
        expiration_ttl: int | None = None,
        expiration: int | None = None,
        metadata: object = None,
    ) -> None:
        """Store a pair: text and bytes as they are, anything else as JSON. Raises ValueError for what KV
        would not take."""
        text = None if metadata is None else _dump(metadata)
        self._pairs.write(key, _encode(value), expiration_ttl, expiration, text)

    def get(self, key: str) -> bytes | None:
        """The value; None for a key that is not there, or no longer."""
        found = self._pairs.read(key)
        return None if found is None else found.value

    def get_text(self, key: str) -> str | None:
        value = self.get(key)
        return None if value is None else value.decode()

    def get_json(self, key: str) -> Any:
        value = self.get(key)
        return None if value is None else json.loads(value)

    def metadata(self, key: str) -> Any:
        """None too where the pair is not there."""
        found = self._pairs.read(key)
        return None if found is None else found.metadata

    def expiration(self, key: str) -> int | None:
        """The second at which the pair ends, None where it does not or is not there."""
        found = self._pairs.read(key)
        return None if found is None else found.expiration

    def list(self, prefix: str = "") -> list[str]:
        """All keys with this prefix, in KV's order."""
        return [*self._pairs.list_keys(prefix)]

    def delete(self, key: str) -> None:
        """A missing key is as good as deleted."""
        self._pairs.delete(key)

    def entries(self, prefix: str = "") -> dict[str, bytes]:
        """All values by their keys."""
        found = {key: self.get(key) for key in self.list(prefix)}
        return {key: value for key, value in found.items() if value is not None}

    def __contains__(self, key: str) -> bool:
        return self._pairs.read(key) is not None

    def __repr__(self) -> str:
        return f"<namespace {self.title!r}, id {self.id!r}>"


def _encode(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    return _dump(value).encode()


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
