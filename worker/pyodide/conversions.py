"""`to_js`: Python values turned into JavaScript ones."""

from collections.abc import Callable, Iterable
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import copy_buffer
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import Convert, DefaultConverter, JsClass, JsProxy
from fakeflare.worker.pyodide.proxies import JsDoubleProxy, create_proxy

DictConverter = Callable[[Iterable[JsArray]], object]


class ConversionError(Exception):
    """A value has no counterpart."""

    __module__ = "pyodide.ffi"


class InternalError(Exception):
    """Pyodide itself went wrong; here nothing raises it."""

    __module__ = "pyodide.ffi"


def to_js(
    obj: object,
    /,
    *,
    depth: int = -1,
    pyproxies: JsArray | None = None,
    create_pyproxies: bool = True,
    dict_converter: DictConverter | None = None,
    default_converter: DefaultConverter | None = None,
    eager_converter: Callable[[Any, Convert, Callable[[object, object], None]], object] | None = None,
) -> Any:
    """The JavaScript value of `obj`: collections and buffers by copy, other objects by proxy."""
    wrapping = _Wrapping(pyproxies, create_pyproxies, dict_converter, default_converter, eager_converter)
    return wrapping.convert(obj, depth)


class _Wrapping:
    """One run of `to_js`; objects met before keep their identity."""

    def __init__(
        self,
        pyproxies: JsArray | None,
        may_proxy: bool,
        dict_converter: DictConverter | None,
        default_converter: DefaultConverter | None,
        eager_converter: DefaultConverter | None,
    ) -> None:
        self._pyproxies = pyproxies
        self._may_proxy = may_proxy
        self._dict_converter = dict_converter
        self._default_converter = default_converter
        self._eager_converter = eager_converter
        self._met: dict[int, tuple[object, object]] = {}

    def convert(self, value: object, depth: int) -> object:
        if _is_javascript(value):
            return value
        met = self._met.get(id(value))
        if met is not None:
            return met[1]
        if self._eager_converter is not None:
            return self._eager_converter(value, lambda inner: self._copy(inner, depth), self._remember)
        return self._copy(value, depth)

    def _remember(self, value: object, result: object) -> None:
        self._met[id(value)] = (value, result)

    def _copy(self, value: object, depth: int) -> object:
        if _is_javascript(value):
            return value
        if depth == 0:
            return self._proxy(value)
        if isinstance(value, list | tuple):
            array = JsArray()
            self._remember(value, array)
            for item in value:
                array.append(self.convert(item, depth - 1))
            return array
        if isinstance(value, dict):
            return self._copy_dict(value, depth)
        if isinstance(value, set | frozenset):
            return JsSet(self.convert(item, depth - 1) for item in value)
        if isinstance(value, bytes | bytearray | memoryview):
            return copy_buffer(value)
        return self._convert_other(value, depth)

    def _copy_dict(self, value: dict[object, object], depth: int) -> object:
        if self._dict_converter is None:
            result = JsMap(is_literal=True)
            self._remember(value, result)
            for key, item in value.items():
                result[self.convert(key, depth - 1)] = self.convert(item, depth - 1)
            return result
        entries = JsArray(
            JsArray((self.convert(key, depth - 1), self.convert(item, depth - 1)))
            for key, item in value.items()
        )
        return self._dict_converter(entries)

    def _convert_other(self, value: object, depth: int) -> object:
        if self._default_converter is None:
            return self._proxy(value)
        result = self._default_converter(value, lambda inner: self.convert(inner, depth - 1), self._remember)
        return result if _is_javascript(result) else self._proxy(result)

    def _proxy(self, value: object) -> JsDoubleProxy:
        if not self._may_proxy:
            raise ConversionError(f"No conversion known for {value!r}.")
        proxy = create_proxy(value)
        if self._pyproxies is not None:
            self._pyproxies.append(proxy)
        return proxy


def _is_javascript(value: object) -> bool:
    return (
        value is None
        or value is jsnull
        or isinstance(value, str | int | float | JsProxy | JsClass | JsException)
    )
