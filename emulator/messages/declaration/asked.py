"""What messages look at when they say which operations and requests they mean."""

from collections.abc import Sequence
from typing import Protocol

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.patterns import fits


class Asked(Protocol):
    """An operation, as far as it is known; what is not known is None."""

    @property
    def kind(self) -> str | None: ...

    @property
    def door(self) -> str | None: ...

    @property
    def location(self) -> str | None: ...

    @property
    def namespace(self) -> Namespace | None: ...

    @property
    def keys(self) -> Sequence[bytes]: ...


class Recorded(Asked, Protocol):
    """A request that was answered."""

    @property
    def now(self) -> int: ...

    @property
    def status(self) -> int | None: ...

    @property
    def faults(self) -> Sequence[str]: ...


def fits_any(keys: Sequence[bytes], pattern: str) -> bool:
    """Whether one of the keys is what the pattern stands for."""
    return any(fits(key.decode(), pattern) for key in keys)
