"""`register_js_module`: JavaScript objects that Python imports by name."""

import sys
from types import ModuleType
from typing import Any

from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy

_registered: dict[str, ModuleType] = {}


class _JsModule(ModuleType):
    """A module whose names are the properties of a JavaScript object."""

    def __init__(self, name: str, target: Any) -> None:
        super().__init__(name)
        self.__dict__["_target"] = target

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(self.__dict__["_target"], name)

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("__"):
            super().__setattr__(name, value)
        else:
            setattr(self.__dict__["_target"], name, value)


def register_js_module(name: str, jsproxy: object) -> None:
    """Let `import name` give this object. choice: every Worker of the process sees it, since `sys.modules` is
    one. TypeError where the name is no text or the object is no JavaScript one."""
    if not isinstance(name, str):
        raise TypeError(f"Argument 'name' should be a str, not {type(name).__name__!r}")
    if not isinstance(jsproxy, JsProxy | JsClass | ModuleType):
        raise TypeError(f"Argument 'jsproxy' should be a JsProxy, not {type(jsproxy).__name__!r}")
    sys.modules[name] = _registered[name] = _JsModule(name, jsproxy)


def unregister_js_module(name: str) -> None:
    """Undo `register_js_module`; ValueError for a name that was not registered."""
    if _registered.pop(name, None) is None:
        raise ValueError(f"Cannot unregister {name!r}: no Javascript module with that name is registered")
    sys.modules.pop(name, None)
