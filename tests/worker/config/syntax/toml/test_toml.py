"""The TOML reader: places of values, and what it says to every kind of fault. More faults: `cases/FF03*`."""

import json
import time
from typing import Any

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from fakeflare.worker.config.check.rules.text.syntax import SYNTAX_RULES
from fakeflare.worker.config.syntax.nodes import MAX_DEPTH, Node, Parsed
from fakeflare.worker.config.syntax.toml.reader import parse_toml
from tests.examples import trying

ALPHABET = "{}[].,\"'=#\\ \n\r\t\x00é01ae_-:"
LINE_END = "each key-value declaration must be followed by an end-of-line"
IN_NUMBER = "illegal character in numeric literal"
CONTROL = "control characters are not allowed in"
REDEFINED = "trying to redefine an already defined table or value"

EVERYTHING = r"""# every way to write a value
a.b = 1 # one
"q\u0041.x" = 'y'
'lit "k' . c = [1, [2, {z = 3, "w".v = [ # within
 4, ] } ], ] # behind
basic = ~~~
a "" \
  b~~~"
literal = '''x'''''
moment = 2026-08-01 10:00:00
mixed=[ 07:32:00, 1.5e3, -inf, 0xFF, true, "a # b \" ]", 'c' ]
empty = {}
none = []

[table]
inner = {a.b=1,a.c=2, # inline
 q = "x",
}
[[list]]
n = 1
[list.sub]
k = 2
[[list.list]]
[[list.list]]
q=1
[[list]]
[table.deep.er]
z=1
  [ table . deep ]
y=2
""".replace("~~~", '"""')


def to_unicode(quoted: str) -> str:
    """TOML has no escapes for the halves of a character."""
    return json.dumps(json.loads(quoted), ensure_ascii=False)


scalars = (
    st.sampled_from(["true", "1_000", "0x1F", "-1.5e3", "inf", "2026-08-01", "07:32:00"])
    | st.sampled_from(["'l # ]'", '"""a\n"b"""', "'''''''", "2026-08-01 07:32:00Z"])
    | st.integers(-(2**53) + 1, 2**53 - 1).map(str)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(json.dumps).map(to_unicode)
)
keys = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", "a.b", 'h . "i"', '"\\u00e9"', '""'])
gaps = st.sampled_from(["", " ", "\n", " # c ]}\n", "\r\n"])
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(st.tuples(gaps, inner, gaps), max_size=3).map(
            lambda items: "[" + ",".join(f"{before}{item}{after}" for before, item, after in items) + "]"
        )
        | st.lists(st.tuples(keys, inner, gaps), max_size=3).map(
            lambda items: "{" + ", ".join(f"{key} = {item}{after}" for key, item, after in items) + "}"
        )
    ),
    max_leaves=6,
)
lines = st.tuples(keys, values).map(" = ".join) | keys.map("[{}]".format) | keys.map("[[{}]]".format)
texts = st.lists(lines | st.just("# c") | st.just(""), max_size=8).map("\n".join)


def get_value(parsed: Parsed) -> Any:
    assert parsed.root is not None
    return parsed.root.value


def read(text: str) -> tuple[Any, list[str]]:
    """The value, and the problems as `offset-end message`."""
    parsed = parse_toml(text)
    found = [
        f"{problem.span.start}-{problem.span.end} {problem.message.removeprefix('Invalid TOML document: ')}"
        for problem in parsed.problems
    ]
    return None if parsed.root is None else parsed.root.value, found


def check_places(text: str, parsed: Parsed) -> None:
    """Each value's text has this value, and all values have a place."""
    assert parsed.root is not None
    for place, node in parsed.root.walk():
        expected = get_value(parsed)
        for part in place:
            expected = expected[part]
        assert expected is node.value
        assert [*(node.members or {})] == ([*expected] if isinstance(expected, dict) else [])
        assert len(node.items or []) == (len(expected) if isinstance(expected, list) else 0)
        check_text(text, node)
        for name, member in (node.members or {}).items():
            assert tomli.loads(f"{text[member.key.start : member.key.end]} = 1") == {name: 1}


def check_text(text: str, node: Node) -> None:
    own = text[node.span.start : node.span.end]
    is_inline = (
        own.startswith("{") if node.members is not None else own.startswith("[") and not own.startswith("[[")
    )
    if is_inline or (node.members is None and node.items is None):
        assert tomli.loads(f"x = {own}") == {"x": node.value}


@trying(300)
@given(texts)
@example(EVERYTHING)
@example(EVERYTHING.replace("\n", "\r\n"))
def test_places_are_those_of_the_values(text: str) -> None:
    parsed = parse_toml(text)
    try:
        expected = tomli.loads(text)
    except tomli.TOMLDecodeError:
        assert parsed.problems != []
        return
    assert (parsed.problems, parsed.is_sound) == ([], True)
    assert get_value(parsed) == expected
    check_places(text, parsed)
    assert all(text.startswith("#", comment.start) for comment in parsed.comments)


@trying(300)
@given(st.data())
def test_no_damage_makes_it_fail(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([EVERYTHING, EVERYTHING.replace("\n", "\r\n")]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 5))
        text = text[:start] + data.draw(st.text(ALPHABET, max_size=3)) + text[end:]
    parsed = parse_toml(text)
    for problem in parsed.problems:
        assert problem.kind in SYNTAX_RULES
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    if parsed.root is not None:
        for _, node in parsed.root.walk():
            assert 0 <= node.span.start <= node.span.end <= len(text)


@trying(100)
@given(st.text() | st.text(ALPHABET))
def test_no_text_makes_it_fail(text: str) -> None:
    parse_toml(text)


def test_tables_reach_from_their_header_to_their_last_line() -> None:
    root = parse_toml(EVERYTHING).root
    assert root is not None
    table, sub = root.find("table"), root.find("list")
    assert table is not None
    assert sub is not None
    assert EVERYTHING[table.span.start :].startswith("[table]\ninner")
    assert EVERYTHING[: table.span.end].endswith("y=2")
    assert EVERYTHING[sub.span.start : sub.span.end].splitlines()[:2] == ["[[list]]", "n = 1"]


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("a = b\nc = 1", {"c": 1}, ["4-5 invalid value"]),
        ("a = 1.\nc = 1", {"c": 1}, ["4-6 unfinished numeric value"]),
        ("a = [\n 01\n]\nc = 1", {"c": 1}, ["7-9 illegal leading zero"]),
        ("a = 2026-08-01x\nc = 1", {"c": 1}, [f"14-15 {LINE_END}"]),
        ('a = "b\nc = 1', {"c": 1}, [f"4-6 {CONTROL} strings"]),
        ("a = 'b\r\nc = 'd'", {"c": "d"}, [f"4-6 {CONTROL} strings"]),
        ('a = """b\nc = 1', None, ["4-7 unfinished string"]),
        ("# \x01\nc = 1", {"c": 1}, [f"2-3 {CONTROL} comments"]),
        ("a = 1 # \x01\nc = 1", {"c": 1}, [f"8-9 {CONTROL} comments"]),
        ('a = "#\x01\nc = 1', {"c": 1}, [f"6-7 {CONTROL} strings"]),
        ("a = 1\xa0\nc = 1;", {}, [f"5-6 {IN_NUMBER}", f"12-13 {IN_NUMBER}"]),
        ('a = "#\x01"\nc = 1', {"c": 1}, [f"6-7 {CONTROL} strings"]),
        ("a = [1\nc = 1", {"c": 1}, ["4-5 expected comma or end of structure"]),
        ("a = {b = 1\nc", {}, ["11-12 expected comma or end of structure"]),
        ("a = [\n1, x\n2\n]\nc = 1", {"c": 1}, ["9-10 invalid value"]),
        ("[a\nb = 1\n[c]\nd = 1", {"c": {"d": 1}}, ["2-2 illegal character in key"]),
        ("a\r\nb: 1\r\nc = 1", {"c": 1}, ["1-1 illegal character in key", "4-5 illegal character in key"]),
        ("{}", None, ["0-1 illegal character in key"]),
        ("a = 1\n[a]\nb = 1\n[c]", {"a": 1, "c": {}}, [f"7-8 {REDEFINED}"]),
        ("[[a]]\nb = 1\n[[a]]\nb = {}\nb.c = 1", {"a": [{"b": 1}, {"b": {}}]}, [f"25-28 {REDEFINED}"]),
        ("a = {'b' = 1, b = 2}", {}, ["14-15 trying to redefine an already defined value"]),
        ("a = {b = {}, b.c = 2}", {}, ["13-14 trying to redefine an already defined value"]),
        ("a = 9007199254740992", {"a": 2**53}, ["4-20 integer value cannot be represented losslessly"]),
        ("a = 1\r", {}, [f"5-6 {LINE_END}"]),
    ],
)  # fmt: skip
def test_faults(text: str, value: object, problems: list[str]) -> None:
    assert read(text) == (value, problems)


def test_the_first_definition_is_shown() -> None:
    text = "[a.b]\nc = 1\n[d]\n[a.b]\n"
    (problem,) = parse_toml(text).problems
    assert problem.other is not None
    span, message = problem.other
    assert (text[span.start : span.end], span.start, message) == ("b", 3, "a.b is defined here first")


@pytest.mark.parametrize(
    ("text", "is_sound"), [("a = 1\na = 2", True), ("a = 9007199254740992", True), ("a = b", False)]
)
def test_what_is_known_all_the_same_is_sound(text: str, is_sound: bool) -> None:
    assert parse_toml(text).is_sound is is_sound


def test_a_comment_behind_a_fault_is_kept() -> None:
    text = "a = b # one\nc = 1 # two\n"
    parsed = parse_toml(text)
    assert [text[comment.start : comment.end] for comment in parsed.comments] == ["# one", "# two"]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "a = " + "[" * 100_000,
        "a = " + "{a = " * 100_000,
        "a" + ".a" * 60 + " = 1",
        "[a" + ".a" * 60 + "]",
        "a" + ".a" * 5000 + " = 1",
    ],
    ids=lambda text: text[:12],
)
def test_nesting_has_a_limit(text: str) -> None:
    (problem,) = parse_toml(text).problems
    assert problem.kind == "too-deep"


def test_an_integer_of_many_digits() -> None:
    assert read("a = " + "9" * 5000) == (
        None,
        ["4-5004 integer value cannot be represented losslessly"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "".join(f'[[kv_namespaces]]\nbinding = "A{number}"\nid = "x"\n' for number in range(4_000)),
        "a = b\n" * 30_000,
        "a = 1\n" * 30_000,
        '"' * 200_000,
        "'''" * 60_001,
        "x" * 200_000,
        "\n" * 200_000,
        "\r" * 200_000,
        "a = [\n" * 20_000,
        "a = '" + "[" * 200_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    started = time.process_time()
    parse_toml(text)
    assert time.process_time() - started < 20
