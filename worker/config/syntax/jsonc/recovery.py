"""Reads on after what JSONC does not allow: says what is wrong, guesses what is meant.

Every problem's message starts with what wrangler prints: jsonc-parser's word for the first thing
that it meets.
"""

import json
import re
from collections.abc import Callable, Mapping

from fakeflare.worker.config.syntax.jsonc.brackets import close_other, stop_too_deep
from fakeflare.worker.config.syntax.jsonc.guesses import read_odd_quotes, read_odd_word
from fakeflare.worker.config.syntax.jsonc.reader import Reader, State
from fakeflare.worker.config.syntax.jsonc.reports import (
    drop_name,
    find_bare_name,
    find_bare_text,
    is_first,
    name_word,
    report,
    stop,
)
from fakeflare.worker.config.syntax.nodes import Node, Span

_STRAY_TEXT = re.compile(r"[^,}\]\r\n]*")
_COLON = re.compile(r"[ \t\r\n]*:")
_LINE = re.compile(r"[^\r\n]*")
_ONLY_MARKS = re.compile(r"[,;\]}](?:[ \t\r\n]*[,;\]}])*(?=[ \t\r\n]*\Z)")
"""Behind a whole value: nothing to the end of the file that could be meant."""

Recovery = Callable[[Reader, str, int, int], None]


def recover(reader: Reader, mark: str, start: int, end: int) -> None:
    """A token that the grammar does not allow where it stands."""
    if mark == "too deep":
        stop_too_deep(reader, start, end)
    elif mark != "w" or not _pass_odd_characters(reader, start, end):
        _RECOVERIES[reader.state][mark](reader, mark, start, end)


def pass_open_text(reader: Reader, value: str, start: int, end: int) -> None:
    """A string without its closing quote, which has just been reported. What ends it may stand in it."""
    tail = reader.position = _find_tail(reader, start, end)
    if reader.state == "key":
        reader.value_end = tail
        reader.state = "after member"
    else:
        reader.problems[-1] = reader.problems[-1]._replace(edit=(Span(tail, tail), '"'))
        reader.add(Node(value[: len(value) - (end - tail)], Span(start, tail)))


def _find_tail(reader: Reader, start: int, end: int) -> int:
    """Where a comma, or closing brackets that fit those that are open, end the line."""
    token = reader.text[start + 1 : end]
    tail = end - len(token) + len(token.rstrip(" \t,]}"))
    closing = re.sub(r"[ \t,]", "", reader.text[tail:end])
    fitting = "".join("}" if holder.node.items is None else "]" for holder in reversed(reader.stack))
    if not fitting.startswith(closing):
        return end - 1 if token.endswith(",") else end
    return tail


def _pass_odd_characters(reader: Reader, start: int, end: int) -> bool:
    """Invisible characters, and comments that start with #. Whether the word was such."""
    word = reader.text[start:end]
    if word[0] == "#":
        line = _LINE.match(reader.text, start)
        reader.position = end if line is None else line.end()
        span = Span(start, reader.position)
        reader.comments.append(span)
        edit = (Span(start, start + 1), "//")
        report(
            reader,
            "hash-comment",
            "a comment starts with //",
            span,
            word="InvalidSymbol",
            hint="Write // for #.",
            edit=edit,
        )
        return True
    if word.isprintable():
        return False
    return _pass_invisible(reader, start, end)


def _pass_invisible(reader: Reader, start: int, end: int) -> bool:
    seen = start
    while seen < end and not reader.text[seen].isprintable():
        seen += 1
    if seen == start:
        seen = next(place for place in range(start, end) if not reader.text[place].isprintable())
        reader.position = seen
        reader.take("w", start, seen)
        return True
    names = ", ".join(f"U+{ord(character):04X}" for character in reader.text[start : min(seen, start + 3)])
    span = Span(start, seen)
    report(
        reader,
        "invisible-character",
        f"an invisible character ({names}) stands here",
        span,
        word="InvalidSymbol",
        hint="Replace it by a space.",
        edit=(span, " "),
    )
    reader.position = seen
    return True


def _refuse_root(reader: Reader, mark: str, start: int, end: int) -> None:
    """The text starts with something that is no value: nothing in it can be made out."""
    word = "InvalidSymbol" if mark in ("w", "'") else "ValueExpected"
    line = _LINE.match(reader.text, start)
    shown = line[0] if line else ""
    hint = "The configuration is one object: { … }."
    if mark == "w" and re.match(r"[\w.-]+\s*=", shown):
        hint = "This looks like TOML: call the file wrangler.toml."
    elif _COLON.match(reader.text, end):
        hint = "Put { before the first name and } after the last value."
    report(
        reader, "not-json", "the configuration does not start with {", Span(start, end), word=word, hint=hint
    )
    stop(reader)


def _refuse_more(reader: Reader, mark: str, start: int, end: int) -> None:
    """Something follows the value that is the whole configuration."""
    root = reader.root
    if root is not None and mark == ":" and isinstance(root.value, str):
        hint = "Put { before the first name and } after the last value."
        report(reader, "not-json", "the configuration does not start with {", root.span, hint=hint)
    else:
        _report_rest(reader, root, Span(start, end))
    stop(reader)


def _report_rest(reader: Reader, root: Node | None, span: Span) -> None:
    other = None if root is None else (Span(root.span.end - 1, root.span.end), "the configuration ends here")
    marks = _ONLY_MARKS.match(reader.text, span.start)
    edit = None if marks is None else (Span(*marks.span()), "")
    hint = "A configuration is one object. Look for a closing bracket too many before this place."
    if marks is not None:
        hint = "Delete what stands behind the configuration."
    message = "text follows the end of the configuration"
    report(reader, "text-after-end", message, span, hint=hint, other=other, edit=edit)


def _pass_comma(reader: Reader, _mark: str, start: int, end: int) -> None:
    word = "ValueExpected" if is_first(reader, start) else None
    span = Span(start, end)
    report(
        reader,
        "extra-comma",
        "this comma has nothing before it",
        span,
        word=word,
        hint="Delete it.",
        edit=(span, ""),
    )


def _add_odd_name(reader: Reader, _mark: str, start: int, end: int) -> None:
    value, problem = read_odd_quotes(reader.text[start:end], start)
    reader.problems.append(problem)
    reader.set_name(value, start, end)


def _add_bare_name(reader: Reader, _mark: str, start: int, end: int) -> None:
    word = name_word(reader, start, end)
    bare = find_bare_name(reader.text, start)
    if bare is None:
        _pass_junk(reader, start, word)
        return
    quoted = json.dumps(bare.text, ensure_ascii=False)
    edit = (bare.span, quoted)
    message = "a name needs double quotes"
    report(reader, "unquoted-name", message, bare.span, word=word, hint=f"Write {quoted}.", edit=edit)
    reader.position = bare.span.end
    reader.set_name(bare.text, *bare.span)


def _pass_junk(reader: Reader, start: int, word: str | None) -> None:
    """Words where a member should be."""
    span = find_bare_text(reader.text, start).span
    message = "a member starts with its name and a colon"
    report(reader, "missing-name", message, span, word=word)
    reader.position = reader.value_end = span.end
    reader.state = "after member"


def _add_nameless(reader: Reader, mark: str, start: int, end: int) -> None:
    """A value where a name should be; it is read and forgotten."""
    message = "a value without a name stands in an object"
    hint = 'Write "name": before it. A list of values stands in [ ].'
    report(reader, "missing-name", message, Span(start, end), hint=hint)
    reader.key = None
    reader.state = "value"
    reader.take(mark, start, end)


def _pass_colon(reader: Reader, _mark: str, start: int, end: int) -> None:
    """A colon with no name before it."""
    is_array = reader.state in ("item", "after item")
    if is_array:
        message, hint = "an array has no names", "Members with names stand in { }."
    elif reader.state == "value":
        message, hint = "one colon stands between a name and its value", "Delete it."
    else:
        message, hint = "a name in double quotes stands before a colon", None
    report(reader, "unexpected-colon", message, Span(start, end), hint=hint)
    if is_array:
        reader.state = "item"
    elif reader.state != "value":
        reader.key = None
        reader.state = "value"


def _add_missing_colon(reader: Reader, mark: str, start: int, end: int) -> None:
    """A value directly after a name."""
    key = reader.key or Span(start, start)
    if reader.text[start] == "=":
        more = 2 if reader.text.startswith("=>", start) else 1
        span = Span(start, start + more)
        message = "a colon stands between a name and its value"
        report(
            reader,
            "missing-colon",
            message,
            span,
            word="InvalidSymbol",
            hint="Write : for it.",
            edit=(span, ":"),
        )
        reader.position = span.end
        reader.state = "value"
    elif start == key.end and mark in ('"', "w"):
        _pass_stray_text(reader, mark, start, end)
    elif mark in ('"', "'") and _COLON.match(reader.text, end):
        drop_name(reader)
        reader.state = "key"
        reader.take(mark, start, end)
    else:
        edit = (Span(key.end, key.end), ":")
        message = "a colon is missing after this name"
        report(reader, "missing-colon", message, Span(key.end, key.end), hint="Write : after it.", edit=edit)
        reader.state = "value"
        reader.take(mark, start, end)


def _end_without_value(reader: Reader, mark: str, start: int, end: int) -> None:
    drop_name(reader)
    reader.take(mark, start, end)


def _add_odd_text(reader: Reader, _mark: str, start: int, end: int) -> None:
    value, problem = read_odd_quotes(reader.text[start:end], start)
    reader.problems.append(problem)
    reader.add(Node(value, Span(start, end)))


def _add_odd_word(reader: Reader, _mark: str, start: int, _end: int) -> None:
    bare = find_bare_text(reader.text, start)
    value, problem = read_odd_word(bare.text, bare.span)
    reader.problems.append(problem)
    reader.position = bare.span.end
    reader.add(Node(value, bare.span))


def _pass_stray_text(reader: Reader, mark: str, start: int, end: int) -> None:
    """Text behind a value that does not belong to it: up to the next comma, closing bracket or line."""
    match = _STRAY_TEXT.match(reader.text, start)
    stop = end if match is None else max(match.end(), start + 1)
    span = Span(start, start + len(reader.text[start:stop].rstrip()))
    word = None if mark == '"' else name_word(reader, start, end)
    hint = r"A quote within a text is written \"." if reader.text[start - 1] == '"' else None
    report(reader, "stray-text", "this does not belong to what stands before it", span, word=word, hint=hint)
    reader.position = stop
    reader.key = None
    reader.set_state_after_value()


def _add_missing_comma(reader: Reader, mark: str, start: int, end: int) -> None:
    """A further member or item directly after a value."""
    text = reader.text
    if text[start] == ";":
        span = Span(start, start + 1)
        message = "a comma stands between two values"
        report(
            reader,
            "missing-comma",
            message,
            span,
            word="InvalidSymbol",
            hint="Write , for it.",
            edit=(span, ","),
        )
        reader.position = span.end
        reader.pass_comma(start, end)
        return
    if _is_stray(reader, mark, start, end):
        _pass_stray_text(reader, mark, start, end)
        return
    place = Span(reader.value_end, reader.value_end)
    message = "a comma is missing after this value"
    report(reader, "missing-comma", message, place, hint="Write , after it.", edit=(place, ","))
    reader.pass_comma(start, end)
    reader.take(mark, start, end)


def _is_stray(reader: Reader, mark: str, start: int, end: int) -> bool:
    """Whether a token behind a value is no member or item of its own."""
    text = reader.text
    is_close = start == reader.value_end and text[start - 1] == '"'
    if reader.state == "after item":
        return is_close and mark == "w"
    if mark == "w":
        return is_close or find_bare_name(text, start) is None
    return is_close and _COLON.match(text, end) is None


_RECOVERIES: Mapping[State, Mapping[str, Recovery]] = {
    "root": dict.fromkeys(",:]}'w", _refuse_root),
    "key": {
        ",": _pass_comma,
        ":": _pass_colon,
        "]": close_other,
        "'": _add_odd_name,
        "w": _add_bare_name,
        **dict.fromkeys("{[", _add_nameless),
    },
    "colon": {**dict.fromkeys("\"'w{[", _add_missing_colon), **dict.fromkeys(",}]", _end_without_value)},
    "value": {
        ":": _pass_colon,
        "'": _add_odd_text,
        "w": _add_odd_word,
        **dict.fromkeys(",}]", _end_without_value),
    },
    "item": {
        ",": _pass_comma,
        ":": _pass_colon,
        "}": close_other,
        "'": _add_odd_text,
        "w": _add_odd_word,
    },
    "after member": {
        ":": _pass_colon,
        "]": close_other,
        **dict.fromkeys("\"'w", _add_missing_comma),
        **dict.fromkeys("{[", _add_nameless),
    },
    "after item": {":": _pass_colon, "}": close_other, **dict.fromkeys("\"'w{[", _add_missing_comma)},
    "end": dict.fromkeys("\"'w{[:,]}", _refuse_more),
}
"""What is done with each token that the grammar does not allow in a state."""
