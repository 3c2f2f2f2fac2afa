"""Turns a file, or a text, into a document. Never raises: what cannot be read is a document with problems."""

from pathlib import Path

from worker.config.document import Document, Syntax


def read_file(path: Path, shown: str | None = None) -> Document:
    """The document of a file; `shown` is the path as findings print it."""
    raise NotImplementedError


def read_text(text: str, syntax: Syntax, shown: str = "-") -> Document:
    """The document of a text, such as that of standard input."""
    raise NotImplementedError
