"""Plain JSON read as a message: msgspec says whether it is one, and what is wrong is said here, in the words
of the message's own definition."""

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import inspect

from fakeflare.emulator.messages.declaration.members import Member, find_words, list_members
from fakeflare.emulator.messages.declaration.message import Choice, Message
from fakeflare.emulator.messages.errors import MessageInvalid

M = TypeVar("M", bound=Message)

_REFUSED = (msgspec.ValidationError, UnicodeError)
"""A lone surrogate is a text for JSON, but none that a choice or a name could be."""

_MOST_DIGITS = 20
"""Longer numbers are out of all bounds, and Python takes a long time over them."""


def parse(message: type[M], given: object, name: str | None = None) -> M:
    """Read plain JSON as a message; members that are null are as good as left out.

    `name` is what a refusal calls the object. Raises `MessageInvalid`.
    """
    if not isinstance(given, Mapping):
        raise MessageInvalid("", f"{name or message.NAME} is a JSON object")
    members = _drop_null(given)
    try:
        return msgspec.convert(members, message)
    except _REFUSED as error:
        _explain(message, members, error, "")


def read_query(message: type[Message], query: Mapping[str, str]) -> dict[str, object]:
    """The parameters of a query as plain JSON: there, the message's numbers and switches are texts."""
    members = {member.name: member for member in list_members(message)}
    return {name: _read_text(members.get(name), text) for name, text in query.items()}


def _read_text(member: Member | None, text: str) -> object:
    if member is None:
        return text
    if member.has(inspect.IntType) and text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    if member.has(inspect.BoolType) and text in ("true", "false"):
        return text == "true"
    return text


def _drop_null(given: Mapping[Any, object]) -> dict[Any, object]:
    return {
        name: _drop_null(value) if isinstance(value, Mapping) else value
        for name, value in given.items()
        if value is not None
    }


def _explain(message: type[Message], given: Mapping[Any, object], error: Exception, within: str) -> NoReturn:
    """Name the first thing that is wrong with an object that msgspec refused; `within` is the member that it
    stands in, "" for the whole."""
    members = {member.name: member for member in list_members(message)}
    is_choice = issubclass(message, Choice)
    if is_choice and (len(given) != 1 or not given.keys() <= members.keys()):
        names = ", ".join(f'"{name}"' for name in members)
        raise MessageInvalid(within, f"has one of {names}")
    for member in members.values():
        if member.name in given:
            _check_member(member, given[member.name], f"{within}.{member.name}" if is_choice else member.name)
    for name in given:
        if name not in members:
            raise MessageInvalid(str(name), f"is unknown here; known are {', '.join(sorted(members))}")
    for member in members.values():
        if member.is_required and member.name not in given:
            raise MessageInvalid(within or member.name, message.NEEDS or member.words)
    _raise_own(error)
    raise error


def _check_member(member: Member, value: object, label: str) -> None:
    """Refuse a value that is wrong, as deep inside as it is known."""
    try:
        msgspec.convert(value, member.type)
    except _REFUSED as error:
        inner = member.message
        if inner is not None and isinstance(value, Mapping):
            _explain(inner, value, error, label)
        if inner is not None and len(member.kinds) == 1:
            raise MessageInvalid("", f"{label} is a JSON object") from None
        _raise_own(error)
        raise MessageInvalid(label, _find_words(member, value)) from None


def _raise_own(error: Exception) -> None:
    """Raise what a message's `__post_init__` has raised, which msgspec has wrapped."""
    if isinstance(error.__cause__, MessageInvalid):
        raise error.__cause__ from None


def _find_words(member: Member, value: object) -> str:
    """What must stand there; of a tuple's items where one of them is wrong."""
    kind = member.kinds[0]
    if isinstance(kind, inspect.TupleType) and isinstance(value, list) and len(value) == len(kind.item_types):
        item = kind.item_types[0]
        return find_words(item.type if isinstance(item, inspect.Metadata) else item, None)
    # of a number that is too large the other bound is said, too
    return find_words(kind, value) if member.words == find_words(kind, None) else member.words
