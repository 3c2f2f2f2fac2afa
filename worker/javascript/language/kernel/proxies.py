"""What every JavaScript object looks like from Python, and how its Python value is taken out.

A JavaScript class is a Python class made by `JsClass`; a Worker builds objects with `.new(…)`, our own
code by calling the class.
"""

import builtins
import functools
from collections.abc import Callable
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.language.kernel.intrinsics import intrinsics

Convert = Callable[[object], object]
Cache = Callable[[object, object], None]
DefaultConverter = Callable[[Any, Convert, Cache], object]


class JsClass(type):
    """A JavaScript class: `.new(…)`, and `.name` whatever its instances call `name`."""

    _js_name: str | None
    _python_name: str
    _ffi_name: str

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        cls._python_name = name
        # CPython words "… object is not subscriptable" with this name; Pyodide has one type for all
        builtins.type.__dict__["__name__"].__set__(cls, cls._ffi_name)

    if not TYPE_CHECKING:

        @property
        def __name__(cls) -> str:
            return cls._ffi_name.rpartition(".")[2]

        def __getattr__(cls, name: str) -> object:
            return _find_keyword(cls, cls, name)

    def __repr__(cls) -> str:
        # what `type(…)` of a JavaScript object shows
        return f"<class '{cls._ffi_name}'>"

    def to_text(cls) -> str:
        return f"function {cls.name}() {{ [native code] }}"

    @property
    def name(cls) -> str:
        return getattr(cls, "_js_name", None) or cls._python_name

    @property
    def js_id(cls) -> int:
        return id(cls)

    @property
    def to_py(cls) -> Callable[..., Any]:
        # a property, since that alone goes before the method of its instances
        return functools.partial(_convert_class, cls)

    @property
    def constructor(cls) -> Any:
        return intrinsics.function

    @property
    def typeof(cls) -> str:
        return "function"

    def new(cls, *args: object, **options: object) -> Any:
        """`new cls(…args, options)`: keywords become one trailing object, as Pyodide passes them."""
        return cls.construct(*fold_options(args, options))

    def construct(cls, *args: object) -> Any:
        return cls(*args)


class JsProxy(metaclass=JsClass):
    """A JavaScript object. What it does not have is an AttributeError of just the name, as in Pyodide."""

    _ffi_name = "pyodide.ffi.JsProxy"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            return _find_keyword(self, type(self), name)

    @property
    def constructor(self) -> JsClass:
        return type(self)

    @property
    def typeof(self) -> str:
        return "function" if callable(self) else "object"

    @property
    def js_id(self) -> int:
        return id(self)

    def to_string(self) -> str:
        """`Object.prototype.toString`, which classes with a text of their own replace."""
        return f"[object {type(self).name}]"

    def toString(self) -> str:
        return type(self).to_string(self)

    def toLocaleString(self) -> str:
        return type(self).toString(self)

    def valueOf(self) -> Any:
        return self

    def object_entries(self) -> Any:
        """`Object.entries(self)`: an Array of Arrays."""
        return intrinsics.make_entries(self)

    def object_keys(self) -> Any:
        return intrinsics.make_keys(self)

    def object_values(self) -> Any:
        return intrinsics.make_values(self)

    def as_object_map(self, *, hereditary: bool = False) -> Any:
        """A live mapping of this object's own properties; with `hereditary`, so are their values."""
        return intrinsics.make_object_map(self, hereditary)

    def as_py_json(self) -> Any:
        """The object as `json.loads` would give it: indexable, live, all the way down."""
        return intrinsics.wrap_json(self)

    def hasOwnProperty(self, name: object) -> bool:
        return intrinsics.has_member(self, name)

    # How JavaScript reaches the members of an object (ECMA-262, section 6.1.7.2, the internal methods).
    # They are asked on the class, as the object may have members of any name.

    def __js_get__(self, name: str) -> object:
        return getattr(self, name, None)

    def __js_has__(self, name: str) -> bool:
        return hasattr(self, name)

    def __js_set__(self, name: str, value: object) -> None:
        setattr(self, name, value)

    def __js_list__(self) -> list[tuple[str, Any]]:
        """The own members; the objects of the runtime have none."""
        return []

    def __repr__(self) -> str:
        return type(self).toString(self)

    def __str__(self) -> str:
        return type(self).toString(self)

    def to_py(self, *, depth: int = -1, default_converter: DefaultConverter | None = None) -> Any:
        """The Python value of this object; what has none goes to `default_converter`, else stays."""
        return Unwrapping(default_converter).convert(self, depth)

    def unwrap(self, unwrapping: "Unwrapping", depth: int) -> object:
        """One object's part of `to_py`."""
        return unwrapping.convert_other(self, depth)


class Unwrapping:
    """One run of `to_py`: remembers what it has met, so that cycles and shared objects survive."""

    def __init__(self, default_converter: DefaultConverter | None) -> None:
        self._default_converter = default_converter
        self._met: dict[int, tuple[object, object]] = {}

    def convert(self, value: object, depth: int) -> object:
        if not isinstance(value, JsProxy) or depth == 0:
            return value
        met = self._met.get(id(value))
        return met[1] if met is not None else type(value).unwrap(value, self, depth)

    def remember(self, value: object, result: object) -> None:
        # the value is kept too: an id is only good while its object lives
        self._met[id(value)] = (value, result)

    def convert_other(self, value: JsProxy, depth: int) -> object:
        if self._default_converter is None:
            return value
        return self._default_converter(value, lambda inner: self.convert(inner, depth - 1), self.remember)


def _convert_class(
    kind: JsClass, *, depth: int = -1, default_converter: DefaultConverter | None = None
) -> Any:
    """`to_py` of a class: it stays what it is, unless the converter knows better."""
    if default_converter is None or depth == 0:
        return kind
    return default_converter(kind, lambda inner: inner, lambda _value, _result: None)


def _find_keyword(owner: object, kind: type, name: str) -> object:
    """A method whose JavaScript name is a Python keyword, such as `from`: Pyodide shows it as `from_` too."""
    if iskeyword(name) and hasattr(kind, f"{name}_"):
        return getattr(owner, f"{name}_")
    raise AttributeError(name)


def fold_options(args: tuple[object, ...], options: dict[str, object]) -> tuple[object, ...]:
    """Positional and keyword arguments as JavaScript receives them."""
    if not options:
        return args
    return (*args, intrinsics.make_object(options))
