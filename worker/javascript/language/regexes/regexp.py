"""`RegExp`, on Python's `re`. What `re` has no counterpart for is refused when the RegExp is made."""

import re
from typing import Any, ClassVar

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsSyntaxError
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_integer
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.regexes.syntax import translate

_FLAGS = "dgimsuvy"

# Python's words for a syntax error, by their beginning, and V8's.
_MESSAGES = {
    "missing ), unterminated subpattern": "Unterminated group",
    "unbalanced parenthesis": "Unmatched ')'",
    "unterminated character set": "Unterminated character class",
    "nothing to repeat": "Nothing to repeat",
    "multiple repeat": "Nothing to repeat",
    "bad character range": "Range out of order in character class",
    "min repeat greater than max repeat": "numbers out of order in {} quantifier",
    "redefinition of group name": "Duplicate capture group name",
    "unknown group name": "Invalid named capture referenced",
    "bad escape (end of pattern)": "\\ at end of pattern",
    "unknown extension": "Invalid group",
    "unexpected end of pattern": "Invalid group",
    "missing >, unterminated name": "Invalid capture group name",
    "bad character in group name": "Invalid capture group name",
}


class RegExp(JsProxy):
    """`RegExp`. Positions count characters as Python does, not UTF-16 units."""

    _compiled: ClassVar[dict[tuple[str, str], re.Pattern[str]]] = {}

    def __init__(self, source: str, flags: str = "") -> None:
        if len(set(flags)) != len(flags) or not set(flags) <= set(_FLAGS):
            raise JsSyntaxError(f"Invalid flags supplied to RegExp constructor '{flags}'")
        self._pattern_text = source
        self.flags = "".join(sorted(flags))
        self.lastIndex: Any = 0
        self._pattern = self._compile()

    @classmethod
    def construct(cls, pattern: object = None, flags: object = None, *_rest: object) -> "RegExp":
        if isinstance(pattern, RegExp):
            return cls(pattern._pattern_text, pattern.flags if flags is None else to_string(flags))
        text = "" if pattern is None else to_string(pattern)
        return cls(text, "" if flags is None else to_string(flags))

    def _compile(self) -> re.Pattern[str]:
        key = (self._pattern_text, self.flags)
        if key not in self._compiled:
            try:
                text = translate(self._pattern_text, self.flags)
                self._compiled[key] = re.compile(text, re.IGNORECASE if self.ignoreCase else 0)
            except re.error as error:
                raise self._make_error(error.msg) from None
        return self._compiled[key]

    def _make_error(self, message: str) -> Exception:
        found = next((said for start, said in _MESSAGES.items() if message.startswith(start)), None)
        if found is None:
            return NotImplementedError(
                f"the RegExp {self} needs what Python's re lacks ({message}), which is {NOT_EMULATED}"
            )
        return JsSyntaxError(f"Invalid regular expression: /{self._pattern_text}/{self.flags}: {found}")

    @property
    def source(self) -> str:
        return re.sub(r"(\\.)|/", lambda found: found[1] or "\\/", self._pattern_text, flags=re.S) or "(?:)"

    @property
    def hasIndices(self) -> bool:
        return "d" in self.flags

    @property
    def global_(self) -> bool:
        return "g" in self.flags

    @property
    def ignoreCase(self) -> bool:
        return "i" in self.flags

    @property
    def multiline(self) -> bool:
        return "m" in self.flags

    @property
    def dotAll(self) -> bool:
        return "s" in self.flags

    @property
    def unicode(self) -> bool:
        return "u" in self.flags

    @property
    def sticky(self) -> bool:
        return "y" in self.flags

    def _match(self, text: str) -> re.Match[str] | None:
        """Search from where the last match ended, if this RegExp remembers that."""
        remembers = self.global_ or self.sticky
        start = int(min(max(to_integer(self.lastIndex), 0), len(text) + 1)) if remembers else 0
        found = None
        if start <= len(text):
            search = self._pattern.match if self.sticky else self._pattern.search
            found = search(text, start)
        if remembers:
            self.lastIndex = 0 if found is None else found.end()
        return found

    def test(self, text: object = None) -> bool:
        return self._match(to_string(text)) is not None

    def exec(self, text: object = None) -> Any:
        """The match as an Array with `input` and `groups`, or null. Its `index` is hidden by Python's method
        of that name, as in Pyodide."""
        found = self._match(to_string(text))
        if found is None:
            return jsnull
        match: Any = JsArray((found[0], *found.groups()))
        match.input = found.string
        names = found.groupdict()
        match.groups = JsObject(names) if names else None
        return match

    def to_string(self) -> str:
        return f"/{self.source}/{self.flags}"
