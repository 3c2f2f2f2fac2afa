"""Members get another name, or go, and all else in the text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.document import Document, Syntax
from fakeflare.worker.config.document.edits import delete_member, rename_key
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.syntax.nodes import Place


def apply(document: Document, edits: tuple[Edit, ...]) -> str:
    text = document.text
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def rename(text: str, place: Place, name: str, syntax: Syntax = "jsonc") -> str:
    document = read_text(text, syntax)
    return apply(document, rename_key(document, place, name))


def delete(text: str, place: Place, syntax: Syntax = "jsonc") -> str:
    document = read_text(text, syntax)
    return apply(document, delete_member(document, place))


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ('{"a": 1, /* x */ "b": 2}', ("b",), '{"a": 1, /* x */ "c": 2}'),
        ('{"a": {"b": [{"b": 1}]}}', ("a", "b", 0, "b"), '{"a": {"b": [{"c": 1}]}}'),
        ('{"a": 1, "c": 2}', ("a",), '{"a": 1, "c": 2}'),  # the new name is taken
        ('{"a": 1, "a": 2}', ("a",), '{"a": 1, "a": 2}'),  # which of the two?
        ('{"a": 1}', ("b",), '{"a": 1}'),
        ("[1]", (0,), "[1]"),
    ],
)
def test_a_json_member_gets_another_name(text: str, place: Place, expected: str) -> None:
    assert rename(text, place, "c") == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("a = 1 # x\nb = 2\n", ("a",), "c = 1 # x\nb = 2\n"),
        ('"a" = 1\n', ("a",), '"c" = 1\n'),
        ("'a' = 1\n", ("a",), "'c' = 1\n"),
        ("[a]\nb = 1\n", ("a",), "[c]\nb = 1\n"),
        ("[ a ]\nb = 1\n[a.d]\ne = 1\n", ("a",), "[ c ]\nb = 1\n[c.d]\ne = 1\n"),
        ("[[a]]\nb = 1\n\n[[a]]\nb = 2\n", ("a",), "[[c]]\nb = 1\n\n[[c]]\nb = 2\n"),
        ("[x.y]\na = 1\n[x.y.b]\nd = 1\n", ("x", "y", "b"), "[x.y]\na = 1\n[x.y.c]\nd = 1\n"),
        ('[env."a b".a]\nb = 1\n', ("env", "a b", "a"), '[env."a b".c]\nb = 1\n'),
        ("x = { a = 1, b = 2 }\n", ("x", "a"), "x = { c = 1, b = 2 }\n"),
        ("x.a = 1\nx.b = 2\n", ("x", "a"), "x.c = 1\nx.b = 2\n"),
        ("[[x]]\na = 1\n[[x]]\na = 2\n", ("x", 1, "a"), "[[x]]\na = 1\n[[x]]\nc = 2\n"),
        ("a.x = 1\na.y = 2\n", ("a",), "a.x = 1\na.y = 2\n"),  # not proved: left alone
        (
            "[[x]]\n[x.a]\nb = 1\n[[x]]\n[x.a]\nb = 2\n",
            ("x", 0, "a"),
            "[[x]]\n[x.a]\nb = 1\n[[x]]\n[x.a]\nb = 2\n",
        ),
        ('t = """\n[a]\n"""\n[a]\nb = 1\n', ("a",), 't = """\n[a]\n"""\n[a]\nb = 1\n'),
    ],
)
def test_a_toml_member_gets_another_name(text: str, place: Place, expected: str) -> None:
    assert rename(text, place, "c", "toml") == expected


def test_a_name_that_needs_quotes_gets_them() -> None:
    assert rename("a = 1\n", ("a",), "b c", "toml") == '"b c" = 1\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n  "a": 1,\n  "x": 2,\n  "b": 3\n}\n', '{\n  "a": 1,\n  "b": 3\n}\n'),
        ('{\r\n  "x": 2,\r\n  "b": 3\r\n}\r\n', '{\r\n  "b": 3\r\n}\r\n'),
        ('{\n  "a": 1,\n  "x": 2\n}\n', '{\n  "a": 1\n}\n'),
        ('{\n  "a": 1,\n  "x": 2,\n}\n', '{\n  "a": 1,\n}\n'),
        ('{\n  "a": 1, // one\n  "x": 2 // two\n}\n', '{\n  "a": 1 // one\n  // two\n}\n'),
        ('{\n  // about x\n  "x": [\n    1\n  ],\n  "b": 3\n}\n', '{\n  // about x\n  "b": 3\n}\n'),
        ('{"a": 1, "x": 2, "b": 3}', '{"a": 1, "b": 3}'),
        ('{"a": 1, "x": 2}', '{"a": 1}'),
        ('{"x": 2, "a": 1}', '{"a": 1}'),
        ('{"x": 2}', "{}"),
        ('{"x": 2 /* , */ , "a": 1}', '{/* , */  "a": 1}'),
        ('{"a": 1 /* , */ , /* z */ "x": 2}', '{"a": 1 /* , */  /* z */ }'),
        ('{"x": 1, "x": 2}', '{"x": 1, "x": 2}'),
        ('{"a": {"x": 1}}', '{"a": {"x": 1}}'),
    ],
)
def test_a_json_member_goes(text: str, expected: str) -> None:
    assert delete(text, ("x",)) == expected
    values = dict(read_text(text, "jsonc").values)
    if text != expected:
        values.pop("x")
    assert read_text(expected, "jsonc").values == values


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("a = 1\nx = 2\nb = 3\n", ("x",), "a = 1\nb = 3\n"),
        ("a = 1\nx = 2 # why\n", ("x",), "a = 1\n# why\n"),
        ("x = 2", ("x",), ""),
        ('  "x" = [\n  1,\n]\r\nb = 1\r\n', ("x",), "b = 1\r\n"),
        ("[t]\nx.y = 1\nb = 1\n", ("t", "x", "y"), "[t]\nx.y = 1\nb = 1\n"),  # an empty x would go as well
        ("[t]\nx = 1\n", ("t", "x"), "[t]\n"),
        ("t = { x = 1, b = 2 }\n", ("t", "x"), "t = { b = 2 }\n"),
        ("t = { b = 2, x = 1 }\n", ("t", "x"), "t = { b = 2 }\n"),
        ("[x]\na = 1\n", ("x",), "[x]\na = 1\n"),
        ("[[x]]\na = 1\n", ("x",), "[[x]]\na = 1\n"),
    ],
)
def test_a_toml_member_goes(text: str, place: Place, expected: str) -> None:
    assert delete(text, place, "toml") == expected


def test_a_toml_file_too_large_to_be_read_again_is_left_alone() -> None:
    text = "x = 1\n" + "# a comment\n" * 20_000
    assert delete(text, ("x",), "toml") == text


GAPS = st.sampled_from(["", " ", "\n", "\n  ", "\r\n", " // ,x\n", "/* } */", "\t"])


@st.composite
def objects(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from("abcdx"), min_size=1, unique=True))
    values = st.sampled_from(["1", '"y, z"', "[1, 2]", '{"x": 3}', "{}"])
    parts = [f'{draw(GAPS)}"{name}"{draw(GAPS)}:{draw(GAPS)}{draw(values)}{draw(GAPS)}' for name in names]
    end = draw(st.sampled_from(["", ","]))
    return "{" + ",".join(parts) + end + draw(GAPS) + "}"


@given(objects(), st.sampled_from("abcdx"))
def test_whatever_the_layout_only_the_member_changes(text: str, name: str) -> None:
    document = read_text(text, "jsonc")
    values = dict(document.values)
    comments = [document.text[start:end].rstrip("\r\n") for start, end in document.parsed.comments]
    kept = read_text(delete(text, (name,)), "jsonc")
    value = values.pop(name, None)
    assert not kept.parsed.problems
    assert kept.values == values
    left = [kept.text[start:end].rstrip("\r\n") for start, end in kept.parsed.comments]
    assert set(left) <= set(comments)
    renamed = read_text(rename(text, (name,), "new"), "jsonc")
    assert renamed.values == (values if value is None else {**values, "new": value})
