"""A request's headers and query, read the few times that a face needs them."""

from urllib.parse import parse_qsl

from starlette.types import Scope


def find_header(scope: Scope, name: bytes) -> str | None:
    """The first header with this lower-case name, as latin-1 text (which keeps every byte)."""
    for header, value in scope["headers"]:
        if header == name:
            return str(value, "latin-1")
    return None


def parse_content_length(scope: Scope) -> int | None:
    """The announced length of the body, if there is one."""
    raw = find_header(scope, b"content-length")
    return int(raw) if raw and raw.isdecimal() else None


def parse_query(scope: Scope) -> dict[str, str]:
    """The query's parameters, `+` being a space; of several with one name the first."""
    raw = scope["query_string"]
    if not raw:
        return {}
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    return {name: value for name, value in reversed(pairs)}
