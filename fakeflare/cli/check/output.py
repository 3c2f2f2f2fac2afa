"""Writing to a standard stream, whatever has become of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO


def write_text(text: str, stream: TextIO) -> None:
    """Write, whatever the stream's encoding is. Raises OSError, as for a full disk."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    with _forgiving(stream):
        stream.write(text)
        stream.flush()


def write_bytes(data: bytes, stream: TextIO) -> None:
    """The same for what is not to be encoded again."""
    with _forgiving(stream):
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()


@contextmanager
def _forgiving(stream: TextIO) -> Iterator[None]:
    """A reader that has gone is no reason to complain."""
    try:
        yield
    except OSError as error:
        # the interpreter flushes once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise
