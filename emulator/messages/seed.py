"""The members of a seed: namespaces with their entries, as JSON or TOML."""

from typing import Annotated, Any

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, Name, about


class SeedNamespace(Message, frozen=True):
    """A namespace and what is put into it; it has one of its four names."""

    EXAMPLES = ({"title": "things", "entries": {"greeting": "hello"}},)

    name: Annotated[Name | None, about("a title, an id or a binding, whichever is found first")] = None
    title: Annotated[Name | None, about("made if there is none of it")] = None
    binding: Annotated[Name | None, about("as a Worker's configuration has it")] = None
    id: Annotated[Name | None, about("as it is")] = None
    entries: Annotated[dict[str, Any] | list[Any] | None, about("values by key, or pairs as bulk JSON")] = (
        None
    )
    folder: Annotated[Name | None, about("each file in it is a value; only in a seed's file")] = None


class SeedEntry(Message, frozen=True):
    """A value with its settings; it has one of `value`, `json`, `base64` and `file`."""

    EXAMPLES = ({"value": "hello", "expiration_ttl": 3600},)

    value: Annotated[str | None, about("as it is, UTF-8")] = None
    json: Annotated[Any, about("the value is this as JSON text")] = None
    base64: Annotated[str | None, about("any bytes")] = None
    file: Annotated[str | None, about("whose contents are the value; only in a seed's file")] = None
    expiration: Annotated[Count | None, about("the second at which it ends")] = None
    expiration_ttl: Annotated[Count | None, about("so many seconds from now")] = None
    metadata: Annotated[Any, about("beside the value")] = None


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
