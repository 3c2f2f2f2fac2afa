"""`pyodide.http`."""

import io
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.streams.readable import ReadableStream

Run = Callable[..., None]


async def answer(request: Request) -> Response:
    if request.url.endswith("/cut"):
        return Response(ReadableStream(cut()))
    if "archive" in request.url:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("a.txt", "inside")
        return Response(data.getvalue())
    return Response(b'{"a": 1}', 200)


async def cut() -> AsyncIterator[bytes]:
    yield b"x"
    raise JsException("Network connection lost.")


def test_a_body_is_read_in_every_way(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.http import BodyUsedError, pyfetch

        response = await pyfetch("http://a/")
        copies = [response.clone() for _ in range(5)]
        assert (response.ok, response.status, response.redirected, response.type) == (
            True,
            200,
            False,
            "default",
        )
        assert await copies[0].text() == await copies[1].string() == '{"a": 1}'
        assert bytes(await copies[2].memoryview()) == await copies[3].bytes() == b'{"a": 1}'
        assert await copies[4].json() == {"a": 1}
        assert (await response.buffer()).byteLength == 8
        with pytest.raises(BodyUsedError):
            await response.bytes()

    in_world(check, answer)


def test_an_aborted_response_cannot_be_read(in_world: Run) -> None:
    async def check() -> None:
        import js
        from pyodide.http import AbortError, FetchResponse, pyfetch

        response = await pyfetch("http://a/")
        response.abort()
        with pytest.raises(AbortError):
            await response.text()
        controller = js.AbortController.new()
        other = await pyfetch("http://a/", signal=controller.signal)
        controller.abort(js.Error.new("enough"))
        with pytest.raises(AbortError, match="enough"):
            await other.json()
        with pytest.raises(ValueError, match="abort_controller is not set"):
            FetchResponse("http://a/", js.Response.new()).abort()

    in_world(check, answer)


def test_a_body_that_breaks_off_is_an_abort_error(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.http import AbortError, pyfetch

        with pytest.raises(AbortError, match="Network connection lost"):
            await (await pyfetch("http://a/cut")).bytes()

    in_world(check, answer)


def test_archives_are_unpacked(in_world: Run, tmp_path: Path) -> None:
    async def check() -> None:
        from pyodide.http import pyfetch

        await (await pyfetch("http://a/archive.zip")).unpack_archive(extract_dir=tmp_path / "one")
        for number, name in enumerate(("zip", ".zip", "whl")):
            response = await pyfetch("http://a/archive")
            await response.unpack_archive(extract_dir=tmp_path / str(number), format=name)
            assert (tmp_path / str(number) / "a.txt").read_text() == "inside"
        assert (tmp_path / "one" / "a.txt").read_text() == "inside"
        with pytest.raises(ValueError, match="Unrecognized archive format 'rar'"):
            await (await pyfetch("http://a/archive")).unpack_archive(format="rar")

    in_world(check, answer)


def test_open_url_needs_what_workers_lack(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.http import open_url

        with pytest.raises(NameError, match="XMLHttpRequest"):
            open_url("http://a/")

    in_world(check)
