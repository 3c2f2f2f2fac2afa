"""`_headers` of an asset folder (workers-shared: utils/configuration/parseHeaders.ts)."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.bindings.assets.rules import (
    Complaint,
    compile_rule,
    fill_marks,
    find_wildcard_problem,
    list_lines,
    parse_location,
)

MAX_RULES = 100

_PROBABLY_PATH = re.compile(r"[^\s]+://|/")


class HeaderRule(NamedTuple):
    """What `_headers` does to a path."""

    set: Mapping[str, str]
    unset: tuple[str, ...]


class HeaderRules:
    """The rules of a `_headers` file."""

    def __init__(self, text: str | None) -> None:
        parser = _HeadersParser(text or "")
        self.complaints = tuple(parser.complaints)
        self._rules = [
            (pattern, rule)
            for path, rule in parser.rules.items()
            if (pattern := compile_rule(path)) is not None
        ]

    def find(self, host: str, path: str) -> Iterator[HeaderRule]:
        """Every rule that matches, in the file's order, its values filled in."""
        for pattern, rule in self._rules:
            replacements = pattern.match(host, path)
            if replacements is not None:
                yield HeaderRule(
                    {name: fill_marks(value, replacements) for name, value in rule.set.items()}, rule.unset
                )


class _HeadersParser:
    def __init__(self, text: str) -> None:
        self.rules: dict[str, HeaderRule] = {}
        self.complaints: list[Complaint] = []
        self._path: str | None = None
        self._path_line = 0
        self._set: dict[str, str] = {}
        self._unset: list[str] = []
        self._is_skipping = False
        for number, line in list_lines(text, self.complaints):
            if not _PROBABLY_PATH.match(line):
                self._read_header(number, line)
                continue
            self._finish()
            if len(self.rules) >= MAX_RULES:
                self._complain(number, f"Maximum number of rules supported is {MAX_RULES}.")
                return
            self._begin(number, line)
        self._finish()

    def _complain(self, number: int, message: str) -> None:
        self.complaints.append(Complaint(number, message))

    def _begin(self, number: int, line: str) -> None:
        path, problem = parse_location(line, refuses_ports=True)
        problem = problem or find_wildcard_problem(path)
        self._is_skipping = problem is not None
        if problem is not None:
            self._complain(number, problem)
            return
        self._path, self._path_line = path, number

    def _finish(self) -> None:
        if self._path is not None and not self._set and not self._unset:
            self._complain(self._path_line, "No headers specified")
        elif self._path is not None:
            self.rules[self._path] = HeaderRule(self._set, tuple(self._unset))
        self._path, self._set, self._unset = None, {}, []

    def _read_header(self, number: int, line: str) -> None:
        if self._is_skipping:
            return
        if ":" not in line:
            self._read_unset(number, line)
            return
        name, _, value = (part.strip() for part in line.partition(":"))
        problem = self._find_problem(name.lower(), value)
        if problem is not None:
            self._complain(number, problem)
            return
        before = self._set.get(name.lower())
        self._set[name.lower()] = value if before is None else f"{before}, {value}"

    def _find_problem(self, name: str, value: str) -> str | None:
        problems = {
            "Header name cannot include spaces": " " in name,
            "No header name specified": not name,
            "No header value specified": not value,
            f"Path should come before header ({name}: {value})": self._path is None,
        }
        return next((message for message, is_so in problems.items() if is_so), None)

    def _read_unset(self, number: int, line: str) -> None:
        if self._path is None:
            self._complain(number, "Expected a path beginning with at least one forward-slash")
        elif line.startswith("! "):
            self._unset.append(line[2:])
        else:
            self._complain(number, "Expected a colon-separated header pair (e.g. name: value)")
