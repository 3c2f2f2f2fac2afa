"""Plain objects and `Object`. Members are attributes for Python, as Pyodide shows them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from worker.javascript.proxies import JsProxy, Unwrapping


class JsObject(JsProxy):
    """`{…}`."""

    _js_name = "Object"
    _members: dict[str, object]

    def __init__(self, members: Mapping[str, object] | None = None) -> None:
        object.__setattr__(self, "_members", dict(members or {}))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            try:
                return self._members[name]
            except KeyError:
                raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        self._members[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self._members:
            raise AttributeError(name)
        del self._members[name]

    def __dir__(self) -> Iterator[str]:
        yield from super().__dir__()
        yield from self._members

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: dict[str, object] = {}
        unwrapping.remember(self, result)
        for name, value in self._members.items():
            result[name] = unwrapping.convert(value, depth - 1)
        return result

    def object_entries(self) -> "list[tuple[str, object]]":
        return list(self._members.items())

    def object_keys(self) -> list[str]:
        return list(self._members)

    def object_values(self) -> list[object]:
        return list(self._members.values())

    @staticmethod
    def fromEntries(entries: Iterable[Iterable[object]]) -> "JsObject":
        """`Object.fromEntries`: what the SDK hands to `to_js` as `dict_converter`."""
        from worker.javascript.coercions import to_string

        return JsObject({to_string(name): value for name, value in entries})


def get_members(value: JsObject) -> dict[str, object]:
    """The members themselves, not a copy."""
    return value._members
