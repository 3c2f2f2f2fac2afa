"""One request of a binding, as the handlers of the routes are given it."""

from typing import NamedTuple

from starlette.types import Receive, Scope

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.http.requests import find_header, parse_content_length, parse_query
from fakeflare.emulator.journal.record import RequestRecord
from fakeflare.emulator.service.kv import KV


class BindingRequest(NamedTuple):
    """A request that may go ahead, unwrapped, with the namespace that it is for."""

    kv: KV
    scope: Scope
    receive: Receive
    namespace: Namespace
    raw_key: bytes
    """The key's part of the path, percent-encoded; empty where the route names none."""
    caller: RequestRecord

    def find_header(self, name: bytes) -> str | None:
        """The header of this lower-case name, as latin-1 text."""
        return find_header(self.scope, name)

    def parse_query(self) -> dict[str, str]:
        """The query's parameters; of several with one name the first."""
        return parse_query(self.scope)

    def content_length(self) -> int | None:
        """The announced length of the body in bytes; None if there is none."""
        return parse_content_length(self.scope)
