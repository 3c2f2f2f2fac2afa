"""Where a Worker's modules lie and which files count as modules."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from worker.config.fields import FieldReader, show

TYPES = ("ESModule", "CommonJS", "CompiledWasm", "Text", "Data", "PythonModule", "PythonRequirement")
"""The schema's; wrangler's own check refuses the last two, which it adds by itself."""


@dataclass(frozen=True)
class Rule:
    """One entry of `rules`: files that are bundled as modules of a type."""

    type: str
    globs: tuple[str, ...]
    fallthrough: bool = False


def read_module_root(fields: FieldReader, main: Path, folder: Path) -> Path:
    """`base_dir`, else the folder of the main file (wrangler: src/deployment-bundle/entry.ts)."""
    base = fields.read_text("base_dir")
    return main.parent if base is None else folder / base


def read_rules(fields: FieldReader, value: object) -> tuple[Rule, ...]:
    """workers-utils: src/config/validation.ts `validateRules`, `validateRule`."""
    if value is None:
        return ()
    if not isinstance(value, list):
        fields.refuse(f'The field "rules" should be an array but got {show(value)}.')
    return tuple(_read_rule(fields, item, f"rules[{index}]") for index, item in enumerate(value))


def _read_rule(fields: FieldReader, item: object, where: str) -> Rule:
    if not isinstance(item, Mapping):
        fields.refuse(f'"{where}" should be an object but got {show(item)}.')
    kind, globs = item.get("type"), item.get("globs")
    if kind not in TYPES:
        fields.refuse(
            'bindings should have a string "type" field, which contains one of '
            '"ESModule", "CommonJS", "CompiledWasm", "Text", or "Data".'
        )
    if not isinstance(globs, list) or not all(isinstance(glob, str) for glob in globs):
        fields.refuse(f'Expected "{where}.globs" to be an array of strings but got {show(globs)}')
    return Rule(str(kind), tuple(globs), item.get("fallthrough") is True)
