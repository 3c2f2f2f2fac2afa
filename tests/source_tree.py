"""The sources as the tests of the structure see them: modules, and what each imports and defines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOPS = ("fakeflare", "emulator", "worker")
NO_SOURCES = ("fakeflare/emulator/", "fakeflare/worker/", "worker/seed/")
"""The links of the checkout, and the Worker of the README's command."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Import:
    """One name that a module imports: `line` counts from 1, `is_inside` a function or not."""

    name: str
    line: int
    is_inside: bool


@dataclass(frozen=True)
class Module:
    """A file of ours: its path from the root, its name as it is imported, its text and its tree."""

    path: str
    name: str
    lines: list[str]
    tree: ast.Module

    def list_imports(self) -> list[Import]:
        """Every import but those for type checkers alone."""
        return list(_walk_imports(self.tree, is_inside=False))

    def list_public_definitions(self) -> list[Definition]:
        """Functions, methods and classes that others may use: not below a function, no `_` in front."""
        return list(_walk_public(self.tree))


def _walk_imports(node: ast.AST, *, is_inside: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _walk_imports(other, is_inside=is_inside)
        elif isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, is_inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            names = (f"{child.module}.{alias.name}" for alias in child.names)
            yield from (Import(name, child.lineno, is_inside) for name in names)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk_imports(child, is_inside=is_inside or is_function)


def _walk_public(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for child in node.body:
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _walk_public(child)


def list_paths() -> list[str]:
    """All Python files of the three folders, from the root, with slashes."""
    found = (path.relative_to(ROOT).as_posix() for top in TOPS for path in sorted((ROOT / top).rglob("*.py")))
    return [path for path in found if not path.startswith(NO_SOURCES)]


@cache
def read_modules() -> dict[str, Module]:
    """Every module by the name under which it is imported; a package by its own, without `__init__`."""
    modules = {}
    for path in list_paths():
        text = (ROOT / path).read_text("utf-8")
        parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
        name = ".".join(parts if parts[0] == "fakeflare" else ["fakeflare", *parts])
        modules[name] = Module(path, name, text.splitlines(), ast.parse(text))
    return modules


def find_target(imported: str) -> str | None:
    """The module of ours that an imported name is, or is in."""
    modules = read_modules()
    if imported in modules:
        return imported
    above = imported.rpartition(".")[0]
    return above if above in modules else None


def find_circles() -> dict[str, list[str]]:
    """Every module that is in a circle of imports, or between two, with what it imports of the others.

    Imports inside functions count. The modules that a lazy table names (commands, kinds, families, engines,
    reports) do not: who holds the table knows none of them. Who imports none of the rest, or is imported by
    none of it, is in no circle and is put aside, until all that are left hold each other.
    """
    edges = {
        module.name: {find_target(each.name) for each in module.list_imports()} - {None, module.name}
        for module in read_modules().values()
    }
    while True:
        imported = set[str | None]().union(*edges.values())
        kept = {name: targets & edges.keys() for name, targets in edges.items() if name in imported}
        kept = {name: targets & kept.keys() for name, targets in kept.items()}
        kept = {name: targets for name, targets in kept.items() if targets}
        if kept == edges:
            return {name: sorted(filter(None, targets)) for name, targets in edges.items()}
        edges = kept
