"""Modules that say, of a name they lack, that fakeflare does not emulate it yet."""

from collections.abc import Mapping
from types import ModuleType
from typing import NoReturn

NOT_EMULATED = "not emulated by fakeflare yet"


def make_module(name: str, names: Mapping[str, object]) -> ModuleType:
    """A module of just these names."""

    def refuse(attribute: str) -> NoReturn:
        if attribute.startswith("__"):
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        raise AttributeError(f"{name}.{attribute} is {NOT_EMULATED}")

    module = ModuleType(name)
    module.__dict__.update(names)
    module.__dict__["__getattr__"] = refuse
    # `from js import X` reports the file in place of our words:
    # "cannot import name 'X' from 'js' (not emulated by fakeflare yet)"
    module.__file__ = NOT_EMULATED
    return module
