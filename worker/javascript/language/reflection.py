"""`Reflect`, as far as Python code has a use for it."""

from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.members import (
    has_property,
    list_own,
    read_property,
    set_property,
)
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy


class Reflect(JsProxy):
    def ownKeys(self, target: Any) -> JsArray:
        return JsArray(name for name, _ in list_own(target))

    def has(self, target: Any, name: object) -> bool:
        return has_property(target, to_string(name))

    def get(self, target: Any, name: object, *_receiver: object) -> Any:
        return read_property(target, to_string(name))

    def set(self, target: Any, name: object, value: object, *_receiver: object) -> bool:
        set_property(target, to_string(name), value)
        return True

    def deleteProperty(self, target: Any, name: object) -> bool:
        delattr(target, to_string(name))
        return True

    def apply(self, function: Any, _this: object, arguments: Any) -> Any:
        return function(*arguments)

    def construct(self, kind: JsClass, arguments: Any, *_new_target: object) -> Any:
        return kind.new(*arguments)
