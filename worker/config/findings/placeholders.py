"""Texts that a template leaves for its user to fill in, such as `<Add-KV-ID>`, `your-id` or `xxxxxxxx`."""

import re

_MAX_LENGTH = 200

_BRACKETS = (("<", ">"), ("[", "]"), ("__", "__"), ("%", "%"), ("{{", "}}"), ("${", "}"))

_WORDS = (
    "add me",
    "add the",
    "add your",
    "addme",
    "change me",
    "change this",
    "changeme",
    "fill in",
    "fill me in",
    "fill this in",
    "fixme",
    "insert here",
    "insert id",
    "insert the",
    "insert your",
    "paste here",
    "paste id",
    "paste the",
    "paste your",
    "place holder",
    "placeholder",
    "put your",
    "replace by",
    "replace id",
    "replace me",
    "replace this",
    "replace with",
    "replace your",
    "replaceme",
    "tbd",
    "to be added",
    "to be defined",
    "to be filled",
    "update me",
    "update this",
    "update with",
    "your",
)
"""Words that nobody keeps in a name or an id."""

_NOT_LETTERS = re.compile(r"[^a-z]+")


def looks_like_placeholder(text: str) -> bool:
    """Whether a name, an id, a date or the like is what a template put there, and not what was meant."""
    stripped = text.strip()
    if not stripped or len(stripped) > _MAX_LENGTH:
        return False
    return _has_brackets(stripped) or _is_filler(stripped) or _has_words(stripped)


def _has_brackets(text: str) -> bool:
    """`<YOUR_ID>`, `{{ id }}`, `prefix-${ID}`, `__ID__`, `%COMPAT_DATE`."""
    if text[0] == "%":
        return text.strip("%").replace("_", "").isalpha()
    for opening, closing in _BRACKETS:
        if len(text) > len(opening) + len(closing) and text.startswith(opening) and text.endswith(closing):
            return True
    return ("{{" in text and "}}" in text) or ("${" in text and "}" in text)


def _is_filler(text: str) -> bool:
    """`xxxxxxxx-xxxx`, `00000000`, `...`"""
    filling = text.replace("-", "").replace("_", "").lower()
    kinds = set(filling)
    if kinds <= {"x", "0"}:
        return len(filling) >= 6 or filling in ("xxx", "xxxx", "xxxxx")
    return kinds <= {"?", "*", ".", "…"} and len(filling) >= 3


def _has_words(text: str) -> bool:
    if text == "TODO" or text.startswith(("TODO ", "TODO_", "TODO-", "TODO:")):
        return True
    words = " ".join(_NOT_LETTERS.split(text.lower())).strip()
    if words.endswith(" here"):
        return True
    padded = f" {words} "
    return any(f" {known} " in padded for known in _WORDS)
