"""FF8xx: Python Workers, whose `main` ends with `.py`.

wrangler checks the flag; the rest shows only when the Worker is bundled or started. What stands in the
Worker's folder is read through `project_files.folder` alone.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object, show
from fakeflare.worker.config.findings import disk
from fakeflare.worker.config.findings.calendar import is_strict
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Place

if TYPE_CHECKING:
    from fakeflare.worker.config.check.rules.python.sources import Sources

FLAG = "python_workers"
FLAGS = "compatibility_flags"
DATE = "compatibility_date"
SDK_DATE = "2026-04-21"
"""From this date on the SDK is no longer part of the runtime (workerd: compatibility-date.capnp
`enable_python_external_sdk`)."""
HANDLERS_DATE = "2025-08-14"
"""From this date on only classes handle events (`python_no_global_handlers`)."""

FLAG_MISSING = define(
    "FF800",
    "python-flag-missing",
    "error",
    "`main` is a Python file, but the compatibility flag `python_workers` is not there.",
    """wrangler refuses the file, and says nothing of its other faults. Add `"compatibility_flags":
    ["python_workers"]`. An environment with flags of its own needs it among them: lists are never merged.""",
)
FLAG_IDLE = define(
    "FF801",
    "python-flag-idle",
    "info",
    "The flag `python_workers` is there, but `main` is no Python file.",
    "The flag has no effect on a Worker in JavaScript. Delete it, or let `main` name the Python file.",
)
MODULES_MISPLACED = define(
    "FF802",
    "python-modules-misplaced",
    "error",
    "A folder `python_modules` stands beside the main file instead of beside the configuration.",
    """wrangler refuses to bundle the Worker. `pywrangler sync` puts the folder next to the wrangler
    configuration, the only place where it is looked for; delete the other one.""",
)
SDK_MISSING = define(
    "FF803",
    "python-sdk-missing",
    "warning",
    f"From compatibility date {SDK_DATE} on `workers` is a package of its own, and nothing here brings it.",
    f"""Until {SDK_DATE} the runtime had the `workers` module built in. Since then it comes with
    `workers-runtime-sdk`, which `pywrangler` puts into `python_modules`; without it `from workers import …`
    is a ModuleNotFoundError when the Worker starts. Add a `pyproject.toml` and deploy with pywrangler, or
    list the flag `disable_python_external_sdk`. fakeflare brings the SDK itself.""",
)
FILE_NOT_SHIPPED = define(
    "FF804",
    "file-not-shipped",
    "warning",
    "The Worker's code names a file that is not deployed with it.",
    """Beside Python files wrangler ships `.txt`, `.html`, `.sql`, `.bin` and `.wasm` files; JSON, CSS,
    templates and all else stay behind unless a rule names them, so that opening them works here and fails
    there. Add `"rules": [{ "type": "Text", "globs": ["**/*.json"], "fallthrough": true }]`, or a rule of
    type `Data` for files that are no text.""",
)
OLD_HANDLER = define(
    "FF805",
    "python-global-handler",
    "warning",
    "The Worker has a handler function, which this compatibility date no longer calls.",
    f"""From compatibility date {HANDLERS_DATE} on only the methods of `class Default(WorkerEntrypoint)`
    handle events; a module's `on_fetch`, `on_scheduled` and so on are refused when the Worker starts. Turn
    the function into a method, or list the flag `disable_python_no_global_handlers`.""",
)
BUNDLING = define(
    "FF806",
    "python-is-not-bundled",
    "info",
    "`no_bundle` is false, which has no effect on a Python Worker.",
    "wrangler turns `no_bundle` on for Python, whatever the file says. Delete the field.",
)
OLD_REQUIREMENTS = define(
    "FF807",
    "python-requirements-file",
    "warning",
    "There is a `cf-requirements.txt`, which wrangler no longer reads.",
    "List the packages in `pyproject.toml` and let pywrangler install them.",
)


def check_block(findings: Findings, block: Block) -> None:
    """The block as it will run, where any of it is the block's own."""
    main, flags = block.get("main"), block.get(FLAGS)
    names = [] if not isinstance(flags, list) else [flag for flag in flags if isinstance(flag, str)]
    if not isinstance(main, str) or not {"main", FLAGS, DATE}.intersection(block.values):
        return
    if not main.endswith(".py"):
        _check_javascript(findings, block, main, names)
        return
    _check_flag(findings, block, flags)
    _check_bundling(findings, block)
    folder = findings.project_files.folder
    if folder is not None:
        _check_folder(findings, block, folder, main)
        _check_code(findings, block, folder, main, names)
        _check_sdk(findings, block, folder, names)


def _check_javascript(findings: Findings, block: Block, main: str, names: list[str]) -> None:
    if FLAG in names and main and block.find(FLAGS) == block.locate(FLAGS):
        place = (*block.find(FLAGS), names.index(FLAG))
        findings.add(FLAG_IDLE, place, f'The flag "{FLAG}" has no effect: "main" is {show(main)}.')


def _check_flag(findings: Findings, block: Block, flags: object) -> None:
    """workers-utils: src/config/validation.ts `applyPythonConfig`."""
    if (isinstance(flags, list) and FLAG in flags) or not {"main", FLAGS}.intersection(block.values):
        return
    has_own_list = isinstance(block.get_own(FLAGS), list)
    findings.add(
        FLAG_MISSING,
        block.locate("main") if "main" in block.values else block.locate(FLAGS),
        "The `python_workers` compatibility flag is required to use Python.",
        hint=f'add "{FLAG}" to "{FLAGS}"' if has_own_list else f'add "{FLAGS}": ["{FLAG}"]',
    )


def _check_bundling(findings: Findings, block: Block) -> None:
    if block.get_own("no_bundle") is False:
        message = '"no_bundle" has no effect: a Python Worker is never bundled.'
        findings.add(BUNDLING, block.locate("no_bundle"), message, on="entry")


def _check_folder(findings: Findings, block: Block, folder: Path, main: str) -> None:
    """wrangler: src/deployment-bundle/find-additional-modules.ts `findAdditionalModules`."""
    if "main" not in block.values:
        return
    root = _find_root(block, main)
    if root != "." and disk.is_folder(folder, f"{root}/python_modules"):
        findings.add(
            MODULES_MISPLACED,
            block.locate("main"),
            "The 'python_modules' directory cannot exist in your module root. Delete it to continue.",
            hint=f"it is {root}/python_modules; its place is beside the configuration",
        )
    if disk.exists(folder, "cf-requirements.txt"):
        findings.add(
            OLD_REQUIREMENTS,
            block.locate("main"),
            "Found a `cf-requirements.txt` file. cf-requirements.txt is no longer used, instead put your "
            "dependencies in pyproject.toml and use pywrangler.",
        )


def _find_root(block: Block, main: str) -> str:
    """The folder whose files are the Worker's, relative to the configuration's."""
    base = block.get("base_dir")
    return os.path.normpath(base if isinstance(base, str) else os.path.dirname(main) or ".")


def _check_code(findings: Findings, block: Block, folder: Path, main: str, names: list[str]) -> None:
    if "main" not in block.values and DATE not in block.values:
        return
    root = _find_root(block, main)
    if not disk.exists(folder, main):
        return
    # start-up: only a Python Worker on the disk has sources to read
    from fakeflare.worker.config.check.rules.python.sources import list_unshipped, read_sources

    sources = read_sources(folder, root)
    if "main" in block.values:
        for unshipped in list_unshipped(sources, _list_globs(block)):
            findings.add(
                FILE_NOT_SHIPPED,
                block.locate("main"),
                f"{unshipped.user} names {unshipped.path}, which is not deployed with the Worker.",
                hint='add "rules": [{ "type": "Text", '
                f'"globs": ["**/*{unshipped.suffix}"], "fallthrough": true }}]',
            )
    _check_handlers(findings, block, sources, os.path.relpath(main, root), names)


def _list_globs(block: Block) -> list[str]:
    rules = block.get("rules")
    return [glob for rule in (rules if isinstance(rules, list) else ()) for glob in _list_own_globs(rule)]


def _list_own_globs(rule: object) -> Iterator[str]:
    globs = rule.get("globs") if is_object(rule) else None
    yield from (glob for glob in (globs if isinstance(globs, list) else ()) if isinstance(glob, str))


def _check_handlers(
    findings: Findings, block: Block, sources: "Sources", main: str, names: list[str]
) -> None:
    if not _is_from(block, HANDLERS_DATE) or "disable_python_no_global_handlers" in names:
        return
    code = sources.code.get(main.replace(os.sep, "/"), "")
    handler = re.search(
        r"^(?:async[ \t]+)?def[ \t]+(on_(?:fetch|scheduled|queue|alarm|trace))\b", code, re.MULTILINE
    )
    if handler is not None:
        findings.add(
            OLD_HANDLER,
            _find_own(block, DATE, "main"),
            f"{main} defines {handler[1]}(), which is not called from compatibility date {HANDLERS_DATE} on.",
            hint="make it a method of `class Default(WorkerEntrypoint)`, without `on_`",
        )


def _check_sdk(findings: Findings, block: Block, folder: Path, names: list[str]) -> None:
    is_outside = "enable_python_external_sdk" in names or _is_from(block, SDK_DATE)
    if not is_outside or "disable_python_external_sdk" in names or FLAG not in names:
        return
    if not any(disk.exists(folder, path) for path in ("pyproject.toml", "python_modules/workers")):
        findings.add(
            SDK_MISSING,
            _find_own(block, DATE, FLAGS, "main"),
            f"From {SDK_DATE} on the `workers` module is not part of the runtime, and there is neither a "
            "pyproject.toml nor a python_modules folder with it.",
            hint="use pywrangler with a pyproject.toml, or list the flag disable_python_external_sdk",
        )


def _is_from(block: Block, day: str) -> bool:
    date = block.get(DATE)
    return isinstance(date, str) and is_strict(date) and date >= day


def _find_own(block: Block, *fields: str) -> Place:
    """The first of some fields that the block itself has."""
    return block.locate(next(field for field in fields if field in block.values))
