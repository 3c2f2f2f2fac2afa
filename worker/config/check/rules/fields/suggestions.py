"""Which known field a name that is none was meant to be."""

import re
from collections.abc import Collection
from typing import NamedTuple

_SEPARATORS = re.compile(r"[\s._-]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[A-Z]?[a-z]+[0-9]+|[A-Z][0-9]+")
_LONGEST = 60
"""Names longer than this are no slip of the pen."""


_SYNONYMS = {
    "cmd": "command",
    "compatdate": "compatibility_date",
    "compatflags": "compatibility_flags",
    "cron": "crons",
    "dir": "directory",
    "entry": "main",
    "entrypoint": "main",
    "environment": "env",
    "environments": "env",
    "environmentvariables": "vars",
    "envvars": "vars",
    "mainmodule": "main",
    "schedule": "crons",
    "schedules": "crons",
    "script": "main",
    "variables": "vars",
}
"""Other words for a field, squeezed. Where the field is not known, they mean nothing."""


class Suggestion(NamedTuple):
    """The fields that may be meant, the likeliest first."""

    names: tuple[str, ...]
    is_certain: bool = False
    """Whether there is one, and renaming to it is right."""


def suggest(name: str, known: Collection[str]) -> Suggestion | None:
    """The known names nearest to `name`, if any is near: the same letters, singular for plural, a synonym, a
    few words more or less, or a few slips."""
    names = sorted(known)
    letters = _squeeze(name)
    if len(letters) < 2 or len(letters) > _LONGEST:
        return None
    same = [each for each in names if _squeeze(each) == letters]
    same = same or [each for each in names if _drop_plural(_squeeze(each)) == _drop_plural(letters)]
    if same:
        return Suggestion(tuple(same), len(same) == 1)
    if _SYNONYMS.get(letters) in known:
        return Suggestion((_SYNONYMS[letters],))
    return _find_longer(name, names) or _find_misspelt(letters, names) or _find_shorter(name, names)


def _squeeze(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


def _drop_plural(letters: str) -> str:
    return letters.removesuffix("s") if len(letters) > 3 else letters


def _find_misspelt(letters: str, names: list[str]) -> Suggestion | None:
    limit = _get_limit(len(letters))
    distances = [(measure_distance(letters, _squeeze(each), limit), each) for each in names] if limit else []
    best = min((distance for distance, _ in distances), default=limit + 1)
    if best > limit:
        return None
    nearest = tuple(each for distance, each in distances if distance == best)
    return Suggestion(nearest, len(nearest) == 1) if len(nearest) <= 2 else None


def _get_limit(length: int) -> int:
    """How many slips a name of some length may have."""
    if length < 3:
        return 0
    return 1 if length < 6 else 2


def measure_distance(one: str, other: str, limit: int) -> int:
    """Letters to insert, delete, replace or swap with the next; `limit` + 1 for all that is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            is_swap = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            now.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        if min(now) > limit:
            return limit + 1
        before, last = last, now
    return min(last[-1], limit + 1)


def _find_longer(name: str, names: list[str]) -> Suggestion | None:
    """Names that have all of its words and a few more: `cpu_ms` for `cpu`."""
    words = _split(name)
    return _take_fewest([(len(_split(each)), each) for each in names if words < _split(each)])


def _find_shorter(name: str, names: list[str]) -> Suggestion | None:
    """Names that are a part of it: `id` for `namespace_id`. Where many are known, that says nothing."""
    if len(names) >= 30:
        return None
    words = _split(name)
    return _take_fewest([(-len(_split(each)), each) for each in names if _split(each) < words])


def _take_fewest(counted: list[tuple[int, str]]) -> Suggestion | None:
    fewest = min((count for count, _ in counted), default=0)
    nearest = tuple(each for count, each in counted if count == fewest)
    return Suggestion(nearest) if 1 <= len(nearest) <= 2 else None


def _split(name: str) -> frozenset[str]:
    return frozenset(
        word.lower() for part in _SEPARATORS.split(name) for word in _WORDS.findall(part) or [part] if word
    )
