"""Flags for the members of a message of the control face: names, values and help are the message's own."""

import argparse
from collections.abc import Callable
from typing import Any

from msgspec import inspect

from fakeflare.cli.option_values import parse_count, parse_latency, parse_number, parse_object, parse_until
from fakeflare.emulator.messages.declaration.members import Member, list_members
from fakeflare.emulator.messages.declaration.message import Message
from fakeflare.emulator.messages.fault import FromNow, Latency

_FORMS: dict[type[Message], tuple[Callable[[str], object], str]] = {
    Latency: (parse_latency, "0.5, 0.1..0.5 or lognormal:MEDIAN:SIGMA"),
    FromNow: (parse_until, "second, ISO 8601 or +SECONDS"),
}
"""How an object is said in a word, and the word in the help; others are JSON."""


def add_member_flags(parser: argparse.ArgumentParser, message: type[Message]) -> None:
    """Add a flag for each member, under the heading of its group; a flag that is not given is None."""
    groups: dict[str, Any] = {}
    for member in list_members(message):
        target: Any = parser
        if member.group is not None:
            target = groups.get(member.group) or parser.add_argument_group(member.group)
            groups[member.group] = target
        target.add_argument(_make_flag(member), help=_make_help(member), **_make_options(member))


def add_filter_flags(parser: argparse.ArgumentParser, message: type[Message]) -> None:
    """Add a flag for each member of a query, where all values are texts that the emulator reads."""
    for member in list_members(message):
        word = "|".join(member.choices) if 0 < len(member.choices) < 4 else member.name.upper()
        parser.add_argument(_make_flag(member), metavar=word, help=_make_help(member))


def collect_members(options: argparse.Namespace, message: type[Message]) -> dict[str, object]:
    """The members whose flags were given."""
    found = {member.name: getattr(options, member.name) for member in list_members(message)}
    return {name: value for name, value in found.items() if value is not None}


def _make_flag(member: Member) -> str:
    return f"--{member.name.replace('_', '-')}"


def _make_help(member: Member) -> str:
    """Return the member's description, then the form of a value that is no JSON, choices that the usage does
    not show, whether the flag may be repeated, and the default."""
    form = _FORMS.get(member.message) if member.message else None
    text = f"{member.description}: {form[1]}" if form else member.description
    if member.has(inspect.ListType):
        named = f": {', '.join(member.choices)}" if member.choices else ""
        text += f"{named}; repeatable"
    if isinstance(member.default, int | float) and not isinstance(member.default, bool):
        text += f" [{member.default}]"
    return text.replace("%", "%%")


def _make_options(member: Member) -> dict[str, Any]:
    """What argparse is told of the flag's value."""
    if member.has(inspect.BoolType):
        # a switch, whose value may be a choice beside true
        if not member.choices:
            return {"action": "store_true", "default": None}
        return {"nargs": "?", "const": True, "choices": member.choices}
    if member.has(inspect.ListType):
        return {"action": "append", "metavar": member.metavar}
    if member.choices:
        return {"choices": member.choices}
    return {"type": _find_parser(member), "metavar": member.metavar}


def _find_parser(member: Member) -> Callable[[str], object]:
    if member.message is not None:
        return _FORMS.get(member.message, (parse_object, ""))[0]
    if member.has(inspect.IntType):
        return parse_count
    return parse_number if member.has(inspect.FloatType) else str
