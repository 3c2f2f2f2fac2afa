"""What V8 says of a text that is no JSON, found from what Python's own reader says.

Sources: v8/src/json/json-parser.cc, and what workerd 2026-11-17 says of such texts.
"""

import re

# V8 shows ten characters on each side of the offender, and a text of up to 20 whole
# (kMaxContextCharacters and kMinOriginalSourceLengthForContext).
_CONTEXT = 10
_MAX_WHOLE = 20

# What an object or undefined becomes when it is taken for JSON (`IsSpecialString`).
_SPECIAL = frozenset({"NaN", "Infinity", "undefined", "[object Object]"})

# Python's words for a syntax error and V8's; both then say where.
_MESSAGES = {
    "Unterminated string starting at": "Unterminated string in JSON",
    "Invalid control character at": "Bad control character in string literal in JSON",
    "Invalid \\escape": "Bad escaped character in JSON",
    "Invalid \\escape: ": "Bad escaped character in JSON",
    "Invalid \\uXXXX escape": "Bad Unicode escape in JSON",
    "Expecting property name enclosed in double quotes": "Expected property name or '}' in JSON",
    "Illegal trailing comma before end of object": "Expected double-quoted property name in JSON",
    "Expecting ':' delimiter": "Expected ':' after property name in JSON",
    "Extra data": "Unexpected non-whitespace character after JSON",
}

_NUMBER_BEFORE = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_HEX = re.compile(r"u[0-9a-fA-F]*")
_BACKSLASHES = re.compile(r"\\*\Z")
_END = "Unexpected end of JSON input"


def describe_error(text: str, message: str, position: int) -> str:
    """V8's sentence for Python's message at a place of the text."""
    if text in _SPECIAL:
        return f'"{text}" is not valid JSON'
    if message.startswith(("Unterminated", "Invalid")):
        return _describe_string(text, message, position)
    if message.startswith("Expecting property name") and text[:position].rstrip().endswith(","):
        return _place(text, "Expected double-quoted property name in JSON", position)
    if message.startswith(("Expecting value", "Unexpected UTF-8 BOM")):
        return describe_token(text, position)
    number = _describe_number(text, position)
    if number is not None:
        return number
    if message.startswith("Expecting ',' delimiter"):
        is_object = _find_container(text, position) == "{"
        words = "',' or '}' after property value" if is_object else "',' or ']' after array element"
        return _place(text, f"Expected {words} in JSON", position)
    return _place(text, _MESSAGES.get(message, message), position)


def _describe_string(text: str, message: str, position: int) -> str:
    """Python says where a string or an escape begins, V8 where it goes wrong."""
    if message.startswith("Unterminated"):
        if len(_BACKSLASHES.search(text)[0]) % 2:  # type: ignore[index] # it finds nothing, at least
            return _END
        position = len(text)
    elif "escape" in message:
        hexadecimal = _HEX.match(text, position)
        position = hexadecimal.end() if "uXXXX" in message and hexadecimal else position + 1
    return _place(text, _MESSAGES.get(message, message), position)


def _describe_number(text: str, position: int) -> str | None:
    """A number that Python took to end where it goes wrong."""
    before = _NUMBER_BEFORE.search(text, 0, position)
    if before is None:
        return None
    whole, fraction, exponent = before.groups()
    rest = text[position : position + 2]
    if rest[:1].isdigit() and whole in ("0", "-0") and not (fraction or exponent):
        return _place(text, "Unexpected number in JSON", position)
    if rest[:1] == "." and not (fraction or exponent):
        return _place(text, "Unterminated fractional number in JSON", position + 1)
    if rest[:1] in ("e", "E") and not exponent:
        skipped = 2 if rest[1:] in ("+", "-") else 1
        return _place(text, "Exponent part is missing a number in JSON", position + skipped)
    return None


def describe_token(text: str, position: int) -> str:
    """V8's sentence for a character that begins no value."""
    if text in _SPECIAL:
        return f'"{text}" is not valid JSON'
    if text.startswith("-", position):
        return _place(text, "No number after minus sign in JSON", position + 1)
    # V8 names the first character that is wrong, which may be inside `null`, `true` or `false`
    for literal in ("null", "true", "false"):
        if text.startswith(literal[0], position):
            position += _count_common(literal, text[position:])
            break
    if position >= len(text):
        return _END
    if len(text) <= _MAX_WHOLE:
        context = f'"{text}"'
    else:
        start, end = max(position - _CONTEXT, 0), min(position + _CONTEXT, len(text))
        before, after = "..." if start else "", "..." if end < len(text) else ""
        context = f'{before}"{text[start:end]}"{after}'
    return f"Unexpected token '{text[position]}', {context} is not valid JSON"


def _count_common(first: str, second: str) -> int:
    """How many characters two texts share from their start."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


def _place(text: str, message: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"{message} at position {position} (line {line} column {column})"


def _find_container(text: str, position: int) -> str:
    """The bracket that is open at `position`; the text is sound up to there."""
    open_brackets: list[str] = []
    in_string = is_escaped = False
    for character in text[:position]:
        if in_string:
            in_string = is_escaped or character != '"'
            is_escaped = character == "\\" and not is_escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            open_brackets.append(character)
        elif character in "]}":
            open_brackets.pop()
    return open_brackets[-1] if open_brackets else ""
