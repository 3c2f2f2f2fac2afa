"""The members of a seed: namespaces with their entries, as JSON or TOML."""

from typing import Annotated, Any

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, about


class SeededAnswer(Message, frozen=True):
    """A namespace that was seeded."""

    EXAMPLES = ({"id": "0f2ac74b498b48028cb68387c421e279", "title": "things", "pairs": 1},)

    id: Annotated[str, about("of the namespace")]
    title: Annotated[str, about("its name")]
    pairs: Annotated[Count, about("that were written")]


class SeedAnswer(Message, frozen=True):
    """What was seeded."""

    EXAMPLES = ({"namespaces": list(SeededAnswer.EXAMPLES)},)

    namespaces: Annotated[list[SeededAnswer], about("in the seed's order")]


SeedSpec = Annotated[
    dict[str, Any],
    Meta(
        description="namespaces with their entries",
        examples=[
            {"namespaces": [{"title": "things", "entries": {"greeting": "hello"}}]},
            {"things": {"greeting": {"value": "hello", "expiration_ttl": 3600}}},
        ],
    ),
]
