"""`structuredClone` (HTML standard, section 2.7)."""

from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, View
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.collections.weak import WeakMap, WeakRef, WeakSet
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.coercions import is_object, to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsException
from fakeflare.worker.javascript.language.kernel.functions import Function
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy, fold_options
from fakeflare.worker.javascript.language.objects import JsObject, get_members
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.regexes.regexp import RegExp
from fakeflare.worker.javascript.language.symbols import JsSymbol

# Immutable: the copy shares what the original holds.
_SHARED = ("Blob", "File")


def structured_clone(value: object = None, *options: object, **more: object) -> Any:
    """`structuredClone(value, {transfer})`: a deep copy; DataCloneError for what has none."""
    given = next(iter(fold_options(options, more)), None)
    transfer = read_option(given, "transfer")
    if transfer is not None and len(transfer):
        raise NotImplementedError(f"structuredClone with transfer is {NOT_EMULATED}")
    return _Cloning().clone(value)


class _Cloning:
    """One run: what was met before is not copied again, so that cycles and shared objects survive."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[object, Any]] = {}

    def clone(self, value: Any) -> Any:
        if not is_object(value):
            return value
        met = self._met.get(id(value))
        return met[1] if met is not None else self._copy(value)

    def _remember(self, value: object, copy: Any) -> Any:
        # the value is kept too: an id is only good while its object lives
        self._met[id(value)] = (value, copy)
        return copy

    def _copy(self, value: Any) -> Any:
        if isinstance(value, JsObject):
            members = get_members(self._remember(value, JsObject()))
            members.update({name: self.clone(item) for name, item in get_members(value).items()})
            return self._met[id(value)][1]
        if isinstance(value, JsArray | JsMap | JsSet):
            return self._copy_collection(value)
        if isinstance(value, ArrayBuffer):
            return self._remember(value, ArrayBuffer(value.data))
        if isinstance(value, View):
            buffer = self.clone(value.buffer)
            return self._remember(value, type(value)(buffer, value.byteOffset, value.byteLength))
        return self._remember(value, self._copy_leaf(value))

    def _copy_collection(self, value: JsArray | JsMap | JsSet) -> Any:
        if isinstance(value, JsArray):
            array = self._remember(value, JsArray())
            array.extend([self.clone(item) for item in value.list_items()])
            return array
        if isinstance(value, JsSet):
            items = self._remember(value, JsSet())
            for item in value:
                items.add(self.clone(item))
            return items
        if value.is_literal:
            # what `to_js` makes of a dict is a JavaScript Proxy
            raise _refuse(value)
        entries = self._remember(value, JsMap())
        for key, item in value.items():
            entries.set(self.clone(key), self.clone(item))
        return entries

    def _copy_leaf(self, value: Any) -> Any:
        if isinstance(value, Date):
            return Date(value.getTime())
        if isinstance(value, RegExp):
            return RegExp.construct(value)
        if isinstance(value, DOMException):
            return DOMException(value.message, value.name)
        if isinstance(value, JsException):
            return self._copy_error(value)
        if isinstance(value, JsProxy) and value.constructor.name in _SHARED:
            return value
        raise _refuse(value)

    def _copy_error(self, value: JsException) -> JsException:
        copy = type(value)(value.message)
        if hasattr(value, "cause"):
            copy.cause = self.clone(value.cause)
        return copy


def _refuse(value: object) -> DOMException:
    return DOMException(_describe_refusal(value), "DataCloneError")


def _describe_refusal(value: object) -> str:
    if isinstance(value, JsClass | Function | JsSymbol):
        return f"{to_string(value)} could not be cloned."
    if callable(value):
        return "function(){} could not be cloned."
    if isinstance(value, JsMap):
        # the one that Pyodide makes of a dict, which is no plain Map
        return "[object Map] could not be cloned."
    if not isinstance(value, JsProxy):
        return "[object Object] could not be cloned."
    if isinstance(value, Promise | WeakMap | WeakRef | WeakSet):
        return f"#<{type(value).name}> could not be cloned."
    # workerd/src/workerd/jsg/ser.c++: an object of the runtime's own; some say more about themselves
    refusal: str | None = getattr(type(value), "clone_refusal", None)
    return refusal or (
        f'Could not serialize object of type "{type(value).name}". This type does not support serialization.'
    )
