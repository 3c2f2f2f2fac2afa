"""What places remember: a cache whose items run out by the turned clock, bounded in number and in bytes."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, NamedTuple, TypeVar

Slot = TypeVar("Slot", bound=Hashable)
Found = TypeVar("Found")


class Item(NamedTuple, Generic[Found]):
    """What was found at a second, to be believed up to, but without, another one."""

    found: Found
    begins: int
    ends: int
    weight: int

    def is_fresh(self, now: int, seconds: int) -> bool:
        """Whether a reader believes it who allows it to be less than so many seconds old."""
        return self.begins <= now < min(self.ends, self.begins + seconds)


class Cache(Generic[Slot, Found]):
    """Items by slot; where there are too many, or they weigh too much, the oldest go first."""

    def __init__(self, most_items: int, most_bytes: int) -> None:
        self._most_items = most_items
        self._most_bytes = most_bytes
        self._items: OrderedDict[Slot, Item[Found]] = OrderedDict()
        self._bytes = 0
        self.changes = 0
        """How often somebody wrote: what was read before the last time must not be kept any more."""

    def find(self, slot: Slot, now: int, seconds: int) -> Item[Found] | None:
        """The fresh item of a slot."""
        item = self._items.get(slot)
        return item if item is not None and item.is_fresh(now, seconds) else None

    def keep(self, slot: Slot, found: Found, now: int, seconds: int, weight: int = 0) -> None:
        """Remember for so many seconds; `weight` in bytes."""
        self._remove(slot)
        self._items[slot] = Item(found, now, now + seconds, weight)
        self._bytes += weight
        while len(self._items) > self._most_items or self._bytes > self._most_bytes:
            self._remove(next(iter(self._items)))

    def forget(self, is_meant: Callable[[Slot], bool]) -> None:
        """Let go of the slots that are meant."""
        for slot in [slot for slot in self._items if is_meant(slot)]:
            self._remove(slot)

    def clear(self) -> None:
        self.changes += 1
        self._items.clear()
        self._bytes = 0

    def count_fresh(self, now: int, name: Callable[[Slot], str]) -> Counter[str]:
        """How many items have not run out, by a name made of their slots."""
        return Counter(name(slot) for slot, item in self._items.items() if item.begins <= now < item.ends)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Slot]:
        return iter(self._items)

    def _remove(self, slot: Slot) -> None:
        item = self._items.pop(slot, None)
        if item is not None:
            self._bytes -= item.weight
