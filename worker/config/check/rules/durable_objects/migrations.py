"""FF450–FF453: `migrations`, the history of the Worker's Durable Object classes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.diagnostics import Severity
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.disk import exists
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.types import expect_array_of, expect_field
from fakeflare.worker.config.syntax.nodes import Place

BAD_MIGRATION = define(
    "FF450",
    "bad-migration",
    "error",
    "`migrations` is no array, or one of its entries is not what a migration is.",
    """wrangler refuses the file. `migrations` is an array of objects with a `tag`; in TOML each begins
    with `[[migrations]]`. A rename is an object with `from` and `to`, a transfer one with `from`,
    `from_script` and `to`.""",
)
REPEATED_TAG = define(
    "FF451",
    "repeated-migration-tag",
    "error",
    "Two migrations have the same tag.",
    """wrangler does not notice. Cloudflare remembers only the tag of the last migration that was applied, and
    wrangler sends what stands after the first one with that tag: the second one is sent again with every
    deploy, and the API refuses to create or delete a class twice. Give each migration its own tag. This is
    a warning where the main file is not there, as nothing is deployed from such a folder.""",
    is_for_deploy=True,
)
CLASS_EXISTS = define(
    "FF452",
    "class-created-twice",
    "error",
    "A migration creates a Durable Object class that an earlier one has created.",
    """`wrangler dev` stops with this sentence, and the API refuses the deploy. Which storage a class has
    is decided when it is created: a class cannot be moved from `new_classes` to `new_sqlite_classes` by
    creating it once more. Delete the second entry, or delete the class first if its data may go.""",
)
CLASS_MISSING = define(
    "FF453",
    "unknown-class-in-migration",
    "warning",
    "A migration deletes or renames a Durable Object class that no earlier one has created.",
    """`wrangler dev` stops with this sentence. A deploy may still work, if the class was created by a
    migration that is no longer in the file: put that one back.""",
)

RENAME = "{from: string, to: string}"
TRANSFER = "{from: string, from_script: string, to: string}"


class Step(NamedTuple):
    """One class in one migration."""

    kind: str
    """The field it stands in, such as `new_classes`."""
    place: Place
    """Where, from `migrations` on."""
    name: str
    """The class; the old name of one that is renamed, or transferred to here."""
    new_name: str


class Conflict(NamedTuple):
    """A step that does not fit to what was before it."""

    step: Step
    first: Step | None
    """The step that created the class already, if that is the conflict."""


class History(NamedTuple):
    """What a list of migrations makes."""

    classes: Mapping[str, bool]
    """The classes that are there in the end, and whether SQLite stores them."""
    received: frozenset[str]
    """The classes that were transferred to this Worker."""
    conflicts: list[Conflict]


def check_block(findings: Findings, block: Block) -> None:
    """A block's own migrations; inherited ones are checked at the top level."""
    migrations = block.get_own("migrations")
    if migrations is MISSING or migrations is None:
        return
    place = block.locate("migrations")
    if not isinstance(migrations, list):
        message = f'The optional "migrations" field should be an array, but got {show(migrations)}'
        findings.add(BAD_MIGRATION, place, message, hint=advise_array(findings, place, migrations))
        return
    for index, migration in enumerate(migrations):
        _check_migration(findings, (*place, index), index, migration)
    _check_tags(findings, block, migrations)
    _check_history(findings, place, read_history(migrations))


def advise_array(findings: Findings, place: Place, value: object) -> str | None:
    """What to write where a single object stands for an array of them."""
    if not is_object(value):
        return None
    if findings.document.syntax == "toml":
        return f"Write the header with two brackets, once for each: [[{describe(place)}]]."
    return "Put the object in brackets: [{…}]."


def _check_migration(findings: Findings, place: Place, index: int, migration: object) -> None:
    """workers-utils: src/config/validation.ts `validateMigrations`; null makes wrangler crash."""
    label = f"migrations[{index}]"
    if migration is None:
        findings.add(BAD_MIGRATION, place, f'"{label}" should be an object but got null.')
        return
    fields = migration if is_object(migration) else {}
    expect_field(findings, (*place, "tag"), fields.get("tag", MISSING), "string", label=f"{label}.tag")
    for field in ("new_classes", "new_sqlite_classes", "deleted_classes"):
        if field in fields:
            expect_array_of(findings, (*place, field), fields[field], "string", label=f"{label}.{field}")
    for field, shape in (("renamed_classes", RENAME), ("transferred_classes", TRANSFER)):
        if field in fields:
            _check_moves(findings, (*place, field), fields[field], f"{label}.{field}", shape)


def _check_moves(findings: Findings, place: Place, value: object, label: str, shape: str) -> None:
    """The classes that change their name or their Worker; the finding is at the first that is wrong."""
    names = ("from", "from_script", "to") if shape == TRANSFER else ("from", "to")
    if isinstance(value, list):
        wrong = [index for index, item in enumerate(value) if not _has_texts(item, names)]
        if not wrong:
            return
        place = (*place, wrong[0])
    message = f'Expected "{label}" to be an array of "{shape}" objects but got {show(value)}.'
    findings.add(BAD_MIGRATION, place, message)


def _has_texts(item: object, names: tuple[str, ...]) -> bool:
    return is_object(item) and all(isinstance(item.get(name), str) for name in names)


def _check_tags(findings: Findings, block: Block, migrations: list[object]) -> None:
    place, severity = block.locate("migrations"), _rate_tags(findings, block)
    seen: dict[str, int] = {}
    for index, migration in enumerate(migrations):
        tag = migration.get("tag") if is_object(migration) else None
        if not isinstance(tag, str):
            continue
        first = seen.setdefault(tag, index)
        if first != index:
            findings.add(
                REPEATED_TAG,
                (*place, index, "tag"),
                f'The tag "{tag}" is used by two migrations.',
                hint="Give the later migration the next tag.",
                others=[Other((*place, first, "tag"), "used here first")],
                severity=severity,
            )


def _rate_tags(findings: Findings, block: Block) -> Severity:
    """A tag that is used twice harms from the second deploy on: what cannot be deployed, because the
    code is not there, is warned of."""
    folder, main = findings.project_files.folder, block.get("main")
    is_here = folder is not None and isinstance(main, str) and exists(folder, main)
    return "error" if is_here else "warning"


def _check_history(findings: Findings, place: Place, history: History) -> None:
    for step, first in history.conflicts:
        here = (*place, *step.place)
        if first is None:
            message = f"Cannot apply {step.kind} migration to non-existent class {step.name}"
            findings.add(CLASS_MISSING, here, message)
        else:
            message = f"Cannot apply {step.kind} migration to existing class {step.new_name}"
            other = Other((*place, *first.place), "created here")
            findings.add(CLASS_EXISTS, here, message, others=[other])


def read_history(migrations: object) -> History:
    """Plays the migrations in wrangler's order (workers-utils: src/config/containers.ts
    `getDurableObjectClassNameToUseSQLiteMap`). wrangler stops at the first conflict; this goes on. What has a
    wrong type is passed over."""
    classes: dict[str, bool] = {}
    created: dict[str, Step] = {}
    received = set()
    conflicts = []
    for step in _list_steps(migrations):
        if step.kind == "transferred_classes":
            received.add(step.new_name)
        elif step.kind in ("deleted_classes", "renamed_classes"):
            if step.name not in classes:
                conflicts.append(Conflict(step, None))
            is_sqlite = classes.pop(step.name, True)
            received.discard(step.name)
            if step.kind == "renamed_classes":
                classes[step.new_name], created[step.new_name] = is_sqlite, step
        elif step.name in classes:
            conflicts.append(Conflict(step, created[step.name]))
        else:
            classes[step.name], created[step.name] = step.kind == "new_sqlite_classes", step
    return History(classes, frozenset(received), conflicts)


def _list_steps(migrations: object) -> Iterator[Step]:
    for index, migration in enumerate(migrations if isinstance(migrations, list) else ()):
        if not is_object(migration):
            continue
        for kind in (
            "transferred_classes",
            "deleted_classes",
            "renamed_classes",
            "new_classes",
            "new_sqlite_classes",
        ):
            items = migration.get(kind)
            for position, item in enumerate(items if isinstance(items, list) else ()):
                name, new_name = (item.get("from"), item.get("to")) if is_object(item) else (item, item)
                if isinstance(name, str) and isinstance(new_name, str):
                    yield Step(kind, (index, kind, position), name, new_name)
