"""The JSONC reader: values, places, and what it says to every kind of fault. More faults: `cases/FF0*`."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fakeflare.worker.config.check.rules.text.syntax import SYNTAX_RULES
from fakeflare.worker.config.syntax.jsonc.parsing import parse_jsonc
from fakeflare.worker.config.syntax.nodes import MAX_DEPTH, Parsed
from tests.examples import trying

MAXIMAL = (Path(__file__).parents[2] / "maximal.jsonc").read_text("utf-8")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def get_value(parsed: Parsed) -> Any:
    assert parsed.root is not None
    return parsed.root.value


def read(text: str) -> tuple[Any, list[str]]:
    """The value, and the problems as `kind offset-end`."""
    parsed = parse_jsonc(text)
    found = [f"{problem.kind} {problem.span.start}-{problem.span.end}" for problem in parsed.problems]
    return None if parsed.root is None else parsed.root.value, found


@trying(100)
@given(json_values, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_the_value_of_json_is_that_of_the_standard_library(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    parsed = parse_jsonc(text)
    assert (parsed.problems, parsed.is_sound) == ([], True)
    assert get_value(parsed) == json.loads(text)
    assert json.dumps(get_value(parsed)) == json.dumps(json.loads(text))


@trying(100)
@given(json_values, st.sampled_from([None, 2]))
def test_the_text_of_every_place_has_its_value(value: Any, indent: Any) -> None:
    text = json.dumps(value, indent=indent)
    root = parse_jsonc(text).root
    assert root is not None
    for place, node in root.walk():
        expected = value
        for part in place:
            expected = expected[part]
        assert json.loads(text[node.span.start : node.span.end]) == node.value == expected
        for name, member in (node.members or {}).items():
            assert json.loads(text[member.key.start : member.key.end]) == name


def check_text(text: str) -> None:
    """Whatever is read, it is consistent and of known kinds."""
    parsed = parse_jsonc(text)
    for problem in parsed.problems:
        assert problem.kind in SYNTAX_RULES
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        assert problem.message.split(":")[0].isalpha() or problem.kind == "too-deep"
        if problem.edit is not None:
            span, _ = problem.edit
            assert 0 <= span.start <= span.end <= len(text)
    for comment in parsed.comments:
        assert text.startswith(("//", "/*", "#"), comment.start)
    for place, node in [] if parsed.root is None else parsed.root.walk():
        assert 0 <= node.span.start <= node.span.end <= len(text)
        value = get_value(parsed)
        for part in place:
            value = value[part]
        assert value is node.value


@trying(300)
@given(st.text() | st.text(alphabet="{}[]:,\"'/*\\#=; \n\r\t0123e+-.xtruefalsnil\u00a0\x00“”`", max_size=60))
@example("\ud800")
@example('"\\ud83d')
@example('{"a": \u00a0\u200b1}')
def test_no_text_makes_it_fail(text: str) -> None:
    check_text(text)


@trying(200)
@given(st.data())
def test_no_damage_makes_it_fail(data: st.DataObject) -> None:
    text = MAXIMAL[:3000]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 5))
        text = text[:start] + data.draw(st.text(alphabet="{}[]:,\"'/*\\# \n1a", max_size=3)) + text[end:]
    check_text(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, // one\n /* two */ "b": [1, 2,], }', {"a": 1, "b": [1, 2]}),
        ('{"url": "https://x/*y*/", "c": "a\\"//b,]"}', {"url": "https://x/*y*/", "c": 'a"//b,]'}),
        ("/**/ null // end", None),
        ('{"a":\r\n1\r,\n"b":\t2}', {"a": 1, "b": 2}),
        ('"\\ud83d\\ude00 \\ud83d \\u00e9\x7f"', "\U0001f600 \ud83d é\x7f"),
        ('{"__proto__": 1, "constructor": 2, "": 3}', {"__proto__": 1, "constructor": 2, "": 3}),
        ("[9007199254740993, -0, 1e400, -1.5E-3]", [9007199254740993, 0, float("inf"), -0.0015]),
    ],
)
def test_what_wrangler_accepts(text: str, value: object) -> None:
    parsed = parse_jsonc(text)
    assert (get_value(parsed), parsed.problems, parsed.is_sound) == (value, [], True)


def test_an_endless_integer_is_infinite() -> None:
    assert get_value(parse_jsonc("9" * 5000)) == float("inf")


def test_the_last_of_several_values_counts() -> None:
    parsed = parse_jsonc('{"x": [{"a": 1, "b": 2, "a": 3, "a": 4}]}')
    assert get_value(parsed) == {"x": [{"a": 4, "b": 2}]}
    assert list(get_value(parsed)["x"][0]) == ["a", "b"]
    assert [(place, first.start, again.start) for place, first, again in parsed.repeats] == [
        (("x", 0, "a"), 8, 24),
        (("x", 0, "a"), 24, 32),
    ]


def test_comments_are_listed() -> None:
    text = "// a\r\n{ /* b\n */ } # c"
    comments = parse_jsonc(text).comments
    assert [text[comment.start : comment.end] for comment in comments] == ["// a", "/* b\n */", "# c"]


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}, ["missing-comma 7-7"]),
        ('{"a": 1 "b" 2}', {"a": 1, "b": 2}, ["missing-comma 7-7", "missing-colon 11-11"]),
        ('{"a": 1; "b": 2}', {"a": 1, "b": 2}, ["missing-comma 7-8"]),
        ('{"a": 1,, "b": 2}', {"a": 1, "b": 2}, ["extra-comma 8-9"]),
        ("[,1]", [1], ["extra-comma 1-2"]),
        ('{"a" 1}', {"a": 1}, ["missing-colon 4-4"]),
        ('{"a" => 1}', {"a": 1}, ["missing-colon 5-7"]),
        ("{a: 1}", {"a": 1}, ["unquoted-name 1-2"]),
        ('{a": 1}', {"a": 1}, ["unquoted-name 1-3"]),
        ("{'a': `b`}", {"a": "b"}, ["wrong-quotes 1-4", "wrong-quotes 6-9"]),
        ("[“a”, 'b\\'\"']", ["a", "b'\""], ["wrong-quotes 1-4", "wrong-quotes 6-12"]),
        ('{"a": b c, "d": e"}', {"a": "b c", "d": "e"}, ["unquoted-value 6-9", "unquoted-value 16-18"]),
        ('{"a": b // c\n}', {"a": "b"}, ["unquoted-value 6-7"]),
        ("[True, None]", [True, None], ["foreign-literal 1-5", "foreign-literal 7-11"]),
        ("[0x10, 1_0]", [16, 10], ["bad-number 1-5", "bad-number 7-10"]),
        ("[.5, 2.]", [0.5, 2.0], ["bad-number 1-3", "bad-number 5-7"]),
        ("[010, 1e]", [None, None], ["bad-number 1-4", "bad-number 6-8"]),
        ('["a\\qb"]', ["a\\qb"], ["bad-escape 3-5"]),
        ('["a\tb"]', ["a\tb"], ["control-character 3-4"]),
        ("# a\n[1]", [1], ["hash-comment 0-3"]),
        ("[\u00a01, 2\u200b]", [1, 2], ["invisible-character 1-2", "invisible-character 6-7"]),
        ("[a\u200b]", ["a"], ["unquoted-value 1-2", "invisible-character 2-3"]),
    ],
)  # fmt: skip
def test_what_is_meant_is_read(text: str, value: object, problems: list[str]) -> None:
    parsed = parse_jsonc(text)
    assert read(text) == (value, problems)
    assert parsed.is_sound


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("", None, ["empty-file 0-0"]),
        (" // x", None, ["empty-file 0-0"]),
        ("\x00", None, ["invisible-character 0-1"]),
        ("a = 1", None, ["not-json 0-1"]),
        ("'a'", None, ["not-json 0-3"]),
        ('"a": 1', "a", ["not-json 0-3"]),
        ('{"a": 1', {"a": 1}, ["unclosed-bracket 0-1"]),
        ('{"a": [1}', {"a": [1]}, ["unclosed-bracket 6-7"]),
        ('{"a": [1}, "b": 2}', {"a": [1], "b": 2}, ["wrong-bracket 8-9"]),
        ('{"a": {"b": 1]', {"a": {"b": 1}}, ["wrong-bracket 13-14", "unclosed-bracket 0-1"]),
        ('{"a": 1}}', {"a": 1}, ["text-after-end 8-9"]),
        ('{"a": }', {}, ["missing-value 1-4"]),
        ('{"a"}', {}, ["missing-value 1-4"]),
        ('{"a"]', {}, ["missing-value 1-4", "wrong-bracket 4-5"]),
        ('{"a":', {}, ["missing-value 1-4", "unclosed-bracket 0-1"]),
        ("[NaN]", [None], ["value-without-json 1-4"]),
        ("{[1]}", {}, ["missing-name 1-2"]),
        ("{: }", {}, ["unexpected-colon 1-2"]),
        ("{a}", {}, ["missing-name 1-2"]),
        ("{/}", {}, ["missing-name 1-2"]),
        ('{"a": "b" + "c"}', {"a": "b"}, ["stray-text 10-15"]),
        ('{"a"b": 1}', {}, ["stray-text 4-9"]),
        ('{"a": "b"c": 2}', {"a": "b"}, ["stray-text 9-14"]),
        ('["a": 1]', ["a", 1], ["unexpected-colon 4-5"]),
        ('{"a": "b', {"a": "b"}, ["unclosed-string 6-8"]),
        ('{"a": "b ]\n}', {"a": "b ]"}, ["unclosed-string 6-10"]),
        ('{"a": "b ],\n}', {"a": "b ]"}, ["unclosed-string 6-11"]),
        ('{"a": ["b ]}', {"a": ["b"]}, ["unclosed-string 7-12"]),
        ('{"a\n}', {}, ["unclosed-string 1-3"]),
        ('["a\\', ["a\\"], ["bad-escape 3-4", "unclosed-string 1-4"]),
        ("[1, /* 2]", [1], ["unclosed-comment 4-6"]),
        ("[1, /*/ 2]", [1], ["unclosed-comment 4-6"]),
    ],
)  # fmt: skip
def test_what_is_lost(text: str, value: object, problems: list[str]) -> None:
    assert read(text) == (value, problems)
    assert not parse_jsonc(text).is_sound


def test_nesting_has_a_limit() -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        text = opening * MAX_DEPTH + "1" + closing * MAX_DEPTH
        assert parse_jsonc(text).problems == []
        (problem,) = parse_jsonc(opening * 100_000).problems
        assert (problem.kind, problem.span.start) == ("too-deep", len(opening) * MAX_DEPTH)


def test_problems_have_a_limit() -> None:
    for text in ("[" + "1 " * 10_000, '"' + "\t" * 10_000 + '"', "x" * 10_000 + " [1 2]"):
        parsed = parse_jsonc(text)
        assert 1 <= len(parsed.problems) <= 100
        assert not parsed.is_sound


@pytest.mark.parametrize(
    "text",
    [
        '{"kv_namespaces": [' + '{"binding": "A", "id": "0123456789abcdef"},\n' * 4_000 + "]}",
        "[1," + "/* c */ " * 20_000,
        " " * 200_000,
        '"' + "\\" * 200_001,
        '"' + "\t" * 200_000,
        "/*" * 100_000,
        "'" * 200_000,
        "\u00a0" * 200_000,
        "[" + "a " * 100_000,
        '{"a" ' * 200_000,
        "{" + '"a": "b' * 40_000,
        "[" * 150 + "}" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    started = time.process_time()
    parse_jsonc(text)
    assert time.process_time() - started < 20
