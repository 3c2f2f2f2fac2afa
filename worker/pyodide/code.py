"""The names of `pyodide.code`: Python source that is run, and looked into."""

import ast
import builtins
import inspect
import tokenize
from collections.abc import Callable
from functools import wraps
from io import StringIO
from types import CodeType
from typing import Any, NoReturn, TypeVar

from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED

Result = TypeVar("Result")
Names = dict[str, Any]

_MODES = ("last_expr", "last_expr_or_assign", "none")
_BLANK = frozenset({tokenize.COMMENT, tokenize.ENDMARKER, tokenize.NEWLINE, tokenize.NL})
_RESULT = "_pyodide_result"


def should_quiet(source: str, /) -> bool:
    """True where the last statement ends with a semicolon, which asks for no result."""
    try:
        tokens = list(tokenize.generate_tokens(StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    last = next((token for token in reversed(tokens) if token.type not in _BLANK), None)
    return last is not None and (last.type, last.string) == (tokenize.OP, ";")


class CodeRunner:
    """Source that is parsed at once, compiled by `compile`, and run as often as one likes.

    `return_mode` says which value a run returns: that of a last expression (`last_expr`), also of a last
    assignment (`last_expr_or_assign`), or `none`.
    """

    __module__ = "pyodide.code"

    def __init__(
        self,
        source: str | ast.Module,
        *,
        return_mode: str = "last_expr",
        mode: str = "exec",
        quiet_trailing_semicolon: bool = True,
        filename: str = "<exec>",
        flags: int = 0,
        dont_inherit: bool = False,
        optimize: int = -1,
    ) -> None:
        if return_mode not in _MODES:
            raise ValueError(
                f"Unrecognized return_mode {return_mode!r}: expected one of {', '.join(map(repr, _MODES))}"
            )
        self.filename = filename
        self.code: CodeType | None = None
        self._mode = mode
        self._options: dict[str, Any] = {"flags": flags, "dont_inherit": dont_inherit, "optimize": optimize}
        is_quiet = quiet_trailing_semicolon and isinstance(source, str) and should_quiet(source)
        self._return_mode = "none" if is_quiet else return_mode
        self.ast: Any = compile(
            inspect.cleandoc(source) if isinstance(source, str) else source,
            filename,
            mode,
            flags=flags | ast.PyCF_ONLY_AST,
            dont_inherit=True,
            optimize=optimize,
        )
        self._keeps_result = mode == "exec" and _keep_result(self.ast, self._return_mode)

    def compile(self) -> "CodeRunner":
        """Compile what was parsed; the tree may have been changed before."""
        options = dict(self._options)
        options["flags"] |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.code = compile(self.ast, self.filename, self._mode, **options)
        return self

    def run(self, globals: Names | None = None, locals: Names | None = None) -> Any:
        """Run it. RuntimeError before `compile`, and where it needs `run_async`."""
        code, scope, place = self._prepare(globals, locals)
        if code.co_flags & inspect.CO_COROUTINE:
            raise RuntimeError(
                "Cannot run code with a top-level await synchronously: use run_async or eval_code_async"
            )
        return self._finish(eval(code, scope, place), place)  # noqa: S307 - what it is for

    async def run_async(self, globals: Names | None = None, locals: Names | None = None) -> Any:
        """Run it where it may await."""
        code, scope, place = self._prepare(globals, locals)
        value = eval(code, scope, place)  # noqa: S307 - what it is for
        if code.co_flags & inspect.CO_COROUTINE:
            value = await value
        return self._finish(value, place)

    def _prepare(self, scope: Names | None, place: Names | None) -> tuple[CodeType, Names, Names]:
        if self.code is None:
            raise RuntimeError("Not yet compiled")
        scope = {} if scope is None else scope
        scope.setdefault("__builtins__", builtins)
        return self.code, scope, scope if place is None else place

    def _finish(self, value: Any, place: Names) -> Any:
        return place.pop(_RESULT, None) if self._keeps_result else value


def _keep_result(tree: ast.Module, return_mode: str) -> bool:
    """Have the last statement leave its value in a name, if it has one that is asked for."""
    if return_mode == "none" or not tree.body:
        return False
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        kept = ast.Assign([ast.Name(_RESULT, ast.Store())], last.value)
        tree.body[-1] = ast.copy_location(kept, last)
    elif return_mode == "last_expr_or_assign" and isinstance(target := _find_target(last), ast.Name):
        kept = ast.Assign([ast.Name(_RESULT, ast.Store())], ast.Name(target.id, ast.Load()))
        tree.body.append(ast.copy_location(kept, last))
    else:
        return False
    ast.fix_missing_locations(tree)
    return True


def _find_target(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Assign):
        return statement.targets[0]
    return statement.target if isinstance(statement, ast.AnnAssign | ast.AugAssign) else None


def eval_code(source: str, globals: Names | None = None, locals: Names | None = None, **options: Any) -> Any:
    """Run source, and return the value of its last expression. The options are those of CodeRunner."""
    return CodeRunner(source, **options).compile().run(globals, locals)


async def eval_code_async(
    source: str, globals: Names | None = None, locals: Names | None = None, **options: Any
) -> Any:
    """Run source that may await, and return the value of its last expression."""
    return await CodeRunner(source, **options).compile().run_async(globals, locals)


def find_imports(source: str) -> list[str]:
    """The top-level names of the modules that source imports; none of source that is no Python."""
    try:
        tree = ast.parse(inspect.cleandoc(source))
    except SyntaxError:
        return []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.partition(".")[0])
    return sorted(found)


def relaxed_wrap(func: Callable[..., Result], /) -> Callable[..., Result]:
    """The function, with arguments that it does not take dropped, as JavaScript drops them."""
    signature = inspect.signature(func)

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Result:
        return func(*_fit_positional(signature, args), **_fit_named(signature, kwargs))

    return wrapper


def relaxed_call(func: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:
    """Call a function with no more arguments than it takes."""
    return relaxed_wrap(func)(*args, **kwargs)


def _fit_positional(signature: inspect.Signature, args: tuple[Any, ...]) -> tuple[Any, ...]:
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return args
    taken = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return args[: sum(kind in taken for kind in kinds)]


def _fit_named(signature: inspect.Signature, kwargs: dict[str, Any]) -> dict[str, Any]:
    parameters = signature.parameters
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return kwargs
    taken = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {
        name: value for name, value in kwargs.items() if name in parameters and parameters[name].kind in taken
    }


def run_js(_code: str, /) -> NoReturn:
    """JavaScript is not run; workerd forbids this too."""
    raise NotImplementedError(f"pyodide.code.run_js is {NOT_EMULATED}")


NAMES: dict[str, object] = {
    "CodeRunner": CodeRunner,
    "eval_code": eval_code,
    "eval_code_async": eval_code_async,
    "find_imports": find_imports,
    "relaxed_call": relaxed_call,
    "relaxed_wrap": relaxed_wrap,
    "run_js": run_js,
    "should_quiet": should_quiet,
}
