"""A kind of binding: its name for people, where its entries stand in a file, what is checked in them, and how
a run reads them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from fakeflare.worker.config.bindings.binding import Binding
from fakeflare.worker.config.bindings.entries import EntryTable, Scope
from fakeflare.worker.config.bindings.ids import Ids
from fakeflare.worker.config.document.blocks import Block

Shape = Literal["list", "single", "map", "texts"]
"""`[{…}]`, `{…}`, `{NAME: …}`, `[NAME]`."""

Reach = Literal["own", "inherited", "top"]
"""Where an environment has a field from: itself, itself or else the top level, the top level alone."""


class Kind(NamedTuple):
    """One field that makes bindings."""

    words: str
    """workers-utils/src/config/validation.ts `friendlyBindingNames`."""
    path: tuple[str, ...]
    """The way to the entries: a field, or a member of one."""
    shape: Shape = "list"
    name: str = "binding"
    """The member that names a binding."""
    reach: Reach = "own"
    resource: tuple[str, ...] = ()
    """The members that say what is bound; the first that is there counts."""
    entries: EntryTable | None = None
    """What the entries of a field that is a list, or one entry, must have."""
    ids: Ids | None = None
    """Members that name something in Cloudflare's account."""
    check: Callable[[Scope], None] | None = None
    """What the tables cannot say of the whole field; told where the field is, and where it is not."""
    read: Callable[[Block], Iterable[Binding]] | None = None
    """What a run has of it. None where it is not emulated."""
    is_compared: bool = True
    """Whether wrangler compares its names with those of other kinds."""
    is_in_previews: bool = True
    """Whether `previews` may have it."""
    is_for_pages: bool = False
    """Whether a Pages project may have it."""

    @property
    def field(self) -> str:
        """The field of the configuration, which is the name of the kind."""
        return self.path[0]


class Entry(NamedTuple):
    """One binding as it stands in the file."""

    name: str
    place: str
    """The path in the file, such as `env.staging.r2_buckets[0]`."""
    members: Mapping[str, object]
    resource: str | None


def list_entries(block: Block, kind: Kind) -> Iterator[Entry]:
    """Return the bindings of one kind, in the order of the file; what has no name is passed over."""
    field, *rest = kind.path
    value = block.get_own(field) if kind.reach == "own" else block.get(field)
    place = block.describe(*kind.path)
    for part in rest:
        value = value.get(part) if isinstance(value, Mapping) else None
    if kind.shape == "map":
        yield from _list_members(value, place)
    elif kind.shape == "single":
        yield from _read_entry(value, place, kind)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _read_entry(item, f"{place}[{index}]", kind)


def _list_members(value: object, place: str) -> Iterator[Entry]:
    if isinstance(value, Mapping):
        for name in value:
            yield Entry(name, f"{place}.{name}", {}, None)


def _read_entry(item: object, place: str, kind: Kind) -> Iterator[Entry]:
    if not isinstance(item, Mapping) or not isinstance(item.get(kind.name), str):
        return
    found = next((item[member] for member in kind.resource if isinstance(item.get(member), str)), None)
    yield Entry(item[kind.name], place, item, found)
