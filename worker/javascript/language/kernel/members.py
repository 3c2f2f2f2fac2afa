"""The members of any value: objects answer for themselves, Python values as Pyodide shows them."""

from typing import Any

from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


def read_property(value: object, name: str) -> object:
    """`value[name]`, undefined when there is none."""
    if isinstance(value, JsProxy):
        return type(value).__js_get__(value, name)
    if name == "type":
        # a PyProxy's own property: the name of the Python type
        return type(value).__name__
    if isinstance(value, dict):
        return value.get(name)
    return getattr(value, name, None)


def has_property(value: object, name: str) -> bool:
    if isinstance(value, JsProxy):
        return type(value).__js_has__(value, name)
    return isinstance(value, dict) and name in value


def has_member(value: object, name: object) -> bool:
    """`value.hasOwnProperty(name)`, for a name of any type."""
    return has_property(value, to_string(name))


def read_option(options: object, name: str, default: Any = None) -> Any:
    """One member of an options object that may be missing, undefined or null itself."""
    if is_nullish(options):
        return default
    found = read_property(options, name)
    return default if found is None else found


def list_own(value: object) -> list[tuple[str, Any]]:
    """`Object.entries(value)`. A dict passes for an object of its text and whole number keys; a Python list
    has no properties of its own."""
    if isinstance(value, JsProxy):
        return type(value).__js_list__(value)
    if isinstance(value, str):
        return [(str(index), character) for index, character in enumerate(value)]
    if isinstance(value, dict):
        return [(str(key), item) for key, item in value.items() if type(key) in (str, int)]
    return []


def set_property(target: Any, name: str, value: object) -> None:
    if isinstance(target, JsProxy):
        type(target).__js_set__(target, name, value)
    elif isinstance(target, dict):
        target[name] = value
    else:
        setattr(target, name, value)
