"""Eventual consistency that can be reproduced: places that read through caches of their own."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import Operation
from fakeflare.emulator.storage.store import PairStore

if TYPE_CHECKING:
    from fakeflare.emulator.conditions.consistency.places import Places


class Consistency:
    """Off at the start. Switched on, a request with a location reads through that location's cache, and one
    without reads and writes beside the store (choice). Goes by the turned clock alone.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """`changed` is called after it was switched."""
        self._clock = clock
        self._changed = changed
        self._locations: tuple[str, ...] | None = None
        self.is_active = False

    @cached_property
    def _places(self) -> "Places":
        # start-up: most runs switch no consistency
        from fakeflare.emulator.conditions.consistency.places import Places

        return Places()

    def configure(self, spec: object) -> None:
        """Change what plain JSON names, the message `ConsistencySpec`.

        Locations are any names. Those that are listed alone have caches, or, with "any", whatever requests
        name. Changed, the caches begin empty. Raises `MessageInvalid`; then nothing is changed.
        """
        from fakeflare.emulator.messages.consistency import ConsistencySpec  # start-up: msgspec
        from fakeflare.emulator.messages.declaration.parsing import parse  # start-up: as above

        parsed = parse(ConsistencySpec, spec)
        if parsed.locations is not None:
            self._locations = _list_locations(parsed.locations)
        self.is_active = self.is_active if parsed.enabled is None else parsed.enabled
        self.settle()
        self._changed()

    def reset(self) -> None:
        """Off, as at the start."""
        self.is_active = False
        self._locations = None
        self.settle()
        self._changed()

    def settle(self) -> None:
        """Make all places agree: their caches are empty."""
        if "_places" in vars(self):
            self._places.clear()

    def describe(self) -> dict[str, object]:
        """`cached`: by location, how many keys (misses too) and pages of lists have not run out."""
        now = self._clock.now()
        keys = self._places.pairs.count_fresh(now, lambda slot: slot[0])
        pages = self._places.pages.count_fresh(now, lambda slot: slot[0])
        cached = {name: {"keys": keys[name], "lists": pages[name]} for name in sorted({*keys, *pages})}
        locations = "any" if self._locations is None else list(self._locations)
        return {"enabled": self.is_active, "locations": locations, "cached": cached}

    def view(self, pairs: PairStore, operation: Operation) -> PairStore:
        """The pairs as the place sees them that the operation comes from."""
        location = operation.location
        if location is None or (self._locations is not None and location not in self._locations):
            return pairs
        # start-up: most runs switch no consistency
        from fakeflare.emulator.conditions.consistency.places import CACHE_SECONDS, PlacePairs

        seconds = CACHE_SECONDS if operation.cache_ttl is None else operation.cache_ttl
        return PlacePairs(pairs, self._places, location, operation.now, seconds)


def _list_locations(named: str | list[str]) -> tuple[str, ...] | None:
    """Each of them once; None is any."""
    if named == "any":
        return None
    return tuple(dict.fromkeys([named] if isinstance(named, str) else named))
