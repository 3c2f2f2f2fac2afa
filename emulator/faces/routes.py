"""What a face answers to: one `Route` for each method of each path, and the table that finds it.

A face's own table stands in its `routes.py`. Knows no protocol: what it says of a mistake is the face's.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, Literal, NamedTuple, TypeVar

from starlette.responses import Response

Request = TypeVar("Request")
"""What the handlers of a face are given."""

Access = Literal["open", "user", "verify", "account", "emulator"]
"""What a credential must open: nothing, it is not asked for; what belongs to the caller; itself, whose state
is asked for; the account that is touched; all accounts."""


_Match = Callable[[str], dict[str, str] | None]


class Route(NamedTuple, Generic[Request]):
    """One method of one path, its handler, and what a document or an answer says of it."""

    method: str
    path: str
    """As it is sent, percent-encoded. `{name}` is one part, `{name:path}` all that is left, slashes too."""
    handle: Callable[[Request], Awaitable[Response]]
    access: Access
    summary: str = ""
    """A line of the face's document, in which `body`, `answer` and `query` name schemas; None is without."""
    body: str | None = None
    answer: str | None = None
    status: int = 200
    query: str | None = None
    needs_body: bool = True
    """False where a body may be left out."""
    name: str = ""
    """What the operation is called in refusals."""
    only_reads: bool = False
    """True where another method than GET changes nothing."""

    @property
    def writes(self) -> bool:
        """True if a credential that may only read is not enough."""
        return self.method != "GET" and not self.only_reads


class RouteTable(Generic[Request]):
    """Finds routes by method and path. Those without parameters are looked up, before the others, which are
    tried in the order of the table."""

    def __init__(self, routes: Iterable[Route[Request]], prefix: str = "") -> None:
        """`prefix` stands before each path, as it is."""
        self._fixed: dict[tuple[str, str], Route[Request]] = {}
        self._patterns: dict[str, list[tuple[_Match, Route[Request]]]] = {}
        for route in routes:
            path = prefix + route.path
            if "{" in path:
                self._patterns.setdefault(route.method, []).append((_make_match(path), route))
            else:
                self._fixed[route.method, path] = route

    def find(self, method: str, path: str) -> tuple[Route[Request], dict[str, str]] | None:
        """The route of this method and path, and the path's parameters, still percent-encoded."""
        fixed = self._fixed.get((method, path))
        if fixed is not None:
            return fixed, {}
        for match, route in self._patterns.get(method, ()):
            parameters = match(path)
            if parameters is not None:
                return route, parameters
        return None

    def list_methods(self, path: str) -> list[str]:
        """The methods that have a route at this path; empty if it is no path of the table."""
        methods = {method: None for method, fixed in self._fixed if fixed == path}
        methods |= {method: None for method in self._patterns if self.find(method, path)}
        return list(methods)


def format_allow(methods: Iterable[str]) -> str:
    """The header `Allow` for these methods, with those that are answered wherever they can be."""
    known = [*methods]
    return ", ".join([*known, *(["HEAD"] if "GET" in known else []), "OPTIONS"])


def _make_match(path: str) -> _Match:
    """What finds the parameters of this path in the one that was sent."""
    start, _, rest = path.partition("{")
    if rest.endswith(":path}") and "{" not in rest:
        # all that is left after a fixed text: the key of a binding, on its busiest ways
        name = rest.removesuffix(":path}")
        return lambda sent: {name: sent[len(start) :]} if sent.startswith(start) else None
    pattern = re.sub(r"\\\{(\w+)(:path)?\\\}", _name_group, re.escape(path))
    fullmatch = re.compile(pattern, re.DOTALL).fullmatch
    return lambda sent: found.groupdict() if (found := fullmatch(sent)) else None


def _name_group(found: re.Match[str]) -> str:
    return f"(?P<{found[1]}>{'.*' if found[2] else '[^/]+'})"
