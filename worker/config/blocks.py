"""One block of a configuration: the top level, or an environment seen with its parent."""

from collections.abc import Iterator, Mapping

from worker.config.syntax.nodes import Place
from worker.config.values import MISSING


class Block:
    """Fields of the top level (`environment` is None) or of `env.<environment>`."""

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
        self.place: Place = () if environment is None else ("env", environment)

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


def describe(place: Place) -> str:
    """A place as wrangler writes it: `kv_namespaces[0].id`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
