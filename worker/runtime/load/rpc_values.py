"""Values that cross between Workers in an RPC call, in JavaScript's form: functions become stubs, and what
cannot be sent is refused."""

import inspect
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject, get_members
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.pyodide.proxies import JsDoubleProxy


class DataCloneError(JsException):
    """`DOMException` of this name: a value that cannot be sent."""

    _js_name = "DataCloneError"


class FunctionStub(JsProxy):
    """A function of the other Worker: calling it is a call over RPC too, which has to be awaited."""

    _js_name = "JsRpcStub"

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *args: object) -> Promise:
        return Promise.start(self._run(args))

    async def _run(self, args: tuple[object, ...]) -> object:
        result = self._function(*args)
        return await result if inspect.isawaitable(result) else result


def send(value: object) -> object:
    """Make what arrives of a value at the other Worker. Raises DataCloneError for Python objects that are no
    functions."""
    if isinstance(value, JsDoubleProxy):
        target = value.unwrap_target()
        if callable(target) and not isinstance(target, type):
            return FunctionStub(target)
        # workerd/src/workerd/jsg/ser.c++
        raise DataCloneError(
            f'Could not serialize object of type "{type(target).__name__}". '
            "This type does not support serialization."
        )
    if type(value) is JsObject and any(map(_is_proxy, get_members(value).values())):
        return JsObject({name: send(item) for name, item in get_members(value).items()})
    if isinstance(value, JsArray) and any(map(_is_proxy, value)):
        return JsArray(send(item) for item in value)
    return value


def _is_proxy(value: object) -> bool:
    return isinstance(value, JsDoubleProxy | JsObject | JsArray)
