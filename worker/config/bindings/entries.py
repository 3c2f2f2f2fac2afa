"""The engine: lists of bindings, their entries, and the members of an entry.

What each kind wants is in tables elsewhere; here is how it is checked, pointed at and advised upon. wrangler
writes one sentence for a member that is missing and for one of the wrong type, with the whole entry in it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fakeflare.worker.config.bindings.faults import (
    ENTRY_NOT_AN_OBJECT,
    FIELD_EMPTY,
    FIELD_MISSING,
    FIELD_TYPE,
    NO_NAME,
    NOT_A_LIST,
    NOT_AN_OBJECT,
)
from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.syntax.nodes import Place

_HEADER = re.compile(r"\[[^\[\]\r\n]+\]")
"""Of a table in TOML."""

SHOULD = '"{path}" bindings should have a string "{key}" field but got {entry}.'
MUST = '"{path}" bindings must have a string "{key}" field but got {entry}.'
MUST_A = '"{path}" bindings must have a "{key}" field but got {entry}.'
MUST_AN = '"{path}" bindings must have an "{key}" field but got {entry}.'
OPTIONALLY = '"{path}" bindings should, optionally, have a string "{key}" field but got {entry}.'
ENTRIES = '"{field}" bindings should be objects, but got {entry}'


class Scope(NamedTuple):
    """Something that holds fields of bindings: a block, or the `previews` of one."""

    findings: Findings
    values: Mapping[str, object]
    place: Place
    path: str
    """What comes before a field's name in most messages: `env.staging.`."""
    bare: str
    """The same in those messages where wrangler leaves the environment out."""
    block: Block | None
    """The block that this is; None for the `previews` of one."""

    def get(self, field: str) -> object:
        return self.values.get(field, MISSING)

    def locate(self, *parts: str | int) -> Place:
        return (*self.place, *parts)


def scope_block(findings: Findings, block: Block) -> Scope:
    """The fields of the top level or of an environment."""
    path = f"{describe(block.place)}." if block.place else ""
    return Scope(findings, block.values, block.place, path, "", block)


def scope_previews(block: Scope, previews: Mapping[str, object]) -> Scope:
    """The `previews` of a block: no message names the environment (`validatePreviewsConfig`)."""
    return Scope(block.findings, previews, block.locate("previews"), "previews.", "previews.", None)


class Member(NamedTuple):
    """One member of an entry, and the sentence for all that can be wrong with it."""

    key: str
    sentence: str
    kind: str = "string"
    """As `typeof` names it."""
    is_required: bool = False
    may_be_empty: bool = True


def require(key: str, sentence: str) -> Member:
    """A member that an entry must have."""
    return Member(key, sentence, is_required=True)


REMOTE = Member(
    "remote", '"{path}" should, optionally, have a boolean "{key}" field but got {entry}.', "boolean"
)


BINDING = require("binding", SHOULD)
MUST_BINDING = require("binding", MUST)

_SINGLE = 'binding should have a string "{key}" field.'
NAMED_SINGLE = require("binding", _SINGLE)
"""The name of a kind that exists once for each Worker."""


class Entry:
    """One binding: its members, and how to complain about them."""

    __slots__ = ("field", "findings", "members", "path", "place", "value")

    def __init__(self, findings: Findings, place: Place, path: str, field: str, value: object) -> None:
        self.findings = findings
        self.place = place
        self.path = path
        self.field = field
        self.value = value
        self.members: Mapping[str, object] = value if is_object(value) else {}

    def get(self, key: str) -> object:
        return self.members.get(key, MISSING)

    def fail(
        self,
        rule: Rule,
        key: str | None,
        sentence: str,
        *,
        hint: str | None = None,
        others: Sequence[Other] = (),
        edits: Sequence[Edit] = (),
        **words: object,
    ) -> None:
        """Something is wrong with a member, or with the whole entry where `key` is None. The sentence may
        have `{path}`, `{key}`, `{field}`, `{entry}` and what `words` name, the last two as JSON."""
        message = sentence.format(
            path=self.path,
            key=key,
            field=self.field,
            # the whole entry is written out only where the sentence has it
            entry=show(self.value) if "{entry}" in sentence else "",
            **{name: show(word) for name, word in words.items()},
        )
        place = self.place if key is None else (*self.place, key)
        self.findings.add(rule, place, message, hint=hint, others=others, edits=edits)


class EntryTable(NamedTuple):
    """What the entries of one field must have."""

    field: str
    members: tuple[Member, ...]
    check: Callable[[Entry], None] | None = None
    """What the table cannot say."""
    label: str | None = None
    """What wrangler calls the field of an entry that is no object, where that is not its name."""
    not_an_object: str = ENTRIES
    name: str = "binding"
    """The member that names the binding; the queue of a consumer."""
    refuses_arrays: bool = False
    """Whether an array as an entry is no object; to JavaScript's `typeof` it is one."""


def check_list(scope: Scope, table: EntryTable) -> None:
    """The field of a table, if it is there (`validateBindingArray`)."""
    value = scope.get(table.field)
    if value is not MISSING:
        check_entries(scope, table, scope.locate(table.field), f"{scope.path}{table.field}", value)


def check_entries(scope: Scope, table: EntryTable, place: Place, path: str, value: object) -> None:
    """A value that should be a list of a kind's entries."""
    if not isinstance(value, list):
        fail_list(scope.findings, place, path, value, table.name)
        return
    for entry in list_objects(scope.findings, table, place, path, value):
        check_members(entry, table)
        if table.check is not None:
            table.check(entry)


def list_objects(
    findings: Findings, table: EntryTable, place: Place, path: str, items: Sequence[object]
) -> Iterator[Entry]:
    """The entries that are objects; the others are complained about."""
    field = table.label or table.field
    for index, item in enumerate(items):
        entry = Entry(findings, (*place, index), f"{path}[{index}]", field, item)
        if name_type(item) != "object" or item is None or (table.refuses_arrays and isinstance(item, list)):
            entry.fail(ENTRY_NOT_AN_OBJECT, None, table.not_an_object, hint=_advise_entry(item, table.name))
        else:
            yield entry


def check_members(entry: Entry, table: EntryTable) -> None:
    """The members of an entry that the table knows."""
    members = entry.members
    for member in table.members:
        value = members.get(member.key, MISSING)
        if value is MISSING:
            if member.is_required:
                _fail_missing(entry, member, table)
        elif name_type(value) != member.kind:
            rule = NO_NAME if _is_name(member, table) else FIELD_TYPE
            place = (*entry.place, member.key)
            hint, edits = advise_type(entry.findings, place, value, member.kind, member.is_required)
            entry.fail(rule, member.key, member.sentence, hint=hint, edits=edits)
        elif value == "" and not member.may_be_empty:
            entry.fail(FIELD_EMPTY, member.key, member.sentence, hint=_advise_empty(member))


def _is_name(member: Member, table: EntryTable) -> bool:
    return member.key == table.name and table.name != "queue"


def _fail_missing(entry: Entry, member: Member, table: EntryTable) -> None:
    if not _is_name(member, table):
        entry.fail(FIELD_MISSING, member.key, member.sentence)
        return
    other = "name" if table.name == "binding" else "binding"
    is_other_known = any(known.key == other for known in table.members)
    given = entry.get(other)
    hint = (
        f'The name is called "{table.name}" here, not "{other}": write "{table.name}": {show(given)}.'
        if isinstance(given, str) and not is_other_known
        else None
    )
    entry.fail(NO_NAME, member.key, member.sentence, hint=hint)


def check_single(scope: Scope, table: EntryTable) -> None:
    """The field of a kind that exists once, if it is there (`validateNamedSimpleBinding`,
    `validateAIBinding`, `validateVersionMetadataBinding`)."""
    value, place = scope.get(table.field), scope.locate(table.field)
    if value is MISSING:
        return
    hint = "There is one for each Worker: write the object without the brackets."
    if check_object(scope, place, f"{scope.path}{table.field}", value, hint):
        # the sentences about members have no path, or one without the environment
        check_members(Entry(scope.findings, place, f"{scope.bare}{table.field}", table.field, value), table)


def check_group(scope: Scope, table: EntryTable, place: Place, path: str, bindings: object) -> list[Entry]:
    """The entries of a `bindings` member that are objects, checked (`validateBindingsProperty`)."""
    if not isinstance(bindings, list):
        fail_list(scope.findings, place, path, bindings, table.name)
        return []
    entries = list(list_objects(scope.findings, table, place, path, bindings))
    for entry in entries:
        check_members(entry, table)
    return entries


def check_bindings(scope: Scope, table: EntryTable, value: object, is_required: bool) -> list[Entry]:
    """The bindings in the value of a field, after the checks of its table (`validateBindingsProperty`)."""
    bindings = value.get("bindings", MISSING) if is_object(value) else None
    place, path = scope.locate(table.field, "bindings"), f"{scope.path}{table.field}"
    if bindings is not MISSING:
        return check_group(scope, table, place, f"{path}.bindings", bindings)
    if is_required:
        message = f'The field "{path}" is missing the required "bindings" property.'
        scope.findings.add(FIELD_MISSING, place, message)
    return []


def check_object(scope: Scope, place: Place, path: str, value: object, hint: str | None = None) -> bool:
    """Whether a field's value is an object."""
    if is_object(value):
        return True
    message = f'The field "{path}" should be an object but got {show(value)}.'
    scope.findings.add(NOT_AN_OBJECT, place, message, hint=hint if isinstance(value, list) else None)
    return False


def fail_list(findings: Findings, place: Place, path: str, value: object, name: str) -> None:
    """A value should be an array of objects, which have the member `name`."""
    message = f'The field "{path}" should be an array but got {show(value)}.'
    edits = _bracket(findings.document, place) if is_object(value) and name in value else ()
    findings.add(NOT_A_LIST, place, message, hint=_advise_list(findings, place, value, name), edits=edits)


def _advise_list(findings: Findings, place: Place, value: object, name: str) -> str:
    field = describe(place)
    if value is None:
        return "Remove the field, or write [] for none."
    if not is_object(value):
        return f'Write an object for each binding: [{{"{name}": "NAME"}}].'
    is_inline = findings.document.text.startswith("{", findings.document.get_span(place).start)
    if not is_inline:
        return f"Write the header with two brackets, once for each binding: [[{field}]]."
    if name in value:
        return "Put the object in brackets: [{…}]."
    return f'Write an object for each binding, with its name in "{name}": [{{"{name}": "NAME"}}].'


def _bracket(document: Document, place: Place) -> tuple[Edit, ...]:
    """What makes a single object the only item of an array: brackets around it, or around a TOML header."""
    start, end = document.get_span(place)
    if not document.text.startswith("{", start):
        header = _HEADER.match(document.text, start)
        if header is None:
            return ()
        end = header.end()
    return Edit(start, start, "["), Edit(end, end, "]")


def _advise_entry(value: object, name: str) -> str | None:
    if isinstance(value, str):
        return f'Write {{"{name}": {show(value)}}}, if that is its name.'
    return None


def _advise_empty(member: Member) -> str | None:
    return None if member.is_required else f'"{member.key}" is optional: leave it out if there is none yet.'


def advise_type(
    findings: Findings, place: Place, value: object, kind: str, is_required: bool = True
) -> tuple[str | None, tuple[Edit, ...]]:
    """What to write instead of a value of the wrong type, and the edit where there is one right answer."""
    if value is None:
        return None if is_required else "null is a value: to say nothing about the field, leave it out.", ()
    if kind == "string" and isinstance(value, bool | int | float):
        return f'Put it in quotes: "{show(value)}".', ()
    if kind == "boolean" and value in ("true", "false"):
        span = findings.document.get_span(place)
        return f"Write {value} without the quotes.", (Edit(span.start, span.end, str(value)),)
    if kind == "number" and isinstance(value, str) and value.isascii() and value.isdecimal():
        return f"Write {value} without the quotes.", ()
    return None, ()
