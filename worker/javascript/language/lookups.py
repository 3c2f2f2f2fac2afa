"""Objects with `get`, `has`, `set` and `delete`: Pyodide lets Python use `[]` and `in` on them
(pyodide/src/core/jsproxy.c, `JsMap_subscript` and its like)."""

from typing import Any

from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class Lookup(JsProxy):
    """The Python side of an object that has these methods. What `get` calls null is null here too."""

    def __getitem__(self, name: object) -> Any:
        methods: Any = self
        value = methods.get(name)
        if value is None and not methods.has(name):
            raise KeyError(name)
        return value

    def __setitem__(self, name: object, value: object) -> None:
        methods: Any = self
        methods.set(name, value)

    def __delitem__(self, name: object) -> None:
        methods: Any = self
        if not methods.has(name):
            raise KeyError(name)
        methods.delete(name)

    def __contains__(self, name: object) -> bool:
        methods: Any = self
        return bool(methods.has(name))
