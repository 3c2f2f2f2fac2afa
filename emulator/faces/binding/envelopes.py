"""Whose request it is: workerd's, with the namespace in a header, or Miniflare's, wrapped in an envelope."""

from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.types import Scope

from fakeflare.emulator.http.requests import find_header

NAMESPACE_HEADER = b"cf-kv-namespace"
"""Injected by workerd's `injectRequestHeaders`; without it nobody knows which namespace is meant."""

ENVELOPE_HEADER = b"mf-url"
"""Miniflare's remote proxy puts the real URL here, and each header as `MF-Header-<name>`."""

WORKERD_HEADER = b"cf-kv-flprod-405"
"""On every request of workerd's KV client, whatever is injected."""

_MARKS = frozenset({NAMESPACE_HEADER, ENVELOPE_HEADER, WORKERD_HEADER})

_BINDING_HEADER = b"mf-binding"
_WRAPPED_PREFIX = b"mf-header-"


class Target(NamedTuple):
    """The namespace meant: by id, or by the name of a binding."""

    namespace_id: str | None
    binding: str


def is_binding_request(scope: Scope) -> bool:
    """True for what only workerd or Miniflare sends: a page of another site cannot add these headers."""
    return not _MARKS.isdisjoint([name for name, _ in scope["headers"]])


def unwrap(scope: Scope) -> tuple[Scope, Target]:
    """The request as workerd made it, and the namespace it is for."""
    url = find_header(scope, ENVELOPE_HEADER)
    if url is None:
        return scope, Target(_decode(find_header(scope, NAMESPACE_HEADER)), "")
    raw_path, query = _split(url.encode("latin-1"))
    outer = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    namespace_id = outer["ns"][0] if "ns" in outer else _decode(find_header(scope, NAMESPACE_HEADER))
    inner = {**scope, "raw_path": raw_path, "query_string": query, "headers": _unwrap_headers(scope)}
    return inner, Target(namespace_id, _decode(find_header(scope, _BINDING_HEADER)) or "")


def _split(url: bytes) -> tuple[bytes, bytes]:
    """Raw path and query of an absolute URL; the root may be written without its slash."""
    rest = url.partition(b"://")[2].partition(b"#")[0]
    location, _, query = rest.partition(b"?")
    _, _, path = location.partition(b"/")
    return b"/" + path, query


def _unwrap_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The inner headers win; what frames the body stays the outer request's."""
    wrapped = {
        name.removeprefix(_WRAPPED_PREFIX): value
        for name, value in scope["headers"]
        if name.startswith(_WRAPPED_PREFIX)
    }
    kept = [(name, value) for name, value in scope["headers"] if name not in wrapped]
    framing = (b"content-length", b"transfer-encoding")
    return kept + [(name, value) for name, value in wrapped.items() if name not in framing]


def _decode(header: str | None) -> str | None:
    """A header's bytes as UTF-8: workerd sends them raw."""
    return None if header is None else header.encode("latin-1").decode("utf-8", "replace")
