"""What Python code sees of JavaScript, as recorded from the real Pyodide 0.28.2.

Each file of `pyodide_sessions` is one session: `>>>` opens an input, the lines after it are the repr of its
value, `!!` and the exception, or nothing for a statement. What differs between Node and workerd is left out.
"""

import ast
import builtins
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.javascript.globals import SHARED
from fakeflare.worker.pyodide import ffi

SESSIONS = sorted(Path(__file__).with_name("pyodide_sessions").glob("*.txt"))


class Names(dict[str, Any]):
    """The globals of a session: its own names, then Python's, then all of `js` and `pyodide.ffi`."""

    def __missing__(self, name: str) -> Any:
        for known in (vars(builtins), SHARED, ffi.NAMES):
            if name in known:
                return known[name]
        raise KeyError(name)


class Js:
    def __getattr__(self, name: str) -> Any:
        try:
            return SHARED[name]
        except KeyError:
            raise AttributeError(name) from None


def show(source: str, names: Names) -> str:
    tree = ast.parse(source)
    last = tree.body[-1]
    try:
        if not isinstance(last, ast.Expr):
            exec(compile(tree, "session", "exec"), names)
            return ""
        tree.body.pop()
        exec(compile(tree, "session", "exec"), names)
        return repr(eval(compile(ast.Expression(last.value), "session", "eval"), names))
    except Exception as error:  # noqa: BLE001 - recorded, whatever it is
        return f"!! {type(error).__name__}: {error}"


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
async def test_session_is_as_on_pyodide(path: Path) -> None:
    names = Names(js=Js())
    recorded = path.read_text()  # noqa: ASYNC240 - nobody else waits
    for number, block in enumerate(recorded.removeprefix(">>> ").split("\n>>> ")):
        source, _, expected = block.partition("\n")
        found = show(source, names)
        assert (number, source, found) == (number, source, expected.removesuffix("\n"))
