"""Content codings: undone, and still told."""

import gzip
import sys
import zlib
from types import ModuleType

import pytest

from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from tests.worker.runtime.outbound.site import Fetch, Site, answer


@pytest.mark.parametrize(
    ("coding", "sent", "shown"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0), b"hello"),
        ("GZIP", gzip.compress(b"he", mtime=0) + gzip.compress(b"llo", mtime=0), b"hello"),
        ("deflate", zlib.compress(b"hello"), zlib.compress(b"hello")),
        ("gzip, gzip", gzip.compress(b"hello", mtime=0), gzip.compress(b"hello", mtime=0)),
        ("identity", b"hello", b"hello"),
        ("gzip", b"", b""),
    ],
)
async def test_a_coding_is_undone_and_still_told(
    site: Site, fetch: Fetch, coding: str, sent: bytes, shown: bytes
) -> None:
    site.answers["/coded"] = answer(sent, headers=(("content-encoding", coding),))
    response = await fetch("/coded")
    assert response.headers.get("content-encoding") == coding
    assert response.headers.get("content-length") == str(len(sent))
    assert await response.take_bytes() == shown


async def test_a_coding_is_left_to_who_wants_it(site: Site, fetch: Fetch) -> None:
    site.answers["/coded"] = answer(gzip.compress(b"hello", mtime=0), headers=(("content-encoding", "gzip"),))
    response = await fetch("/coded", encodeResponseBody="manual")
    assert gzip.decompress(await response.take_bytes()) == b"hello"


@pytest.mark.parametrize(
    ("coding", "sent", "message"),
    [
        ("gzip", b"not gzip", "TypeError: Gzip decompression failed."),
        (
            "gzip",
            gzip.compress(b"hello", mtime=0)[:-4],
            "TypeError: Gzip compressed stream ended prematurely.",
        ),
    ],
)
async def test_a_broken_coding_is_an_error_of_the_body(
    site: Site, fetch: Fetch, coding: str, sent: bytes, message: str
) -> None:
    site.answers["/coded"] = answer(sent, headers=(("content-encoding", coding),))
    response = await fetch("/coded")
    with pytest.raises(JsTypeError) as caught:
        await response.text()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("coding", "package", "opener"),
    [("br", "brotli", "Decompressor"), ("zstd", "compression.zstd", "ZstdDecompressor")],
)
async def test_codings_of_other_packages_need_them(
    site: Site, fetch: Fetch, monkeypatch: pytest.MonkeyPatch, coding: str, package: str, opener: str
) -> None:
    class Decompressor:
        def decompress(self, data: bytes) -> bytes:
            if data == b"broken":
                raise RuntimeError
            return data.upper()

    site.answers |= {
        "/coded": answer(b"hello", headers=(("content-encoding", coding),)),
        "/broken": answer(b"broken", headers=(("content-encoding", coding),)),
    }
    monkeypatch.setitem(sys.modules, package.partition(".")[0], ModuleType(package))
    monkeypatch.setitem(sys.modules, package, module := ModuleType(package))
    monkeypatch.setattr(module, opener, Decompressor, raising=False)
    assert await (await fetch("/coded")).text() == "HELLO"
    with pytest.raises(JsTypeError, match=r"decompression failed\.$"):
        await (await fetch("/broken")).text()
    for name in (package, "brotli", "brotlicffi", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        JsException, match=f"content-encoding {coding} is not emulated by fakeflare yet without"
    ):
        await (await fetch("/coded")).text()
