"""Python objects as JavaScript holds them (`PyProxy`), seen from Python again."""

from collections.abc import Awaitable, Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import copy_buffer
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class PyBuffer(JsProxy):
    """`proxy.getBuffer()`: the object's bytes as a typed array."""

    def __init__(self, data: object) -> None:
        self.data: object = copy_buffer(data)

    def release(self) -> None:
        self.data = None


class JsDoubleProxy(JsProxy):
    """What `create_proxy` returns: the Python object, callable and readable through it."""

    _js_name = "PyProxy"

    def __init__(self, target: Any, is_once: bool = False) -> None:
        self._target = target
        self.is_once = is_once
        self._is_destroyed = False

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            return getattr(self.unwrap_target(), name)

    def unwrap_target(self) -> Any:
        if self._is_destroyed:
            raise JsException("Object has already been destroyed")
        return self._target

    @property
    def typeof(self) -> str:
        return "function" if callable(self._target) else "object"

    def unwrap(self, _unwrapping: object = None, _depth: int = 0) -> Any:
        """The Python object itself; also what `to_py` makes of the proxy."""
        return self.unwrap_target()

    @property
    def type(self) -> str:
        return type(self._target).__name__

    def __call__(self, *args: object, **options: object) -> object:
        target = self.unwrap_target()
        if self.is_once:
            self.destroy()
        return target(*args, **options)

    def getBuffer(self, _kind: str | None = None) -> PyBuffer:
        return PyBuffer(self.unwrap_target())

    def destroy(self) -> None:
        self._is_destroyed = True
        self._target = None

    def to_string(self) -> str:
        return str(self.unwrap_target())


class JsAwaitableProxy(JsDoubleProxy):
    """The proxy of an awaitable, which JavaScript may wait for as well."""

    def __await__(self) -> Generator[Any, Any, Any]:
        wait: Generator[Any, Any, Any] = self.unwrap_target().__await__()
        return wait


def create_proxy(obj: object, /, *, capture_this: bool = False, roundtrip: bool = True) -> JsDoubleProxy:
    """A proxy that lives until `destroy()`. The two options matter to JavaScript callers only."""
    del capture_this, roundtrip
    return JsAwaitableProxy(obj) if isinstance(obj, Awaitable) else JsDoubleProxy(obj)


def create_once_callable(obj: Callable[..., object], /) -> JsDoubleProxy:
    """A callable that may be called one time."""
    return JsDoubleProxy(obj, is_once=True)


def destroy_proxies(pyproxies: Iterable[object], /) -> None:
    """Destroy every proxy of an Array that `to_js` filled."""
    for proxy in pyproxies:
        if isinstance(proxy, JsDoubleProxy):
            proxy.destroy()
