"""One request to the control face: what it holds, what it says, whom it may touch."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.text import dump_json, parse_json
from fakeflare.emulator.http.bodies import check_request_length, read_body, read_chunk
from fakeflare.emulator.http.requests import find_header, parse_content_length, parse_query
from fakeflare.emulator.http.tokens import Token

if TYPE_CHECKING:
    from fakeflare.emulator.messages.declaration.message import Message

JSON = "application/json"

M = TypeVar("M", bound="Message")


class Refused(Exception):
    """The request is answered with this status, and one sentence for a person."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.field = field


class ControlRequest(NamedTuple):
    """A request that found its route and may go ahead."""

    emulator: Emulator
    scope: Scope
    receive: Receive
    grants: tuple[Token, ...]
    parameters: dict[str, str]
    """Of the path, percent-decoded."""
    writes: bool

    def check_account(self, account: str | None) -> None:
        """Refuse a token that is of another account, or of one account only where `account` is None."""
        allowed = (grant for grant in self.grants if not self.writes or grant.can_write)
        if any(grant.account in (None, account) for grant in allowed):
            return
        what = "a token of all accounts" if account is None else f"a token of the account {account}"
        raise Refused(403, f"this needs {what}{' that may write' if self.writes else ''}")

    @property
    def query(self) -> dict[str, str]:
        return parse_query(self.scope)

    async def read_json(self) -> Any:
        """The body; an empty object where there is none. Raises `Refused`."""
        body = await read_body(self.receive, parse_content_length(self.scope), check_request_length)
        if not body:
            return {}
        check_content_type(self.scope)
        try:
            return parse_json(body)
        except ValueError as error:
            raise Refused(400, f"the body is no JSON: {error}") from None

    async def read_message(self, message: type[M]) -> M:
        """The body as this message. Raises `Refused`, `MessageInvalid`."""
        from fakeflare.emulator.messages.declaration.parsing import parse  # start-up: msgspec

        return parse(message, await self.read_json())

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises `Refused`."""
        check_content_type(self.scope)
        more = True
        while more:
            chunk, more = await read_chunk(self.receive)
            if chunk:
                yield chunk


def check_content_type(scope: Scope) -> None:
    """Only JSON: a form of another site's page cannot say so. Raises `Refused`."""
    content_type = find_header(scope, b"content-type") or ""
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise Refused(415, f'the body must be JSON: send the header "Content-Type: {JSON}"')


def answer(payload: object, status: int = 200) -> Response:
    return Response(dump_json(payload), status, media_type=JSON)


def refuse(status: int, message: str, field: str = "") -> Response:
    error = {"message": message, "field": field} if field else {"message": message}
    response = answer({"error": error}, status)
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"
    return response
