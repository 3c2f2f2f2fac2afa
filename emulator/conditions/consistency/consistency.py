"""Eventual consistency that can be reproduced: places that read through caches of their own."""

from functools import cached_property
from typing import TYPE_CHECKING

from fakeflare.emulator.conditions.fields import Fields, refuse
from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.storage.store import PairStore

if TYPE_CHECKING:
    from fakeflare.emulator.conditions.consistency.places import Places


class Consistency:
    """Off at the start. Switched on, a request with a location reads through that location's cache, and one
    without reads and writes beside the store (choice). Goes by the turned clock alone.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._locations: tuple[str, ...] | None = None
        self.is_active = False

    @cached_property
    def _places(self) -> "Places":
        # when the first is asked for: most runs never see one
        from fakeflare.emulator.conditions.consistency.places import Places

        return Places()

    def configure(self, spec: object) -> None:
        """Change what plain JSON names: `{"enabled": true | false, "locations": ["ams", "sfo"]}`.

        Locations are any names. Those that are listed alone have caches, or, with "any", whatever requests
        name. Changed, the caches begin empty. Raises `MessageInvalid`; then nothing is changed.
        """
        fields = Fields(spec, "consistency")
        enabled = fields.take("enabled")
        if not isinstance(enabled, bool | None):
            refuse("enabled", "must be true or false")
        named = fields.take("locations")
        locations = self._locations if named is None else _parse_locations(named)
        fields.finish()
        self._locations = locations
        self.is_active = self.is_active if enabled is None else enabled
        self.settle()

    def reset(self) -> None:
        """Off, as at the start."""
        self.is_active = False
        self._locations = None
        self.settle()

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

    def view(self, pairs: PairStore, location: str | None, cache_ttl: int | None) -> PairStore:
        """The pairs as a place sees them; `cache_ttl` is the reader's, in seconds."""
        if location is None or (self._locations is not None and location not in self._locations):
            return pairs
        from fakeflare.emulator.conditions.consistency.places import CACHE_SECONDS, PlacePairs

        seconds = CACHE_SECONDS if cache_ttl is None else cache_ttl
        return PlacePairs(pairs, self._places, location, self._clock.now(), seconds)


def _parse_locations(named: object) -> tuple[str, ...] | None:
    if named == "any":
        return None
    names = named if isinstance(named, list) else [named]
    if not names or not all(isinstance(name, str) and name for name in names):
        refuse("locations", 'must be "any" or a list of names')
    return tuple(dict.fromkeys(map(str, names)))
