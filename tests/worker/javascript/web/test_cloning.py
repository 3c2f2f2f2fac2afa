"""`structuredClone`."""

from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.blobs import Blob
from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import TYPED_ARRAYS, Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.regexes.regexp import RegExp
from fakeflare.worker.javascript.language.symbols import JsSymbol
from fakeflare.worker.javascript.web.cloning import structured_clone
from fakeflare.worker.javascript.web.urls import URL


def test_collections_are_copied_with_their_cycles() -> None:
    original: Any = JsObject({"array": JsArray([1, None, jsnull]), "map": JsMap([[1, JsSet(["x"])]])})
    original.self = original
    original.again = original.array
    copy = structured_clone(original)
    assert (copy is original, copy.self is copy, copy.again is copy.array, copy.array is original.array) == (
        False,
        True,
        True,
        False,
    )
    assert (copy.array.to_py(), copy.map.to_py()) == ([1, None, jsnull], {1: {"x"}})


def test_views_keep_sharing_their_buffer() -> None:
    bytes_view = Uint8Array.new(b"abcdefgh")
    words = TYPED_ARRAYS["H"].new(bytes_view.buffer, 2, 2)
    copy = structured_clone(JsArray([bytes_view, words, DataView.new(bytes_view.buffer)]))
    copy[0][2] = 0
    assert (copy[1].to_bytes(), words.to_bytes(), copy[2].buffer is copy[0].buffer) == (
        b"\0def",
        b"cdef",
        True,
    )


def test_leaves() -> None:
    date, pattern = structured_clone(JsArray([Date(5), RegExp("a", "g")]))
    blob = Blob.new(JsArray(["x"]))
    assert (date.getTime(), str(pattern), structured_clone(blob).size) == (5, "/a/g", 1)
    error = structured_clone(JsTypeError("m", JsObject({"cause": JsArray([1])})))
    assert (type(error), str(error), error.cause.to_py()) == (JsTypeError, "TypeError: m", [1])
    assert (
        str(structured_clone(DOMException("m", "AbortError"))),
        str(structured_clone(JsException("m"))),
    ) == (
        "AbortError: m",
        "Error: m",
    )
    assert [structured_clone(value) for value in ("a", 1.5, None, jsnull, True)] == [
        "a",
        1.5,
        None,
        jsnull,
        True,
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (print, "function(){} could not be cloned."),
        ({"a": 1}, "[object Object] could not be cloned."),
        (JsMap([["a", 1]], is_literal=True), "[object Map] could not be cloned."),
        (
            URL.new("http://a"),
            'Could not serialize object of type "URL". This type does not support serialization.',
        ),
        (JsMap, "function Map() { [native code] } could not be cloned."),
        (JsArray([JsSymbol("x")]), "Symbol(x) could not be cloned."),
    ],
)
def test_what_has_no_copy_is_refused(value: object, message: str) -> None:
    with pytest.raises(DOMException) as caught:
        structured_clone(value)
    assert (caught.value.name, caught.value.message) == ("DataCloneError", message)


def test_transfer_says_that_it_is_missing() -> None:
    assert structured_clone(1, transfer=JsArray()) == 1
    with pytest.raises(NotImplementedError, match="structuredClone with transfer is not emulated"):
        structured_clone(1, transfer=JsArray([Uint8Array.new(1).buffer]))
