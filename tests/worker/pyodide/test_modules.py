"""`js` and `pyodide` as a Worker imports them, and the SDK on top."""

import datetime
import sys
from collections.abc import Callable
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError

Run = Callable[..., None]


def test_names_that_are_missing_say_so(in_world: Run) -> None:
    async def check() -> None:
        import js
        from pyodide import ffi
        from pyodide.code import run_js

        with pytest.raises(AttributeError, match=r"^js\.document is not emulated by fakeflare yet$"):
            _ = js.document
        assert not hasattr(js, "document")
        with pytest.raises(ImportError, match=r"'document' from 'js' \(not emulated by fakeflare yet\)"):
            from js import document  # noqa: F401
        with pytest.raises(AttributeError, match=r"^pyodide\.ffi\.JsBigInt is not emulated"):
            _ = ffi.JsBigInt
        with pytest.raises(ImportError, match=r"'Console' from 'pyodide.console' \(not emulated"):
            from pyodide.console import Console  # noqa: F401
        with pytest.raises(NotImplementedError, match="run_js is not emulated by fakeflare yet"):
            run_js("1")

    in_world(check)


def test_world_leaves_no_module_behind(in_world: Run) -> None:
    async def check() -> None:
        import workers

        assert workers.env is not None
        assert {"js", "pyodide.ffi", "workers", "workers.rpc"} <= set(sys.modules)

    in_world(check)
    names = {"js", "pyodide", "workers", "_pyodide_entrypoint_helper", "_cloudflare_compat_flags"}
    assert not [name for name in sys.modules if name.partition(".")[0] in names]


def test_js_classes_look_like_javascripts(in_world: Run) -> None:
    async def check() -> None:
        import js
        from pyodide.ffi import JsException, JsProxy

        assert js.Headers.new({}.items()).constructor.name == "Headers"
        assert js.Error.new("x").name == "Error"
        assert isinstance(js.TypeError.new("x"), JsException)
        assert isinstance(js.Array.new(), JsProxy)
        assert js.Uint8Array.new([1, 2]).to_py().tolist() == [1, 2]
        assert js.globalThis.undefined is None
        assert js.Date.new(0).toISOString() == "1970-01-01T00:00:00.000Z"

    in_world(check)


def test_python_values_cross_rpc_and_come_back(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.ffi import jsnull
        from workers import python_from_rpc, python_to_rpc

        value = {"a": [1, 2.5, True, None, "x"], "s": {1, 2}, "b": b"xy"}
        sent = python_to_rpc(value)
        assert sent.constructor.name == "Object"
        assert sent.a[3] is jsnull
        assert sent.b.constructor.name == "Uint8Array"
        back = python_from_rpc(sent)
        assert back.a == [1, 2.5, True, None, "x"]
        assert (back.s, bytes(back.b)) == ({1, 2}, b"xy")
        moment = datetime.datetime(2026, 1, 2, 3, 4, 5)
        assert python_from_rpc(python_to_rpc(moment)) == moment
        assert str(python_from_rpc(python_to_rpc(ValueError("no")))) == "Error: no"
        assert python_to_rpc(None) is jsnull
        assert python_to_rpc(len)("abc") == 3

    in_world(check)


def test_to_js_of_a_dict_is_a_map_that_keeps_cycles(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.ffi import create_once_callable, create_proxy, destroy_proxies, to_js

        loop: list[Any] = []
        loop.append(loop)
        sent = to_js(loop)
        assert sent[0] is sent
        back = sent.to_py()
        assert back[0] is back
        made = to_js({"a": {"b": 1}})
        assert (made.constructor.name, made.to_py()) == ("Map", {"a": {"b": 1}})
        proxies = to_js([])
        to_js([object()], pyproxies=proxies)
        destroy_proxies(proxies)
        assert create_proxy(len)("abc") == 3
        once = create_once_callable(len)
        assert once("a") == 1
        with pytest.raises(Exception, match="already been destroyed"):
            once("a")

    in_world(check)


def test_sdk_responses(in_world: Run) -> None:
    async def check() -> None:
        import pyodide.http
        from workers import Response as SdkResponse

        text = SdkResponse("x", headers={"X-A": "1"})
        assert repr(text) == (
            "Response(status=200, status_text='OK', content_type='text/plain;charset=UTF-8')"
        )
        assert (text.headers["x-a"], text.headers["nope"]) == ("1", None)
        copy = text.clone()
        assert type(copy) is pyodide.http.FetchResponse
        assert await text.text() == await copy.text() == "x"
        with pytest.raises(pyodide.http.BodyUsedError, match="Response body is already used"):
            await text.text()
        json_response = SdkResponse.json({"a": [1, None]}, status=201)  # type: ignore[arg-type]
        assert json_response.headers["content-type"] == "application/json"
        assert await json_response.json() == {"a": [1, None]}
        assert await SdkResponse(b"\x00\xff").bytes() == b"\x00\xff"
        with pytest.raises(TypeError, match="Unsupported type in Response: dict"):
            SdkResponse({})
        with pytest.raises(ValueError, match="200 is not a redirect status code"):
            SdkResponse.redirect("http://a/", 200)
        assert SdkResponse.redirect("http://a").headers.get("location") == "http://a/"
        with pytest.raises(pyodide.http.HttpStatusError, match="404 Client Error"):
            SdkResponse("", status=404).raise_for_status()
        assert await text.replace_body("y").text() == "y"

    in_world(check)


def test_sdk_requests(in_world: Run) -> None:
    async def check() -> None:
        from workers import Request as SdkRequest

        request = SdkRequest(
            "http://a/b?c",
            method="POST",  # type: ignore[arg-type]
            body='{"x": 1}',
            headers=[("a", "1"), ("A", "2")],
        )
        assert (request.method, request.url, request.headers["a"]) == ("POST", "http://a/b?c", "1, 2")
        assert request.cf is None
        assert await request.clone().json() == {"x": 1}
        assert await request.bytes() == b'{"x": 1}'
        with pytest.raises(OSError, match="Body already used"):
            await request.text()
        assert repr(request) == "Request(method='POST', url='http://a/b?c')"

    in_world(check)


def test_fetch_hands_over_the_request(in_world: Run) -> None:
    async def answer(request: Request) -> Response:
        body = await request.take_bytes()
        response = Response(
            f"{request.method} {request.url} {request.headers.get('a')} {body!r}".encode(), 404
        )
        response.url = request.url
        return response

    async def check() -> None:
        from workers import Request as SdkRequest
        from workers import fetch

        found = await fetch("http://a/b", method="PUT", headers={"A": "1"}, body=b"xy")  # type: ignore[arg-type]
        assert (found.status, found.url) == (404, "http://a/b")
        assert await found.text() == "PUT http://a/b 1 b'xy'"
        assert await (await fetch(SdkRequest("http://c"))).text() == "GET http://c/ jsnull b''"

    in_world(check, answer)


def test_failed_fetch_is_an_abort_error(in_world: Run) -> None:
    async def answer(request: Request) -> Response:
        raise JsTypeError("refused")

    async def check() -> None:
        import js
        import pyodide.http
        from pyodide.ffi import JsException
        from workers import fetch

        with pytest.raises(pyodide.http.AbortError, match=r"^refused$") as caught:
            await fetch("http://a/b")
        assert isinstance(caught.value, OSError)
        with pytest.raises(OSError, match="Invalid URL: nowhere"):
            await fetch("nowhere")
        with pytest.raises(JsException, match=r"^TypeError: refused$"):
            await js.fetch("http://a/b")

    in_world(check, answer)


def test_imports_from_javascript(in_world: Run) -> None:
    async def check() -> None:
        from workers import import_from_javascript

        assert import_from_javascript("cloudflare:workers").env is not None
        with pytest.raises(AttributeError, match="connect is not emulated by fakeflare yet"):
            _ = import_from_javascript("cloudflare:sockets").connect

    in_world(check)
