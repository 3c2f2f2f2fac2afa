"""What the modules that read faulty JSONC share: reporting, and finding words without quotes."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from fakeflare.worker.config.syntax.jsonc.guesses import name_first_error
from fakeflare.worker.config.syntax.jsonc.reader import Reader, State
from fakeflare.worker.config.syntax.jsonc.scalars import LITERALS, is_number
from fakeflare.worker.config.syntax.nodes import Problem, Span

WORDS: Mapping[State, str] = {
    "root": "ValueExpected",
    "key": "PropertyNameExpected",
    "colon": "ColonExpected",
    "value": "ValueExpected",
    "item": "ValueExpected",
    "after member": "CommaExpected",
    "after item": "CommaExpected",
    "end": "EndOfFileExpected",
}
"""jsonc-parser's word for a token that does not fit."""

_INVISIBLE = r"\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_BARE_TEXT = re.compile(
    r"""(?P<text>(?:(?![ \t]*(?://|/\*))[^,{}\[\]"\r\n""" + _INVISIBLE + r"""])*+)"""
    r"""(?:"(?=[ \t]*(?:[,}\]\r\n]|//|\Z)))?"""
)
"""Words without quotes, up to what ends a value or the line; the closing quote may be there."""
_BARE_NAME = re.compile(r"""(?P<text>[^:=,{}\[\]"\r\n]*?)"?(?=[ \t]*[:=])""")


def report(
    reader: Reader,
    kind: str,
    message: str,
    span: Span,
    *,
    word: str | None = None,
    hint: str | None = None,
    other: tuple[Span, str] | None = None,
    edit: tuple[Span, str] | None = None,
) -> None:
    """`word` is jsonc-parser's; by default that of the reader's state."""
    text = f"{word or WORDS[reader.state]}: {message}"
    reader.problems.append(Problem(kind, text, span, hint, other, edit))


def stop(reader: Reader) -> None:
    reader.state = "end"
    reader.position = len(reader.text)


def is_first(reader: Reader, start: int) -> bool:
    """Whether a bracket was opened just before."""
    return reader.text[:start].rstrip()[-1:] in ("{", "[")


class _Bare(NamedTuple):
    """Words without quotes."""

    text: str
    span: Span


def find_bare_text(text: str, start: int) -> _Bare:
    """A value without its quotes, or without the first of them; at least one character."""
    match = _BARE_TEXT.match(text, start)
    found = text[start] if match is None else match["text"].rstrip()
    quoted_end = 0 if match is None or match.end() == match.end("text") else match.end()
    return _Bare(found, Span(start, quoted_end or start + len(found)))


def find_bare_name(text: str, start: int) -> _Bare | None:
    """The same for a name before a colon."""
    match = _BARE_NAME.match(text, start)
    return None if match is None or not match["text"] else _Bare(match["text"], Span(*match.span()))


def name_word(reader: Reader, start: int, end: int) -> str | None:
    """What jsonc-parser says to a word: nothing of its own if it could be a value elsewhere."""
    word = reader.text[start:end]
    return None if word in LITERALS or is_number(word) else name_first_error(word)


def drop_name(reader: Reader) -> None:
    """A name whose value is missing."""
    if reader.key is not None:
        report(reader, "missing-value", f"{json.dumps(reader.name)} has no value", reader.key)
    reader.key = None
    reader.set_state_after_value()
