"""Patterns in which people name keys and namespaces."""

from fnmatch import fnmatchcase


def fits(text: str, pattern: str) -> bool:
    """Whether it is the pattern itself, or one of the texts that it stands for: `*` is any characters, `?`
    one, `[ab]` one of these; case matters."""
    return text == pattern or fnmatchcase(text, pattern)
