"""Writes what is made of the messages of the control face (emulator/messages): the typed signatures of
fakeflare/control and the tables of docs/control.md. Run it as `.venv/bin/python scripts/make_signatures.py`.

With `--check` it writes nothing and exits with 1 where something is not up to date.
"""

import json
import sys
import textwrap
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from msgspec import inspect

from fakeflare.emulator.domain.operation import Door, OperationKind
from fakeflare.emulator.messages.consistency import ConsistencySpec
from fakeflare.emulator.messages.declaration.members import Member, list_members
from fakeflare.emulator.messages.declaration.message import MOST_COUNT, MOST_NUMBER, Message
from fakeflare.emulator.messages.fault import FaultSpec, FromNow, Latency, Lognormal
from fakeflare.emulator.messages.journal import JournalFilter
from fakeflare.emulator.messages.limits import (
    DailyQuotaSpec,
    InvocationSpec,
    LimitsSpec,
    RequestRateSpec,
    WriteRateSpec,
)
from fakeflare.emulator.messages.seed import SeedEntry, SeedNamespace

ROOT = Path(__file__).parents[1]

CHOICES = {"OperationKind": OperationKind, "Door": Door}

OBJECTS = (Lognormal, Latency, FromNow, WriteRateSpec, RequestRateSpec, DailyQuotaSpec, InvocationSpec)
"""What stands inside the messages that Python programs send."""

WIDTH = 110

QUOTE = '"'


class Method(NamedTuple):
    """A method of fakeflare/control whose keywords are the members of a message."""

    path: str
    region: str
    name: str
    message: type[Message]
    result: str
    summary: str


METHODS = (
    Method(
        "fakeflare/control/faults.py",
        "add",
        "add",
        FaultSpec,
        "Fault",
        "Add a rule, and return it with its counters",
    ),
    Method(
        "fakeflare/control/settings.py",
        "configure limits",
        "configure",
        LimitsSpec,
        "Json",
        "Switch the limits that are named, and return all as they stand then",
    ),
    Method(
        "fakeflare/control/settings.py",
        "configure consistency",
        "configure",
        ConsistencySpec,
        "Json",
        "Change what is named, and return all as it stands then",
    ),
    Method(
        "fakeflare/control/journal.py",
        "list",
        "list",
        JournalFilter,
        "list[Json]",
        "Return the requests that pass, the oldest first",
    ),
    Method(
        "fakeflare/control/journal.py",
        "read",
        "read",
        JournalFilter,
        "Json",
        "Return `entries`, and `last`, from which the filter `after` goes on",
    ),
    Method(
        "fakeflare/control/journal.py",
        "count",
        "count",
        JournalFilter,
        "int",
        "Return how many requests pass",
    ),
)

TABLES = {
    message.__name__: message
    for message in (
        FaultSpec,
        LimitsSpec,
        ConsistencySpec,
        JournalFilter,
        SeedNamespace,
        SeedEntry,
    )
}
"""By the name that docs/control.md gives the place."""


def make_files() -> dict[Path, str]:
    """The texts of all files that are written, in whole or in part."""
    made = {ROOT / "fakeflare/control/specs.py": make_specs()}
    for method in METHODS:
        path = ROOT / method.path
        text = made.get(path) or path.read_text("utf-8")
        begin, end = f"    # written: {method.region}\n", "    # end of what is written\n"
        made[path] = fill(text, begin, end, make_method(method))
    page = ROOT / "docs/control.md"
    text = page.read_text("utf-8")
    for name, message in TABLES.items():
        text = fill(
            text, f"<!-- written: {name} -->\n", "<!-- end of what is written -->\n", make_table(message)
        )
    made[page] = text
    return made


def fill(text: str, begin: str, end: str, content: str) -> str:
    """The text with this content between two lines."""
    before, found, rest = text.partition(begin)
    if not found:
        raise ValueError(f"there is no {begin.strip()}")
    return f"{before}{begin}{content}{end}{rest.partition(end)[2]}"


def make_specs() -> str:
    """The module of types that signatures speak of."""
    head = (
        '"""What members of messages may be, for editors and type checkers.\n\n'
        "Written by scripts/make_signatures.py from the messages of the control face.\n"
        '"""\n\nfrom collections.abc import Sequence\nfrom typing import Literal, NotRequired, TypedDict\n\n'
    )
    choices = [
        f"{name} = Literal[\n" + "".join(f'    "{each}",\n' for each in get_args(choice)) + "]\n"
        if len(get_args(choice)) > 2
        else f"{name} = {format_type(choice, named=False)}\n"
        for name, choice in CHOICES.items()
    ]
    objects = [f"\n\n{make_typed_dict(message)}" for message in OBJECTS]
    return head + "\n".join(choices) + "".join(objects)


def make_typed_dict(message: type[Message]) -> str:
    """A message as the plain object that is sent."""
    lines = [f"class {message.__name__}(TypedDict):", f'    """{message.__doc__}"""', ""]
    for member in list_members(message):
        written = format_type(member.type)
        lines += [
            f"    {member.name}: {written if member.is_required else f'NotRequired[{written}]'}",
            f'    """{member.description}"""',
        ]
    return "\n".join(lines) + "\n"


def make_method(method: Method) -> str:
    """A method whose keywords are the members of a message."""
    members = list_members(method.message)
    lines = [
        f"def {method.name}(",
        "    self,",
        "    spec: Mapping[str, object] | None = None,",
        "    /,",
        "    *,",
        *(f"    {member.name}: {format_type(member.type)} | None = None," for member in members),
        f") -> {method.result}:",
        *(f"    {line}".rstrip() for line in make_docstring(method, members)),
        "    members = {",
        *(f'        "{member.name}": {member.name},' for member in members),
        "    }",
        f"    return self._{method.name}(spec, members)",
    ]
    return textwrap.indent("\n".join(lines) + "\n", "    ") + "\n"


def make_docstring(method: Method, members: tuple[Member, ...]) -> Iterator[str]:
    """What the method does, and a paragraph for each of its keywords."""
    yield f'"""{method.summary}. Raises `ControlError`.'
    yield ""
    yield from textwrap.wrap(f"{method.message.__doc__} `spec` says the same as one object.", WIDTH - 8)
    yield ""
    for member in members:
        yield from textwrap.wrap(f"{member.name}: {member.description}", WIDTH - 8, subsequent_indent="    ")
    yield '"""'


def format_type(annotation: Any, named: bool = True) -> str:
    """An annotation as it is written in Python, null left out."""
    if named:
        for name, choice in CHOICES.items():
            if annotation == choice:
                return name
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return format_type(inner[0])
    if origin in (Union, types.UnionType):
        kinds = [format_type(each) for each in inner if each is not type(None)]
        return " | ".join(dict.fromkeys(kinds))
    if origin is Literal:
        return f"Literal[{', '.join(f'{QUOTE}{each}{QUOTE}' for each in inner)}]"
    if origin in (list, tuple):
        return f"Sequence[{format_type(inner[0])}]"
    return str(annotation.__name__)


def make_table(message: type[Message]) -> str:
    """The members of a message in Markdown."""
    rows = [
        f"| `{member.name}` | {describe_kinds(member)} | {describe_member(member)} |"
        for member in list_members(message)
    ]
    return "\n".join(["| member | is | |", "| --- | --- | --- |", *rows]) + "\n"


def describe_kinds(member: Member) -> str:
    """What a member may be, in a few words."""
    named = [f"`{each}`" for each in member.choices]
    kinds = [word for kind in member.kinds for word in _describe_kind(kind)]
    return ", ".join(dict.fromkeys([*named, *kinds]))


def _describe_kind(kind: inspect.Type) -> list[str]:
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return [_describe_number(kind)]
    if isinstance(kind, inspect.BoolType):
        return ["`true`, `false`"]
    if isinstance(kind, inspect.StrType):
        return ["text"]
    if isinstance(kind, inspect.ListType | inspect.TupleType):
        return ["a list"]
    if isinstance(kind, inspect.StructType):
        return [f"`{_dump(example)}`" for example in kind.cls.EXAMPLES]
    return (
        ["an object"] if isinstance(kind, inspect.DictType) else ["JSON"] * isinstance(kind, inspect.AnyType)
    )


def _describe_number(kind: inspect.IntType | inspect.FloatType) -> str:
    what = "whole number" if isinstance(kind, inspect.IntType) else "number"
    if kind.le in (None, MOST_COUNT, MOST_NUMBER):
        return what if not kind.ge else f"{what} from {kind.ge:g}"
    return f"{what} from {kind.ge:g} to {kind.le:g}"


def _dump(example: object) -> str:
    return json.dumps(example)


def describe_member(member: Member) -> str:
    """What a member means, and what holds without it where that is a number."""
    default = member.default
    usual = f"; {default:g} without it" if isinstance(default, int | float) and default is not False else ""
    return member.description.replace("*", "\\*") + usual


def main() -> int:
    """Write what is not up to date, or only say so. Returns the exit code."""
    old = {path: made for path, made in make_files().items() if path.read_text("utf-8") != made}
    if "--check" in sys.argv[1:] and old:
        names = ", ".join(str(path.relative_to(ROOT)) for path in old)
        sys.stderr.write(f"{names}: not up to date: run `python scripts/make_signatures.py`\n")
        return 1
    for path, made in old.items():
        path.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
