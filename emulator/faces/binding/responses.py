"""Answers whose reason phrase matters."""

import re

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

JSON = "application/json"

MAX_REASON_CHARACTERS = 512
"""Where Miniflare cuts a reason phrase (`shared/router.worker.ts`)."""

_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


class ReasonedResponse(Response):
    """Text, said twice: in the reason phrase, which the server sends for the key `reason` of the ASGI
    message, and in the body, for clients that get no reason phrase.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence.encode("utf-8", "replace"), status, media_type="text/plain")
        self.reason = _NOT_PRINTABLE.sub(" ", sentence[:MAX_REASON_CHARACTERS]).encode("utf-8", "replace")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_reason(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "reason": self.reason}
            await send(message)

        await super().__call__(scope, receive, send_with_reason)
