"""Bodies, forms and streams through the official SDK, as Worker code uses them."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.requests import Request

InWorld = Callable[..., None]


def test_forms_and_blobs(in_world: InWorld) -> None:
    async def check() -> None:
        import js
        import workers
        from pyodide.ffi import to_js

        sdk: Any = workers
        Blob, File, FormData, Response = sdk.Blob, sdk.File, sdk.FormData, sdk.Response
        form = FormData({"a": "1"})
        form.append("a", "2")
        form["blob"] = Blob(["some", b" bytes"], content_type="text/x")
        form.append("file", File("print()", filename="a.py", content_type="text/python"), filename="b.py")
        form["js"] = js.Blob.new(to_js(["x"]))
        request = sdk.Request("https://example.com", method="POST", body=form)
        back = await request.form_data()
        assert (back.get_all("a"), list(back)) == (["1", "2"], ["a", "a", "blob", "file", "js"])
        assert (await back["blob"].text(), back["blob"].content_type) == ("some bytes", "text/x")
        assert (back["file"].name, await back["file"].bytes()) == ("b.py", b"print()")
        assert isinstance(back["js"], Blob)
        assert "a" in back
        assert "z" not in back
        replaced = Response("x", status=201).replace_body("other")
        assert (replaced.status, await replaced.text()) == (201, "other")
        assert await (await Response(form).formData())["js"].text() == "x"
        inherited = Blob(Blob(["test"], content_type="application/json"))
        assert (inherited.size, inherited.content_type, await inherited.slice(1, 3).text()) == (
            4,
            "application/json",
            "es",
        )
        with pytest.raises(TypeError, match="Parsing a Body as FormData requires a Content-Type header"):
            await Response(b"x").form_data()

    in_world(check)


def test_bodies_of_many_kinds(in_world: InWorld) -> None:
    async def check() -> None:
        import js
        import workers
        from pyodide.ffi import to_js

        Response: Any = workers.Response
        stream = js.ReadableStream.new(start=lambda c: (c.enqueue(to_js(b"ab")), c.close()))
        response = Response(stream)
        assert [piece.to_bytes() async for piece in response.body] == [b"ab"]
        assert response.body_used
        params = js.URLSearchParams.new({"a": "b c"}.items())
        assert await Response(params).text() == "a=b+c"
        assert await (await Response("blob").blob()).text() == "blob"
        assert Response(None, status=204).body is None
        view = js.Uint8Array.new(to_js([0, 1, 2])).subarray(1)
        assert await Response(view).bytes() == b"\x01\x02"
        assert repr(Response.json([1])) == (
            "Response(status=200, status_text='OK', content_type='application/json')"
        )

    in_world(check)


class Application:
    """An ASGI application that streams what it was sent, piece by piece."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.sent: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError("no lifespan")
        body = b""
        while (message := await receive()).get("more_body"):
            body += message["body"]
        headers = [(b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for place in range(len(body)):
            await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
            self.sent.append(body[place : place + 1])
            if self.fails:
                raise RuntimeError("app failed mid-stream")
        await send({"type": "http.response.body", "body": b"!"})


def test_an_asgi_application_streams_as_it_is_read(in_world: InWorld) -> None:
    async def check() -> None:
        from workers import asgi

        app = Application()
        request = Request.new("https://example.com/x?y", method="POST", body="abc")
        response = await asgi.fetch(app, request, {}, options=asgi.Options(encode_body="manual"))
        assert (response.encode_body, response.headers.get("content-encoding")) == ("manual", "gzip")
        await asyncio.sleep(0)
        assert len(app.sent) <= 1
        assert await response.text() == "abc!"
        for _ in range(10):
            await asyncio.sleep(0)
        assert app.sent == [b"a", b"b", b"c"]

    in_world(check)


def test_an_asgi_application_that_fails_ends_its_stream(in_world: InWorld) -> None:
    async def check() -> None:
        from workers import asgi

        request = Request.new("https://example.com/", method="POST", body="abc")
        response = await asgi.fetch(Application(fails=True), request, {})
        assert await response.text() == "a"
        for _ in range(10):
            await asyncio.sleep(0)

    in_world(check)


def test_a_wsgi_application_streams_and_is_closed(in_world: InWorld) -> None:
    closed: list[str] = []

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"a", b"b")

        def close(self) -> None:
            closed.append("closed")

    def app(environ: Any, start_response: Any) -> Pieces:
        start_response("201 Made", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return Pieces()

    async def check() -> None:
        from workers import wsgi

        response = await wsgi.fetch(app, Request.new("https://example.com/"), {})
        assert (response.status, response.statusText, response.headers.getSetCookie()) == (
            201,
            "Made",
            ["a=1", "b=2"],
        )
        assert (await response.text(), closed) == ("ab", ["closed"])
        left = await wsgi.fetch(app, Request.new("https://example.com/"), {})
        await left.body.cancel()
        assert closed == ["closed", "closed"]

    in_world(check)


def test_a_wsgi_application_that_fails_breaks_its_stream(in_world: InWorld) -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"a"
        raise RuntimeError("app failed mid-stream")

    async def check() -> None:
        from pyodide.ffi import JsException
        from workers import wsgi

        response = await wsgi.fetch(app, Request.new("https://example.com/"), {})
        with pytest.raises(JsException, match="app failed mid-stream"):
            await response.text()

    in_world(check)
