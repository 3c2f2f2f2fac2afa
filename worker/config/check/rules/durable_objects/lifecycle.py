"""FF454–FF457: Durable Object bindings beside what makes their classes, and the code that has them."""

import contextlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fakeflare.worker.config.check.rules.durable_objects.migrations import read_history
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, show
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.syntax.nodes import Place

BOTH_LIFECYCLES = define(
    "FF454",
    "migrations-and-exports",
    "error",
    "Durable Object classes are declared by `migrations` and by `exports` at once.",
    """wrangler refuses the file. `exports` is the newer way: it says which classes there are now, where
    `migrations` says what was done to them. Keep one of the two; an environment inherits both.""",
)
NO_LIFECYCLE = define(
    "FF455",
    "durable-object-not-declared",
    "warning",
    "A Durable Object class of this Worker is bound, but nothing declares it.",
    """wrangler warns, and the API refuses the first deploy: it does not know how the class is stored.
    Declare the class in `exports`, or by a migration with `new_sqlite_classes`. A class of another
    Worker needs a `script_name` in its binding instead.""",
)
NOT_MIGRATED = define(
    "FF456",
    "durable-object-not-migrated",
    "warning",
    "There are migrations, but none of them creates a Durable Object class that is bound.",
    """wrangler does not notice. The API refuses the deploy, unless an earlier deploy has created the
    class by a migration that is no longer in the file. Add a migration with a new tag, and the class in
    its `new_sqlite_classes`.""",
)
NOT_EXPORTED = define(
    "FF457",
    "class-not-exported",
    "error",
    "The Worker's main file does not export a class that the configuration binds.",
    """wrangler refuses to build the Worker: the classes of Durable Objects and of Workflows are exports
    of the main module. Export the class there (`export { Counter } from "./counter"`), or correct its
    name. This rule looks at the main file only if nothing else generates or changes it, and is silent
    where the file exports everything of another one.""",
)

_BINDINGS = ("durable_objects", "bindings")
_SCRIPTS = (".js", ".mjs", ".ts", ".mts", ".jsx", ".tsx")
_BARE_KEY = r"[A-Za-z0-9_-]+"
_NAME = r"[\w$]+"
_EXPORT_ALL = r"export\s*\*"
_MAX_MAIN_BYTES = 2_000_000

Bound = dict[Place, str]
"""Class names by where they stand in the document."""


def check_block(findings: Findings, block: Block) -> None:
    """The block's own bindings, with the classes that it declares or inherits."""
    _check_both(findings, block)
    objects = _list_classes(block, *_BINDINGS)
    _check_lifecycle(findings, block, objects)
    _check_exports_of_main(findings, block, objects, "Durable Objects")
    _check_exports_of_main(findings, block, _list_classes(block, "workflows"), "Workflows")


def list_live_exports(block: Block) -> Mapping[str, Mapping[str, object]]:
    """The Durable Object classes of `exports` that exist (workers-utils:
    src/config/durable-object-exports.ts `isLiveDurableObjectExport`)."""
    return {
        name: entry
        for name, entry in list_object_exports(block).items()
        if entry.get("state") in (None, "created", "expecting-transfer")
    }


def list_object_exports(block: Block) -> Mapping[str, Mapping[str, object]]:
    """The Durable Object classes of `exports`, in whichever state."""
    exports = block.get("exports")
    return {
        name: entry
        for name, entry in (exports.items() if is_object(exports) else ())
        if is_object(entry) and entry.get("type") == "durable-object"
    }


def has_migrations(block: Block) -> bool:
    """Whether there are any, inherited ones included."""
    migrations = block.get("migrations")
    return isinstance(migrations, list | str) and len(migrations) > 0


def _check_both(findings: Findings, block: Block) -> None:
    """workers-utils: src/config/validation.ts `errorIfMigrationsAndExportsBothSet`."""
    if not has_migrations(block) or not list_object_exports(block):
        return
    exports, migrations = block.find("exports"), block.find("migrations")
    place, other = (exports, migrations) if exports == block.locate("exports") else (migrations, exports)
    if place[: len(block.place)] != block.place:
        return  # both are inherited: said at the top level
    findings.add(
        BOTH_LIFECYCLES,
        place,
        "`migrations` and `exports` are mutually exclusive. Choose one or the other to declare your Durable "
        "Object lifecycle, but not both.",
        on="key",
        others=[Other(other, f"`{other[-1]}` is here", on="key")],
    )


def _list_classes(block: Block, *field: str) -> Bound:
    """The classes of this Worker's own that a list of bindings names."""
    return {
        (*place, "class_name"): str(entry["class_name"])
        for place, entry in block.list_entries(*field)
        if is_object(entry) and _has_class(entry) and not _is_foreign(entry)
    }


def _check_lifecycle(findings: Findings, block: Block, objects: Bound) -> None:
    live = list_live_exports(block)
    uncovered = {place: name for place, name in objects.items() if name not in live}
    if not uncovered:
        return
    if has_migrations(block):
        _check_migrated(findings, block, uncovered)
        return
    if all(_is_foreign(entry) or _has_class(entry) for _, entry in block.list_entries(*_BINDINGS)):
        names = list(uncovered.values())
        hint = f'Or, without `exports`, a migration with a tag and "new_sqlite_classes": {show(names)}.'
        _add_all(findings, NO_LIFECYCLE, uncovered, _describe_missing(findings, names), hint)


def _is_foreign(entry: object) -> bool:
    """Whether a binding's class is another Worker's."""
    return is_object(entry) and is_true(entry.get("script_name", MISSING))


def _has_class(entry: object) -> bool:
    return is_object(entry) and isinstance(entry.get("class_name"), str)


def _check_migrated(findings: Findings, block: Block, uncovered: Bound) -> None:
    history = read_history(block.get("migrations"))
    for place, name in uncovered.items():
        if name not in history.classes and name not in history.received:
            findings.add(
                NOT_MIGRATED,
                place,
                f'No migration creates the Durable Object class "{name}".',
                hint=f'Add a migration with a new tag and "new_sqlite_classes": ["{name}"].',
                others=[Other(block.find("migrations"), "the migrations are here", on="key")],
            )


def _describe_missing(findings: Findings, names: Sequence[str]) -> str:
    """workers-utils: src/config/validation.ts `warnIfDurableObjectsHaveNoLifecycleConfig`."""
    exports = {name: {"type": "durable-object", "storage": "sqlite"} for name in names}
    if findings.document.syntax == "toml":
        entries = [
            f"[exports.{name if re.fullmatch(_BARE_KEY, name) else json.dumps(name, ensure_ascii=False)}]\n"
            'type = "durable-object"\nstorage = "sqlite"\n'
            for name in exports
        ]
        snippet = "\n".join(entries)
    else:
        snippet = json.dumps({"exports": exports}, indent=2, ensure_ascii=False)
    return (
        f"In your {findings.document.file_name} file, you have configured `durable_objects` exported by this "
        f"Worker ({', '.join(names)}), but no live `exports` entry for them. This may not work as expected "
        "until you add a live `durable-object` entry to `exports` for each. Add the following "
        "configuration:\n\n"
        f"```\n{snippet}\n```"
    )


def _check_exports_of_main(findings: Findings, block: Block, classes: Bound, kind: str) -> None:
    """wrangler: src/deployment-bundle/bundle.ts `bundleWorker`, which asks esbuild; here, a name that
    the file does not contain at all is not exported by it."""
    main = block.get("main")
    text = _read_main(findings, block, main) if classes else None
    if text is None or re.search(_EXPORT_ALL, text):
        return
    words = set(re.findall(_NAME, text))
    missing = {
        place: name
        for place, name in classes.items()
        if name not in words and (re.fullmatch(_NAME, name) or name not in text)
    }
    if missing:
        _add_all(
            findings,
            NOT_EXPORTED,
            missing,
            f"Your Worker depends on the following {kind}, which are not exported in your entrypoint file: "
            f"{', '.join(missing.values())}.\n"
            f"You should export these objects from your entrypoint, {os.path.normpath(str(main))}.",
        )


def _read_main(findings: Findings, block: Block, main: object) -> str | None:
    folder, build = findings.project_files.folder, block.get("build")
    is_generated = bool(is_object(build) and build.get("command")) or block.get("no_bundle") is True
    if folder is None or is_generated or not isinstance(main, str) or not main.endswith(_SCRIPTS):
        return None
    return _read_text(folder / main)


def _read_text(path: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError):
        if path.is_file() and path.stat().st_size <= _MAX_MAIN_BYTES:
            return path.read_text("utf-8", "replace")
    return None


def _add_all(findings: Findings, rule: Rule, classes: Bound, message: str, hint: str | None = None) -> None:
    """One finding for several classes, at the first of them."""
    first, *rest = classes
    findings.add(rule, first, message, hint=hint, others=[Other(place, "and this class") for place in rest])
