"""`crypto.DigestStream`: a WritableStream that hashes what is written to it."""

import asyncio
import zlib
from typing import Any

from fakeflare.worker.javascript.crypto.keys import find_digest, read_algorithm
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, read_bytes
from fakeflare.worker.javascript.language.kernel.coercions import encode_text
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.promises import Promise, make_error
from fakeflare.worker.javascript.streams.writable import Sink, WritableStream


class _Crc32:
    """`crc32`, workerd's own addition, in the shape of a hash object."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


def _make_hash(name: str) -> Any:
    if name in ("crc32c", "crc64nvme"):
        raise NotImplementedError(f"crypto.DigestStream for {name} is {NOT_EMULATED}")
    return _Crc32() if name == "crc32" else find_digest(name).new()


class _DigestSink(Sink):
    def __init__(self, name: str) -> None:
        self._hash = _make_hash(name)
        self.bytes_written = 0
        self.result: asyncio.Future[ArrayBuffer] = asyncio.get_running_loop().create_future()

    async def write(self, chunk: object) -> None:
        data = encode_text(chunk) if isinstance(chunk, str) else read_bytes(chunk)
        if data is None:
            # workerd/src/workerd/api/crypto/crypto.c++, `DigestStream::constructor`
            raise JsTypeError(
                "DigestStream is a byte stream but received an object of "
                "non-ArrayBuffer/ArrayBufferView/string type on its writable side."
            )
        self._hash.update(data)
        self.bytes_written += len(data)

    async def close(self) -> None:
        self.result.set_result(ArrayBuffer(self._hash.digest()))

    def interrupt(self, error: JsException) -> None:
        self._fail(error)

    async def abort(self, reason: object) -> None:
        self._fail(make_error(reason))

    def _fail(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)
            # as if somebody had looked: asyncio reports nothing
            self.result.exception()


class DigestStream(WritableStream):
    """`new crypto.DigestStream(algorithm)`; `digest` is a promise of the hash of all that is written."""

    _js_name = "DigestStream"

    def __init__(self, name: str) -> None:
        self._digest = _DigestSink(name)
        super().__init__(self._digest)
        self.digest = Promise(self._digest.result)

    @classmethod
    def construct(cls, algorithm: object = None, *_rest: object) -> "DigestStream":
        return cls(read_algorithm(algorithm).name)

    @property
    def bytesWritten(self) -> int:
        return self._digest.bytes_written
