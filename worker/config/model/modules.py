"""Where a Worker's modules lie and which files count as modules."""

from dataclasses import dataclass
from pathlib import Path

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import get_text, list_objects, list_texts, pick_text


@dataclass(frozen=True)
class Rule:
    """One entry of `rules`: files that are bundled as modules of a type."""

    type: str
    globs: tuple[str, ...]


def get_module_root(block: Block, main: Path, folder: Path) -> Path:
    """`base_dir`, else the folder of the main file (wrangler: src/deployment-bundle/entry.ts)."""
    base = get_text(block, "base_dir")
    return main.parent if base is None else folder / base


def list_rules(block: Block) -> tuple[Rule, ...]:
    return tuple(
        Rule(pick_text(entry, "type") or "", list_texts(entry.get("globs")))
        for entry in list_objects(block.get("rules"))
    )
