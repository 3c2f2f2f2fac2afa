"""FF100, FF104, FF105: fields that nobody knows, and values whose type contradicts the schema.

The document is walked beside wrangler's published schema, in all environments. Runs after all other rules.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fakeflare.worker.config.check.rules.environments.environments import (
    FIELD_AS_ENVIRONMENT,
    report_misplaced,
)
from fakeflare.worker.config.check.rules.fields.removed import find_removal, report_refused, report_removed
from fakeflare.worker.config.check.rules.text.toml_table_scope import report_swallowed
from fakeflare.worker.config.document.blocks import describe
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.schema import (
    Chosen,
    Schema,
    Shape,
    choose_schema,
    load_schema,
    name_kind,
)
from fakeflare.worker.config.syntax.nodes import Node, Place, Span

if TYPE_CHECKING:
    from fakeflare.worker.config.check.rules.fields.suggestions import Suggestion

UNKNOWN_FIELD = define(
    "FF100",
    "unknown-field",
    "warning",
    "A field that wrangler does not know.",
    """wrangler passes it over: at some places with a warning, at others (`limits`, `placement`, `services`,
    `rules`, `ai` …) without a word. Most are slips: a camelCase or singular name, a dash for an underscore,
    a field that belongs one level higher or lower. Which fields are known is decided by the
    `config-schema.json` of the wrangler in the project's `node_modules`, or else by the one that fakeflare
    carries.""",
)
MISMATCH = define(
    "FF104",
    "does-not-match-schema",
    "warning",
    "A value has another type than wrangler's schema says, and no other rule is about it.",
    """wrangler does not check the type of every field. It hands such a value on, to the bundler or the API,
    and what comes of it is open. Write a value of the type that the message names.""",
)
BAD_SCHEMA = define(
    "FF105",
    "unreadable-schema",
    "info",
    "The project's own `config-schema.json` cannot be used.",
    """The fields are judged by the schema that fakeflare carries instead. Install wrangler again if the
    file is damaged.""",
)

_PLAIN = frozenset(
    (
        "access",
        "analytics",
        "assets",
        "browser",
        "build",
        "cache",
        "containers",
        "exports",
        "images",
        "limits",
        "media",
        "migrations",
        "observability",
        "placement",
        "previews",
        "python_modules",
        "route",
        "routes",
        "rules",
        "stream",
        "triggers",
        "unsafe",
    )
)
"""Fields whose path wrangler writes without the environment."""

# Accepted by wrangler's validator, and not in the schema.
_EXTRAS: Mapping[str, tuple[str, ...]] = {
    "top-level": ("configPath", "definedEnvironments", "targetEnvironment", "topLevelName", "userConfigPath"),
    "containers[]": (
        "affinities",
        "configuration",
        "durable_objects",
        "instances",
        "rollout_kind",
        "unsafe",
        "wrangler_ssh",
    ),
    "containers[].constraints": ("cities", "tier", "tiers"),
    "send_email[]": ("binding",),
    "services[]": ("dev", "environment"),
}

# In the schema, and yet refused by wrangler's validator at these places.
_PREVIEWS_LACK = frozenset(("agent_memory", "cloudchamber", "connect", "secrets", "vpc_networks"))
_CONDITIONS = {
    "idle_timeout_ms": ("connect[]", "protocol", "udp"),
    "max_pending_bytes": ("connect[]", "protocol", "udp"),
    "images": ("containers[]", "scheduling_policy", "durable_object"),
}
"""Where a field needs another one with a certain value."""

_MOST_EDITS = 100
_MOST_GUESSES = 500


def check_document(findings: Findings) -> None:
    """Every field of the document. Needs the findings of all other rules."""
    root = findings.document.parsed.root
    if not findings.document.parsed.is_sound or root is None or root.members is None:
        return
    chosen = choose_schema(findings.project_files.folder)
    _report_unreadable(findings, chosen)
    _Walk(findings, chosen).run(root)


def _report_unreadable(findings: Findings, chosen: Chosen) -> None:
    folder = findings.project_files.folder
    if chosen.unreadable is not None and folder is not None:
        shown = os.path.relpath(chosen.unreadable, folder)
        message = (
            f'"{shown}" cannot be read as a schema; the fields of wrangler {chosen.schema.version} count.'
        )
        findings.add_at(BAD_SCHEMA, Span(0, min(1, len(findings.document.text))), message)


class _Step(NamedTuple):
    """A value that is to be looked at."""

    place: Place
    node: Node
    shape: Shape
    is_covered: bool
    """Whether an error about something around it has been found."""


class _Walk:
    """One walk over a document."""

    def __init__(self, findings: Findings, chosen: Chosen) -> None:
        self.findings = findings
        self.schema = chosen.schema
        self.other: Schema | None = None if chosen.path is None else load_schema()
        """fakeflare's own schema, where another one judges."""
        self.errors = {found.place for found in findings.all if found.severity == "error" and found.place}
        self.noted = {found.place for found in findings.all if found.severity != "info"}
        self.skipped = {found.place for found in findings.all if found.code == FIELD_AS_ENVIRONMENT.code}
        self.guesses: dict[tuple[str, Shape], Suggestion | None] = {}
        self.renamed: set[Place] = set()
        self.homes: dict[str, list[str]] | None = None

    def run(self, root: Node) -> None:
        pending = [_Step((), root, self.schema.root, False)]
        while pending:
            step = pending.pop()
            if step.place in self.skipped or not self._is_asked(step.place):
                continue
            kind = name_kind(step.node.value)
            if kind == "null" or step.shape.is_anything:
                continue
            if kind not in step.shape.kinds:
                self._report_mismatch(step, kind)
                continue
            is_covered = step.is_covered or step.place in self.errors
            if step.node.members is not None:
                self._look_into_object(step, is_covered, pending)
            elif step.node.items is not None:
                item = step.shape.get_item()
                pending += [
                    _Step((*step.place, index), node, item, is_covered)
                    for index, node in enumerate(step.node.items)
                ]

    def _is_asked(self, place: Place) -> bool:
        asked = self.findings.project_files.environments
        return asked is None or len(place) != 2 or place[0] != "env" or place[1] in asked

    def _look_into_object(self, step: _Step, is_covered: bool, pending: list[_Step]) -> None:
        for name, member in (step.node.members or {}).items():
            place = (*step.place, name)
            shape = step.shape.find(name)
            objection = None if shape is None else _find_objection(place, step.node)
            if objection is not None:
                message = _describe_unexpected(place)
                self.findings.add(UNKNOWN_FIELD, place, message, on="key", hint=objection)
            elif shape is not None:
                pending.append(_Step(place, member.node, shape, is_covered))
            elif not self._is_known_otherwise(place, is_covered):
                self._report_unknown(place, member.node, step)

    def _is_known_otherwise(self, place: Place, is_covered: bool) -> bool:
        """Whether wrangler accepts the field though the schema has none, or another rule is about it."""
        path = _describe_pattern(place[:-1])
        if place[-1] in _EXTRAS.get(path, ()) or place in self.errors or place[-1] == "__proto__":
            return True
        return is_covered and path in ("route", "routes[]", "triggers.events[].filter")

    def _report_mismatch(self, step: _Step, kind: str) -> None:
        if step.is_covered or self.findings.has_error(step.place) or step.place in self.noted:
            return
        kinds = " or ".join(_add_article(each) for each in sorted(step.shape.kinds))
        message = f'"{describe(step.place)}" should be {kinds}, but is {_add_article(kind)}.'
        self.findings.add(MISMATCH, step.place, message)

    def _report_unknown(self, place: Place, node: Node, step: _Step) -> None:
        message = _describe_unexpected(place)
        if report_refused(self.findings, place):
            return
        removal = find_removal(_describe_pattern(place))
        if removal is not None:
            report_removed(self.findings, place, message, removal)
        elif not (
            report_misplaced(self.findings, place, message, self.schema.root.names)
            or report_swallowed(self.findings, place, message)
        ):
            self._report_unexpected(place, message, node, step)

    def _report_unexpected(self, place: Place, message: str, node: Node, step: _Step) -> None:
        guess = self._guess(str(place[-1]), step.shape)
        hint = self._describe_newer(place) or (
            self._describe_home(place) if guess is None else _describe_guess(guess, step.node)
        )
        edits: tuple[Edit, ...] = ()
        if guess is not None and guess.is_certain and self._is_fitting(guess.names[0], node, step):
            target = (*step.place, guess.names[0])
            if target not in self.renamed and len(self.renamed) < _MOST_EDITS:
                # start-up: only where there is something to repair
                from fakeflare.worker.config.document.edits import rename_key

                self.renamed.add(target)
                edits = rename_key(self.findings.document, place, guess.names[0])
        self.findings.add(UNKNOWN_FIELD, place, message, on="key", hint=hint, edits=edits)

    def _guess(self, name: str, shape: Shape) -> "Suggestion | None":
        key = (name, shape)
        if key not in self.guesses:
            if len(self.guesses) >= _MOST_GUESSES:
                return None
            # start-up: only where a name is wrong
            from fakeflare.worker.config.check.rules.fields.suggestions import suggest

            self.guesses[key] = suggest(name, shape.names)
        return self.guesses[key]

    def _is_fitting(self, target: str, node: Node, step: _Step) -> bool:
        """Whether a value could be that of another field, which is not there yet."""
        shape = step.shape.find(target)
        members = step.node.members or {}
        return shape is not None and target not in members and name_kind(node.value) in shape.kinds

    def _describe_newer(self, place: Place) -> str | None:
        """A hint for a field that fakeflare's wrangler knows and the project's does not."""
        shape = None if self.other is None else self.other.root
        for part in place:
            if shape is not None:
                shape = shape.find(part) if isinstance(part, str) else shape.get_item()
        if shape is None or self.other is None:
            return None
        versions = (self.schema.version, self.other.version)
        return "wrangler {}, which is installed here, does not know it; {} does.".format(*versions)

    def _describe_home(self, place: Place) -> str | None:
        """Where else a field of that name is known: at the top level, or one level deeper."""
        name, root = str(place[-1]), self.schema.root
        is_block = len(place) == 1 or (len(place) == 3 and place[0] == "env")
        if not is_block:
            # a plain word such as `name` may mean anything
            is_told = "_" in name and name in root.names
            return f'"{name}" is a field of the top level.' if is_told else None
        homes = self._list_homes().get(name, ())
        return f'"{name}" belongs in "{homes[0]}".' if len(homes) == 1 else None

    def _list_homes(self) -> Mapping[str, list[str]]:
        """The fields of the top level that have a field of some name, by that name."""
        if self.homes is None:
            self.homes = {}
            for field in sorted(self.schema.root.names - {"previews"}):
                shape = self.schema.root.find(field)
                for name in () if shape is None else shape.names:
                    self.homes.setdefault(name, []).append(field)
        return self.homes


def _find_objection(place: Place, container: Node) -> str | None:
    """Why a field that the schema has is unknown to wrangler at this place."""
    name = place[-1]
    if name in _PREVIEWS_LACK and place[-2:-1] == ("previews",) and len(place) in (2, 4):
        return "The previews of a Worker cannot have it."
    path, other, value = _CONDITIONS.get(str(name), ("", "", ""))
    if not path or _describe_pattern(place[:-1]) != path:
        return None
    needed = container.find(other)
    return None if needed is not None and needed.value == value else f'It needs "{other}": "{value}".'


def _add_article(kind: str) -> str:
    if kind == "null":
        return kind
    return f"an {kind}" if kind[0] in "ao" else f"a {kind}"


def _describe_guess(guess: "Suggestion", node: Node) -> str:
    names = " or ".join(f'"{name}"' for name in guess.names)
    is_there = len(guess.names) == 1 and guess.names[0] in (node.members or {})
    return f"Did you mean {names}?{' It is there already.' if is_there else ''}"


def _describe_pattern(place: Place) -> str:
    """A path within the top level, an environment or `previews`, with `[]` for each position."""
    inner = place[2:] if len(place) > 1 and place[0] == "env" else place
    if not inner:
        return "environment" if place else "top-level"
    inner = inner[1:] if inner[0] == "previews" and len(inner) > 1 else inner
    return "".join("[]" if isinstance(part, int) else f".{part}" for part in inner).removeprefix(".")


def _describe_unexpected(place: Place) -> str:
    # workers-utils: src/config/validation-helpers.ts `validateAdditionalProperties`
    return f'Unexpected fields found in {_describe_container(place[:-1])} field: "{place[-1]}"'


def _describe_container(place: Place) -> str:
    """What wrangler calls the object in its sentence."""
    if not place:
        return "top-level"
    field = place[2] if len(place) > 2 and place[0] == "env" else None
    inner = place[2:] if field in _PLAIN else place
    if inner[0] == "migrations" and len(inner) == 2:
        return "migrations"
    for names in (("containers",), ("previews", "containers")):
        if inner[: len(names)] == names:
            inner = (*names, *inner[len(names) + 1 :])
    return describe(inner)
