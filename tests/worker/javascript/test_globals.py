"""What `js` itself shows, and what workerd says other than Node."""

from typing import Any

import pytest

from fakeflare.worker.javascript.globals import SHARED
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsEvalError, JsException, throw
from fakeflare.worker.javascript.language.kernel.functions import Function
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy
from fakeflare.worker.javascript.language.numbers import BigIntFunction
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.regexes.regexp import RegExp

js: Any = JsObject(SHARED)


def test_names_are_those_of_workerd() -> None:
    assert (js.navigator.userAgent, js.Infinity, str(js.NaN), js.undefined) == (
        "Cloudflare-Workers",
        float("inf"),
        "nan",
        None,
    )
    assert {kind.name for kind in SHARED.values() if isinstance(kind, JsClass)} <= set(SHARED)


def test_functions_look_like_functions() -> None:
    for function in (js.setTimeout, js.parseInt, js.Number, js.Symbol):
        assert (function.typeof, function.constructor.name) == ("function", "Function")
    assert (str(js.atob), js.atob.name, str(js.String)) == (
        "function atob() { [native code] }",
        "atob",
        "function String() { [native code] }",
    )
    assert (js.String(js.Array), repr(js.Array)) == (
        "function Array() { [native code] }",
        "<class 'pyodide.ffi.JsProxy'>",
    )
    assert (type(JsArray()).__name__, repr(JsException), js.Array.js_id == js.Array.js_id) == (
        "JsProxy",
        "<class 'pyodide.ffi.JsException'>",
        True,
    )


def test_objects_of_the_runtime_have_no_subscripts() -> None:
    touches: tuple[Any, ...] = (
        lambda: js.console["log"],
        lambda: len(js.crypto),
        lambda: list(js.performance),
        js.JSON,
    )
    for touch in touches:
        with pytest.raises(TypeError, match=r"'pyodide\.ffi\.JsProxy'"):
            touch()


@pytest.mark.parametrize("text", ["a", "é", "YQ===", "Y-_Q", "=", "YQ=a"])
def test_atob_refuses_what_is_no_base64(text: str) -> None:
    with pytest.raises(DOMException) as caught:
        js.atob(text)
    assert str(caught.value) == (
        "InvalidCharacterError: atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', "
        "alphanumeric ASCII, and up to two terminal '=' signs when the input data length is divisible by 4 "
        "are allowed.)"
    )


def test_btoa_refuses_what_is_not_latin_1() -> None:
    with pytest.raises(DOMException, match=r"btoa\(\) can only operate on characters in the Latin1"):
        js.btoa("€")


def test_code_is_not_made_from_text() -> None:
    calls: tuple[Any, ...] = (lambda: js.eval("1"), lambda: Function.new("return 1"))
    for call in calls:
        with pytest.raises(JsEvalError, match="Code generation from strings disallowed for this context"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: js.Boolean.new(0),
        lambda: js.Object.create(JsObject()),
        lambda: js.Object.defineProperty(JsObject(), "x", JsObject({"get": print})),
        lambda: js.Object.getPrototypeOf(JsObject()),
        lambda: js.Object.setPrototypeOf(JsObject(), jsnull),
        lambda: js.Object.freeze(JsArray()),
        lambda: js.ArrayBuffer.new(1, maxByteLength=2),
        lambda: js.ArrayBuffer.new(1).transfer(),
        lambda: RegExp.new("a", "v"),
        lambda: RegExp.new("\\p{L}", "u"),
        lambda: RegExp.new("(?<=a+)b"),
    ],
)
def test_what_is_missing_says_so(call: Any) -> None:
    with pytest.raises(NotImplementedError, match="not emulated by fakeflare yet"):
        call()


def test_thrown_values_become_errors() -> None:
    for value, text in ((JsException("e"), "Error: e"), (5, "Error: 5"), (KeyError("k"), "'k'")):
        with pytest.raises(Exception) as caught:
            throw(value)
        assert str(caught.value) == text


def test_methods_named_by_keywords_have_both_names() -> None:
    assert (getattr(js.Array, "from")([1])[0], js.Array.from_([1])[0]) == (1, 1)
    proxy: Any = JsProxy()
    touches: tuple[Any, ...] = (
        lambda: js.Array.nope,
        lambda: proxy.nope,
        lambda: getattr(js.Map.new(), "class"),
    )
    for touch in touches:
        with pytest.raises(AttributeError):
            touch()


def test_small_bigints_are_cut_too() -> None:
    assert (BigIntFunction.asUintN(8, 257), BigIntFunction.asIntN(8, 255), BigIntFunction.asIntN(0, 5)) == (
        1,
        -1,
        0,
    )


def test_group_by() -> None:
    groups = js.Object.groupBy([1, 2, 3], lambda item, index: "odd" if item % 2 else "even")
    assert groups.to_py() == {"odd": [1, 3], "even": [2]}


def test_set_methods() -> None:
    one, other = js.Set.new([1, 2]), js.Set.new([2, 3])
    assert [list(made) for made in (one.union(other), one.intersection(other), one.difference(other))] == [
        [1, 2, 3],
        [2],
        [1],
    ]
    assert list(one.symmetricDifference(other)) == [1, 3]
    assert (
        one.isSubsetOf(other),
        one.isSupersetOf(js.Set.new([1])),
        one.isDisjointFrom(js.Set.new([9])),
    ) == (
        False,
        True,
        True,
    )
