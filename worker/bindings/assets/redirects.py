"""`_redirects` of an asset folder (workers-shared: utils/configuration/parseRedirects.ts)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fakeflare.worker.bindings.assets.rules import (
    ABSOLUTE,
    MARKS,
    Complaint,
    Pattern,
    compile_rule,
    fill_marks,
    find_wildcard_problem,
    list_lines,
    parse_location,
)

MAX_STATIC_REDIRECTS = 2000
MAX_DYNAMIC_REDIRECTS = 100

_STATUSES = ("200", "301", "302", "303", "307", "308")
_TO_INDEX = re.compile(r".*/index(.html)?")
_EXTERNAL = re.compile(r"\w+://|//[^/\\\s?#]")


class Redirect(NamedTuple):
    """Where `_redirects` leads to; status 200 serves another path in place."""

    to: str
    status: int


class RedirectRules:
    """The rules of a `_redirects` file."""

    def __init__(self, text: str | None, html_handling: str) -> None:
        self.complaints: tuple[Complaint, ...] = ()
        self._static: dict[str, Redirect] = {}
        self._dynamic: list[tuple[Pattern, Redirect]] = []
        complaints: list[Complaint] = []
        counts = [0, 0]
        met: set[str] = set()
        for number, line in list_lines(text or "", complaints):
            source, redirect, problem = _parse_redirect(line, html_handling)
            if problem is None and source in met:
                problem = f"Ignoring duplicate rule for path {source}."
            if problem is not None:
                complaints.append(Complaint(number, problem))
                continue
            met.add(source)
            is_dynamic = bool(counts[1]) or MARKS.search(source) is not None
            counts[is_dynamic] += 1
            if counts[is_dynamic] > (MAX_DYNAMIC_REDIRECTS if is_dynamic else MAX_STATIC_REDIRECTS):
                complaints.append(Complaint(number, _describe_limit(is_dynamic)))
                continue
            self._add(source, redirect, is_dynamic)
        self.complaints = tuple(complaints)

    def _add(self, source: str, redirect: Redirect, is_dynamic: bool) -> None:
        """Rules without splats above the first one with are looked up, the others tried in turn."""
        if not is_dynamic:
            self._static[source] = redirect
        elif (pattern := compile_rule(source)) is not None:
            self._dynamic.append((pattern, redirect))

    def find(self, host: str, path: str) -> Redirect | None:
        """The rule that counts for a path, its target filled in."""
        static = self._static.get(path)
        if static is not None:
            return static
        for pattern, redirect in self._dynamic:
            replacements = pattern.match(host, path)
            if replacements is not None:
                return Redirect(_fill_target(redirect.to, replacements), redirect.status)
        return None


def _describe_limit(is_dynamic: bool) -> str:
    if is_dynamic:
        return f"Maximum number of dynamic rules supported is {MAX_DYNAMIC_REDIRECTS}. Skipping line."
    return f"Maximum number of static rules supported is {MAX_STATIC_REDIRECTS}. Skipping line."


def _fill_target(to: str, replacements: Mapping[str, str]) -> str:
    """A path's runs of slashes become one, so that no other host is meant by accident."""
    target = fill_marks(to, replacements).strip()
    if _EXTERNAL.match(to.strip()):
        return target
    end = re.search("[?#]", target)
    path, rest = (target, "") if end is None else (target[: end.start()], target[end.start() :])
    return re.sub(r"[/\\]+", "/", path) + rest


_NO_REDIRECT = Redirect("", 0)


def _parse_redirect(line: str, html_handling: str) -> tuple[str, Redirect, str | None]:
    """Path, redirect and what is wrong with the line."""
    tokens = re.sub(r"\s+#.*$", "", line).split()
    if len(tokens) not in (2, 3):
        return "", _NO_REDIRECT, f"Expected exactly 2 or 3 whitespace-separated tokens. Got {len(tokens)}."
    source, problem = parse_location(tokens[0], is_relative=True, refuses_ports=True)
    problem = problem or find_wildcard_problem(source)
    to = ""
    if problem is None:
        to, problem = parse_location(tokens[1], keeps_rest=True)
    status = tokens[2] if len(tokens) == 3 else "302"
    problem = problem or _find_redirect_problem(source, to, status, html_handling)
    return source, _NO_REDIRECT if problem else Redirect(to, int(status)), problem


def _find_redirect_problem(source: str, to: str, status: str, html_handling: str) -> str | None:
    if status not in _STATUSES:
        return f"Valid status codes are 200, 301, 302 (default), 303, 307, or 308. Got {status}."
    is_relative = ABSOLUTE.match(to) is None
    is_loop = source.endswith("/*") or (source.endswith("/") and html_handling != "none")
    if is_relative and is_loop and _TO_INDEX.fullmatch(to):
        return (
            "Infinite loop detected in this rule and has been ignored. This will cause a redirect to strip "
            "`.html` or `/index` and end up triggering this rule again. Please fix or remove this rule to "
            "silence this warning."
        )
    if status == "200" and not is_relative:
        return f"Proxy (200) redirects can only point to relative paths. Got {to}"
    return None
