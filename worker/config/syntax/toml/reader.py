"""Reads TOML 1.1, as wrangler does: tomli makes the values, `index` finds their places.

Where tomli refuses the text, the statement that it trips over is reported and left out, so that one fault
does not hide the next. Messages are those of smol-toml, which wrangler uses.
"""

from bisect import bisect_right
from collections.abc import Mapping

import tomli

from fakeflare.worker.config.syntax.nodes import Parsed, Problem
from fakeflare.worker.config.syntax.toml.index import Index

_MAX_PROBLEMS = 20
_MAX_WORK = 1_000_000
"""Characters that are read again and again after faults."""
_HARMLESS = frozenset({"toml-integer", "toml-duplicate"})
"""After these the values are what the author meant."""


def parse_toml(text: str) -> Parsed:
    """The values of a text with their places, whatever the text is."""
    rest, problems = text, list[Problem]()
    while True:
        try:
            return _index(rest, tomli.loads(rest), problems)
        except tomli.TOMLDecodeError as error:
            # start-up: most texts have no fault
            from fakeflare.worker.config.syntax.toml.faults import find_fault

            fault = find_fault(rest, error.msg, _find_offset(rest, error.pos))
            problems.append(fault.problem)
            rest = fault.rest
            if not rest or len(problems) >= _MAX_PROBLEMS or len(problems) * len(text) > _MAX_WORK:
                return Parsed(None, problems, [], [], is_sound=False)
        except (ValueError, RecursionError) as error:
            # start-up: as above
            from fakeflare.worker.config.syntax.toml.faults import find_excess

            return Parsed(None, [*problems, find_excess(rest, error)], [], [], is_sound=False)


def _find_offset(text: str, position: int) -> int:
    """tomli counts a line end of two characters as one."""
    if "\r\n" not in text:
        return position
    ends = [end - number for number, end in enumerate(_find_all(text, "\r\n"))]
    return position + bisect_right(ends, position - 1)


def _find_all(text: str, part: str) -> list[int]:
    found, start = list[int](), text.find(part)
    while start >= 0:
        found.append(start)
        start = text.find(part, start + len(part))
    return found


def _index(text: str, values: Mapping[str, object], problems: list[Problem]) -> Parsed:
    index = Index(text, values)
    index.read()
    everything = [*problems, *index.problems]
    kinds = {problem.kind for problem in everything}
    root = None if "too-deep" in kinds else index.root
    return Parsed(root, everything, [], index.comments, is_sound=kinds <= _HARMLESS)
