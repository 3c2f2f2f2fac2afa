"""FF330 to FF333: the names of bindings. They are the members of one object, `env`, so each belongs to one.
workers-utils: src/config/validation.ts `validateBindingsHaveUniqueNames`. wrangler compares less than there
is: one malformed entry takes its whole list out, a variable called `binding` all variables, rate limits and
e-mail are never looked at; and it takes the other members of `assets` and `unsafe` for names. All names
count here."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.document import On
from fakeflare.worker.config.document.values import is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.kinds import list_kinds
from fakeflare.worker.config.syntax.nodes import Place

DUPLICATE = define(
    "FF330",
    "duplicate-binding",
    "error",
    "Two bindings have the same name.",
    """wrangler refuses the file, or, where it does not look, the API refuses the deploy: `the binding name
    '…' cannot be used more than once` [code: 10053]. The name is what the code finds in `env`, where
    variables and secrets are, too.""",
)
NOT_AN_IDENTIFIER = define(
    "FF331",
    "binding-not-an-identifier",
    "warning",
    "A binding's name is no identifier.",
    """wrangler takes it, and the runtime, too; but the code cannot write `env.NAME`: it takes `env["NAME"]`,
    or `getattr(env, "NAME")` in Python. Use letters, digits and underscores.""",
)
EMPTY_NAME = define(
    "FF332",
    "empty-binding-name",
    "error",
    "A binding's name is empty.",
    """wrangler takes it, and so does `wrangler dev`; but nobody means it, and the code cannot reach it as it
    reaches any other. An error of ours.""",
)
INHERITED_NAME = define(
    "FF333",
    "binding-named-like-a-method",
    "error",
    "A binding has the name of something that every JavaScript object has.",
    """wrangler crashes while it compares the names: `bindingsGroupedByName[bindingName].push is not a
    function`. Choose another name.""",
)

_HINT = (
    "Bindings must have unique names, so that they can all be referenced in the worker. Please change your "
    "bindings "
    "to have unique names."
)

_METHODS = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
    }
)

_SECRET = Kind("Secret", ("secrets", "required"), "texts")
"""Secrets make names too: wrangler adds them to its list at the end, by hand."""


class _Use(NamedTuple):
    """A name as it stands in the file."""

    name: str
    kind: Kind
    place: Place
    on: On
    is_own: bool
    """Whether it is the block's own, not one that it inherits."""


def check_block(findings: Findings, block: Block) -> None:
    """The names that the Worker finds in `env`."""
    uses: dict[str, list[_Use]] = {}
    for kind in _list_kinds(block):
        for use in _list_uses(block, kind):
            uses.setdefault(use.name, []).append(use)
            if use.is_own:
                _check_name(findings, use)
    for name, same in uses.items():
        if len(same) > 1 and any(use.is_own for use in same):
            _check_same(findings, name, same)


def list_compared(block: Block) -> Iterator[tuple[str, str, Place, On]]:
    """Each name of the block's own that wrangler looks at: the name, the kind of binding, and where it is."""
    for kind in _list_kinds(block):
        for use in _list_uses(block, kind) if kind.is_compared else ():
            if use.is_own:
                yield use.name, kind.words, use.place, use.on


def _list_kinds(block: Block) -> list[Kind]:
    """The kinds of which the block may have a name, in their order."""
    return [*list_kinds(block), *([_SECRET] if "secrets" in block.values else [])]


def _list_uses(block: Block, kind: Kind) -> Iterator[_Use]:
    field, *rest = kind.path
    value, place, is_own = _read(block, kind, field)
    for part in rest:
        value, place = value.get(part) if is_object(value) else None, (*place, part)
    if kind.shape == "single":
        yield from _read_name(value, kind, place, is_own)
    elif kind.shape == "map":
        for name in value if is_object(value) else ():
            yield _Use(name, kind, (*place, name), "key", is_own)
    else:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _read_name(item, kind, (*place, index), is_own)


def _read(block: Block, kind: Kind, field: str) -> tuple[object, Place, bool]:
    if kind.reach == "own":
        return block.get_own(field), block.locate(field), True
    if kind.reach == "top" and block.top is not None:
        return block.top.get_own(field), block.top.locate(field), False
    place = block.find(field)
    return block.get(field), place, place == block.locate(field)


def _read_name(item: object, kind: Kind, place: Place, is_own: bool) -> Iterator[_Use]:
    name = item.get(kind.name) if isinstance(item, Mapping) else None
    if isinstance(name, str):
        yield _Use(name, kind, (*place, kind.name), "value", is_own)
    elif kind.shape == "texts" and isinstance(item, str):
        yield _Use(item, kind, place, "value", is_own)


def _check_name(findings: Findings, use: _Use) -> None:
    name, is_binding = use.name, use.kind.shape in ("list", "single")
    if name in _METHODS:
        # `__proto__` as a member's name never gets as far
        if use.kind.is_compared and (is_binding or name != "__proto__"):
            message = f"{show(name)} cannot be the name of a binding."
            hint = "wrangler crashes on it: every JavaScript object has a member of that name."
            findings.add(INHERITED_NAME, use.place, message, on=use.on, hint=hint)
    elif is_binding and not name:
        findings.add(EMPTY_NAME, use.place, f"This {use.kind.words} binding has an empty name.")
    elif is_binding and use.kind.field != "unsafe" and not name.replace("$", "_").isidentifier():
        message = f"{show(name)}, the name of this {use.kind.words} binding, is no identifier."
        findings.add(NOT_AN_IDENTIFIER, use.place, message, hint=_advise(findings, name))


def _advise(findings: Findings, name: str) -> str:
    likely = "".join(letter if letter.isalnum() else "_" for letter in name.strip()).strip("_")
    better = f"Perhaps {show(likely)}. " if likely.isidentifier() else ""
    is_python = str(findings.document.values.get("main")).endswith(".py")
    access = f"getattr(env, {show(name)})" if is_python else f"env[{show(name)}]"
    return f"{better}As it is, the code has to write {access}."


def _check_same(findings: Findings, name: str, same: list[_Use]) -> None:
    kinds = list(dict.fromkeys(use.kind.words for use in same))
    document = findings.document
    # what is inherited was there before
    ordered = sorted(same, key=lambda use: (use.is_own, document.get_span(use.place, use.on).start))
    if len(kinds) > 1:
        message = f"{name} assigned to {_enumerate(kinds)} bindings."
        later = [use for use in ordered[1:] if use.is_own and use.kind is not ordered[0].kind]
        _add(findings, message, later[0] if later else ordered[-1], ordered)
    for kind in kinds:
        alike = [use for use in ordered if use.kind.words == kind]
        if len(alike) > 1 and alike[1].is_own:
            _add(findings, f"{name} assigned to multiple {kind} bindings.", alike[1], alike)


def _add(findings: Findings, message: str, use: _Use, all_uses: list[_Use]) -> None:
    others = [
        Other(other.place, f"{other.kind.words}: {other.name} is assigned here.", other.on)
        for other in all_uses
        if other is not use
    ]
    findings.add(DUPLICATE, use.place, message, on=use.on, hint=_HINT, others=others)


def _enumerate(words: list[str]) -> str:
    """`Intl.ListFormat("en-US")`: `A and B`, `A, B, and C`."""
    if len(words) == 2:
        return f"{words[0]} and {words[1]}"
    return f"{', '.join(words[:-1])}, and {words[-1]}"
