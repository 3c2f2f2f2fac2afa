"""The members of a JSON array or object, one by one, while the text arrives in pieces."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from fakeflare.emulator.domain.problems import StateInvalid

MAX_MEMBER_CHARACTERS = 160 * 1024 * 1024
"""A value of 25 MiB in which every byte is written as `\\u0000`, and some more."""

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"[-+.eE0-9]*")

_SPELLED_CHARACTERS = 16
"""The longest thing that the decoder calls wrong at its first character because its last are missing."""


class Member(NamedTuple):
    """One member; `name` is None in an array."""

    name: str | None
    value: Any


class _Unfinished(Exception):
    """The text ends in the middle of something."""


class JsonStream:
    """Takes the bytes of one JSON array or object, gives its members; holds no more than the one that is
    arriving. Errors are `StateInvalid`."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        self._pieces: list[str] = []
        """What has arrived since `_text` was looked at."""
        self._text = ""
        self._start = 0
        self._missing = 0
        """Characters that have to arrive before it is worth another look: as many as there are. A long member
        is read twice at most, however small the pieces."""
        self._closing = ""
        """What ends the text, once its first character was seen."""
        self._is_first = True
        self._is_ended = False
        self._count = 0

    def feed(self, chunk: bytes | bytearray) -> Iterator[Member]:
        """The members that are complete with this chunk."""
        piece = self._decode_chunk(chunk)
        self._pieces.append(piece)
        self._missing -= len(piece)
        if self._missing <= 0:
            yield from self._take_all(is_last=False)

    def finish(self) -> Iterator[Member]:
        """The rest. Raises unless the text ends here."""
        self._pieces.append(self._decode_chunk(b"", is_last=True))
        yield from self._take_all(is_last=True)
        if not self._is_ended:
            raise StateInvalid(f"the JSON ends too early, after {self._count} entries")

    def _decode_chunk(self, chunk: bytes | bytearray, is_last: bool = False) -> str:
        try:
            return self._decode.decode(chunk, is_last)
        except UnicodeDecodeError:
            raise StateInvalid(f"the JSON is not UTF-8, after {self._count} entries") from None

    def _take_all(self, is_last: bool) -> Iterator[Member]:
        self._text = "".join([self._text[self._start :], *self._pieces])
        self._pieces.clear()
        self._start = self._missing = 0
        try:
            while not self._is_ended:
                member = self._take(is_last)
                if member is not None:
                    self._count += 1
                    yield member
            self._check_end()
        except _Unfinished:
            self._missing = len(self._text) - self._start
            if self._missing > MAX_MEMBER_CHARACTERS:
                raise StateInvalid(f"entry {self._count} is longer than any pair can be") from None

    def _take(self, is_last: bool) -> Member | None:
        """The next member, None at a bracket that opens or closes; what is taken is taken whole or not."""
        position = self._skip(self._start)
        if not self._closing:
            self._closing = {"[": "]", "{": "}"}.get(self._text[position], "")
            if not self._closing:
                raise StateInvalid("the JSON must be an array or an object")
            self._start = position + 1
            return None
        if self._text[position] == self._closing:
            self._is_ended = True
            self._start = position + 1
            return None
        if not self._is_first:
            position = self._skip(self._expect(",", position))
        name = None
        if self._closing == "}":
            name, position = self._decode_name(position, is_last)
        value, end = self._decode_value(self._skip(position), is_last)
        self._start, self._is_first = end, False
        return Member(name, value)

    def _decode_name(self, position: int, is_last: bool) -> tuple[str, int]:
        name, end = self._decode_value(position, is_last)
        if not isinstance(name, str):
            raise StateInvalid(f"the JSON is broken after {self._count} entries: a name must be a text")
        return name, self._expect(":", self._skip(end))

    def _decode_value(self, position: int, is_last: bool) -> tuple[Any, int]:
        try:
            value, end = self._decoder.raw_decode(self._text, position)
        except json.JSONDecodeError as error:
            is_cut = error.pos > len(self._text) - _SPELLED_CHARACTERS or error.msg.startswith("Unterminated")
            if is_cut and not is_last:
                raise _Unfinished from None
            raise StateInvalid(f"the JSON is broken after {self._count} entries: {error.msg}") from None
        except RecursionError:
            raise StateInvalid(f"entry {self._count} is nested too deeply") from None
        if not is_last and self._text[end - 1] not in '"]}' and self._is_cut(end):
            raise _Unfinished  # of a number there may be more
        return value, end

    def _is_cut(self, position: int) -> bool:
        """True if nothing follows that could not belong to a number."""
        match = _NUMBER.match(self._text, position)
        return match is not None and match.end() == len(self._text)

    def _expect(self, character: str, position: int) -> int:
        if self._text[position] != character:
            raise StateInvalid(f'the JSON is broken after {self._count} entries: "{character}" is missing')
        return position + 1

    def _skip(self, position: int) -> int:
        """The next character that is no space."""
        match = _SPACE.match(self._text, position)
        end = match.end() if match else position
        if end == len(self._text):
            raise _Unfinished
        return end

    def _check_end(self) -> None:
        if self._text[self._start :].strip(" \t\n\r"):
            raise StateInvalid("the JSON goes on after its end")
        self._text, self._start = "", 0


def _refuse_constant(name: str) -> NoReturn:
    raise StateInvalid(f"{name} is not JSON")
