"""Eventual consistency: whether places read through caches of their own, and which."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, Name, about

_LOCATIONS = "the places that have caches; any is whatever requests name"


class ConsistencySpec(Message, frozen=True):
    """Eventual consistency to switch; what is not named stays as it is, and the caches begin empty."""

    NAME: ClassVar[str] = "consistency"
    EXAMPLES = ({"enabled": True},)

    enabled: Annotated[bool | None, about("whether places have caches")] = None
    locations: Annotated[
        Name | Annotated[list[Name], Meta(min_length=1)] | None,
        about(_LOCATIONS, words='must be "any" or a list of names', metavar="LOCATION"),
    ] = None


class CachedAnswer(Message, frozen=True):
    """What the cache of one place holds."""

    EXAMPLES = ({"keys": 2, "lists": 0},)

    keys: Annotated[Count, about("keys, those that were missed too")]
    lists: Annotated[Count, about("pages of lists")]


class ConsistencyAnswer(Message, frozen=True):
    """Eventual consistency as it stands."""

    EXAMPLES = ({"enabled": True, "locations": "any", "cached": {"ams": CachedAnswer.EXAMPLES[0]}},)

    enabled: Annotated[bool, about("whether places have caches")]
    locations: Annotated[Literal["any"] | list[str], about(_LOCATIONS)]
    cached: Annotated[dict[str, CachedAnswer], about("by location, what its cache holds")]
