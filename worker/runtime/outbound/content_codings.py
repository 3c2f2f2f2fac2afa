"""Content codings of responses: undone for the Worker, while the headers stay as they were sent."""

import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from importlib import import_module
from typing import Any, Protocol

from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED


class Decoder(Protocol):
    """Undoes one content coding, piece by piece."""

    def decode(self, data: bytes) -> bytes:
        """Undo the coding of the next bytes; what is not whole yet comes later. JsTypeError where it is
        broken."""

    def finish(self) -> None:
        """Check that the end is there; JsTypeError where it is missing."""


class _Gzip:
    """gzip, of one or more members."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._is_begun = False

    def decode(self, data: bytes) -> bytes:
        pieces = []
        while data:
            if self._inner.eof:
                self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
            self._is_begun = True
            try:
                pieces.append(self._inner.decompress(data))
            except zlib.error:
                raise JsTypeError("Gzip decompression failed.") from None
            data = self._inner.unused_data
        return b"".join(pieces)

    def finish(self) -> None:
        if self._is_begun and not self._inner.eof:
            raise JsTypeError("Gzip compressed stream ended prematurely.")


class _Foreign:
    """A coding that a package of its own undoes."""

    def __init__(self, inner: Any, method: str, failure: str) -> None:
        self._decompress: Callable[[bytes], bytes] = getattr(inner, method)
        self._failure = failure

    def decode(self, data: bytes) -> bytes:
        try:
            return self._decompress(data)
        except Exception:  # noqa: BLE001 - each package has an error of its own
            raise JsTypeError(self._failure) from None

    def finish(self) -> None:
        """Accept every end: the packages tell nothing about a missing one."""


def _open_brotli() -> Decoder:
    for name in ("brotli", "brotlicffi"):
        try:
            inner = import_module(name).Decompressor()
        except ImportError:
            continue
        method = "decompress" if hasattr(inner, "decompress") else "process"
        return _Foreign(inner, method, "Brotli decompression failed.")
    raise JsException(f"A response with content-encoding br is {NOT_EMULATED} without the package brotli")


def _open_zstd() -> Decoder:
    failure = "ZSTD decompression failed."
    try:
        return _Foreign(import_module("compression.zstd").ZstdDecompressor(), "decompress", failure)
    except ImportError:
        pass
    try:
        return _Foreign(import_module("zstandard").ZstdDecompressor().decompressobj(), "decompress", failure)
    except ImportError:
        raise JsException(
            f"A response with content-encoding zstd is {NOT_EMULATED} without the package zstandard"
        ) from None


_DECODERS: dict[str, Callable[[], Decoder]] = {"gzip": _Gzip, "br": _open_brotli, "zstd": _open_zstd}
"""What workerd undoes (workerd/src/workerd/api/http.c++, `getContentEncoding`): neither deflate nor a list of
codings."""


async def decode(coding: object, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give the bytes that `content-encoding: coding` stands for; of an unknown coding, those that were
    sent."""
    opener = _DECODERS.get(str(coding).lower())
    decoder = None if opener is None else opener()
    async with aclosing(chunks):  # type: ignore[type-var] # generators, all of them
        async for chunk in chunks:
            yield chunk if decoder is None else decoder.decode(chunk)
    if decoder is not None:
        decoder.finish()
