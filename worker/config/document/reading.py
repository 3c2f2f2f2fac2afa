"""Turns a file, or a text, into a document. Never raises: what cannot be read is a document with problems."""

import codecs
import stat
from pathlib import Path

from fakeflare.worker.config.document.document import Document, Syntax
from fakeflare.worker.config.document.values import show
from fakeflare.worker.config.syntax.nodes import Parsed, Problem, Span

MAX_BYTES = 16_000_000
"""wrangler has no limit; a file of this size takes it, and us, several seconds."""

# workers-utils: src/config/index.ts `parseRawConfigFile`
_SYNTAXES: tuple[tuple[str, Syntax], ...] = ((".toml", "toml"), (".json", "jsonc"), (".jsonc", "jsonc"))

# workers-utils: src/parse.ts `UNSUPPORTED_BOMS`
_MARKS = (
    (codecs.BOM_UTF32_BE, "UTF-32 BE"),
    (codecs.BOM_UTF32_LE, "UTF-32 LE"),
    (codecs.BOM_UTF16_BE, "UTF-16 BE"),
    (codecs.BOM_UTF16_LE, "UTF-16 LE"),
)


def read_file(path: Path, shown: str | None = None) -> Document:
    """The document of a file; `shown` is the path as findings print it."""
    name = str(path) if shown is None else shown
    syntax = find_syntax(path.name)
    data, problem = _read_bytes(path, name)
    if problem is None and syntax is None:
        problem = _refuse_suffix(path)
    if problem is None:
        problem = _find_mark(data, name)
    if problem is not None:
        return _make_unread(name, syntax or "jsonc", problem)
    return read_bytes(data, syntax or "jsonc", name)


def find_syntax(name: str) -> Syntax | None:
    """The language of a file by its name; None where wrangler does not look into it."""
    return next((syntax for suffix, syntax in _SYNTAXES if name.endswith(suffix)), None)


def read_bytes(data: bytes, syntax: Syntax, shown: str = "-") -> Document:
    """The document of a file's content, such as that of standard input."""
    if len(data) > MAX_BYTES:
        return _make_unread(shown, syntax, _refuse_size(shown))
    problem = _find_mark(data, shown)
    if problem is not None:
        return _make_unread(shown, syntax, problem)
    text = data.decode("utf-8", "replace")
    document = read_text(text, syntax, shown)
    fault = _find_bad_byte(data) if "\ufffd" in text else None
    if fault is None:
        return document
    parsed = document.parsed._replace(problems=[fault, *document.parsed.problems])
    return Document(shown, document.text, syntax, parsed)


def read_text(text: str, syntax: Syntax, shown: str = "-") -> Document:
    """The document of a text. A byte order mark before it is no part of it."""
    text = text.removeprefix("\ufeff")
    if syntax == "toml":
        # start-up: a file is in one of two languages
        from fakeflare.worker.config.syntax.toml.reader import parse_toml

        return Document(shown, text, syntax, parse_toml(text))
    # start-up: as above
    from fakeflare.worker.config.syntax.jsonc.parsing import parse_jsonc

    return Document(shown, text, syntax, _require_object(parse_jsonc(text)))


def _make_unread(shown: str, syntax: Syntax, problem: Problem) -> Document:
    return Document(shown, "", syntax, Parsed(None, [problem], [], [], is_sound=False))


def _read_bytes(path: Path, shown: str) -> tuple[bytes, Problem | None]:
    """A file's bytes. Only regular files are opened: a named pipe or a device may never end."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return b"", _refuse_file(shown, "It is a directory.")
        if not stat.S_ISREG(status.st_mode):
            return b"", _refuse_file(shown, "It is no regular file.")
        if status.st_size > MAX_BYTES:
            return b"", _refuse_size(shown)
        return path.read_bytes(), None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return b"", _refuse_file(shown, f"{reason[:1].upper()}{reason[1:]}.")


def _refuse_file(shown: str, reason: str) -> Problem:
    # workers-utils: src/parse.ts `readFileSync`
    return Problem("unreadable-file", f"Could not read file: {shown}", Span(0, 0), hint=reason)


def _refuse_size(shown: str) -> Problem:
    megabytes = MAX_BYTES // 1_000_000
    message = f"The file {shown} has more than {megabytes} MB: it is not read."
    return Problem("unreadable-file", message, Span(0, 0))


def _refuse_suffix(path: Path) -> Problem:
    message = f"wrangler takes {path.name} as an empty configuration, whatever is in it."
    hint = "The name must end in .jsonc, .json or .toml."
    return Problem("unknown-suffix", message, Span(0, 0), hint=hint)


def _find_mark(data: bytes, shown: str) -> Problem | None:
    """The byte order mark of an encoding that wrangler refuses (`removeBOMAndValidate`)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            message = f"Configuration file contains {encoding} byte order marker"
            note = f'The file "{shown}" appears to be encoded as {encoding}.'
            hint = f"{note} Please save the file as UTF-8 without BOM."
            return Problem("wrong-encoding", message, Span(0, 0), hint=hint)
    return None


def _find_bad_byte(data: bytes) -> Problem | None:
    """The first byte that is no UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        message = f"The byte 0x{data[error.start]:02X} is no UTF-8: wrangler reads U+FFFD for it."
        return Problem("invalid-utf-8", message, Span(place, place + 1), hint="Save the file as UTF-8.")
    return None


def _require_object(parsed: Parsed) -> Parsed:
    """The root of a configuration is an object; where it is another value that is the one problem."""
    root = parsed.root
    if root is None or not parsed.is_sound:
        return parsed
    if root.members is not None:
        # wrangler finds the members of `__proto__` as if they were the root's own
        return parsed._replace(is_sound="__proto__" not in root.members)
    kind = "an array" if root.items is not None else _name(root.value)
    message = f"The configuration should be an object but is {kind}."
    problem = Problem("root-not-object", message, root.span, hint="Write it as { … }.")
    return parsed._replace(problems=[*parsed.problems, problem], is_sound=False)


def _name(value: object) -> str:
    return show(value) if len(show(value)) < 80 else "a text"
