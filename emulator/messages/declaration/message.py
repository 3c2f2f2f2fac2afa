"""What messages are declared with: the class of all of them, their usual types, and the words of a member."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct

MOST_COUNT = 2**63 - 1
"""JSON can say more than slices and other programs can hold."""

MOST_NUMBER = 1e15
"""No number that means anything here is larger: JSON can say 1e999."""

Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
Natural = Annotated[int, Meta(ge=1, le=MOST_COUNT)]
Number = Annotated[float, Meta(ge=0, le=MOST_NUMBER)]
Name = Annotated[str, Meta(min_length=1)]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One JSON object. A member that may be left out has a default; null is as good as left out.

    A rule that concerns several members is a `__post_init__` that raises `MessageInvalid`.
    """

    NAME: ClassVar[str] = "the body"
    """What a refusal calls the object."""
    EXAMPLES: ClassVar[tuple[object, ...]] = ()
    NEEDS: ClassVar[str] = ""
    """What a refusal says of the member that holds the object, where the object lacks what it needs."""


class Choice(Message, frozen=True):
    """An object that has exactly one of its members; a refusal names them `outer.inner`."""

    def __post_init__(self) -> None:
        """Refuse none of them and several."""
        if sum(getattr(self, name) is not None for name in self.__struct_fields__) != 1:
            raise ValueError


def about(
    description: str,
    *,
    words: str | None = None,
    group: str | None = None,
    metavar: str | None = None,
    examples: tuple[Any, ...] = (),
) -> Meta:
    """Describe a member, in one line that documents, schemas, flags and docstrings share.

    `words` says what a value must be where the types alone do not say it well: it follows the member's name
    in a refusal. `group` is the heading under which the command line's help lists it, `metavar` what stands
    there for its value.
    """
    extra = {"words": words, "group": group, "metavar": metavar}
    return Meta(
        description=description,
        examples=list(examples) or None,
        extra={name: value for name, value in extra.items() if value is not None},
    )
