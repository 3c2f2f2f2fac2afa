"""`JSON`, with the texts of V8."""

import math

import pytest

from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.json.json import JSON, parse_json, stringify_json
from fakeflare.worker.javascript.language.kernel.errors import JsSyntaxError, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", "Unexpected token 'h', \"hello\" is not valid JSON"),
        ("", "Unexpected end of JSON input"),
        ('{"a":', "Unexpected end of JSON input"),
        ("NaN", '"NaN" is not valid JSON'),
        ("undefined", '"undefined" is not valid JSON'),
        ("[object Object]", '"[object Object]" is not valid JSON'),
        ("[NaN]", "Unexpected token 'N', \"[NaN]\" is not valid JSON"),
        ("-", "No number after minus sign in JSON at position 1 (line 1 column 2)"),
        ("[-Infinity]", "No number after minus sign in JSON at position 2 (line 1 column 3)"),
        ("01", "Unexpected number in JSON at position 1 (line 1 column 2)"),
        ("[-01]", "Unexpected number in JSON at position 3 (line 1 column 4)"),
        ("1.", "Unterminated fractional number in JSON at position 2 (line 1 column 3)"),
        ("[1.,2]", "Unterminated fractional number in JSON at position 3 (line 1 column 4)"),
        ("1e", "Exponent part is missing a number in JSON at position 2 (line 1 column 3)"),
        ("1.5e+", "Exponent part is missing a number in JSON at position 5 (line 1 column 6)"),
        ("1.5.2", "Unexpected non-whitespace character after JSON at position 3 (line 1 column 4)"),
        ('"a\\x"', "Bad escaped character in JSON at position 3 (line 1 column 4)"),
        ('"\\u12"', "Bad Unicode escape in JSON at position 5 (line 1 column 6)"),
        ('"\\', "Unexpected end of JSON input"),
        ("\ufeff1", "Unexpected token '\ufeff', \"\ufeff1\" is not valid JSON"),
        ("x" * 30, "Unexpected token 'x', \"xxxxxxxxxx\"... is not valid JSON"),
        (
            '{"aaaaaaaaaaaaaaaaaaa": nope, "b": 12345678}',
            'Unexpected token \'o\', ..."aaaaaa": nope, "b": "... is not valid JSON',
        ),
        ("[1 2]", "Expected ',' or ']' after array element in JSON at position 3 (line 1 column 4)"),
        (
            '{"a]": 1\n"b"}',
            "Expected ',' or '}' after property value in JSON at position 9 (line 2 column 1)",
        ),
        ("1 2", "Unexpected non-whitespace character after JSON at position 2 (line 1 column 3)"),
        ("{", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
        ('{"a"', "Expected ':' after property name in JSON at position 4 (line 1 column 5)"),
        ('{"a":1', "Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7)"),
        ('{"a":1,', "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"),
        ("[1,", "Unexpected end of JSON input"),
        ('"a', "Unterminated string in JSON at position 2 (line 1 column 3)"),
        ("{a}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
    ],
)
def test_parse_errors(text: str, message: str) -> None:
    with pytest.raises(JsSyntaxError) as caught:
        parse_json(text)
    assert caught.value.message == message


def test_parse_makes_javascript_values() -> None:
    found = parse_json('{"a": [1, 1.0, 2.5, null, true], "b": {"c": "d"}, "big": 36028797018963968}')
    assert isinstance(found, JsObject)
    assert found.to_py() == {"a": [1, 1, 2.5, jsnull, True], "b": {"c": "d"}, "big": 2.0**55}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            JsObject({"a": JsArray([1, 2.0, math.nan, None]), "u": None, "n": jsnull}),
            '{"a":[1,2,null,null],"n":null}',
        ),
        ("é🤓\ud800\n", '"é🤓\\ud800\\n"'),
        (JsMap([("a", 1)]), "{}"),
        (Date(0), '"1970-01-01T00:00:00.000Z"'),
        (Date(math.nan), "null"),
        (True, "true"),
        (None, None),
        (print, None),
    ],
)
def test_stringify(value: object, text: str | None) -> None:
    assert stringify_json(value) == text


def test_stringify_refuses_bigints_and_cycles() -> None:
    with pytest.raises(JsTypeError, match="Do not know how to serialize a BigInt"):
        stringify_json(JsArray([2**60]))
    loop = JsArray()
    loop.append(loop)
    with pytest.raises(JsTypeError, match="Converting circular structure to JSON"):
        stringify_json(loop)


def test_json_namespace() -> None:
    assert JSON.stringify(JSON.parse("[1]")) == "[1]"
    assert Uint8Array.name == "Uint8Array"
