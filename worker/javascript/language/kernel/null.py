"""JavaScript's `null` as Python holds it. `undefined` needs no object of its own: it is `None`."""

from typing import Final, final


@final
class JsNull:
    """`null`: one falsy object that is not None (Pyodide since 0.28)."""

    _only: "JsNull | None" = None

    def __new__(cls) -> "JsNull":
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "jsnull"

    def __reduce__(self) -> str:
        return "jsnull"


jsnull: Final = JsNull()
