"""Plain objects and `Object`. Members are attributes for Python, as Pyodide shows them."""

from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, NoReturn

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.coercions import get_type, is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.equality import is_same_value, refuse_hash
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.functions import static
from fakeflare.worker.javascript.language.kernel.members import (
    has_property,
    list_own,
    read_property,
    set_property,
)
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy, Unwrapping

# What every object has and an own member of the same name hides. What Pyodide itself adds, such as `to_py`,
# hides the member instead.
_HIDEABLE = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "to_string",
        "toLocaleString",
        "toString",
        "unwrap",
        "valueOf",
    }
)


class JsObject(JsProxy):
    """`{…}`, and `Object` as a class."""

    _js_name = "Object"
    _members: dict[str, object]
    _is_extensible: bool
    _is_frozen: bool

    def __init__(self, members: Mapping[str, object] | None = None) -> None:
        made = self.__dict__["_members"] = dict(members or {})
        if not _HIDEABLE.isdisjoint(made):
            _hide_own(self)

    @classmethod
    def construct(cls, value: object = None, *_rest: object) -> Any:
        """`new Object(value)` is the value where that is an object."""
        return value if isinstance(value, JsProxy) else cls()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            try:
                return self.__dict__["_members"][name]
            except KeyError:
                # `from_` is how Python spells the member `from`
                if name.endswith("_") and name[:-1] in self.__dict__["_members"]:
                    return _read_keyword(self.__dict__["_members"], name)
                raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        members = self.__dict__["_members"]
        if "_state" in self.__dict__:
            _check_change(self, members, name)
        members[name] = value
        if name in _HIDEABLE:
            _hide_own(self)

    def __delattr__(self, name: str) -> None:
        """Deleting what is not there is no error in JavaScript."""
        members = self.__dict__["_members"]
        if name in members and self.__dict__.get("_state") in ("sealed", "frozen"):
            raise JsTypeError(f"Cannot delete property '{name}' of #<Object>")
        members.pop(name, None)

    def __js_get__(self, name: str) -> object:
        return self.__dict__["_members"].get(name)

    def __js_has__(self, name: str) -> bool:
        return name in self.__dict__["_members"]

    def __js_list__(self) -> list[tuple[str, Any]]:
        return list(self.__dict__["_members"].items())

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __dir__(self) -> Iterator[str]:
        yield from super().__dir__()
        yield from self.__dict__["_members"]

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: dict[str, object] = {}
        unwrapping.remember(self, result)
        for name, value in self.__dict__["_members"].items():
            result[name] = unwrapping.convert(value, depth - 1)
        return result

    @static
    def fromEntries(entries: Any) -> "JsObject":
        """`Object.fromEntries`: what the SDK hands to `to_js` as `dict_converter`."""
        return JsObject(_read_entries(entries))

    @static
    def keys(value: object) -> Any:
        return value.object_keys() if isinstance(value, JsProxy) else make_keys(_check_object(value))

    @static
    def values(value: object) -> Any:
        return value.object_values() if isinstance(value, JsProxy) else make_values(_check_object(value))

    @static
    def entries(value: object) -> Any:
        return value.object_entries() if isinstance(value, JsProxy) else make_entries(_check_object(value))

    @static
    def getOwnPropertyNames(value: object) -> Any:
        return value.object_keys() if isinstance(value, JsProxy) else make_keys(_check_object(value))

    @static
    def assign(target: Any, *sources: object) -> Any:
        for source in sources:
            for name, value in list_own(source):
                set_property(target, name, value)
        return target

    @static
    def create(prototype: object = None, properties: object = None) -> "JsObject":
        if prototype is not jsnull or properties is not None:
            raise NotImplementedError(f"Object.create with a prototype or with properties is {NOT_EMULATED}")
        return JsObject()

    @static
    def hasOwn(value: object, name: object) -> bool:
        return to_string(name) in dict(list_own(value))

    @static
    def is_(first: object, second: object) -> bool:
        return is_same_value(first, second)

    @static
    def defineProperty(target: Any, name: object, descriptor: object) -> Any:
        """A data property; what it is besides its value makes no difference here."""
        if has_property(descriptor, "get") or has_property(descriptor, "set"):
            raise NotImplementedError(f"Object.defineProperty with a getter or setter is {NOT_EMULATED}")
        setattr(target, to_string(name), read_property(descriptor, "value"))
        return target

    @static
    def freeze(value: Any) -> Any:
        return _restrict(value, "frozen")

    @static
    def seal(value: Any) -> Any:
        return _restrict(value, "sealed")

    @static
    def preventExtensions(value: Any) -> Any:
        return _restrict(value, "closed")

    @static
    def isFrozen(value: object) -> bool:
        return not isinstance(value, JsProxy) or value.__dict__.get("_state") == "frozen"

    @static
    def isSealed(value: object) -> bool:
        return not isinstance(value, JsProxy) or value.__dict__.get("_state") in ("sealed", "frozen")

    @static
    def isExtensible(value: object) -> bool:
        return isinstance(value, JsProxy) and "_state" not in value.__dict__

    @static
    def groupBy(items: Iterable[Any], choose: Any) -> "JsObject":
        groups = JsObject()
        for index, item in enumerate(items):
            name = to_string(choose(item, index))
            get_members(groups).setdefault(name, JsArray()).append(item)  # type: ignore[attr-defined]
        return groups

    @static
    def getPrototypeOf(_value: object) -> NoReturn:
        raise NotImplementedError(f"Object.getPrototypeOf is {NOT_EMULATED}")

    @static
    def setPrototypeOf(_value: object, _prototype: object) -> NoReturn:
        raise NotImplementedError(f"Object.setPrototypeOf is {NOT_EMULATED}")


class _HidingObject(JsObject):
    """An object with members of such names: apart, as looking for them at every access takes time."""

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> object:
            members = object.__getattribute__(self, "__dict__")["_members"]
            if name in _HIDEABLE and name in members:
                return members[name]
            return object.__getattribute__(self, name)

    @property
    def constructor(self) -> JsClass:
        return JsObject


def _hide_own(value: JsObject) -> None:
    object.__setattr__(value, "__class__", _HidingObject)


def get_members(value: JsObject) -> dict[str, object]:
    """The members themselves, not a copy."""
    members: dict[str, object] = value.__dict__["_members"]
    return members


def _read_keyword(members: dict[str, object], name: str) -> object:
    if not iskeyword(name[:-1]):
        raise AttributeError(name)
    return members[name[:-1]]


def _read_entries(entries: Any) -> dict[str, object]:
    if isinstance(entries, JsMap):
        entries = entries.items()
    if not isinstance(entries, Iterable):
        raise JsTypeError(
            f"{_describe(entries)} is not iterable (cannot read property Symbol(Symbol.iterator))"
        )
    members: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, Iterable) or isinstance(entry, str):
            raise JsTypeError(f"Iterator value {to_string(entry)} is not an entry object")
        name, value = (*entry, None, None)[:2]
        members[to_string(name)] = value
    return members


def _describe(value: object) -> str:
    if value is None or isinstance(value, JsProxy):
        return get_type(value)
    return f"{get_type(value)} {to_string(value)}"


def make_keys(value: object) -> JsArray:
    """An Array of the names of a value's own members."""
    return JsArray(name for name, _ in list_own(value))


def make_values(value: object) -> JsArray:
    """An Array of a value's own members, without their names."""
    return JsArray(member for _, member in list_own(value))


def make_entries(value: object) -> JsArray:
    """An Array of a value's own members: each an Array of name and member."""
    return JsArray(JsArray(entry) for entry in list_own(value))


def _check_object(value: object) -> object:
    if is_nullish(value):
        raise JsTypeError("Cannot convert undefined or null to object")
    return value


def _restrict(value: Any, state: str) -> Any:
    if isinstance(value, JsObject):
        value.__dict__["_state"] = state
    elif isinstance(value, JsProxy):
        raise NotImplementedError(f"freezing or sealing {value.constructor.name} objects is {NOT_EMULATED}")
    return value


def _check_change(owner: JsObject, members: dict[str, object], name: str) -> None:
    if name not in members:
        raise JsTypeError(f"Cannot add property {name}, object is not extensible")
    if owner.__dict__["_state"] == "frozen":
        raise JsTypeError(f"Cannot assign to read only property '{name}' of object '#<Object>'")
