"""`Symbol`, as far as Python code can use one: to name, to compare and to hand on."""

from typing import Any, ClassVar

from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.functions import Function
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class JsSymbol(JsProxy):
    _js_name = "Symbol"

    def __init__(self, description: str | None = None) -> None:
        self.description = description

    @property
    def typeof(self) -> str:
        return "symbol"

    def to_string(self) -> str:
        return f"Symbol({self.description or ''})"


class SymbolFunction(Function):
    _js_name = "Function"
    name = "Symbol"
    _registered: ClassVar[dict[str, JsSymbol]] = {}

    def __init__(self) -> None:
        for name in ("asyncIterator", "hasInstance", "iterator", "toPrimitive", "toStringTag"):
            setattr(self, name, JsSymbol(f"Symbol.{name}"))
        for name in ("asyncDispose", "dispose"):
            setattr(self, name, JsSymbol(f"Symbol.{name}"))

    def __call__(self, description: object = None) -> JsSymbol:
        return JsSymbol(None if description is None else to_string(description))

    def for_(self, key: object = None) -> JsSymbol:
        """`Symbol.for`: the same symbol for the same key."""
        name = to_string(key)
        return self._registered.setdefault(name, JsSymbol(name))

    def keyFor(self, symbol: object) -> Any:
        return next((key for key, known in self._registered.items() if known is symbol), None)

    def to_string(self) -> str:
        return "function Symbol() { [native code] }"
