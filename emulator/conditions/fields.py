"""Reading the plain JSON in which conditions are asked for."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from fakeflare.emulator.messages.errors import MessageInvalid


def refuse(field: str, problem: str) -> NoReturn:
    raise MessageInvalid(field, problem)


_MOST_COUNT = 2**63 - 1
"""JSON can say more than slices and other programs can hold."""


class Fields:
    """The members of one object; each is taken once, and `finish` refuses what is left."""

    def __init__(self, spec: object, what: str) -> None:
        if not isinstance(spec, Mapping):
            refuse("", f"{what} is a JSON object")
        self._left = {name: value for name, value in spec.items() if value is not None}
        self._known: list[str] = []

    def take(self, name: str) -> object:
        """The member, of any type; None where it is not there or null."""
        self._known.append(name)
        return self._left.pop(name, None)

    def take_text(self, name: str, choices: Sequence[str] = ()) -> str | None:
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, str):
            refuse(name, "must be a text")
        if choices and value not in choices:
            refuse(name, f"must be one of {', '.join(choices)}")
        return value

    def take_number(self, name: str, least: float = 0.0, most: float | None = None) -> float | None:
        value = self.take(name)
        return None if value is None else check_number(name, value, least, most)

    def take_count(self, name: str, least: int = 0) -> int | None:
        """A whole number."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            refuse(name, f"must be a whole number of {least} or more")
        if value > _MOST_COUNT:
            refuse(name, f"must be a whole number from {least} to {_MOST_COUNT}")
        return value

    def take_switch(self, name: str) -> bool:
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            refuse(name, "must be true or false")
        return value is True

    def finish(self) -> None:
        """Refuse members that nobody has taken."""
        for name in self._left:
            refuse(str(name), f"is unknown here; known are {', '.join(sorted(self._known))}")


_MOST = 1e15
"""No number that means anything here is larger: JSON can say 1e999."""


def check_number(name: str, value: object, least: float, most: float | None) -> float:
    """A number in a range."""
    limit = _MOST if most is None else most
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= limit:
        span = f"of {least:g} or more" if most is None else f"from {least:g} to {most:g}"
        refuse(name, f"must be a number {span}")
    return float(value)
