"""One block of a configuration: the top level, or an environment seen with its parent."""

from collections.abc import Iterator, Mapping

from fakeflare.worker.config.document.values import MISSING
from fakeflare.worker.config.syntax.nodes import Place

FEW_ENVIRONMENTS = 20
MOST_COMPARISONS = 300_000


class Block:
    """Fields of the top level or, where there is a `top`, of `env.<environment>`. An environment that the
    document does not have is the top level under another name."""

    def __init__(
        self,
        values: Mapping[str, object],
        environment: str | None = None,
        top: "Block | None" = None,
    ) -> None:
        self.values = values
        self.environment = environment
        self.top = top
        """The top level, for an environment; None for the top level itself."""
        self.place: Place = () if top is None or environment is None else ("env", environment)

    def get_own(self, field: str) -> object:
        """The block's own value; MISSING where it says nothing. What is not inherited is read so
        (workers-utils: src/config/validation-helpers.ts `notInheritable`)."""
        return self.values.get(field, MISSING)

    def get(self, field: str) -> object:
        """The value in force, inherited from the top level where the block has none or null; whole values,
        never merged (`inheritable`)."""
        own = self.get_own(field)
        if self.top is None or (own is not MISSING and own is not None):
            return own
        return self.top.get_own(field)

    def find(self, field: str) -> Place:
        """Where the value of `get` stands."""
        own = self.get_own(field)
        is_inherited = self.top is not None and (own is MISSING or own is None)
        return self.top.locate(field) if is_inherited and self.top is not None else self.locate(field)

    def locate(self, *parts: str | int) -> Place:
        """The place of something in this block."""
        return (*self.place, *parts)

    def describe(self, *parts: str | int) -> str:
        """The same as wrangler writes it: `env.staging.kv_namespaces[0]`."""
        return describe(self.locate(*parts))

    def list_entries(self, *parts: str | int) -> Iterator[tuple[Place, object]]:
        """The items of an array in this block, if there is one, with their places."""
        value: object = self.values
        for part in parts:
            if isinstance(value, Mapping) and part in value:
                value = value[str(part)]
            else:
                return
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield self.locate(*parts, index), item


def count_comparable(values: Mapping[str, object]) -> int:
    """How many environments of a document are compared with its top level. That takes the product of their
    number and its size, which only a file that nobody wrote makes too large."""
    environments = values.get("env")
    if not isinstance(environments, Mapping) or len(environments) <= FEW_ENVIRONMENTS:
        return FEW_ENVIRONMENTS
    pending: list[object] = [value for field, value in values.items() if field != "env"]
    size = 1
    while pending:
        value = pending.pop()
        size += 1
        if isinstance(value, Mapping | list):
            pending += value.values() if isinstance(value, Mapping) else value
    return max(FEW_ENVIRONMENTS, MOST_COMPARISONS // size)


def describe(place: Place) -> str:
    """A place as wrangler writes it: `kv_namespaces[0].id`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
