"""WritableStream, TransformStream and its kin, and pipes between them."""

import asyncio
import gzip
import zlib
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.compression import CompressionStream, DecompressionStream
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.streams.text import TextDecoderStream, TextEncoderStream
from fakeflare.worker.javascript.streams.transforms import (
    FixedLengthStream,
    IdentityTransformStream,
    TransformStream,
)
from fakeflare.worker.javascript.streams.writable import WritableStream
from fakeflare.worker.javascript.web.aborting import AbortController


def make_bytes(data: bytes) -> Any:
    return Uint8Array.of_bytes(data)


async def take_turns(count: int = 15) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_sink_gets_chunk_after_chunk() -> None:
    seen: list[object] = []

    async def write(chunk: object, controller: object) -> None:
        await asyncio.sleep(0)
        seen.append(chunk)

    stream = WritableStream.new(
        start=lambda controller: seen.append("start"), write=write, close=lambda: seen.append("close")
    )
    writer = stream.getWriter()
    assert writer.desiredSize == 1
    first, second = writer.write("a"), writer.write("b")
    assert writer.desiredSize == -1
    await writer.close()
    await first
    await second
    await writer.closed
    assert (seen, writer.desiredSize) == (["start", "a", "b", "close"], 0)
    with pytest.raises(JsTypeError, match="This WritableStream has been closed"):
        await writer.write("c")
    with pytest.raises(JsTypeError, match="This WritableStream has been closed"):
        await writer.close()


async def test_ready_waits_for_room() -> None:
    gate = asyncio.Event()

    async def write(chunk: object, controller: object) -> None:
        await gate.wait()

    writer = WritableStream.new(write=write).getWriter()
    await writer.ready
    writing = writer.write(1)
    ready = asyncio.ensure_future(_wait(writer.ready))
    await take_turns()
    assert not ready.done()
    gate.set()
    await ready
    await writing


async def _wait(promise: Any) -> None:
    await promise


async def test_what_a_sink_raises_breaks_the_stream() -> None:
    def write(chunk: object, controller: object) -> None:
        raise ValueError("full")

    writer = WritableStream.new(write=write).getWriter()
    early = [writer.write(1), writer.write(2), writer.ready]
    for promise in early:
        with pytest.raises(JsException, match="ValueError: full"):
            await promise
    for promise in (writer.closed, writer.ready, writer.write(3), writer.close()):
        with pytest.raises(JsException, match="ValueError: full"):
            await promise
    assert writer.desiredSize is jsnull


async def test_abort_refuses_what_is_queued_and_tells_the_sink() -> None:
    gate = asyncio.Event()
    reasons: list[object] = []

    async def write(chunk: object, controller: object) -> None:
        await gate.wait()

    writer = WritableStream.new(write=write, abort=reasons.append).getWriter()
    first, second = writer.write(1), writer.write(2)
    await take_turns()
    aborting = writer.abort("stop")
    await take_turns()
    assert not reasons
    gate.set()
    await aborting
    await first
    with pytest.raises(JsException, match="stop"):
        await second
    await writer.abort("again")
    assert reasons == ["stop"]


async def test_a_start_that_fails_is_the_first_writes_failure() -> None:
    async def start(controller: Any) -> None:
        raise ValueError("unready")

    writer = WritableStream.new(start=start).getWriter()
    with pytest.raises(JsException, match="unready"):
        await writer.write(1)


async def test_a_writer_locks_and_releases() -> None:
    held: list[Any] = []
    stream = WritableStream.new(start=held.append)
    writer = stream.getWriter()
    for act in (stream.close, stream.abort):
        with pytest.raises(JsTypeError, match="currently locked to a writer"):
            await act()
    with pytest.raises(JsTypeError, match="currently locked to a writer"):
        stream.getWriter()
    writer.releaseLock()
    for act in (writer.write, writer.close, writer.abort):
        with pytest.raises(JsTypeError, match="This WritableStream writer has been released"):
            await act()
    with pytest.raises(JsTypeError, match="has been released"):
        _ = writer.ready
    assert not held[0].signal.aborted
    await stream.abort("over")
    assert (held[0].signal.aborted, held[0].signal.reason) == (True, "over")


async def test_a_sink_can_break_its_stream() -> None:
    held: list[Any] = []
    stream = WritableStream.new(start=held.append)
    held[0].error("gone")
    with pytest.raises(JsException, match="gone"):
        await stream.close()


async def test_closing_twice_is_refused() -> None:
    writer = WritableStream.new().getWriter()
    first = writer.close()
    with pytest.raises(JsTypeError, match="already being closed"):
        await writer.close()
    await first


async def test_a_transform_waits_for_its_reader() -> None:
    done: list[str] = []
    transform = TransformStream.new(transform=lambda chunk, controller: controller.enqueue(chunk.upper()))
    writer = transform.writable.getWriter()

    async def write() -> None:
        for text in ("a", "b"):
            await writer.write(text)
            done.append(text)
        await writer.close()

    task = asyncio.create_task(write())
    await take_turns()
    assert done == []
    reader = transform.readable.getReader()
    assert (await reader.read()).value == "A"
    await take_turns()
    assert done == ["a"]
    assert ((await reader.read()).value, (await reader.read()).done) == ("B", True)
    await task


async def test_flush_may_add_to_the_end() -> None:
    transform = TransformStream.new(
        start=lambda controller: controller.enqueue("<"), flush=lambda controller: controller.enqueue(">")
    )
    out = ReadableStream.from_(JsArray(["a"])).pipeThrough(transform)
    assert [chunk async for chunk in out] == ["<", "a", ">"]


async def test_what_a_transformer_raises_breaks_both_ends() -> None:
    def transform(chunk: object, controller: object) -> None:
        raise ValueError("bad")

    stream = TransformStream.new(transform=transform)
    writer, reader = stream.writable.getWriter(), stream.readable.getReader()
    writing, reading = writer.write(1), reader.read()
    for promise in (writing, reading, writer.closed):
        with pytest.raises(JsException, match="ValueError: bad"):
            await promise


async def test_a_flush_that_fails_breaks_both_ends() -> None:
    def flush(controller: object) -> None:
        raise ValueError("bad")

    stream = TransformStream.new(flush=flush)
    writer, reader = stream.writable.getWriter(), stream.readable.getReader()
    closing, reading = writer.close(), reader.read()
    for promise in (closing, reading):
        with pytest.raises(JsException, match="ValueError: bad"):
            await promise


async def test_cancelling_the_readable_end_breaks_the_writable_one() -> None:
    reasons: list[object] = []
    stream = TransformStream.new(cancel=reasons.append)
    writer = stream.writable.getWriter()
    writing = writer.write(1)
    await take_turns()
    await stream.readable.cancel("left")
    with pytest.raises(JsException, match="left"):
        await writing
    with pytest.raises(JsException, match="left"):
        await writer.write(2)
    assert reasons == ["left"]


async def test_aborting_the_writable_end_breaks_the_readable_one() -> None:
    reasons: list[object] = []
    stream = TransformStream.new(cancel=reasons.append)
    writer = stream.writable.getWriter()
    writing = writer.write(1)
    await take_turns()
    await writer.abort("left")
    with pytest.raises(JsException, match="left"):
        await writing
    with pytest.raises(JsException, match="left"):
        await stream.readable.getReader().read()
    assert reasons == ["left"]


async def test_a_transformer_ends_or_breaks_its_stream() -> None:
    def stop(chunk: object, controller: Any) -> None:
        controller.terminate()
        with pytest.raises(JsTypeError, match="no longer readable"):
            controller.enqueue(1)

    stream = TransformStream.new(transform=stop)
    writer = stream.writable.getWriter()
    reading = stream.readable.getReader().read()
    await writer.write(1)
    assert (await reading).done
    with pytest.raises(JsTypeError, match="The transform stream has been terminated"):
        await writer.write(2)

    failing = TransformStream.new(transform=lambda chunk, controller: controller.error("bad"))
    reading = failing.readable.getReader().read()
    await failing.writable.getWriter().write(1)
    with pytest.raises(JsException, match="bad"):
        await reading


@pytest.mark.parametrize("kind", [IdentityTransformStream, TextEncoderStream])
async def test_text_written_comes_out_as_bytes(kind: Any) -> None:
    stream = kind.new()
    writer = stream.writable.getWriter()
    writing = [writer.write("é"), writer.write("!"), writer.close()]
    assert await Response.new(stream.readable).text() == "é!"
    for promise in writing:
        await promise


async def test_an_identity_takes_bytes_only_and_survives_a_refusal() -> None:
    stream = IdentityTransformStream.new()
    writer = stream.writable.getWriter()
    with pytest.raises(JsTypeError, match="received an object of non-ArrayBuffer/ArrayBufferView type"):
        await writer.write(42)
    await writer.write(make_bytes(b""))
    writing = writer.write(make_bytes(b"ok"))
    reader = stream.readable.getReader(mode="byob")
    assert (await reader.read(Uint8Array.new(4))).value.to_bytes() == b"ok"
    await writing


@pytest.mark.parametrize(
    ("length", "sentence"),
    [(3, "Attempt to write too many bytes through"), (9, "did not see all expected bytes before close")],
)
async def test_a_fixed_length_is_kept(length: int, sentence: str) -> None:
    stream = FixedLengthStream.new(length)
    assert stream.readable.expected_length == length
    out = ReadableStream.of_bytes(b"12345").pipeThrough(stream)
    with pytest.raises(JsTypeError, match=sentence):
        await Response.new(out).text()


async def test_a_fixed_length_lets_so_many_through() -> None:
    out = ReadableStream.of_bytes(b"12345").pipeThrough(FixedLengthStream.new(5))
    assert await Response.new(out).text() == "12345"
    with pytest.raises(JsTypeError, match="requires an integer expected length less than 2"):
        FixedLengthStream.new(-1)


@pytest.mark.parametrize("form", ["gzip", "deflate", "deflate-raw"])
async def test_compression_there_and_back(form: str) -> None:
    data = b"abc" * 1000
    packed = ReadableStream.of_bytes(data).pipeThrough(CompressionStream.new(form))
    mine, other = packed.tee()
    raw = await mine.read_all()
    assert len(raw) < 100
    bits = {"gzip": 31, "deflate": 15, "deflate-raw": -15}[form]
    assert zlib.decompress(raw, bits) == data
    assert await other.pipeThrough(DecompressionStream.new(form)).read_all() == data


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no gzip at all", "Decompression failed."),
        (
            gzip.compress(b"abc", mtime=0)[:-4],
            r"Called close\(\) on a decompression stream with incomplete data",
        ),
        (gzip.compress(b"abc", mtime=0) + b"more", "Trailing bytes after end of compressed data"),
    ],
)
async def test_broken_data_is_not_decompressed(data: bytes, sentence: str) -> None:
    out = ReadableStream.of_bytes(data).pipeThrough(DecompressionStream.new("gzip"))
    with pytest.raises(JsTypeError, match=sentence):
        await out.read_all()


def test_an_unknown_compression_is_refused() -> None:
    with pytest.raises(JsTypeError, match="must be either 'deflate', 'deflate-raw' or 'gzip'"):
        CompressionStream.new("br")


async def test_decoding_joins_characters_cut_in_two() -> None:
    pieces = JsArray([make_bytes(b"\xc3"), make_bytes(b"\xa9x")])
    out = ReadableStream.from_(pieces).pipeThrough(TextDecoderStream.new())
    assert [text async for text in out] == ["éx"]


async def test_encoding_joins_surrogates_cut_in_two() -> None:
    pieces = JsArray(["a\ud83d", "\ude00", "\ud83d"])
    out = ReadableStream.from_(pieces).pipeThrough(TextEncoderStream.new())
    assert (await out.read_all()).decode() == "a😀\ufffd"


async def test_decoder_options() -> None:
    decoder = TextDecoderStream.new("latin1", JsObject({"ignoreBOM": True}))
    assert (decoder.encoding, decoder.fatal, decoder.ignoreBOM) == ("windows-1252", True, True)
    strict = TextDecoderStream.new("utf-8", fatal=True)
    with pytest.raises(JsTypeError, match="Failed to decode input"):
        _ = [text async for text in ReadableStream.of_bytes(b"\xff").pipeThrough(strict)]
    wrong = ReadableStream.from_(JsArray(["text"])).pipeThrough(TextDecoderStream.new())
    with pytest.raises(JsTypeError, match="received a value that is not a BufferSource"):
        await wrong.getReader().read()


async def test_a_pipe_closes_unless_told_not_to() -> None:
    seen: list[object] = []
    sink = WritableStream.new(write=lambda chunk, _: seen.append(chunk), close=lambda: seen.append("end"))
    await ReadableStream.from_(JsArray([1])).pipeTo(sink, preventClose=True)
    await ReadableStream.from_(JsArray([2])).pipeTo(sink)
    assert (seen, sink.locked) == ([1, 2, "end"], False)


async def test_a_pipe_carries_failures_both_ways() -> None:
    reasons: list[object] = []
    broken = ReadableStream.new(start=lambda controller: controller.error("torn"))
    with pytest.raises(JsException, match="torn"):
        await broken.pipeTo(WritableStream.new(abort=reasons.append))
    assert str(reasons.pop()) == "Error: torn"

    def write(chunk: object, controller: object) -> None:
        raise ValueError("full")

    source = ReadableStream.new(pull=lambda controller: controller.enqueue(1), cancel=reasons.append)
    with pytest.raises(JsException, match="full"):
        await source.pipeTo(WritableStream.new(write=write))
    assert "ValueError: full" in str(reasons.pop())


async def test_a_pipe_can_spare_the_other_end() -> None:
    reasons: list[object] = []
    broken = ReadableStream.new(start=lambda controller: controller.error("torn"))
    sink = WritableStream.new(abort=reasons.append)
    with pytest.raises(JsException, match="torn"):
        await broken.pipeTo(sink, preventAbort=True)
    await sink.close()
    source = ReadableStream.new(cancel=reasons.append)
    with pytest.raises(JsTypeError, match="has been closed"):
        await source.pipeTo(sink, preventCancel=True)
    assert not reasons


async def test_pipes_need_free_ends() -> None:
    source = ReadableStream.of_bytes(b"")
    with pytest.raises(JsTypeError, match="not of type 'WritableStream'"):
        await source.pipeTo("x")
    with pytest.raises(JsTypeError, match="not of type 'ReadableWritablePair'"):
        source.pipeThrough(JsObject())
    taken = WritableStream.new()
    taken.getWriter()
    with pytest.raises(JsTypeError, match="locked to a writer"):
        await source.pipeTo(taken)
    source.getReader()
    with pytest.raises(JsTypeError, match="locked to a reader"):
        await source.pipeTo(WritableStream.new())


@pytest.mark.parametrize("is_before", [True, False])
async def test_a_signal_stops_a_pipe(is_before: bool) -> None:
    controller = AbortController.new()
    halt = JsException("halt")
    if is_before:
        controller.abort(halt)
    reasons: list[object] = []
    source = ReadableStream.new(pull=lambda _: None, cancel=reasons.append)
    piping = source.pipeTo(WritableStream.new(abort=reasons.append), signal=controller.signal)
    await take_turns()
    controller.abort(halt)
    with pytest.raises(JsException, match="halt"):
        await piping
    assert reasons == [halt, halt]


async def test_ready_is_the_same_while_it_waits() -> None:
    stream = TransformStream.new()
    writer = stream.writable.getWriter()
    writing = writer.write(1)
    ready = [writer.ready, writer.ready]
    assert (await stream.readable.getReader().read()).value == 1
    for promise in (*ready, writing):
        await promise


async def test_a_pipe_that_keeps_the_destination_open_tells_its_failure() -> None:
    held: list[Any] = []
    sink = WritableStream.new(start=held.append, write=lambda chunk, controller: controller.error("gone"))
    with pytest.raises(JsException, match="gone"):
        await ReadableStream.from_(JsArray([1, 2])).pipeTo(sink, preventClose=True)


async def test_a_sink_may_lack_everything() -> None:
    sink = WritableStream.new()
    writer = sink.getWriter()
    await writer.write(1)
    writer.releaseLock()
    writer.releaseLock()
    await sink.abort()
    assert str(sink.error) == "Error: undefined"


async def test_a_start_that_fails_breaks_a_transform() -> None:
    async def start(controller: Any) -> None:
        await asyncio.sleep(0)
        raise ValueError("unready")

    stream = TransformStream.new(start=start)
    for promise in (stream.readable.getReader().read(), stream.writable.getWriter().closed):
        with pytest.raises(JsException, match="unready"):
            await promise
