"""Which rules count: codes, the beginnings of codes, or names, as `--select` and `--ignore` take them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.document.diagnostics import Diagnostic

_READING = "FF0"
"""Rules about text that cannot be read. Selecting others must not make a broken file look fine."""


class UnknownRule(Exception):
    """A text that names no rule."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.message = f'"{word}" is neither the code of a rule, nor its beginning, nor its name'

    def __str__(self) -> str:
        """The message, with the rule that is near: to find it takes milliseconds."""
        return self.message + _guess(self.args[0])


class Selection(NamedTuple):
    """Codes in force. `selected` is None for all."""

    selected: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()

    def keeps(self, found: Diagnostic) -> bool:
        if found.code in self.ignored:
            return False
        is_unreadable = found.severity == "error" and found.code.startswith(_READING)
        return self.selected is None or found.code in self.selected or is_unreadable


def make_selection(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Selection:
    """A selection of words, each perhaps several with commas or spaces between. Raises `UnknownRule`."""
    selected = _find_all(select)
    return Selection(selected or None, _find_all(ignore))


def _find_all(texts: Iterable[str]) -> frozenset[str]:
    words = (word for text in texts for word in text.replace(",", " ").split())
    return frozenset(code for word in words for code in find_codes(word))


@lru_cache(256)
def find_codes(word: str) -> tuple[str, ...]:
    """The codes that a word stands for. Raises `UnknownRule`."""
    code = word.upper()
    codes = tuple(
        known for known, rule in list_rules().items() if known.startswith(code) or rule.name == word.lower()
    )
    if not codes or not code:
        raise UnknownRule(word)
    return codes


@lru_cache(256)
def _guess(word: str) -> str:
    # start-up: only where a word is wrong
    import difflib

    known = {name.lower(): name for rule in list_rules().values() for name in (rule.code, rule.name)}
    near = difflib.get_close_matches(word.lower(), known, 1)
    return f": did you mean {known[near[0]]}?" if near else ""
