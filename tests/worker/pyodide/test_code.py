"""`pyodide.code`."""

import ast
import asyncio

import pytest

from fakeflare.worker.pyodide.code import (
    CodeRunner,
    eval_code,
    eval_code_async,
    find_imports,
    relaxed_call,
    relaxed_wrap,
    should_quiet,
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", 2),
        ("1 + 1;", None),
        ("1 + 1 # comment;", 2),
        ("x = 3", None),
        ("x = 3; x", 3),
        ("", None),
        ("\n    y = 4\n    y * 2\n", 8),
        ("def f():\n    return 1\nf()", 1),
    ],
)
def test_the_last_expression_is_returned(source: str, value: object) -> None:
    assert eval_code(source) == value


@pytest.mark.parametrize(
    ("source", "mode", "value"),
    [
        ("x = 3", "last_expr_or_assign", 3),
        ("x: int = 3", "last_expr_or_assign", 3),
        ("x = 3\nx += 1", "last_expr_or_assign", 4),
        ("x = [0]\nx[0] = 3", "last_expr_or_assign", None),
        ("x = 3;", "last_expr_or_assign", None),
        ("3", "none", None),
    ],
)
def test_what_is_returned_can_be_chosen(source: str, mode: str, value: object) -> None:
    assert eval_code(source, return_mode=mode) == value


def test_names_are_the_callers() -> None:
    names = {"a": 1}
    locals_: dict[str, object] = {}
    assert eval_code("b = a + 1\nb", names) == 2
    assert (names["b"], set(names)) == (2, {"a", "b", "__builtins__"})
    eval_code("c = a", names, locals_)
    assert (locals_, "c" in names) == ({"c": 1}, False)
    assert eval_code("2;", quiet_trailing_semicolon=False) == 2


def test_awaiting_at_the_top_needs_the_async_form() -> None:
    source = "import asyncio\nawait asyncio.sleep(0)\n5"
    assert asyncio.run(eval_code_async(source)) == 5
    assert asyncio.run(eval_code_async("6")) == 6
    with pytest.raises(RuntimeError, match="top-level await"):
        eval_code(source)


def test_a_runner_is_parsed_changed_and_run() -> None:
    runner = CodeRunner("1", filename="<mine>")
    with pytest.raises(RuntimeError, match="Not yet compiled"):
        runner.run()
    assert isinstance(runner.ast, ast.Module)
    runner.ast.body[0].value.value = 7  # type: ignore[attr-defined]
    assert runner.compile().run() == 7
    assert runner.code is not None
    assert runner.code.co_filename == "<mine>"
    assert CodeRunner("1 + 1", mode="eval").compile().run() == 2
    with pytest.raises(ValueError, match="Unrecognized return_mode 'all'"):
        CodeRunner("1", return_mode="all")


def test_semicolons_and_imports_are_found() -> None:
    assert (should_quiet("a;"), should_quiet("a; # b\n"), should_quiet("';'"), should_quiet("(")) == (
        True,
        True,
        False,
        False,
    )
    assert find_imports("import a.b, c\nfrom d.e import f\nfrom . import g\ndef h(): import i") == [
        "a",
        "c",
        "d",
        "i",
    ]
    assert find_imports("no python") == []


def test_surplus_arguments_are_dropped() -> None:
    def narrow(a: int, b: int = 2, *, c: int = 3) -> tuple[int, int, int]:
        return a, b, c

    def wide(*args: int, **options: int) -> tuple[object, ...]:
        return args, options

    assert relaxed_call(narrow, 1, 5, 6, c=7, d=8) == (1, 5, 7)
    assert relaxed_wrap(narrow)(1) == (1, 2, 3)
    assert relaxed_call(wide, 1, 2, x=3) == ((1, 2), {"x": 3})
