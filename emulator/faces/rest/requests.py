"""One request over REST, as the handlers of the routes are given it."""

from typing import NamedTuple
from urllib.parse import unquote

from starlette.types import Receive, Scope

from fakeflare.emulator.domain.errors import RequestBodyInvalid
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.text import parse_json
from fakeflare.emulator.faces.rest.authentication import Identity
from fakeflare.emulator.http.bodies import check_request_length, read_body
from fakeflare.emulator.http.requests import find_header, parse_content_length, parse_query
from fakeflare.emulator.journal.record import RequestRecord
from fakeflare.emulator.service.kv import KV


class RestRequest(NamedTuple):
    """One authenticated request. `account` is empty where the route names none."""

    kv: KV
    scope: Scope
    receive: Receive
    identity: Identity
    account: str
    parameters: dict[str, str]
    """Of the path, percent-encoded."""
    caller: RequestRecord

    def get_namespace(self) -> Namespace:
        """The namespace of the path, which the record is told of. Raises as `Namespaces.get`."""
        namespace = self.kv.namespaces.get(self.account, self.namespace_id)
        self.caller.namespace = namespace
        return namespace

    @property
    def namespace_id(self) -> str:
        """The id that the path names, percent-decoded."""
        raw: str = self.parameters["namespace"]
        return unquote(raw) if "%" in raw else raw

    @property
    def raw_key(self) -> bytes:
        """The key's part of the raw path, still percent-encoded."""
        key: str = self.parameters["key"]
        return key.encode("latin-1")

    @property
    def content_type(self) -> str:
        """The body's type as it was sent; empty if it was not."""
        return find_header(self.scope, b"content-type") or ""

    def parse_query(self) -> dict[str, str]:
        """The query's parameters; of several with one name the first."""
        return parse_query(self.scope)

    def content_length(self) -> int | None:
        """The announced length of the body in bytes; None if there is none."""
        return parse_content_length(self.scope)

    async def read_json(self) -> object:
        """The parsed body, at most 100 MB. Raises `RequestBodyInvalid`, `RequestTooLarge`."""
        body = await read_body(self.receive, self.content_length(), check_request_length)
        try:
            return parse_json(body)
        except ValueError:
            raise RequestBodyInvalid from None
