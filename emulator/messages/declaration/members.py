"""The members of a message as data: what refusals, schemas, flags, signatures and tables are made from."""

from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import inspect

from fakeflare.emulator.messages.declaration.message import MOST_COUNT, MOST_NUMBER, Message


class Member(NamedTuple):
    """One member of a message."""

    name: str
    kinds: tuple[inspect.Type, ...]
    """What it may be; null is left out."""
    type: Any
    """The annotation, for msgspec."""
    is_required: bool
    default: object
    """None where it is simply absent."""
    description: str
    choices: tuple[str, ...]
    """The texts that it may be, where only some may."""
    words: str
    """What a value must be: "must be a text"."""
    group: str | None
    metavar: str | None

    @property
    def message(self) -> type[Message] | None:
        """The message that may stand there, if one may."""
        found = next((kind.cls for kind in self.kinds if isinstance(kind, inspect.StructType)), None)
        return found if found is not None and issubclass(found, Message) else None

    def has(self, *kinds: type[inspect.Type]) -> bool:
        """Whether a value may be of one of these kinds."""
        return any(isinstance(kind, kinds) for kind in self.kinds)


@cache
def list_members(message: type[Message]) -> tuple[Member, ...]:
    """The members of a message in the order in which they are declared."""
    described = inspect.type_info(message)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - all messages are
    annotations = {field.name: field.type for field in msgspec.structs.fields(message)}
    return tuple(_describe(field, annotations[field.name]) for field in described.fields)


def _describe(field: inspect.Field, annotation: object) -> Member:
    schema: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    if isinstance(field.type, inspect.Metadata):
        schema, extra = field.type.extra_json_schema or {}, field.type.extra or {}
    kinds, choices = _list_kinds(field.type), _list_choices(annotation)
    return Member(
        name=field.name,
        kinds=kinds,
        type=annotation,
        is_required=field.required,
        default=None if field.required else field.default,
        description=schema.get("description", ""),
        choices=choices,
        words=extra.get("words") or _find_usual_words(kinds, choices),
        group=extra.get("group"),
        metavar=extra.get("metavar"),
    )


def _list_kinds(found: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(found, inspect.Metadata):
        return _list_kinds(found.type)
    if isinstance(found, inspect.UnionType):
        return tuple(kind for each in found.types for kind in _list_kinds(each))
    return () if isinstance(found, inspect.NoneType) else (found,)


def _list_choices(annotation: object) -> tuple[str, ...]:
    """In the order in which they were written, which msgspec does not keep."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for each in get_args(annotation) if (found := _list_choices(each))), ())


def _find_usual_words(kinds: tuple[inspect.Type, ...], choices: tuple[str, ...]) -> str:
    return f"must be one of {', '.join(choices)}" if choices else find_words(kinds[0], None)


def find_words(kind: inspect.Type, value: object) -> str:
    """What a value of this kind must be; bounds that `value` has nothing to do with are left out."""
    if isinstance(kind, inspect.IntType):
        return f"must be a whole number{_describe_count(kind, value)}"
    if isinstance(kind, inspect.FloatType):
        return f"must be a number {_describe_number(kind)}"
    if isinstance(kind, inspect.BoolType):
        return "must be true or false"
    if isinstance(kind, inspect.StrType):
        return "must be a text that is not empty" if kind.min_length else "must be a text"
    if isinstance(kind, inspect.ListType | inspect.TupleType):
        return "must be a list"
    return "must be a JSON object"


def _describe_count(kind: inspect.IntType, value: object) -> str:
    if kind.ge is None:
        return ""
    most = MOST_COUNT if kind.le is None else kind.le
    if isinstance(value, int) and value > most:
        return f" from {kind.ge} to {most}"
    return f" of {kind.ge} or more"


def _describe_number(kind: inspect.FloatType) -> str:
    if kind.gt is not None:
        return f"above {kind.gt:g} and up to {kind.le:g}"
    return f"of {kind.ge:g} or more" if kind.le == MOST_NUMBER else f"from {kind.ge:g} to {kind.le:g}"
