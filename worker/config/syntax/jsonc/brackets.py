"""Brackets of JSONC that are not closed, or closed by the wrong one."""

import re

from fakeflare.worker.config.syntax.jsonc.reader import Reader
from fakeflare.worker.config.syntax.jsonc.reports import WORDS, drop_name, is_first, report, stop
from fakeflare.worker.config.syntax.jsonc.scalars import MAX_PROBLEMS
from fakeflare.worker.config.syntax.nodes import MAX_DEPTH, Node, Problem, Span

_REPAIRED = frozenset(
    {
        "bad-escape",
        "bad-number",
        "control-character",
        "extra-comma",
        "foreign-literal",
        "hash-comment",
        "invisible-character",
        "missing-colon",
        "missing-comma",
        "unquoted-name",
        "unquoted-value",
        "wrong-quotes",
    }
)
"""After these the values are what the author meant."""

_REST = re.compile(r"(?:[ \t\r\n}\]]|//[^\r\n]*|/\*.*?\*/)*+", re.DOTALL)


def finish(reader: Reader) -> bool:
    """What is wrong at the end of the text. Whether the values are what the author meant."""
    is_whole = len(reader.problems) < MAX_PROBLEMS
    del reader.problems[MAX_PROBLEMS:]
    if is_whole and reader.state != "end" and not _is_end_swallowed(reader):
        _report_end(reader)
    return is_whole and all(problem.kind in _REPAIRED for problem in reader.problems)


def stop_too_deep(reader: Reader, start: int, end: int) -> None:
    """A bracket that would be one too many."""
    message = f"Maximum call stack size exceeded: more than {MAX_DEPTH} brackets are open here"
    reader.problems.append(Problem("too-deep", message, Span(start, end)))
    stop(reader)


def _is_end_swallowed(reader: Reader) -> bool:
    """Whether the brackets that are missing may be in a text or a comment that was not closed."""
    return any(
        problem.kind == "unclosed-comment"
        or (problem.kind == "unclosed-string" and problem.span.end == len(reader.text.rstrip()))
        for problem in reader.problems
    )


def _report_end(reader: Reader) -> None:
    if reader.state == "root" and reader.problems:
        return
    if reader.state == "root":
        message = "the file is empty" if not reader.text.strip() else "the file holds nothing but comments"
        report(reader, "empty-file", message, Span(0, 0), hint='Start with { "name": "my-worker" }.')
        return
    if reader.state in ("colon", "value"):
        drop_name(reader)
    end = Span(len(reader.text), len(reader.text))
    suspect = _find_suspect(reader) if len(reader.stack) == 1 else None
    is_open = reader.state in ("key", "item") and not is_first(reader, end.start)
    word = WORDS[reader.state] if is_open else None
    while reader.stack:
        node = reader.stack[-1].node
        _report_unclosed(reader, suspect or node, end, "the file ends here", word)
        reader.close(*end)
        word = None


def _report_unclosed(reader: Reader, node: Node, end: Span, what: str, word: str | None) -> None:
    is_array = node.items is not None
    opening, closing = ("bracket [", "]") if is_array else ("brace {", "}")
    word = word or f"Close{'Bracket' if is_array else 'Brace'}Expected"
    span = Span(node.span.start, node.span.start + 1)
    message, hint = f"this {opening} is never closed", f"Write {closing} where it ends."
    report(reader, "unclosed-bracket", message, span, word=word, hint=hint, other=(end, what))


def _find_suspect(reader: Reader) -> Node | None:
    """The bracket that, by the lines' indentation, took the closing one of a bracket around it."""
    suspect = None
    for _, node in reader.stack[0].node.walk():
        if node.members is None and node.items is None:
            continue
        opening = _get_indentation(reader.text, node.span.start)
        closing = _get_indentation(reader.text, node.span.end - 1)
        is_first = reader.text.startswith(
            closing + reader.text[node.span.end - 1], _find_line(reader.text, node.span.end - 1)
        )
        if node is not reader.stack[0].node and is_first and len(closing) < len(opening):
            suspect = node
    return suspect


def _find_line(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _get_indentation(text: str, offset: int) -> str:
    start = _find_line(text, offset)
    line = text[start:offset]
    return line[: len(line) - len(line.lstrip())]


def close_other(reader: Reader, _mark: str, start: int, end: int) -> None:
    """A closing bracket that does not fit the innermost open one."""
    is_array = reader.text[start] == "]"
    fitting = [
        place for place, holder in enumerate(reader.stack) if (holder.node.items is not None) is is_array
    ]
    rest = _REST.match(reader.text, end)
    has_more = rest is not None and rest.end() < len(reader.text)
    if not fitting or (fitting[-1] == 0 and has_more):
        _close_wrongly(reader, start, end)
        return
    word: str | None = WORDS[reader.state]
    for holder in reversed(reader.stack[fitting[-1] + 1 :]):
        _report_unclosed(reader, holder.node, Span(start, end), "this closes the bracket around it", word)
        reader.close(start, start)
        word = None
    reader.close(start, end)


def _close_wrongly(reader: Reader, start: int, end: int) -> None:
    node = reader.stack[-1].node
    opening, closing = ("[", "]") if node.items is not None else ("{", "}")
    other = (Span(node.span.start, node.span.start + 1), f"the {opening}")
    message = f"{reader.text[start]} stands where {opening} is open"
    hint = f"Write {closing} here, or delete one of the two."
    report(reader, "wrong-bracket", message, Span(start, end), hint=hint, other=other)
    reader.close(start, end)
