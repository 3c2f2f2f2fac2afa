"""What a configuration asks for and this version of fakeflare passes over: said at start."""

from collections.abc import Iterable, Mapping

from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.config.bindings.kind import list_entries
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING
from fakeflare.worker.config.kinds import list_kinds

NOT_EMULATED = "not emulated by fakeflare yet"

# Fields that change how a Worker runs in `wrangler dev` and make no binding.
# Not inherited …
_OWN = ("tail_consumers", "streaming_tail_consumers", "containers", "cloudchamber", "connect")
# … and inherited, or of the top level alone.
_INHERITED = ("build", "site", "python_modules", "access", "cache")


def list_warnings(block: Block, bindings: Iterable[Binding]) -> tuple[str, ...]:
    """Return one line for each field that is passed over and each binding that cannot be used."""
    own = [block.describe(field) for field in _OWN if not _is_empty(block.get_own(field))]
    inherited = [field for field in _INHERITED if not _is_empty(block.get(field))]
    fields = own + inherited
    unavailable = [binding for binding in bindings if isinstance(binding, UnavailableBinding)]
    queues = block.get_own("queues")
    if isinstance(queues, Mapping) and not _is_empty(queues.get("consumers")):
        fields.append(block.describe("queues", "consumers"))
    return (
        *(f'"{field}" is {NOT_EMULATED} and is passed over' for field in fields),
        *(f"{binding.sentence}, which is {NOT_EMULATED}: using it raises" for binding in unavailable),
        *(
            f'"{place}.remote" is passed over: fakeflare answers for it itself'
            for place in _list_remote(block)
        ),
    )


def _list_remote(block: Block) -> list[str]:
    return [
        entry.place
        for kind in list_kinds(block)
        if kind.read is not None and kind.shape == "list"
        for entry in list_entries(block, kind)
        if entry.members.get("remote") is True
    ]


def _is_empty(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_empty, value.values()))
    return value is MISSING or value in (None, [], "", False)
