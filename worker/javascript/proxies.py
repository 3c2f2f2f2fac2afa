"""What every JavaScript object looks like from Python, and how its Python value is taken out.

A JavaScript class is a Python class made by `JsClass`; a Worker builds objects with `.new(…)`, our own
code by calling the class.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

Convert = Callable[[object], object]
Cache = Callable[[object, object], None]
DefaultConverter = Callable[[Any, Convert, Cache], object]


class JsClass(type):
    """A JavaScript class: `.new(…)`, and `.name` whatever its instances call `name`."""

    _js_name: str | None

    @property
    def name(cls) -> str:
        return getattr(cls, "_js_name", None) or cls.__name__

    @property
    def constructor(cls) -> "type[Function]":
        return Function

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

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

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
        return self.to_string()

    def __repr__(self) -> str:
        return self.to_string()

    def __str__(self) -> str:
        return self.to_string()

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
        return met[1] if met is not None else value.unwrap(self, depth)

    def remember(self, value: object, result: object) -> None:
        # the value is kept too: an id is only good while its object lives
        self._met[id(value)] = (value, result)

    def convert_other(self, value: JsProxy, depth: int) -> object:
        if self._default_converter is None:
            return value
        return self._default_converter(value, lambda inner: self.convert(inner, depth - 1), self.remember)


class Function(JsProxy):
    """`Function`: only its name is used, as the constructor of classes."""


def fold_options(args: tuple[object, ...], options: dict[str, object]) -> tuple[object, ...]:
    """Positional and keyword arguments as JavaScript receives them."""
    if not options:
        return args
    # here and not above: a plain object is itself a proxy
    from worker.javascript.objects import JsObject

    return (*args, JsObject(options))
