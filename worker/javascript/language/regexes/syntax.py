"""A pattern of JavaScript (ECMA-262, section 22.2.1) in the words of Python's `re`."""

import re
from collections.abc import Iterator

from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED

_SPACES = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_LINE_ENDS = r"\n\r\u2028\u2029"
_WORD = "A-Za-z0-9_"
_CLASSES = {"d": "0-9", "w": _WORD, "s": _SPACES}
# `[^\D]` and the like: inside a class Python keeps its own negated ones, which know more than ASCII
_NEGATED = {"D": r"\x00-/:-\U0010ffff", "W": r"\x00-/:-@\[-^`{-\U0010ffff"}
_BOUNDARY = f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))"
_NO_BOUNDARY = f"(?:(?<![{_WORD}])(?![{_WORD}])|(?<=[{_WORD}])(?=[{_WORD}]))"
_CONTROLS = {"t": r"\t", "n": r"\n", "v": r"\v", "f": r"\f", "r": r"\r", "0": r"\x00"}

_TOKEN = re.compile(
    r"""
    (?P<escape> \\ (?: u\{[0-9A-Fa-f]+\} | u[0-9A-Fa-f]{4} | x[0-9A-Fa-f]{2} | c[A-Za-z] | k<[^>]*>
                     | [pP]\{[^}]*\} | [1-9][0-9]* | . ))
  | (?P<group> \(\? (?: <(?![=!]) | [a-z-]+: ) )
  | (?P<quantifier> (?: [*+?] | \{[0-9]+(?:,[0-9]*)?\} ) \?? )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def translate(pattern: str, flags: str) -> str:
    """The pattern for `re`, which may refuse it; NotImplementedError for what `re` cannot say."""
    if "v" in flags:
        raise NotImplementedError(f"the RegExp flag v is {NOT_EMULATED}")
    return "".join(_Translation(pattern, flags).translate())


class _Translation:
    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._is_multiline = "m" in flags
        self._is_dot_all = "s" in flags
        self._is_in_class = False
        self._is_quantified = False

    def translate(self) -> Iterator[str]:
        if self._pattern.endswith("\\") and (len(self._pattern) - len(self._pattern.rstrip("\\"))) % 2:
            raise re.error("bad escape (end of pattern)")
        position = 0
        while position < len(self._pattern):
            found = _TOKEN.match(self._pattern, position)
            assert found is not None  # noqa: S101 - the last alternative takes anything
            position = found.end()
            yield self._translate_token(found)

    def _translate_token(self, found: re.Match[str]) -> str:
        text, kind = found[0], found.lastgroup
        if kind == "escape":
            self._is_quantified = False
            return self._translate_escape(text[1:])
        if self._is_in_class:
            # a group or a quantifier means its characters here
            return "".join(self._translate_in_class(character) for character in text)
        if kind == "quantifier":
            # two in a row, which Python would take for a possessive one
            if self._is_quantified:
                raise re.error("multiple repeat")
            self._is_quantified = True
            return text
        self._is_quantified = False
        if kind == "group":
            return "(?P<" if text == "(?<" else text
        return self._translate_character(text, found.end())

    def _translate_character(self, character: str, end: int) -> str:
        if character == "[":
            return self._open_class(end)
        if character == ".":
            return r"[\s\S]" if self._is_dot_all else f"[^{_LINE_ENDS}]"
        if character == "^":
            return f"(?<![^{_LINE_ENDS}])" if self._is_multiline else r"\A"
        if character == "$":
            return f"(?![^{_LINE_ENDS}])" if self._is_multiline else r"\Z"
        # a brace that is no quantifier stands for itself, and so does a lone bracket
        return f"\\{character}" if character in "{}]#" else character

    def _open_class(self, end: int) -> str:
        rest = self._pattern[end:]
        if rest.startswith("]"):
            self._pattern = self._pattern[:end] + self._pattern[end + 1 :]
            return "(?!)"
        if rest.startswith("^]"):
            self._pattern = self._pattern[:end] + self._pattern[end + 2 :]
            return r"[\s\S]"
        self._is_in_class = True
        return "["

    def _translate_in_class(self, character: str) -> str:
        if character == "]":
            self._is_in_class = False
            return character
        # Python reads, or will read, these as set operations
        return f"\\{character}" if character in "[&~|" else character

    def _translate_escape(self, text: str) -> str:
        kind = text[0]
        if kind in "pP" and text[1:2] == "{":
            raise NotImplementedError(f"\\{text} in a RegExp is {NOT_EMULATED}")
        if kind in "dwsDWS":
            return self._translate_class_escape(kind)
        if kind == "k" and len(text) > 1:
            return f"(?P={text[2:-1]})"
        if kind in "bB":
            return r"\x08" if self._is_in_class else (_BOUNDARY if kind == "b" else _NO_BOUNDARY)
        if kind in "ux" and len(text) > 1:
            return re.escape(chr(int(text[1:].strip("{}"), 16)))
        if kind == "c" and len(text) > 1:
            return re.escape(chr(ord(text[1]) % 32))
        if kind.isdigit() and kind != "0":
            return f"\\{text}(?:)" if not self._is_in_class else re.escape(text)
        return _CONTROLS.get(kind) or re.escape(text)

    def _translate_class_escape(self, kind: str) -> str:
        if kind.islower():
            return _CLASSES[kind] if self._is_in_class else f"[{_CLASSES[kind]}]"
        if not self._is_in_class:
            return f"[^{_CLASSES[kind.lower()]}]"
        # Python's \S differs from JavaScript's by U+FEFF alone
        return _NEGATED.get(kind, r"\S")
