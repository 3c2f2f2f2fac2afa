"""The modules above that methods of every object need: each is handed in once, by `language/__init__`.

Errors are objects with keys, keys come in an Array, and an Array raises errors: the intrinsic objects of the
language are a circle by nature (ECMA-262, section 6.1.7.4). It is closed here, by values, not by imports.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Intrinsics:
    """Makers of what the kernel gives out but does not know."""

    make_array: Callable[[Iterable[object]], Any]
    make_object: Callable[[Mapping[str, object]], Any]
    make_keys: Callable[[object], Any]
    make_values: Callable[[object], Any]
    make_entries: Callable[[object], Any]
    make_object_map: Callable[[object, bool], Any]
    wrap_json: Callable[[object], Any]
    has_member: Callable[[object, object], bool]
    function: Any
    """The class `Function`."""


intrinsics = Intrinsics()
