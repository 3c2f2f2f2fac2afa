"""Whether the emulator answers, what it is, how it is put back, and what is said of mistakes."""

from typing import Annotated, Literal

from fakeflare.emulator.messages.clock import ClockAnswer
from fakeflare.emulator.messages.consistency import ConsistencyAnswer
from fakeflare.emulator.messages.declaration.message import Count, Message, about
from fakeflare.emulator.messages.limits import LimitsAnswer
from fakeflare.emulator.messages.namespaces import ACCOUNT_ID


class HealthAnswer(Message, frozen=True):
    """It answers."""

    EXAMPLES = ({"status": "ok"},)

    status: Annotated[Literal["ok"], about("always")]


class ResetSpec(Message, frozen=True):
    """How all is put back."""

    EXAMPLES = ({"keep_snapshots": True},)

    keep_snapshots: Annotated[bool, about("do not delete the snapshots")] = False


class CountsAnswer(Message, frozen=True):
    """How much there is."""

    EXAMPLES = ({"namespaces": 1, "pairs": 2, "snapshots": 0},)

    namespaces: Annotated[Count, about("of all accounts")]
    pairs: Annotated[Count, about("live ones")]
    snapshots: Annotated[Count, about("that can be restored")]


class ConditionsAnswer(Message, frozen=True):
    """What is turned."""

    EXAMPLES = (
        {
            "clock": ClockAnswer.EXAMPLES[0],
            "faults": 0,
            "limits": LimitsAnswer.EXAMPLES[1],
            "consistency": {"enabled": False, "locations": "any", "cached": {}},
        },
    )

    clock: Annotated[ClockAnswer, about("what it shows")]
    faults: Annotated[Count, about("rules in force")]
    limits: Annotated[LimitsAnswer, about("as they stand")]
    consistency: Annotated[ConsistencyAnswer, about("as it stands")]


class InfoAnswer(Message, frozen=True):
    """What the emulator is."""

    EXAMPLES = (
        {
            "version": "0.1.0",
            "data": None,
            "account_id": ACCOUNT_ID,
            "counts": CountsAnswer.EXAMPLES[0],
            "conditions": ConditionsAnswer.EXAMPLES[0],
        },
    )

    version: Annotated[str, about("fakeflare's")]
    data: Annotated[str | None, about("the folder of the database; null is memory")]
    account_id: Annotated[str, about("the account of a Worker's namespaces")]
    counts: Annotated[CountsAnswer, about("how much there is")]
    conditions: Annotated[ConditionsAnswer, about("what is turned")]


class ProblemAnswer(Message, frozen=True):
    """What is wrong."""

    EXAMPLES = ({"message": '"seconds" must be a whole number of 0 or more', "field": "seconds"},)

    message: Annotated[str, about("one sentence")]
    field: Annotated[str | None, about("the member or parameter that is wrong")] = None


class ErrorAnswer(Message, frozen=True):
    """A refusal."""

    EXAMPLES = ({"error": {"message": 'there is no snapshot "seeded"'}},)

    error: Annotated[ProblemAnswer, about("what is wrong")]
