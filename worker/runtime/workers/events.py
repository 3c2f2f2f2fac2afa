"""What a Worker's handlers are given, besides requests, and what an event came to."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject


@dataclass(frozen=True)
class ScheduledResult:
    """The outcome of `scheduled`: `ok` or `exception` (workerd/src/workerd/io/outcome.capnp)."""

    outcome: str
    no_retry: bool = False

    def to_js(self) -> JsObject:
        """Make the object that `env.SERVICE.scheduled()` gives."""
        return JsObject({"outcome": self.outcome, "noRetry": self.no_retry})


class ScheduledController(JsProxy):
    """What `scheduled` is told (workerd/src/workerd/api/scheduled.h)."""

    def __init__(self, cron: str, scheduled_time: float) -> None:
        self.cron = cron
        # a whole JavaScript number is an int to Python
        self.scheduledTime = int(scheduled_time) if float(scheduled_time).is_integer() else scheduled_time
        self.is_final = False

    def noRetry(self) -> None:
        """Say that a failure is not to be tried again; here nothing is."""
        self.is_final = True


def read_now() -> float:
    """Read the clock: milliseconds since the epoch, the unit of `scheduledTime`."""
    return float(int(time.time() * 1000))


class QueueMessage(JsProxy):
    """`Message` of a batch (workerd/src/workerd/api/queue.h)."""

    _js_name = "QueueMessage"

    def __init__(self, message_id: str, timestamp: Date, body: object, attempts: int) -> None:
        self.id = message_id
        self.timestamp = timestamp
        self.body = body
        self.attempts = attempts
        self.verdict: str | None = None

    def ack(self) -> None:
        """Say that the message is done; what was said of it first counts."""
        self.verdict = self.verdict or "ack"

    def retry(self, *_options: object) -> None:
        """Say that the message is to come again; what was said of it first counts."""
        self.verdict = self.verdict or "retry"


class MessageBatch(JsProxy):
    """What a `queue` handler is given: the messages, and what it says of all of them."""

    _js_name = "QueueEvent"

    def __init__(self, queue: str, messages: Sequence[QueueMessage]) -> None:
        self.queue = queue
        self.messages = JsArray(messages)
        self.verdict: str | None = None

    def ackAll(self) -> None:
        """Say that all messages are done; what was said first counts."""
        self.verdict = self.verdict or "ack"

    def retryAll(self, *_options: object) -> None:
        """Say that all messages are to come again; what was said first counts."""
        self.verdict = self.verdict or "retry"

    def describe(self, outcome: str) -> JsObject:
        """Make the `FetcherQueueResult` of what was said (workerd/src/workerd/api/http.h)."""
        messages = [message for message in self.messages if isinstance(message, QueueMessage)]

        def list_ids(verdict: str) -> JsArray:
            return JsArray(message.id for message in messages if message.verdict == verdict)

        return JsObject(
            {
                "outcome": outcome,
                "ackAll": self.verdict == "ack",
                "retryBatch": JsObject({"retry": self.verdict == "retry"}),
                "explicitAcks": list_ids("ack"),
                "retryMessages": list_ids("retry"),
            }
        )
