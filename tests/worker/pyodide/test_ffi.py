"""`pyodide.ffi`: its types, its modules, and the wrappers."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., None]


def test_types_tell_what_an_object_can_do(in_world: Run) -> None:
    async def check() -> None:
        import js
        from pyodide import ffi

        array, stream = js.Array.new(1, 2), js.ReadableStream.new()
        proxy, once = ffi.create_proxy(len), ffi.create_once_callable(len)
        samples: dict[str, list[object]] = {
            "JsAsyncIterable": [stream],
            "JsBuffer": [js.ArrayBuffer.new(1), js.Uint8Array.new(1)],
            "JsCallable": [js.Array, proxy, once],
            "JsCallableDoubleProxy": [proxy, once],
            "JsDoubleProxy": [proxy, once],
            "JsFetchResponse": [js.Response.new()],
            "JsIterable": [array],
            "JsIterator": [js.Headers.new({}.items()).entries()],
            "JsOnceCallable": [once],
            "JsTypedArray": [js.Uint8Array.new(1)],
        }
        others = [array, js.Object.new(), 1, "x", None, ffi.jsnull, len, [], b"x"]
        for name, wanted in samples.items():
            kind = getattr(ffi, name)
            assert all(isinstance(value, kind) for value in wanted), name
            assert not any(isinstance(value, kind) for value in others if value not in wanted), name
        for name in ("JsGenerator", "JsAsyncGenerator", "JsAsyncIterator", "JsDomElement", "JsWeakRef"):
            assert not any(isinstance(value, getattr(ffi, name)) for value in others), name
        with pytest.raises(TypeError, match="JsCallable cannot be instantiated"):
            ffi.JsCallable()
        assert issubclass(ffi.ConversionError, Exception)
        assert issubclass(ffi.InternalError, Exception)

    in_world(check)


def test_proxies_give_their_object_back(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.ffi import JsException, create_proxy

        value: list[object] = []
        proxy = create_proxy(value)
        assert proxy.unwrap() is value
        assert proxy.to_py() is value
        proxy.destroy()
        with pytest.raises(JsException, match="already been destroyed"):
            proxy.unwrap()

    in_world(check)


def test_javascript_modules_are_registered(in_world: Run) -> None:
    async def check() -> None:
        from js import Object
        from pyodide.ffi import register_js_module, to_js, unregister_js_module

        target = to_js({"a": 1}, dict_converter=Object.fromEntries)
        register_js_module("from_javascript", target)
        import from_javascript  # type: ignore[import-not-found]

        assert from_javascript.a == 1
        from_javascript.b = 2
        assert target.b == 2
        with pytest.raises(AttributeError):
            _ = from_javascript.c
        with pytest.raises(AttributeError, match="module 'from_javascript' has no attribute '__x__'"):
            _ = from_javascript.__x__
        unregister_js_module("from_javascript")
        assert "from_javascript" not in sys.modules
        with pytest.raises(ValueError, match="no Javascript module with that name is registered"):
            unregister_js_module("from_javascript")
        with pytest.raises(TypeError, match="'name' should be a str, not 'int'"):
            register_js_module(1, target)
        with pytest.raises(TypeError, match="'jsproxy' should be a JsProxy, not 'dict'"):
            register_js_module("x", {})

    in_world(check)


def test_wrappers_take_plain_functions(in_world: Run) -> None:
    async def check() -> None:
        import js
        from pyodide.ffi import wrappers

        seen: list[Any] = []
        target = js.EventTarget.new()
        wrappers.add_event_listener(target, "ring", seen.append)
        target.dispatchEvent(js.Event.new("ring"))
        wrappers.remove_event_listener(target, "ring", seen.append)
        target.dispatchEvent(js.Event.new("ring"))
        assert [event.type for event in seen] == ["ring"]
        with pytest.raises(KeyError):
            wrappers.remove_event_listener(target, "ring", seen.append)

        done = asyncio.Event()
        wrappers.set_timeout(done.set, 0)
        await done.wait()
        wrappers.clear_timeout(wrappers.set_timeout(seen.clear, 0))
        ticks: list[int] = []
        ticked = asyncio.Event()

        def tick() -> None:
            ticks.append(1)
            if len(ticks) > 1:
                ticked.set()

        number = wrappers.set_interval(tick, 0)
        await ticked.wait()
        wrappers.clear_interval(number)
        wrappers.clear_interval(number)
        assert len(seen) == 1

    in_world(check)


def test_the_loop_of_a_worker_is_a_web_loop(in_world: Run) -> None:
    async def check() -> None:
        from pyodide.webloop import WebLoop

        kinds.append(WebLoop)
        assert isinstance(asyncio.get_running_loop(), WebLoop)
        assert not isinstance(1, WebLoop)

    kinds: list[Any] = []
    in_world(check)
    loop = asyncio.new_event_loop()
    assert not isinstance(loop, kinds[0])
    loop.close()
