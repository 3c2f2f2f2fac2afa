"""Files and bytes become documents, whatever they are."""

import os
import time
from pathlib import Path

import pytest

from fakeflare.worker.config.document import reading
from fakeflare.worker.config.document.diagnostics import Range
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.reading import MAX_BYTES, find_syntax, read_bytes, read_file, read_text


def list_kinds(document: Document) -> list[str]:
    return [problem.kind for problem in document.parsed.problems]


def get_hint(document: Document) -> str | None:
    (problem,) = document.parsed.problems
    return problem.hint


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wrangler.toml"
    path.write_bytes(b'name = "demo"\r\nmain = "x"\r\n')
    document = read_file(path)
    assert (document.path, document.syntax) == (str(path), "toml")
    assert (document.values, list_kinds(document)) == ({"name": "demo", "main": "x"}, [])
    assert document.make_range(document.get_span(("main",))) == Range(2, 8, 2, 11)


def test_a_path_is_shown_as_asked(tmp_path: Path) -> None:
    (problem,) = read_file(tmp_path / "none.jsonc", "./none.jsonc").parsed.problems
    assert problem.message == "Could not read file: ./none.jsonc"
    assert problem.hint == "No such file or directory."


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("wrangler.json", "jsonc"),
        ("my.jsonc", "jsonc"),
        ("a.toml", "toml"),
        ("wrangler.yaml", None),
        ("wrangler.JSON", None),
        ("wrangler", None),
        (".json", "jsonc"),
    ],
)
def test_the_name_tells_the_language(name: str, syntax: str | None) -> None:
    assert find_syntax(name) == syntax


@pytest.mark.parametrize("name", ["wrangler.json5", "wrangler"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("{}")
    assert list_kinds(read_file(path)) == ["unknown-suffix"]


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonc"
    os.mkfifo(pipe)
    assert get_hint(read_file(pipe)) == "It is no regular file."
    assert get_hint(read_file(tmp_path)) == "It is a directory."
    assert get_hint(read_file(Path("/dev/zero"))) == "It is no regular file."


def test_what_the_system_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get_hint(read_file(tmp_path / "a\x00b.json")) == "Embedded null byte."
    assert get_hint(read_file(tmp_path / ("a" * 300))) == "File name too long."
    path = tmp_path / "wrangler.json"
    path.write_text("{}")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert get_hint(read_file(path)) == "Permission denied."


def test_a_large_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrangler.jsonc"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    started = time.process_time()
    (problem,) = read_file(path, "wrangler.jsonc").parsed.problems
    assert time.process_time() - started < 0.1
    assert problem.message == "The file wrangler.jsonc has more than 16 MB: it is not read."
    assert list_kinds(read_bytes(b" " * (MAX_BYTES + 1), "jsonc")) == ["unreadable-file"]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "wrangler.json"
    path.write_bytes(b'\xef\xbb\xbf{"name": "demo"}')
    document = read_file(path)
    assert (document.text, list_kinds(document)) == ('{"name": "demo"}', [])
    assert document.make_range(document.get_span(("name",), "key")) == Range(1, 2, 1, 8)
    assert read_text("\ufeffa = 1", "toml").values == {"a": 1}


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("UTF-16 LE", b"\xff\xfe"),
        ("UTF-16 BE", b"\xfe\xff"),
        ("UTF-32 LE", b"\xff\xfe\x00\x00"),
        ("UTF-32 BE", b"\x00\x00\xfe\xff"),
    ],
)
def test_other_encodings_are_refused(encoding: str, mark: bytes) -> None:
    text = '{"name": "demo"}'.encode(encoding.replace(" ", "-"))
    (problem,) = read_bytes(mark + text, "jsonc", "a.jsonc").parsed.problems
    assert problem.message == f"Configuration file contains {encoding} byte order marker"
    assert problem.hint == (
        f'The file "a.jsonc" appears to be encoded as {encoding}. Please save the file as UTF-8 without BOM.'
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_no_text_are_replaced(mark: bytes) -> None:
    document = read_bytes(mark + '{"a": "é'.encode() + b'\xff\xfe"}', "jsonc")
    assert document.values == {"a": "é\ufffd\ufffd"}
    (problem,) = document.parsed.problems
    assert (problem.kind, problem.span.start) == ("invalid-utf-8", 8)
    assert problem.message == "The byte 0xFF is no UTF-8: wrangler reads U+FFFD for it."
    assert document.parsed.is_sound


def test_the_replacement_character_itself_is_fine() -> None:
    assert list_kinds(read_bytes('{"a": "\ufffd"}'.encode(), "jsonc")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("null", "The configuration should be an object but is null."),
        ("[1]", "The configuration should be an object but is an array."),
        ('"x"', 'The configuration should be an object but is "x".'),
        ('"' + "x" * 100 + '"', "The configuration should be an object but is a text."),
        ("5", "The configuration should be an object but is 5."),
    ],
)
def test_a_root_that_is_no_object_is_the_one_problem(text: str, message: str) -> None:
    document = read_text(text, "jsonc")
    assert [problem.message for problem in document.parsed.problems] == [message]
    assert (document.values, document.parsed.is_sound) == ({}, False)


def test_fields_behind_a_prototype_are_not_missed() -> None:
    assert not read_text('{"__proto__": {"name": "demo"}}', "jsonc").parsed.is_sound
    assert read_text('{"vars": {"__proto__": 1}}', "jsonc").parsed.is_sound


def test_the_limit_is_that_of_the_message() -> None:
    assert reading.MAX_BYTES % 1_000_000 == 0
