"""`console`, as Node writes it."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.collections.weak import WeakMap
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.functions import NativeFunction
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.numbers import parse_int
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.regexes.regexp import RegExp
from fakeflare.worker.javascript.language.symbols import JsSymbol
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered
from fakeflare.worker.javascript.web.aborting import AbortController
from fakeflare.worker.javascript.web.console import Console
from fakeflare.worker.javascript.web.inspecting import inspect
from fakeflare.worker.javascript.web.urls import URL

Capture = pytest.CaptureFixture[str]


def make(**members: object) -> JsObject:
    return JsObject(members)


LOOP = make(a=1)
LOOP.self = LOOP

LONG = """[
   0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11,
  12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
  24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
  36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
  48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
  60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71,
  72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
  84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95,
  96, 97, 98, 99,
  ... 20 more items
]"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (make(a=1, b="x", c=JsArray([1, 2]), d=make(e=make(f=make(g=1)))), None),
        (JsArray([1, "a", None, jsnull, True, 1.5]), "[ 1, 'a', undefined, null, true, 1.5 ]"),
        (JsMap([["a", make(x=1)]]), "Map(1) { 'a' => { x: 1 } }"),
        (JsSet([1, "b"]), "Set(2) { 1, 'b' }"),
        (make(s="a\nb'c"), '{ s: "a\\nb\'c" }'),
        ('it\'s "so" `odd`', "'it\\'s \"so\" `odd`'"),
        ("x" * 10_001, f"'{'x' * 10_000}'... 1 more characters"),
        (JsArray(range(120)), LONG),
        (JsArray(["x" * 30, "y" * 30, "z" * 30]), f"[\n  '{'x' * 30}',\n  '{'y' * 30}',\n  '{'z' * 30}'\n]"),
        (JsArray(["x" * 30] * 7), "[\n" + ",\n".join([f"  '{'x' * 30}'"] * 7) + "\n]"),
        (JsArray(["a", "bb"] * 4), "[\n  'a',  'bb', 'a',\n  'bb', 'a',  'bb',\n  'a',  'bb'\n]"),
        (JsArray([0] * 101), None),
        (Uint8Array.new(3), "Uint8Array(3) [ 0, 0, 0 ]"),
        (ArrayBuffer(bytes(4)), "ArrayBuffer { [Uint8Contents]: <00 00 00 00>, byteLength: 4 }"),
        (
            ArrayBuffer(bytes(51)),
            f"ArrayBuffer {{ [Uint8Contents]: <{'00 ' * 50}... 1 more bytes>, byteLength: 51 }}",
        ),
        (
            DataView(ArrayBuffer(b"ab")),
            "DataView {\n  byteLength: 2,\n  byteOffset: 0,\n"
            "  buffer: ArrayBuffer { [Uint8Contents]: <61 62>, byteLength: 2 }\n}",
        ),
        (Date(0), "1970-01-01T00:00:00.000Z"),
        (Date(math.nan), "Invalid Date"),
        (RegExp("a", "g"), "/a/g"),
        (JsSymbol("x"), "Symbol(x)"),
        (NativeFunction(parse_int, "parseInt"), "[Function: parseInt]"),
        (NativeFunction(parse_int, ""), None),
        (Date, "[Function: Date]"),
        (make(e=JsTypeError("x")), "{ e: TypeError: x }"),
        (make(e=JsException("a\nb")), "{\n  e: Error: a\n  b\n}"),
        (JsArray([JsArray([JsArray([JsArray([1])])])]), "[ [ [ [Array] ] ] ]"),
        (JsArray([make(), JsArray(), JsMap(), JsSet()]), "[ {}, [], Map(0) {}, Set(0) {} ]"),
        (make(**{"a-b": 1, "c": 2}), "{ 'a-b': 1, c: 2 }"),
        (LOOP, "<ref *1> { a: 1, self: [Circular *1] }"),
        (JsArray([2**60, -0.0, math.nan, 1e21]), "[ 1152921504606846976n, -0, NaN, 1e+21 ]"),
        (AbortController().signal, "AbortSignal { aborted: false }"),
        (URL("http://a/b"), "URL { href: 'http://a/b' }"),
        (Headers([("a", "b")]), "Headers { a: 'b' }"),
        (WeakMap(), "WeakMap { <items unknown> }"),
        (JsArray([make(a=1, b=2), make(a=3)]), "[ { a: 1, b: 2 }, { a: 3 } ]"),
        ({"a": (1, None)}, "{'a': (1, None)}"),
    ],
)
def test_values_are_shown_as_node_shows_them(value: object, text: str | None) -> None:
    known: dict[type, str] = {
        JsObject: "{ a: 1, b: 'x', c: [ 1, 2 ], d: { e: { f: [Object] } } }",
        NativeFunction: "[Function (anonymous)]",
    }
    if isinstance(value, JsArray) and text is None:
        assert inspect(value).endswith("... 1 more item\n]")
    else:
        assert inspect(value) == (text or known[type(value)])


async def test_promises_are_shown_with_their_state() -> None:
    waiting, decide, _ = Promise.make()
    assert inspect(waiting) == "Promise { <pending> }"
    decide(JsArray([1]))
    failed = Promise.reject(JsException("no"))
    assert (inspect(waiting), inspect(failed)) == ("Promise { [ 1 ] }", "Promise { <rejected> }")
    with pytest.raises(JsException):
        await failed


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("a", 1.0, make(x=JsArray([1])), None), "a 1 { x: [ 1 ] } undefined"),
        (
            (
                "%s is %d and %i, %f, %j %o %O %%",
                "Bob",
                42.5,
                42.5,
                "1.5",
                make(a=1),
                make(a=1),
                JsArray([1]),
                "x",
            ),
            'Bob is 42.5 and 42, 1.5, {"a":1} { a: 1 } [ 1 ] % x',
        ),
        (
            ("%s %d %i %d %j %cred", make(a=make(b=1)), make(), make(), 2**60, None, "color: red"),
            "{ a: [Object] } NaN NaN 1152921504606846976n undefined red",
        ),
        (("%s %d", 5), "5 %d"),
        (("100%",), "100%"),
        (("%x", 1), "%x 1"),
        (("a\nb", "c"), "a\nb c"),
        ((), ""),
    ],
)
def test_log_joins_and_formats(values: tuple[object, ...], text: str, capsys: Capture) -> None:
    Console().log(*values)
    assert capsys.readouterr().out == f"{text}\n"


def test_warnings_and_errors_go_to_stderr(capsys: Capture) -> None:
    console: Any = Console()
    console.info("i")
    console.debug("d")
    console.warn("w")
    console.error(JsTypeError("no"))
    console.trace()
    console.trace("here")
    console.assert_(True, "never")  # noqa: PT009 - not unittest's
    console.assert_(False)  # noqa: PT009
    getattr(console, "assert")(0, "no", 5)
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()) == (
        "i\nd\n",
        ["w", "TypeError: no", "Trace", "Trace: here", "Assertion failed", "Assertion failed: no 5"],
    )


def make_worker_state(name: str) -> WorkerState:
    async def refuse(_request: object) -> object:
        raise AssertionError

    return WorkerState(name, refuse)


def test_groups_indent_in_their_own_worker_only(capsys: Capture) -> None:
    console = Console()
    with entered(make_worker_state("a")):
        console.group("G")
        console.log("in")
        console.group()
        console.log("two\nlines")
        with entered(make_worker_state("b")):
            console.log("other")
        console.groupEnd()
        console.groupEnd()
        console.groupEnd()
        console.log("out")
    assert capsys.readouterr().out == "G\n  in\n    two\n    lines\nother\nout\n"


def test_counts_and_times(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1_000_000, 3_500_000, 4_000_000])
    monkeypatch.setattr("fakeflare.worker.javascript.web.console.time.perf_counter_ns", lambda: next(clock))
    console = Console()
    with entered(make_worker_state("a")):
        console.count()
        console.count("x")
        console.count()
        console.countReset()
        console.countReset("never")
        console.count()
        console.time()
        console.time()
        console.timeLog("default", "so far")
        console.timeEnd()
        console.timeEnd()
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "default: 1",
        "x: 1",
        "default: 2",
        "default: 1",
        "default: 2.500ms so far",
        "default: 3.000ms",
    ]
    assert said.err.splitlines() == [
        "Count for 'never' does not exist",
        "Label 'default' already exists for console.time()",
        "No such label 'default' for console.timeEnd()",
    ]


TWO_ROWS = """┌─────────┬───┬─────┐
│ (index) │ a │ b   │
├─────────┼───┼─────┤
│ 0       │ 1 │ 'x' │
│ 1       │ 2 │     │
└─────────┴───┴─────┘
"""
VALUES = """┌─────────┬────────┐
│ (index) │ Values │
├─────────┼────────┤
│ 0       │ 1      │
│ 1       │ 'b'    │
└─────────┴────────┘
"""
MIXED = """┌─────────┬───┬────────┐
│ (index) │ a │ Values │
├─────────┼───┼────────┤
│ k       │ 1 │        │
│ l       │   │ 2      │
└─────────┴───┴────────┘
"""


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda console: console.table(JsArray([make(a=1, b="x"), make(a=2)])), TWO_ROWS),
        (lambda console: console.table(JsArray([1, "b"])), VALUES),
        (lambda console: console.table(JsMap([["k", make(a=1)], ["l", 2]])), MIXED),
        (lambda console: console.table(make(k=make(a=1, z=2), l=2), JsArray(["a"])), MIXED),
        (lambda console: console.table(5), "5\n"),
        (lambda console: console.dir(make(a=1), make(depth=0)), "{ a: 1 }\n"),
    ],
)
def test_tables(call: Callable[[Console], None], text: str, capsys: Capture) -> None:
    call(Console())
    assert capsys.readouterr().out == text
