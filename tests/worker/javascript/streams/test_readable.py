"""ReadableStream and what a Worker feeds it with."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar, copy_context
from typing import Any

import pytest

from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array
from fakeflare.worker.javascript.language.callbacks import PythonError
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.streams.sources import Source
from fakeflare.worker.javascript.streams.strategies import ByteLengthQueuingStrategy, CountQueuingStrategy
from fakeflare.worker.pyodide.proxies import create_proxy


def make_bytes(data: bytes) -> Any:
    return Uint8Array.of_bytes(data)


async def take_turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Ignoring:
    """A controller that takes nothing."""

    def enqueue(self, chunk: object) -> None: ...


class Pieces:
    """An iterator of ours that remembers whether it was closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.closed = 0

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        await asyncio.sleep(0)
        if not self.pieces:
            raise StopAsyncIteration
        return self.pieces.pop(0)

    async def aclose(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("shape", ["keywords", "object", "map", "proxies", "async"])
async def test_a_source_is_pulled_until_it_closes(shape: str) -> None:
    rest = [b"a", b"b"]

    def pull(controller: Any) -> None:
        if rest:
            controller.enqueue(make_bytes(rest.pop(0)))
        else:
            controller.close()

    async def pull_later(controller: Any) -> None:
        await asyncio.sleep(0)
        pull(controller)

    stream = {
        "keywords": lambda: ReadableStream.new(pull=pull),
        "object": lambda: ReadableStream.new(JsObject({"pull": pull}), JsObject({"highWaterMark": 0})),
        "map": lambda: ReadableStream.new(JsMap([("pull", pull)], is_literal=True)),
        "proxies": lambda: ReadableStream.new(pull=create_proxy(pull)),
        "async": lambda: ReadableStream.new(pull=pull_later),
    }[shape]()
    assert [chunk.to_bytes() async for chunk in stream] == [b"a", b"b"]


async def test_start_runs_at_once_and_may_be_waited_for() -> None:
    seen: list[Any] = []

    async def start(controller: Any) -> None:
        await asyncio.sleep(0)
        controller.enqueue("late")

    def pull(controller: Any) -> None:
        seen.append("pull")
        controller.close()

    controllers: list[Any] = []
    ReadableStream.new(start=controllers.append)
    assert controllers[0].desiredSize == 1
    stream = ReadableStream.new(
        JsObject({"start": start, "pull": pull}), CountQueuingStrategy.new(highWaterMark=2)
    )
    assert not seen
    assert [chunk async for chunk in stream] == ["late"]


async def test_the_queue_asks_only_for_what_it_has_room_for() -> None:
    asked: list[Any] = []

    def pull(controller: Any) -> None:
        asked.append(controller.desiredSize)
        controller.enqueue("xx")

    stream = ReadableStream.new(JsObject({"pull": pull}), JsObject({"highWaterMark": 4, "size": len}))
    await take_turns()
    assert asked == [4, 2]
    reader = stream.getReader()
    assert (await reader.read()).value == "xx"
    await take_turns()
    assert asked == [4, 2, 2]
    with pytest.raises(JsRangeError, match="Invalid highWaterMark"):
        ReadableStream.new(JsObject(), JsObject({"highWaterMark": -1}))


async def test_a_controller_refuses_chunks_after_close() -> None:
    held: list[Any] = []
    stream = ReadableStream.new(start=held.append)
    controller = held[0]
    controller.enqueue(1)
    controller.close()
    with pytest.raises(JsTypeError, match="Unable to enqueue"):
        controller.enqueue(2)
    with pytest.raises(JsTypeError, match="This ReadableStream is closed"):
        controller.close()
    reader = stream.getReader()
    assert ((await reader.read()).value, (await reader.read()).done) == (1, True)
    assert controller.desiredSize == 0
    await reader.closed


@pytest.mark.parametrize("reason", ["broken", JsRangeError("broken"), ValueError("broken")])
async def test_an_error_of_the_controller_is_raised_by_every_read(reason: object) -> None:
    stream = ReadableStream.new(start=lambda controller: controller.error(reason))
    reader = stream.getReader()
    for _ in range(2):
        with pytest.raises(JsException, match="broken"):
            await reader.read()
    with pytest.raises(JsException, match="broken"):
        await reader.closed


@pytest.mark.parametrize("is_async", [False, True])
async def test_what_pull_raises_is_a_python_error_with_its_cause(is_async: bool) -> None:
    def pull(controller: Any) -> None:
        raise KeyError("gone")

    async def pull_later(controller: Any) -> None:
        pull(controller)

    stream = ReadableStream.new(pull=pull_later if is_async else pull)
    with pytest.raises(PythonError, match="KeyError: 'gone'") as caught:
        await stream.getReader().read()
    assert isinstance(caught.value.__cause__, KeyError)
    assert (caught.value.name, caught.value.type) == ("PythonError", "KeyError")


async def test_what_start_raises_comes_out_of_the_constructor() -> None:
    def start(controller: Any) -> None:
        raise ValueError("no")

    with pytest.raises(PythonError):
        ReadableStream.new(start=start)
    with pytest.raises(JsTypeError, match="'pull' field is not of type 'function'"):
        ReadableStream.new(pull=1)


async def test_cancel_tells_the_source_why() -> None:
    reasons: list[object] = []

    async def cancel(reason: object) -> None:
        await asyncio.sleep(0)
        reasons.append(reason)

    stream = ReadableStream.new(pull=lambda controller: None, cancel=cancel)
    reader = stream.getReader()
    waiting = reader.read()
    await take_turns()
    with pytest.raises(JsTypeError, match="currently locked to a reader"):
        await stream.cancel()
    await reader.cancel("enough")
    assert ((await waiting).done, reasons) == (True, ["enough"])
    await reader.cancel("again")
    assert reasons == ["enough"]


async def test_cancel_closes_an_iterator_of_ours() -> None:
    pieces = Pieces(b"a", b"b")
    stream = ReadableStream(pieces)
    reader = stream.getReader()
    assert (await reader.read()).value.to_bytes() == b"a"
    await reader.cancel()
    assert ((await reader.read()).done, pieces.closed) == (True, 1)


async def test_cancel_interrupts_a_read_that_waits() -> None:
    ended: list[str] = []

    async def wait() -> AsyncIterator[bytes]:
        try:
            await asyncio.Event().wait()
            yield b""
        finally:
            ended.append("closed")

    reader = ReadableStream(wait()).getReader()
    waiting = reader.read()
    await take_turns()
    await reader.cancel()
    assert ((await waiting).done, ended) == (True, ["closed"])


async def test_our_own_iteration_cancels_when_it_is_left() -> None:
    pieces = Pieces(b"a", b"b")
    chunks = ReadableStream(pieces).iterate()
    assert await anext(chunks) == b"a"
    await chunks.aclose()  # type: ignore[attr-defined] # a generator
    assert pieces.closed == 1


async def test_a_reader_that_is_stopped_loses_no_chunk() -> None:
    held: list[Any] = []
    stream = ReadableStream.new(start=held.append)
    task = asyncio.create_task(stream.read_chunk())
    await take_turns()
    held[0].enqueue(make_bytes(b"kept"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await stream.read_chunk() == b"kept"


async def test_bodies_need_bytes() -> None:
    reasons: list[Any] = []
    stream = ReadableStream.new(start=lambda controller: controller.enqueue("text"), cancel=reasons.append)
    with pytest.raises(JsTypeError, match="This ReadableStream did not return bytes"):
        await stream.read_all()
    assert str(reasons[0]) == "TypeError: This ReadableStream did not return bytes."


async def test_both_branches_of_a_tee_read_everything() -> None:
    pieces = Pieces(b"a", b"b")
    first, second = ReadableStream(pieces).tee()
    assert await first.read_all() == b"ab"
    assert await second.read_all() == b"ab"


async def test_a_tee_cancels_when_both_branches_have() -> None:
    pieces = Pieces(b"a", b"b")
    first, second = ReadableStream(pieces).tee()
    await first.cancel()
    assert ((await second.getReader().read()).value.to_bytes(), pieces.closed) == (b"a", 0)
    await second.cancel_source(None)
    assert pieces.closed == 1


async def test_a_tee_fails_on_both_branches() -> None:
    stream = ReadableStream.new(start=lambda controller: controller.error("torn"))
    for branch in stream.tee():
        with pytest.raises(JsException, match="torn"):
            await branch.read_all()
    with pytest.raises(JsTypeError, match="locked"):
        stream.tee()


async def test_a_released_reader_lets_go() -> None:
    stream = ReadableStream.of_bytes(b"a")
    reader = stream.getReader()
    reader.releaseLock()
    assert not stream.locked
    for act in (reader.read, reader.cancel, lambda: reader.closed):
        with pytest.raises(JsTypeError, match="This ReadableStream reader has been released"):
            await act()


async def test_byte_sources_fill_the_readers_own_buffer() -> None:
    def pull(controller: Any) -> None:
        assert controller.byobRequest is jsnull
        controller.enqueue(make_bytes(b"abcde"))
        controller.close()

    stream = ReadableStream.new(JsObject({"type": "bytes", "pull": pull}))
    reader = stream.getReader(mode="byob")
    first = await reader.read(Uint8Array.new(3))
    rest = await reader.readAtLeast(2, Uint8Array.new(8))
    last = await reader.read(Uint8Array.new(8))
    assert (first.value.to_bytes(), first.done) == (b"abc", False)
    assert (rest.value.to_bytes(), last.value.to_bytes(), last.done) == (b"de", b"", True)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda reader: reader.read(Uint8Array.new(0)), "positive-sized TypedArray"),
        (lambda reader: reader.read("x"), "not of type 'ArrayBufferView'"),
        (lambda reader: reader.readAtLeast(0, Uint8Array.new(1)), r"minimum number of bytes to read \(0\)"),
        (lambda reader: reader.readAtLeast(2, Uint8Array.new(1)), r"\(2\) exceeds size of buffer \(1\)"),
    ],
)
async def test_a_buffer_that_cannot_be_filled_is_refused(act: Any, sentence: str) -> None:
    reader = ReadableStream.of_bytes(b"a").getReader(mode="byob")
    with pytest.raises(JsTypeError, match=sentence):
        await act(reader)
    reader.releaseLock()
    with pytest.raises(JsTypeError, match="has been released"):
        await reader.read(Uint8Array.new(1))


async def test_a_stream_of_values_has_no_byte_reader() -> None:
    with pytest.raises(JsTypeError, match="does not support BYOB reads"):
        ReadableStream.new().getReader(mode="byob")
    with pytest.raises(JsTypeError, match="mode must be undefined or 'byob'"):
        ReadableStream.new().getReader(mode="other")


@pytest.mark.parametrize(
    ("chunk", "sentence"), [("x", "not of type 'ArrayBuffer or ArrayBufferView'"), (b"", "zero-length")]
)
async def test_byte_controllers_take_bytes(chunk: Any, sentence: str) -> None:
    held: list[Any] = []
    ReadableStream.new(JsObject({"type": "bytes", "start": held.append}))
    with pytest.raises(JsTypeError, match=sentence):
        held[0].enqueue(make_bytes(chunk) if isinstance(chunk, bytes) else chunk)
    held[0].close()
    with pytest.raises(JsTypeError, match="ReadableByteStreamController is closed"):
        held[0].enqueue(make_bytes(b"a"))


async def test_from_takes_iterables_of_both_kinds() -> None:
    async def count() -> AsyncIterator[object]:
        for number in range(3):
            yield number

    assert [value async for value in ReadableStream.from_(count())] == [0, 1, 2]
    assert [value async for value in ReadableStream.from_(JsArray(["a", "b"]))] == ["a", "b"]
    with pytest.raises(JsTypeError, match="not of type 'async iterable'"):
        ReadableStream.from_("text")


async def test_from_closes_what_it_reads_when_cancelled() -> None:
    closed: list[bool] = []

    async def count() -> AsyncIterator[object]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    stream = ReadableStream.from_(count())
    values = stream.values()
    assert await anext(values) == 1
    await values.aclose()
    assert (closed, stream.locked) == ([True], False)


async def test_values_can_leave_the_stream_as_it_is() -> None:
    stream = ReadableStream.from_(JsArray([1, 2]))
    values = stream.values(preventCancel=True)
    assert await anext(values) == 1
    await values.aclose()
    assert [value async for value in stream] == [2]


async def test_a_stream_made_without_a_loop_is_pulled_by_its_reader() -> None:
    def make() -> Any:
        return ReadableStream.new(pull=lambda controller: (controller.enqueue(1), controller.close()))

    stream = await asyncio.to_thread(make)
    assert [value async for value in stream] == [1]


async def test_a_detached_stream_goes_on_elsewhere() -> None:
    stream = ReadableStream.of_bytes(b"ab")
    moved = stream.detach()
    assert (stream.locked, stream.is_disturbed, await moved.read_all()) == (True, True, b"ab")


def test_strategies_measure() -> None:
    assert CountQueuingStrategy.new(highWaterMark=3).size("abc") == 1
    strategy = ByteLengthQueuingStrategy.new(highWaterMark=3)
    assert (strategy.highWaterMark, strategy.size(make_bytes(b"ab")), strategy.size("ab")) == (3, 2, 0)


async def test_a_strategy_that_fails_breaks_the_stream() -> None:
    held: list[Any] = []

    def measure(chunk: object) -> float:
        raise ValueError("unmeasured")

    stream = ReadableStream.new(JsObject({"start": held.append}), JsObject({"size": measure}))
    with pytest.raises(JsException, match="unmeasured"):
        held[0].enqueue(1)
    with pytest.raises(JsException, match="unmeasured"):
        await stream.getReader().read()


async def test_a_source_says_what_it_has_to_do() -> None:
    for work in (Source().read(), Source().cancel(None)):
        with pytest.raises(NotImplementedError):
            await work


async def test_closed_waits_for_the_end() -> None:
    held: list[Any] = []
    reader = ReadableStream.new(start=held.append).getReader()
    closed = reader.closed
    assert reader.closed is closed
    unwanted = reader._stream.source.watch()
    unwanted.cancel()
    held[0].close()
    await closed


async def test_nothing_is_desired_after_a_failure() -> None:
    held: list[Any] = []
    ReadableStream.new(start=held.append)
    held[0].error("first")
    held[0].error("second")
    assert held[0].desiredSize is jsnull


async def test_byte_sources_count_bytes() -> None:
    held: list[Any] = []
    stream = ReadableStream.new(
        JsObject({"type": "bytes", "start": held.append}), JsObject({"highWaterMark": 4.5})
    )
    held[0].enqueue(make_bytes(b"abc"))
    assert held[0].desiredSize == 1.5
    reader = stream.getReader(mode="byob")
    await reader.read(Uint8Array.new(1))
    reader.releaseLock()
    assert (await stream.getReader().read()).value.to_bytes() == b"bc"


async def test_an_iterator_that_fails_fails_every_read() -> None:
    async def fail() -> AsyncIterator[bytes]:
        yield b"a"
        raise JsException("torn")

    reader = ReadableStream(fail()).getReader()
    reads = [reader.read() for _ in range(3)]
    assert (await reads[0]).value.to_bytes() == b"a"
    for read in reads[1:]:
        with pytest.raises(JsException, match="torn"):
            await read
    await reader.cancel()


async def test_who_stops_a_reader_stops_its_iterator() -> None:
    ended: list[str] = []

    async def wait() -> AsyncIterator[bytes]:
        try:
            await asyncio.Event().wait()
            yield b""
        finally:
            ended.append("closed")

    stream = ReadableStream(wait())
    task = asyncio.create_task(stream.read_chunk())
    await take_turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["closed"]


async def test_cancelling_a_broken_stream_raises_what_broke_it() -> None:
    stream = ReadableStream.new(start=lambda controller: controller.error("torn"))
    with pytest.raises(JsException, match="torn"):
        await stream.cancel()


async def test_one_branch_may_be_ahead_of_the_other() -> None:
    held: list[Any] = []
    stream = ReadableStream.new(start=held.append)
    first, second = (branch.getReader() for branch in stream.tee())
    reads = [first.read(), second.read()]
    held[0].enqueue("a")
    assert [(await read).value for read in reads] == ["a", "a"]
    late = first.read()
    await take_turns()
    held[0].enqueue("b")
    held[0].close()
    assert (await late).value == "b"
    assert ((await first.read()).done, (await second.read()).value, (await second.read()).done) == (
        True,
        "b",
        True,
    )
    await second.cancel()


async def test_iterables_are_closed_when_cancelled() -> None:
    closed: list[bool] = []

    def count() -> Any:
        try:
            yield from range(3)
        finally:
            closed.append(True)

    reader = ReadableStream.from_(count()).getReader()
    assert (await reader.read()).value == 0
    await reader.cancel()
    assert closed == [True]
    await ReadableStream.from_(JsArray([1])).cancel()


async def test_callbacks_run_where_their_stream_was_made() -> None:
    seen: list[str] = []
    place: ContextVar[str] = ContextVar("place", default="outside")

    def pull(controller: Any) -> None:
        seen.append(place.get())
        controller.enqueue(1)

    def make() -> Any:
        place.set("inside")
        return ReadableStream.new(pull=pull, cancel=lambda reason: pull(Ignoring()))

    stream = copy_context().run(make)
    reader = stream.getReader()
    await reader.read()
    await reader.cancel()
    assert (set(seen), place.get()) == ({"inside"}, "outside")


async def test_javascript_errors_pass_callbacks_as_they_are() -> None:
    error = JsRangeError("mine")

    def fail(controller: object) -> None:
        raise error

    async def fail_later(controller: object) -> None:
        await asyncio.sleep(0)
        raise error

    streams = (
        ReadableStream.new(pull=fail),
        ReadableStream.new(pull=fail_later),
        ReadableStream.new(start=fail_later),
    )
    for stream in streams:
        with pytest.raises(JsRangeError) as caught:
            await stream.getReader().read()
        assert caught.value is error


async def test_values_iterate_over_themselves() -> None:
    assert [value async for value in ReadableStream.from_(JsArray([1])).values()] == [1]


async def test_branches_wait_for_each_others_read() -> None:
    first, second = ReadableStream(Pieces(b"a")).tee()
    reads = [
        branch.getReader().read()
        for branch in (
            first,
            second,
        )
    ]
    assert [(await read).value.to_bytes() for read in reads] == [b"a", b"a"]
    await first.cancel_source(None)
    await first.cancel_source(None)
