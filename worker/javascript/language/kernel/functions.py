"""`Function`, the functions that we show as JavaScript's, and functions that only a class has."""

from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.language.kernel.errors import JsEvalError
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class Function(JsProxy):
    """`Function`: what functions are instances of."""

    @classmethod
    def construct(cls, *_args: object) -> Any:
        # as workerd, where making code from text is forbidden
        raise JsEvalError("Code generation from strings disallowed for this context")


class NativeFunction(Function):
    """A function of the global scope, such as `setTimeout`."""

    _js_name = "Function"

    def __init__(self, call: Callable[..., object], name: str | None = None) -> None:
        self._call = call
        self.name = call.__name__ if name is None else name

    def __call__(self, *args: object, **options: object) -> Any:
        return self._call(*args, **options)

    def to_string(self) -> str:
        return f"function {self.name}() {{ [native code] }}"


class static:
    """A function of a JavaScript class that its instances do not have, such as `Object.keys`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Callable[..., Any]:
        if instance is not None:
            # the instance's own __getattr__ goes on from here
            raise AttributeError(self._name)
        return self._function
