"""Texts of a file made fit for a terminal or an XML document: what would act on it is spelt out."""

import re

_ACTIVE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
"""Control characters, marks that turn the direction of writing, line separators, halves of characters."""

_WIDE = frozenset("WF")
_NARROW = frozenset(("Mn", "Me", "Cf"))


def spell_out(text: str, keep: str = "") -> str:
    """`\\x1b` for an escape character, and so on. `keep` are characters that may stay."""
    # most texts have none, and the pattern takes a while to make
    if text.isprintable():
        return text
    return re.sub(f"[{_ACTIVE}]", lambda found: found[0] if found[0] in keep else _spell(found[0]), text)


def _spell(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def measure(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    # start-up: few configurations hold letters beyond ASCII
    import unicodedata

    widths = (
        0 if unicodedata.category(one) in _NARROW else 1 + (unicodedata.east_asian_width(one) in _WIDE)
        for one in text
    )
    return sum(widths)
