"""What is wrong in a TOML text that tomli refuses, as smol-toml says it (src/parse.ts, struct.ts)."""

import re
from collections.abc import Callable
from typing import NamedTuple

import tomli

from fakeflare.worker.config.syntax.nodes import Node, Problem, Span
from fakeflare.worker.config.syntax.toml.index import Index, Name
from fakeflare.worker.config.syntax.toml.statements import (
    LINE_END,
    MARK,
    PIECE,
    Statement,
    blank,
    count,
    find_open_bracket,
    find_statement,
    point,
    report,
)
from fakeflare.worker.config.syntax.toml.value_faults import (
    explain_control,
    explain_date,
    explain_escape,
    explain_hex,
    explain_number,
    explain_string,
    explain_structure,
    explain_value,
)

_NUMBER = re.compile(r"[\s=\[,][+-]?[0-9][0-9_.]*\Z")
_IN_NUMBER = "illegal character in numeric literal"
_REDEFINED = "trying to redefine an already defined table or value"


class Fault(NamedTuple):
    """What is wrong, and the text without it; an empty text where nothing can be said about the rest."""

    problem: Problem
    rest: str


def find_fault(text: str, said: str, place: int) -> Fault:
    """`said` is tomli's message, `place` the offset where it stopped."""
    statement = find_statement(text, place)
    explain = next((explain for start, explain in _EXPLANATIONS if said.startswith(start)), explain_value)
    problem = explain(statement)
    is_endless = problem.kind == "toml-string" and text.startswith(('"""', "'''"), problem.span.start)
    if problem.kind == "not-toml" or is_endless:
        return Fault(problem, "")
    rest = blank(statement, problem.span.end if problem.kind == "toml-string" else statement.place)
    return Fault(problem, "" if rest == text else rest)


def _explain_redefinition(statement: Statement) -> Problem:
    if not statement.is_header and find_open_bracket(statement) is not None:
        return _explain_inline_duplicate(statement)
    names = statement.names or [Name("", Span(statement.start, statement.start))]
    span = Span(names[0].span.start, names[-1].span.end)
    shown = ".".join(name.text for name in names)
    first = _find_first(statement)
    other = None if first is None else (first, f"{shown} is defined here first")
    kind = "toml-redefinition" if statement.is_header or first is None else "toml-duplicate"
    hint = (
        "A table has one header: put its lines together." if statement.is_header else "Delete one of the two."
    )
    return report(kind, _REDEFINED, span, hint, other)


def _find_first(statement: Statement) -> Span | None:
    """Where the name, or the first part of it that is taken, was defined."""
    before = statement.text[: statement.start]
    index = Index(before, tomli.loads(before))
    index.read()
    node: Node | None = index.root if statement.is_header else index.table
    found: Span | None = None
    for name in statement.names:
        member = None if node is None or node.members is None else node.members.get(name.text)
        if member is None:
            break
        found, node = member.key, member.node
        if node.items:
            node = node.items[-1]
    return found


def _explain_inline_duplicate(statement: Statement) -> Problem:
    """tomli stops behind the value; the name is the last one before it."""
    text = statement.text
    pattern = re.compile(r"""[{,\s]([A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?=[ \t]*[.=])""")
    keys = [match.span(1) for match in pattern.finditer(text, statement.value, statement.place)]
    last = Span(*keys[-1]) if keys else Span(statement.place, statement.place + 1)
    first = [key for key in keys[:-1] if text[slice(*key)] == text[slice(*last)]]
    other = (Span(*first[-1]), "it is defined here first") if first else None
    hint = "Delete one of the two."
    return report("toml-redefinition", "trying to redefine an already defined value", last, hint, other)


def _explain_key(statement: Statement) -> Problem:
    """A line that starts with no key, or whose key no = or ] follows."""
    text, place = statement.text, statement.place
    line = text[place:].split("\n", 1)[0]
    span = point(text, place)
    if text[:place].strip() == "" and line.startswith("{"):
        hint = "This looks like JSON: call the file wrangler.jsonc."
        return report("not-toml", "illegal character in key", span, hint)
    if line.startswith("//"):
        span = Span(place, place + 2)
        message, hint = "illegal character in key", "A comment starts with #."
        return report("toml-key", message, span, hint, edit=(span, "#"))
    if line.startswith(":") and "=" not in line and not statement.is_header:
        message, hint = "illegal character in key", "Write = between a name and its value."
        return report("toml-key", message, span, hint, edit=(span, " ="))
    return report("toml-key", _name_key_fault(statement, line), span, _find_key_hint(statement, line))


def _name_key_fault(statement: Statement, line: str) -> str:
    end = "]" if statement.is_header else "="
    if line.startswith(end):
        return "unexpected end of key"
    if line.startswith("."):
        return "illegal empty bare key"
    is_over = statement.place >= len(statement.text)
    return "incomplete key-value: cannot find end of key" if is_over else "illegal character in key"


def _find_key_hint(statement: Statement, line: str) -> str | None:
    if statement.is_header:
        return "A header is [name] or [[name]]." if not line.startswith((".", "]")) else None
    if not line.strip():
        return 'Write name = "value".'
    if not line[0].isascii():
        return "A name with other characters than A-Z, a-z, 0-9, - and _ stands in quotes."
    return None


def _explain_array_header(statement: Statement) -> Problem:
    if not statement.text.startswith("]", statement.place):
        return _explain_key(statement)
    place = statement.place + 1
    hint = "An array of tables is [[name]], with two brackets at each end."
    message = "expected end of table array declaration"
    return report("toml-key", message, Span(statement.start, place), hint, edit=(Span(place, place), "]"))


def _explain_line_end(statement: Statement) -> Problem:
    """Something follows a statement in its line."""
    number = explain_number(statement)
    if number is not None:
        return number
    text, place = statement.text, statement.place
    is_number = _NUMBER.search(text[statement.value - 1 : place]) and text[place] not in " \t\r"
    message = _IN_NUMBER if is_number else "each key-value declaration must be followed by an end-of-line"
    words = LINE_END.search(text, place)
    span = Span(place, place + 1 if words is None else max(words.start(), place + 1))
    hint, edit = None, None
    if text.startswith("//", place):
        span, hint = Span(place, place + 2), "A comment starts with #."
        edit = (span, "#")
    elif text[place : place + 1] in (",", ";"):
        span, hint = Span(place, place + 1), "Delete it: nothing stands behind a value."
        edit = (span, "")
    elif text.startswith("\r", place):
        hint = "A carriage return alone ends no line: save the file with line feeds."
    return report("toml-line-end", message, span, hint, edit=edit)


_EXPLANATIONS: tuple[tuple[str, Callable[[Statement], Problem]], ...] = (
    ("Cannot ", _explain_redefinition),
    ("Duplicate inline", _explain_inline_duplicate),
    ("Invalid statement", _explain_key),
    ("Invalid initial character", _explain_key),
    ("Expected '='", _explain_key),
    ("Expected ']]'", _explain_array_header),
    ("Expected ']'", _explain_key),
    ("Expected newline", _explain_line_end),
    ("Expected ", explain_string),
    ("Unterminated string", explain_string),
    ("Found invalid character", explain_control),
    ("Illegal character", explain_control),
    ("Unescaped", explain_escape),
    ("Invalid hex value", explain_hex("invalid non-hex character in unicode escape")),
    ("Escaped character", explain_hex("invalid unicode escape")),
    ("Unclosed", explain_structure),
    ("Invalid date", explain_date),
)
"""What explains each of tomli's messages."""


def find_excess(text: str, error: Exception) -> Problem:
    """Too many brackets, or too many digits, for tomli."""
    if isinstance(error, RecursionError):
        message = "document contains excessively nested structures. aborting."
        return report("too-deep", message, _find_deepest(text))
    match = re.search(r"[0-9_]{600,}", text)
    span = Span(0, 0) if match is None else Span(*match.span())
    return report("toml-integer", "integer value cannot be represented losslessly", span)


def _find_deepest(text: str) -> Span:
    depth = deepest = position = place = 0
    while match := PIECE.match(text, position):
        depth += count(match[MARK])
        if depth > deepest:
            deepest, place = depth, position
        if depth > 400:
            break
        position = match.end()
    return Span(place, place + 1)
