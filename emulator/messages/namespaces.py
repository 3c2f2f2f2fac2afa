"""Namespaces, their pairs as bulk JSON, and emptying them."""

from typing import Annotated, Any

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, Name, about
from fakeflare.emulator.messages.errors import MessageInvalid

ACCOUNT_ID = "fa4ef1a4e00000000000000000000001"
"""Of the examples."""

Account = Annotated[str, Meta(pattern="^[0-9a-fA-F]{32}$", max_length=32)]

_NAMESPACE = {"id": "0f2ac74b498b48028cb68387c421e279", "title": "things", "account": ACCOUNT_ID}


class NamespaceSpec(Message, frozen=True):
    """A namespace that is to be there."""

    EXAMPLES = ({"title": "things"},)

    title: Annotated[Name, about("at most 512 characters")]
    account: Annotated[
        Account | None, about("an account's id; that of Workers without it", words="must be 32 hex digits")
    ] = None


class NamespaceAnswer(Message, frozen=True):
    """A namespace."""

    EXAMPLES = (_NAMESPACE,)

    id: Annotated[str, about("32 hex digits, or what a Worker's configuration says")]
    title: Annotated[str, about("its name")]
    account: Annotated[str, about("the id of its account")]


class NamespacesAnswer(Message, frozen=True):
    """All namespaces, by account and title."""

    EXAMPLES = ({"namespaces": list(NamespaceAnswer.EXAMPLES)},)

    namespaces: Annotated[list[NamespaceAnswer], about("the namespaces")]


class ResetStateSpec(Message, frozen=True):
    """What is to be emptied: everything, an account, or a namespace."""

    EXAMPLES = ({"namespace": "things"},)

    account: Annotated[Account | None, about("an account's id", words="must be 32 hex digits")] = None
    namespace: Annotated[str | None, about("id, title or binding; its pairs go, it stays")] = None
    conditions: Annotated[bool, about("put the conditions back, too")] = False

    def __post_init__(self) -> None:
        """Refuse an account beside a namespace."""
        if self.account is not None and self.namespace is not None:
            raise MessageInvalid("namespace", 'and "account" exclude each other')


class ImportQuery(Message, frozen=True):
    """How pairs are imported."""

    EXAMPLES = ({"create": True},)

    create: Annotated[bool, about("make the namespace if there is none of this title")] = False


class PairAnswer(Message, frozen=True):
    """A pair, as wrangler's bulk JSON has it."""

    EXAMPLES = ({"key": "greeting", "value": "aGVsbG8=", "base64": True, "metadata": {"lang": "en"}},)

    key: Annotated[str, about("its name")]
    value: Annotated[str, about("text, or base64")]
    expiration: Annotated[Count | None, about("seconds since the epoch")] = None
    metadata: Annotated[Any, about("any JSON")] = None
    base64: Annotated[bool, about("the value is base64")] = False


PairsAnswer = Annotated[
    list[PairAnswer],
    Meta(
        description="the pairs of a namespace",
        examples=[[{"key": "greeting", "value": "hello", "expiration": 1_900_000_000}]],
    ),
]

ImportSpec = Annotated[
    list[Any] | dict[str, Any],
    Meta(
        description="bulk JSON as an export gives it or wrangler does, or values by key",
        examples=[[{"key": "greeting", "value": "hello", "expiration_ttl": 3600}], {"greeting": "hello"}],
    ),
]


class ImportAnswer(Message, frozen=True):
    """What was imported."""

    EXAMPLES = ({"imported": 2},)

    imported: Annotated[Count, about("pairs")]
