"""FF95x: other files on the disk that decide what this one does."""

import os
from collections.abc import Iterator
from pathlib import Path

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.search import SEARCHED_NAMES
from fakeflare.worker.config.document.values import is_object
from fakeflare.worker.config.findings import disk
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Place, Span

SEVERAL_FILES = define(
    "FF950",
    "several-config-files",
    "warning",
    "There is more than one wrangler configuration in the folder.",
    """wrangler reads one of them, the first of `wrangler.json`, `wrangler.jsonc` and `wrangler.toml`, and
    ignores the others without a word. Delete those that are no longer meant, or name the file with
    `--config`.""",
)
ANCESTOR_WINS = define(
    "FF951",
    "ancestor-config-wins",
    "warning",
    "A configuration in a folder above is read in place of this one.",
    """wrangler looks for `wrangler.json` in this folder and in all above it before it looks for any
    `wrangler.jsonc`, and for that before any `wrangler.toml`. So a `wrangler.json` further up wins over the
    project's own `wrangler.jsonc` (workers-sdk #15663). Rename one of the two, or name the file with
    `--config`.""",
)
MISSING_PATH = define(
    "FF952",
    "missing-path",
    "warning",
    "A field names a file or a folder that does not exist.",
    """wrangler finds out when it bundles the Worker. It is a warning, since a build may still have to make
    it. Paths are relative to the configuration's folder. `--no-files` looks at no file.""",
)

_BLOBS = ("text_blobs", "data_blobs", "wasm_modules")


def check_document(findings: Findings) -> None:
    """Which file wrangler would take in place of this one, or leaves aside for it."""
    path = findings.project_files.path
    if path is None or path.name not in SEARCHED_NAMES:
        return
    beside = [name for name in SEARCHED_NAMES if name != path.name and disk.exists(path.parent, name)]
    if beside:
        _add_beside(findings, path.name, beside)
        return
    above = _find_above(path)
    if above is not None:
        shown = os.path.relpath(above, path.absolute().parent).replace(os.sep, "/")
        message = f"wrangler reads {shown} in place of this file, when it is started in this folder."
        hint = f"{above.name} in any folder above comes before {path.name}; name the file with --config"
        _add(findings, ANCESTOR_WINS, message, hint)


def _add_beside(findings: Findings, name: str, beside: list[str]) -> None:
    rank = SEARCHED_NAMES.index(name)
    winner = min(beside, key=SEARCHED_NAMES.index)
    if SEARCHED_NAMES.index(winner) < rank:
        message = f"{name} is ignored: wrangler reads {winner}, which is in the same folder."
        _add(findings, SEVERAL_FILES, message, f"delete one of the two, or use --config {name}")
        return
    others = " and ".join(beside)
    message = f"{others} {'is' if len(beside) == 1 else 'are'} ignored: wrangler reads {name}."
    _add(findings, SEVERAL_FILES, message, f"delete {others}")


def _add(findings: Findings, rule: Rule, message: str, hint: str) -> None:
    findings.add_at(rule, Span(0, min(1, len(findings.document.text))), message, hint=hint)


def _find_above(path: Path) -> Path | None:
    """The file that wrangler's search finds before this one (workers-utils: src/config/config-helpers.ts
    `findWranglerConfig`)."""
    for name in SEARCHED_NAMES[: SEARCHED_NAMES.index(path.name)]:
        for folder in path.absolute().parent.parents:
            if (folder / name).is_file():
                return folder / name
    return None


def check_block(findings: Findings, block: Block) -> None:
    """The paths that the block itself names. `main` and `assets.directory` have rules of their own."""
    folder = findings.project_files.folder
    if folder is None:
        return
    for place, path in _list_paths(block):
        if not disk.exists(folder, path):
            shown = os.path.normpath(path).replace(os.sep, "/")
            findings.add(MISSING_PATH, place, f'"{_name(block, place)}" names {shown}, which does not exist.')


def _list_paths(block: Block) -> Iterator[tuple[Place, str]]:
    for field in ("base_dir", "tsconfig"):
        yield from _list_path(block.locate(field), block.get_own(field))
    if block.top is not None:
        return
    site = block.get_own("site")
    if is_object(site):
        yield from _list_path(block.locate("site", "bucket"), site.get("bucket"))
    for field in _BLOBS:
        blobs = block.get_own(field)
        for name, path in blobs.items() if is_object(blobs) else ():
            yield from _list_path(block.locate(field, name), path)


def _list_path(place: Place, path: object) -> Iterator[tuple[Place, str]]:
    if isinstance(path, str) and path:
        yield place, path


def _name(block: Block, place: Place) -> str:
    return block.describe(*place[len(block.place) :])
