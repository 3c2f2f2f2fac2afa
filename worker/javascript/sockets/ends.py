"""What a WebSocket is connected with: two ends in memory and the messages between them."""

from collections.abc import Callable
from typing import NamedTuple

NO_STATUS = 1005
"""RFC 6455, section 7.4.1: the close frame carried no code."""
ABNORMAL = 1006
"""RFC 6455, section 7.4.1: there was no close frame."""


class Close(NamedTuple):
    """The last message of one direction."""

    code: int = NO_STATUS
    reason: str = ""
    is_clean: bool = True
    """False when the connection broke without a close frame."""


LOST = Close(ABNORMAL, "WebSocket disconnected without sending Close frame.", False)

Message = str | bytes | Close
Receiver = Callable[[Message], None]


class SocketEnd:
    """One end of a connection in memory. What arrives before somebody listens is kept."""

    _other: "SocketEnd"

    def __init__(self) -> None:
        self._held: list[Message] = []
        self._receiver: Receiver | None = None

    @classmethod
    def make_pair(cls) -> "tuple[SocketEnd, SocketEnd]":
        first, second = cls(), cls()
        first._other, second._other = second, first
        return first, second

    def send(self, message: Message) -> None:
        """Let `message` arrive at the other end."""
        self._other._arrive(message)

    def listen(self, receiver: Receiver) -> None:
        """Hand what has arrived, and what will, to `receiver`."""
        self._receiver = receiver
        held, self._held = self._held, []
        for message in held:
            receiver(message)

    def _arrive(self, message: Message) -> None:
        if self._receiver is None:
            self._held.append(message)
        else:
            self._receiver(message)
