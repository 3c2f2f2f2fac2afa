"""Objects, collections, buffers, dates, promises, streams and the console."""

import asyncio
import io
import math
import re
from typing import Any

import pytest

from fakeflare.worker.javascript.globals import SHARED
from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import (
    TYPED_ARRAYS,
    ArrayBuffer,
    Uint8Array,
    copy_buffer,
)
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.coercions import get_type
from fakeflare.worker.javascript.language.kernel.errors import (
    DOMException,
    JsException,
    JsRangeError,
    JsSyntaxError,
    JsTypeError,
)
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.regexes.regexp import RegExp
from fakeflare.worker.javascript.streams.readable import ReadableStream


def test_object_members_are_attributes() -> None:
    made: Any = JsObject.fromEntries([["a", 1], [2, "b"]])
    made.c = 3
    assert (made.a, getattr(made, "2"), made.c, "c" in dir(made)) == (1, "b", 3, True)
    assert (list(made.object_keys()), list(made.object_values()), list(made.object_entries()[0])) == (
        ["a", "2", "c"],
        [1, "b", 3],
        ["a", 1],
    )
    del made.a
    with pytest.raises(AttributeError, match=r"^a$"):
        _ = made.a
    assert (repr(made), made.typeof, made.constructor.typeof) == ("[object Object]", "object", "function")
    assert made.constructor.constructor.name == "Function"


def test_own_members_hide_what_every_object_has() -> None:
    made: Any = JsObject({"toString": 1})
    assert (made.toString, made.valueOf() is made, made.constructor is JsObject, str(made)) == (
        1,
        True,
        True,
        "[object Object]",
    )
    late: Any = JsObject()
    late.constructor = "mine"
    assert (late.constructor, late.to_py()) == ("mine", {"constructor": "mine"})


def test_array() -> None:
    array = JsArray.new(1, "x")
    array[0] = 2
    array.append(3)
    assert (array.push(4, 5), array.pop(), array.length, len(array), 3 in array) == (5, 5, 4, 4, True)
    del array[0]
    assert list(array) == ["x", 3, 4]
    assert (len(JsArray.new(3)), JsArray.isArray(array), list(JsArray.of(7))) == (3, True, [7])
    assert JsArray([JsArray([1])]).to_py(depth=1)[0].constructor.name == "Array"


def test_map_and_set() -> None:
    made = JsMap.new([["a", 1]])
    made.set("b", 2)["c"] = 3
    assert (made.size, len(made), made["b"], made.get("z"), made.has("a"), "c" in made) == (
        3,
        3,
        2,
        None,
        True,
        True,
    )
    assert (made.delete("a"), made.delete("a"), list(made), list(made.keys())) == (
        True,
        False,
        ["b", "c"],
        ["b", "c"],
    )
    assert (list(made.values()), list(made.items())) == ([2, 3], [("b", 2), ("c", 3)])
    some = JsSet.new([1, 1, 2]).add(3)
    assert (some.size, len(some), 1 in some, some.has(9), some.delete(1), some.delete(1)) == (
        3,
        3,
        True,
        False,
        True,
        False,
    )
    assert some.to_py() == {2, 3}


def test_typed_arrays_share_their_buffer() -> None:
    buffer = ArrayBuffer.new(8)
    view, words = Uint8Array.new(buffer, 2, 4), TYPED_ARRAYS["H"].new(buffer)
    view[0] = 255
    assert (words[1], words.length, words.BYTES_PER_ELEMENT, view.byteOffset) == (255, 4, 2, 2)
    part = view.subarray(-3, -1)
    part[0] = 7
    assert (list(view), str(part), len(part), part.buffer is buffer) == ([255, 7, 0, 0], "7,0", 2, True)
    assert (buffer.byteLength, buffer.slice(2, 4).to_bytes()) == (8, b"\xff\x07")
    assert TYPED_ARRAYS["d"].new([1.5]).to_py().tolist() == [1.5]
    assert (Uint8Array.new(b"ab").to_bytes(), DataView(buffer, 6).to_bytes()) == (b"ab", b"\0\0")


@pytest.mark.parametrize(
    ("name", "arguments"), [("B", (-1,)), ("H", (ArrayBuffer(b"abc"),)), ("H", (ArrayBuffer(b"abcd"), 1))]
)
def test_typed_arrays_refuse_wrong_lengths(name: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(JsRangeError):
        TYPED_ARRAYS[name].new(*arguments)


def test_buffers_are_copied_into_the_array_that_fits() -> None:
    import array

    assert copy_buffer(array.array("i", [1, -2])).constructor.name == "Int32Array"
    with pytest.raises(JsTypeError, match="has no typed array"):
        copy_buffer(memoryview(b"12345678").cast("P"))


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ("2026-01-02T03:04:05.678+01:00", "2026-01-02T02:04:05.678Z"),
        (1.9, "1970-01-01T00:00:00.001Z"),
        (Date(5), "1970-01-01T00:00:00.005Z"),
    ],
)
def test_dates(argument: object, text: str) -> None:
    assert Date.new(argument).toJSON() == text


def test_invalid_dates() -> None:
    for argument in ("never", 1e30, None):
        found = Date.new(argument)
        assert (math.isnan(found.valueOf()), str(found)) == (True, "Invalid Date")
        with pytest.raises(JsRangeError, match="Invalid time value"):
            found.toISOString()
    assert abs(Date.new().getTime() - Date.now()) < 1000
    assert str(Date(0)) == "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)"
    with pytest.raises(NotImplementedError, match="not emulated by fakeflare yet"):
        Date.new(0).toLocaleString("de-DE")


def test_promises_chain() -> None:
    async def double(value: int) -> int:
        return value * 2

    async def main() -> None:
        seen: list[object] = []
        assert await Promise.resolve(2).then(double).then(lambda value: value + 1) == 5
        failed = Promise.reject(JsException("no"))
        assert await failed.then(double).catch(lambda error: error.message) == "no"
        assert await Promise.resolve(1).finally_(lambda: seen.append("done")) == 1
        assert await Promise.resolve(1).catch(double) == 1
        assert seen == ["done"]
        assert (await JsArray([Promise.resolve(3)]).to_py()[0]) == 3

    asyncio.run(main())


def test_cancelling_who_waits_leaves_the_work_running() -> None:
    async def main() -> None:
        gate, seen = asyncio.Event(), []

        async def work() -> None:
            await gate.wait()
            seen.append(1)

        promise = Promise.start(work())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(promise, 0)
        gate.set()
        await promise
        assert seen == [1]

    asyncio.run(main())


def test_streams_are_read_by_one_reader() -> None:
    async def main() -> None:
        stream = ReadableStream.of_bytes(b"ab")
        reader = stream.getReader()
        with pytest.raises(JsTypeError, match="currently locked to a reader"):
            stream.getReader()
        first, last = await reader.read(), await reader.read()
        assert (first.value.to_bytes(), first.done, last.value, last.done) == (b"ab", False, None, True)
        reader.releaseLock()
        await stream.cancel()
        assert await stream.read_all() == b""

    asyncio.run(main())


def test_memory_travels_through_files() -> None:
    file = io.BytesIO()
    Uint8Array.new(b"abc").to_file(file)
    file.seek(0)
    view = Uint8Array.new(4)
    view.from_file(file)
    assert (file.getvalue(), view.to_bytes()) == (b"abc", b"abc\0")


def test_patterns_that_end_in_a_backslash_are_refused() -> None:
    with pytest.raises(JsSyntaxError, match=r"end of pattern$"):
        RegExp.new("a\\")
    assert RegExp.new("a\\\\").test("a\\")
    assert RegExp.new("a", "g") is not RegExp.new("a", "g")


def test_names_of_types() -> None:
    shown = [get_type(value) for value in (None, jsnull, True, 1.5, 2**60, "a", print, JsArray())]
    assert shown == ["undefined", "object", "boolean", "number", "bigint", "string", "function", "object"]


def test_classes_convert_to_themselves() -> None:
    kind: Any = Date
    assert kind.to_py() is Date
    assert kind.to_py(default_converter=lambda value, convert, cache: ("other", value)) == ("other", Date)


def test_date_as_a_function_is_a_text() -> None:
    kind: Any = Date
    assert re.fullmatch(r"\w{3} \w{3} \d\d \d{4} [\d:]{8} GMT\+0000 \(Coordinated .*\)", kind())


def test_exceptions_hold_their_whole_text() -> None:
    assert JsRangeError.new("wrong").args == ("RangeError: wrong",)
    assert DOMException.new("wrong", "AbortError").args == ("AbortError: wrong",)


def test_arrays_of_half_precision() -> None:
    array = TYPED_ARRAYS["e"].new([0.1, 65504, 65520, 1e-8, 1.337])
    # what workerd 2026-11-17 shows
    assert list(array) == [0.0999755859375, 65504, math.inf, 0, 1.3369140625]
    array[1] = 2.5
    array[9] = 1
    assert (array[1], array[-1], array.length, array.byteLength) == (2.5, 1.3369140625, 5, 10)
    with pytest.raises(IndexError):
        array[5]
    assert list(array.fill(1, 3).subarray(2)) == [math.inf, 1, 1]
    assert list(array.slice(0, 2).map(lambda item, *_rest: item * 2)) == [0.199951171875, 5]
    view: Any = DataView.new(ArrayBuffer.new(4))
    view.setFloat16(1, 1.5, True)
    assert (view.getFloat16(1, True), view.getUint16(1, True)) == (1.5, 0x3E00)
    with pytest.raises(NotImplementedError, match="Float16Array as a memoryview is not emulated by"):
        array.to_py()
    math_object: Any = SHARED["Math"]
    assert (math_object.f16round(1.337), math_object.f16round(1e9)) == (1.3369140625, math.inf)
