"""What `_headers` and `_redirects` of an asset folder share: paths with splats and placeholders, and lines.

Sources: workers-shared: utils/configuration/validateURL.ts, asset-worker/src/utils/rules-engine.ts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.web.urls import URL

MAX_LINE_LENGTH = 2000

MARKS = re.compile(r"(\*|:[A-Za-z]\w*)", re.ASCII)
"""A splat or a placeholder."""

ABSOLUTE = re.compile(r"https:/{2,}([^/]+)/?(.*)", re.DOTALL)
"""An https address: host and path."""


class Complaint(NamedTuple):
    """A line that is passed over."""

    line: int
    message: str


class Pattern:
    """A path, or a whole address, with splats and placeholders."""

    def __init__(self, rule: str) -> None:
        self._is_address = rule.startswith("https://")
        end_of_host = rule.find("/", len("https://")) if self._is_address else 0
        end_of_host = len(rule) if end_of_host < 0 else end_of_host
        parts: list[str] = []
        position = 0
        for part in MARKS.split(rule):
            parts.append(_translate_part(part, position < end_of_host))
            position += len(part)
        # two placeholders of one name do not compile, and such a rule is none
        self._matcher = re.compile("".join(parts), re.DOTALL)

    def match(self, host: str, path: str) -> dict[str, str] | None:
        """What splat and placeholders stand for. Every scheme counts as https."""
        found = self._matcher.fullmatch(f"https://{host}{path}" if self._is_address else path)
        return None if found is None else found.groupdict()


def _translate_part(part: str, is_host: bool) -> str:
    if part == "*":
        return "(?P<splat>.*)"
    if MARKS.fullmatch(part):
        return f"(?P<{part[1:]}>[^/{'.' if is_host else ''}]+)"
    return re.escape(part)


def compile_rule(rule: str) -> Pattern | None:
    """The pattern of a rule, if it is one."""
    try:
        return Pattern(rule)
    except re.error:
        return None


def fill_marks(text: str, replacements: Mapping[str, str]) -> str:
    """A text with its placeholders replaced; those that stand for nothing stay."""
    return MARKS.sub(lambda found: replacements.get(found[0][1:], found[0]) if found[0] != "*" else "*", text)


def find_wildcard_problem(path: str) -> str | None:
    """One splat is all that a rule can have."""
    count = path.count("*")
    if count > 1:
        return (
            "Only one wildcard is allowed per rule. Use a named placeholder (e.g. :project) instead. "
            f"Skipping {path}."
        )
    if count and re.search(r":splat(?!\w)", path):
        return (
            "Cannot combine a wildcard * with a :splat placeholder because wildcards are converted to "
            f":splat at runtime. Skipping {path}."
        )
    return None


def parse_location(
    token: str, *, is_relative: bool = False, refuses_ports: bool = False, keeps_rest: bool = False
) -> tuple[str, str | None]:
    """A path or an https address in its normal spelling, and what is wrong with it."""
    address = ABSOLUTE.match(token)
    if address is None:
        if not token.startswith("/"):
            if not is_relative:
                return "", (
                    "URLs should either be relative (e.g. begin with a forward-slash), or use HTTPS "
                    '(e.g. begin with "https://").'
                )
            token = f"/{token}"
        return _normalize_path(token, keeps_rest)
    if is_relative:
        return "", f"Only relative URLs are allowed. Skipping absolute URL {token}."
    host = address[1]
    if refuses_ports and re.search(r":\d+$", host):
        return "", f"Specifying ports is not supported. Skipping absolute URL {token}."
    path, problem = _normalize_path(f"/{address[2]}", keeps_rest)
    return f"https://{host}{path}", problem


def _normalize_path(token: str, keeps_rest: bool) -> tuple[str, str | None]:
    try:
        url = URL(f"https://host{token}")
    except JsException:
        return "", f"Error parsing URL segment {token}. Skipping."
    return f"{url.pathname}{url.search}{url.hash}" if keeps_rest else str(url.pathname), None


def list_lines(text: str, complaints: list[Complaint]) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if len(line) > MAX_LINE_LENGTH:
            complaints.append(
                Complaint(
                    number,
                    f"Ignoring line {number} as it exceeds the maximum allowed length of {MAX_LINE_LENGTH}.",
                )
            )
        elif line and not line.startswith("#"):
            yield number, line
