"""The names and signatures that users build on, beside the ones that are written down in public_api.txt.

A change there is a change for every user: it is made on purpose, with FAKEFLARE_WRITE_API=1 in the
environment, and the changelog speaks of it.
"""

import ast
import importlib
import os
from collections.abc import Iterator
from pathlib import Path

from tests.source_tree import Module, read_modules

PAGE = Path(__file__).with_name("public_api.txt")

IMPORTED = ("fakeflare.testing", "fakeflare.config", "fakeflare.control")
"""What users import by name: the public definitions of these modules and packages, and what they hand on."""

HANDED = ("fakeflare.pytest.fixtures.fakeflare", "fakeflare.pytest.fixtures.namespace_handle")
"""The classes of what fixtures hand to a test, which nobody imports."""

PLUGIN = "fakeflare.pytest.entry"


def list_modules() -> list[Module]:
    """Those in which a user's names are defined, each once."""
    modules = read_modules()
    found = [
        name for name in modules if name in HANDED or name.startswith(tuple(f"{top}." for top in IMPORTED))
    ]
    return [modules[name] for name in sorted({*found, *IMPORTED})]


def describe(node: ast.stmt, owner: str) -> Iterator[str]:
    """A definition and those inside it, one a line."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        if not node.target.id.startswith("_"):
            yield f"{owner}.{node.target.id}: {ast.unparse(node.annotation)}"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if not node.name.startswith("_") or node.name == "__init__":
            marks = [f"@{ast.unparse(mark)} " for mark in node.decorator_list]
            word = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
            result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            yield f"{''.join(marks)}{word}{owner}.{node.name}({ast.unparse(node.args)}){result}"
    elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
        bases = ", ".join(map(ast.unparse, node.bases))
        yield f"class {owner}.{node.name}({bases})"
        for inner in node.body:
            yield from describe(inner, f"{owner}.{node.name}")


def describe_handed_on(name: str) -> Iterator[str]:
    """What a module or package offers under its own name and has from elsewhere."""
    for each in sorted(getattr(importlib.import_module(name), "__all__", ())):
        yield f"{name}.{each}"


def describe_fixtures() -> Iterator[str]:
    """The fixtures of the plugin, with their scope and what they ask for."""
    for node in read_modules()[PLUGIN].tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            if any("fixture" in mark for mark in marks):
                result = ast.unparse(node.returns) if node.returns else ""
                yield f"@{' @'.join(marks)} {node.name}({ast.unparse(node.args)}) -> {result}"


def make_page() -> str:
    lines = [line for name in IMPORTED for line in describe_handed_on(name)]
    for module in list_modules():
        lines += ["", *(line for node in module.tree.body for line in describe(node, module.name))]
    return "\n".join([*lines, "", *describe_fixtures(), ""])


def test_names_and_signatures_are_those_that_are_written_down() -> None:
    page = make_page()
    if os.environ.get("FAKEFLARE_WRITE_API") == "1":
        PAGE.write_text(page, "utf-8")
    assert page.splitlines() == PAGE.read_text("utf-8").splitlines()
