"""Streams that compress and expand (workerd/src/workerd/api/streams/compression.c++)."""

import zlib
from typing import Any

from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.streams.transforms import ByteSink, TransformStream, join_ends

_WINDOW_BITS = {"gzip": 31, "deflate": 15, "deflate-raw": -15}
_MEMORY_LEVEL = 8


class _CodingSink(ByteSink):
    """Writes never wait for a reader here, as in workerd."""

    async def write(self, chunk: Any) -> None:
        await self.transform(chunk)

    def pass_on(self, data: bytes) -> None:
        if data and self.source.is_open:
            self.source.enqueue(data)


class _CompressingSink(_CodingSink):
    def __init__(self, window_bits: int) -> None:
        super().__init__()
        self._coder = zlib.compressobj(-1, zlib.DEFLATED, window_bits, _MEMORY_LEVEL)

    async def transform(self, chunk: Any) -> None:
        self.pass_on(self._coder.compress(chunk))

    async def flush(self) -> None:
        self.pass_on(self._coder.flush())


class _DecompressingSink(_CodingSink):
    def __init__(self, window_bits: int) -> None:
        super().__init__()
        self._coder = zlib.decompressobj(window_bits)

    async def transform(self, chunk: Any) -> None:
        try:
            data = self._coder.decompress(chunk)
        except zlib.error:
            raise self._fail("Decompression failed.") from None
        # compatibility flag strict_compression_checks, on since 2023-08-01
        if self._coder.unused_data:
            raise self._fail("Trailing bytes after end of compressed data")
        self.pass_on(data)

    async def flush(self) -> None:
        if not self._coder.eof:
            raise JsTypeError("Called close() on a decompression stream with incomplete data")

    def _fail(self, sentence: str) -> JsTypeError:
        error = JsTypeError(sentence)
        self.source.end(error)
        return error


def _read_format(arguments: tuple[object, ...]) -> int:
    bits = _WINDOW_BITS.get(to_string(arguments[0] if arguments else None))
    if bits is None:
        raise JsTypeError("The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.")
    return bits


class CompressionStream(TransformStream):
    """`new CompressionStream("gzip" | "deflate" | "deflate-raw")`."""

    @classmethod
    def construct(cls, *arguments: object) -> "CompressionStream":
        found: CompressionStream = join_ends(cls, _CompressingSink(_read_format(arguments)))
        return found


class DecompressionStream(TransformStream):
    """The way back; what is cut short or has more behind it is a TypeError."""

    @classmethod
    def construct(cls, *arguments: object) -> "DecompressionStream":
        found: DecompressionStream = join_ends(cls, _DecompressingSink(_read_format(arguments)))
        return found
