"""FF204, FF205: the Worker's main file on the disk, and whether a deploy could begin at all."""

import os
from pathlib import Path

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Place

FILE_NOT_FOUND = define(
    "FF204",
    "entry-point-not-found",
    "error",
    "The file that `main` names does not exist.",
    """wrangler cannot build the Worker. It is an error where the file has a neighbour with nearly that
    name, or is missing from a folder of its own that has files of its kind; otherwise only a warning, since
    a framework's build may still have to make the file. Nothing is said where `build.command` makes it.
    `--no-files` looks at no file.""",
)
IS_A_FOLDER = define(
    "FF205",
    "entry-point-is-a-folder",
    "error",
    "`main` names a folder, or nothing at all.",
    """wrangler cannot build the Worker: an empty `main` is the folder of the configuration. Name the file,
    such as `src/index.ts`; for a Worker of static assets alone, leave `main` out and set `assets`.""",
)

_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_KINDS = {".py": (".py",), "": _SCRIPTS} | dict.fromkeys(_SCRIPTS, _SCRIPTS)
"""The suffixes that may be meant by one."""
_GUESSED = (".ts", ".tsx", ".js", ".jsx")
"""What wrangler tries behind a name without a suffix (`fileExists`)."""


def check_block(findings: Findings, block: Block) -> None:
    """The file of the block's own `main` (wrangler: src/deployment-bundle/run-custom-build.ts
    `getMissingEntryPointMessage`)."""
    main = block.get_own("main")
    if not isinstance(main, str):
        return
    place = block.locate("main")
    if main == "":
        _add_folder(findings, place, ".")
        return
    folder = findings.project_files.folder
    if folder is None or _is_made(block) or main.startswith(("@", "virtual:")):
        return
    if not _is_file(folder, main):
        _add_missing(findings, place, folder, main)


def can_deploy(findings: Findings, block: Block) -> bool:
    """Whether the block's code or assets are known to be on the disk: wrangler looks for them first."""
    folder = findings.project_files.folder
    if folder is None:
        return False
    main = block.get("main")
    if main is not MISSING:
        return isinstance(main, str) and _is_file(folder, main)
    assets = block.get("assets")
    directory = assets.get("directory") if is_object(assets) else None
    return isinstance(directory, str) and os.path.isdir(os.path.join(folder, directory))


def _is_made(block: Block) -> bool:
    """Whether a command of the user's makes the file; wrangler runs it before it looks."""
    build = block.get("build")
    return is_object(build) and isinstance(build.get("command"), str)


def _is_file(folder: Path, main: str) -> bool:
    path = os.path.join(folder, main)
    if os.path.splitext(path)[1]:
        return os.path.isfile(path)
    return any(os.path.isfile(path + suffix) for suffix in ("", *_GUESSED))


def _add_missing(findings: Findings, place: Place, folder: Path, main: str) -> None:
    path = os.path.normpath(os.path.join(folder, main))
    shown = os.path.relpath(path, folder).replace(os.sep, "/")
    if os.path.isdir(path):
        _add_folder(findings, place, shown)
        return
    near, is_wrong = _find_near(path, folder)
    findings.add(
        FILE_NOT_FOUND,
        place,
        f'The entry-point file at "{shown}" was not found.\n\n'
        "This might mean that your entry-point file needs to be generated (which is the general case when "
        "a framework is being used).\n"
        "If that's the case please run your project's build command and try again.",
        hint=None if near is None else f'did you mean "{os.path.join(os.path.dirname(shown), near)}"?',
        severity="error" if is_wrong else "warning",
    )


def _add_folder(findings: Findings, place: Place, shown: str) -> None:
    findings.add(
        IS_A_FOLDER,
        place,
        f'The provided entry-point path, "{shown}", points to a directory, rather than a file.',
        hint='name the file, such as "src/index.ts"; without code, leave "main" out and set "assets"',
    )


def _find_near(path: str, folder: Path) -> tuple[str | None, bool]:
    """The neighbour that may be meant instead of a file, and whether the file's name must be wrong."""
    # start-up: only where a file is missing
    from difflib import get_close_matches

    home, name = os.path.split(path)
    suffix = os.path.splitext(name)[1]
    try:
        neighbours = sorted(
            other for other in os.listdir(home) if os.path.splitext(other)[1] in _KINDS.get(suffix, ())
        )
    except (OSError, ValueError):
        return None, False
    near = get_close_matches(name, neighbours, 1, 0.8)
    if near:
        return near[0], True
    if not neighbours or home == os.path.normpath(folder):
        return None, False
    return neighbours[0] if len(neighbours) == 1 else None, True
