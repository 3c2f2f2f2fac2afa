"""What a Worker gets from its KV through the official SDK, as observed with SDK 1.9.5 on Pyodide 0.28."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

Run = Callable[..., None]


async def fail(awaitable: Any) -> JsException:
    with pytest.raises(JsException) as caught:
        await awaitable
    return caught.value


def test_env_and_bindings_are_the_sdks_wrappers(with_env: Run) -> None:
    async def check(env: Any) -> None:
        from workers.rpc import _BindingWrapper, _EnvWrapper

        assert type(env) is _EnvWrapper
        assert type(env.KV) is _BindingWrapper
        assert env.KV is env.KV
        assert repr(env.KV).startswith("<workers.rpc._BindingWrapper object at 0x")

    with_env(check)


def test_vars_keep_their_kind(with_env: Run) -> None:
    async def check(env: Any) -> None:
        assert (env.VAR, env.NUM, env.HALF, env.ON) == ("text", 5, 0.5, True)
        assert type(env.NUM) is int
        assert env.OBJ.a.b == 1
        assert isinstance(env.OBJ, JsProxy)
        assert not isinstance(env.OBJ, dict)
        assert env.NOTHING is jsnull

    variables = {"VAR": "text", "NUM": 5.0, "HALF": 0.5, "ON": True, "OBJ": {"a": {"b": 1}}, "NOTHING": None}
    with_env(check, variables)


def test_missing_binding_is_an_attribute_error_of_its_name(with_env: Run) -> None:
    async def check(env: Any) -> None:
        with pytest.raises(AttributeError, match=r"^MISSING$"):
            _ = env.MISSING
        assert getattr(env, "X", "default") == "default"
        with pytest.raises(TypeError, match="'_EnvWrapper' object is not subscriptable"):
            env["KV"]

    with_env(check)


def test_get_miss_is_none(with_env: Run) -> None:
    async def check(env: Any) -> None:
        assert await env.KV.get("miss") is None
        assert await env.KV.get("miss", type="json") is None
        assert await env.KV.get("miss", "no such type") is None

    with_env(check)


def test_get_json_in_three_spellings_is_a_nested_jsdict(with_env: Run) -> None:
    stored = {"title": "T", "inner": {"x": None}, "list": [1, {"y": 2.5}], "keys": "k"}

    async def check(env: Any) -> None:
        from workers.rpc import JsDict

        await env.KV.put("j", json.dumps(stored))
        for found in (
            await env.KV.get("j", type="json"),
            await env.KV.get("j", "json"),
            await env.KV.get("j", {"type": "json"}),
        ):
            assert type(found) is JsDict
            assert found == stored
            assert (found.title, found["title"], found.get("nope")) == ("T", "T", None)
            assert "title" in found
            assert dict(found)["inner"].x is None
            assert json.loads(json.dumps(found)) == stored
            assert callable(found.keys)
            with pytest.raises(AttributeError, match=r"^to_py$"):
                found.to_py()

    with_env(check)


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5), ("5.0", 5), ("null", None), ('[1, 2, {"a": 1}]', [1, 2, {"a": 1}])]
)
def test_get_json_of_other_kinds(with_env: Run, text: str, value: object) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("j", text)
        assert await env.KV.get("j", "json") == value

    with_env(check)


def test_get_array_buffer_is_a_memoryview(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("b", b"\x00\xffab")
        found: Any = await env.KV.get("b", type="arrayBuffer")
        assert type(found) is memoryview
        assert bytes(found) == b"\x00\xffab"
        assert len(found) == 4
        with pytest.raises(AttributeError):
            found.to_bytes()  # type: ignore[attr-defined]

    with_env(check)


def test_get_stream_is_read_in_chunks(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("s", "streamed")
        found = await env.KV.get("s", type="stream")
        assert found.constructor.name == "ReadableStream"
        assert b"".join([chunk.to_bytes() async for chunk in found]) == b"streamed"

    with_env(check)


def test_get_of_several_keys_is_a_jsdict(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("k", "v")
        await env.KV.put("10", "ten")
        await env.KV.put("j", '{"a": [1]}')
        assert await env.KV.get(["k", "zzz"]) == {"k": "v", "zzz": None}
        assert await env.KV.get(["10", "k"]) == {"10": "ten", "k": "v"}
        assert await env.KV.get(["j"], "json") == {"j": {"a": [1]}}
        assert await env.KV.get(["k"], {"cacheTtl": 60}) == {"k": "v"}

    with_env(check)


def test_get_of_a_tuple_is_refused_at_the_call(with_env: Run) -> None:
    async def check(env: Any) -> None:
        with pytest.raises(TypeError, match=r"<class 'tuple'> cannot be sent over RPC."):
            env.KV.get(("k", "zzz"))

    with_env(check)


def test_get_with_metadata(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("km", "v", metadata={"a": 1, "u": "é🤓"})
        await env.KV.put("plain", "v", metadata=None)
        found = await env.KV.getWithMetadata("km")
        assert found == {"value": "v", "metadata": {"a": 1, "u": "é🤓"}, "cacheStatus": None}
        assert found.metadata.a == 1
        nothing = {"value": None, "metadata": None, "cacheStatus": None}
        assert await env.KV.getWithMetadata("miss") == nothing
        assert await env.KV.getWithMetadata("plain") == nothing | {"value": "v"}
        assert await env.KV.getWithMetadata(["km", "zzz"]) == {
            "km": {"value": "v", "metadata": {"a": 1, "u": "é🤓"}},
            "zzz": None,
        }

    with_env(check)


@pytest.mark.parametrize("metadata", [0, False, "text", "", [1, None], {"deep": {"er": 1.5}}])
def test_metadata_of_any_json_kind_comes_back_by_get_and_list(with_env: Run, metadata: object) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("m", "v", metadata=metadata)
        assert (await env.KV.getWithMetadata("m")).metadata == metadata
        assert (await env.KV.list())["keys"] == [{"name": "m", "metadata": metadata}]

    with_env(check)


def test_list_shows_pages(with_env: Run) -> None:
    async def check(env: Any) -> None:
        for name in ("k1", "k2", "k3", "z"):
            await env.KV.put(name, "v")
        everything = await env.KV.list()
        assert [key.name for key in everything["keys"]] == ["k1", "k2", "k3", "z"]
        assert everything["keys"][0]["name"] == "k1"
        assert everything.list_complete is True
        assert everything.cacheStatus is None
        assert everything.get("cursor") is None
        with pytest.raises(AttributeError, match=r"^cursor$"):
            _ = everything.cursor
        with pytest.raises(TypeError, match="'builtin_function_or_method' object is not subscriptable"):
            _ = everything.keys[0].name

        page = await env.KV.list(prefix="k", limit=2)
        assert ([key.name for key in page["keys"]], page.list_complete) == (["k1", "k2"], False)
        rest = await env.KV.list(prefix="k", limit=2, cursor=page.cursor)
        assert ([key.name for key in rest["keys"]], rest.list_complete) == (["k3"], True)
        assert len((await env.KV.list({"prefix": "k"}))["keys"]) == 3
        assert await env.KV.list(None) == everything
        assert await env.KV.list(cursor=None) == everything

    with_env(check)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("str", b"str"),
        ("é🤓", "é🤓".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (memoryview(b"view"), b"view"),
        (b"", b""),
        (42, b"42"),
        (1.0, b"1"),
        (1e21, b"1e+21"),
        (True, b"true"),
        (2**60, b"1152921504606846976"),
    ],
)
def test_put_stores_as_javascript_writes_it(with_env: Run, value: object, stored: bytes) -> None:
    async def check(env: Any) -> None:
        assert await env.KV.put("k", value) is None
        assert bytes(await env.KV.get("k", "arrayBuffer")) == stored

    with_env(check)


def test_put_none_stores_null(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("k", None)
        assert await env.KV.get("k") == "null"

    with_env(check)


def test_put_of_bytearray_or_tuple_is_refused_at_the_call(with_env: Run) -> None:
    async def check(env: Any) -> None:
        for value in (bytearray(b"x"), ("x",)):
            with pytest.raises(TypeError, match=f"{type(value)} cannot be sent over RPC."):
                env.KV.put("k", value)

    with_env(check)


@pytest.mark.parametrize("value", [{"a": 1}, ["a"], {"a"}])
def test_put_of_an_object_is_refused(with_env: Run, value: object) -> None:
    async def check(env: Any) -> None:
        assert str(await fail(env.KV.put("k", value))) == (
            "TypeError: KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, "
            "and ReadableStreams as values."
        )

    with_env(check)


def test_put_options_are_keywords_a_dict_or_a_js_object(with_env: Run) -> None:
    async def check(env: Any) -> None:
        from pyodide.ffi import to_js

        await env.KV.put("a", "v", expirationTtl=60)
        await env.KV.put("b", "v", {"expirationTtl": 60})
        await env.KV.put("c", "v", to_js({"expirationTtl": 60}))
        await env.KV.put("d", "v", expirationTtl="90")
        await env.KV.put("e", "v", expiration_ttl=60)
        listed = {key["name"]: "expiration" in key for key in (await env.KV.list())["keys"]}
        assert listed == {"a": True, "b": True, "c": True, "d": True, "e": False}

    with_env(check)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"expirationTtl": 30}, "Invalid expiration_ttl of 30. Expiration TTL must be at least 60."),
        ({"expirationTtl": None}, "Invalid expiration_ttl of 0. Please specify integer greater than 0."),
        ({"expirationTtl": "nan"}, "Invalid expiration_ttl of 0. Please specify integer greater than 0."),
        (
            {"expiration": 1},
            "Invalid expiration of 1. Please specify integer greater than the current number of seconds "
            "since the UNIX epoch.",
        ),
    ],
)
def test_put_refused_by_the_service(with_env: Run, options: dict[str, object], message: str) -> None:
    async def check(env: Any) -> None:
        error = await fail(env.KV.put("k", "v", **options))
        assert str(error) == f"Error: KV PUT failed: 400 {message}"
        assert (error.name, error.message) == ("Error", f"KV PUT failed: 400 {message}")
        assert [base.__name__ for base in type(error).__mro__[:3]] == ["JsException", "JsProxy", "Exception"]

    with_env(check)


def test_put_options_that_are_text_are_refused(with_env: Run) -> None:
    async def check(env: Any) -> None:
        assert str(await fail(env.KV.put("k", "v", "60"))) == (
            "TypeError: Failed to execute 'put' on 'KvNamespace': parameter 3 is not of type 'PutOptions'."
        )

    with_env(check)


def test_get_options_that_are_null(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("k", "v")
        assert await env.KV.get("k", None) == "v"
        assert str(await fail(env.KV.get("k", type=None))) == (
            "TypeError: Unknown response type. "
            'Possible types are "text", "arrayBuffer", "json", and "stream".'
        )

    with_env(check)


def test_get_cache_ttl_has_a_minimum(with_env: Run) -> None:
    async def check(env: Any) -> None:
        assert str(await fail(env.KV.get("k", cacheTtl=10))) == (
            "Error: KV GET failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30."
        )

    with_env(check)


def test_bulk_errors_name_their_verb(with_env: Run) -> None:
    async def check(env: Any) -> None:
        assert str(await fail(env.KV.get([f"k{number}" for number in range(101)]))) == (
            "Error: KV GET_BULK failed: 400 You can request a maximum of 100 keys"
        )

    with_env(check)


def test_delete_is_none_and_coerces_its_key(with_env: Run) -> None:
    async def check(env: Any) -> None:
        for name in ("k", "a", "a,b", "5"):
            await env.KV.put(name, "v")
        assert await env.KV.delete("k") is None
        assert await env.KV.delete("miss") is None
        assert await env.KV.delete(["a", "b"]) is None
        assert await env.KV.get(5) == "v"
        assert [key.name for key in (await env.KV.list())["keys"]] == ["5", "a"]

    with_env(check)


def test_namespace_has_no_python_spellings(with_env: Run) -> None:
    async def check(env: Any) -> None:
        with pytest.raises(AttributeError, match=r"^get_with_metadata$"):
            _ = env.KV.get_with_metadata
        with pytest.raises(TypeError, match="'KvNamespace' object is not iterable"):
            list(env.KV)
        with pytest.raises(TypeError, match=r"'KvNamespace' object has no len\(\)"):
            len(env.KV)

    with_env(check)


def test_calls_are_coroutines_that_have_begun(with_env: Run) -> None:
    async def check(env: Any) -> None:
        await asyncio.gather(env.KV.put("a", "1"), asyncio.create_task(env.KV.put("b", "2")))
        assert await asyncio.wait_for(env.KV.get("a"), 5) == "1"
        waiting = env.KV.put("c", "3")
        assert asyncio.iscoroutine(waiting)
        assert await env.KV.get("c") == "3"
        await waiting

    with_env(check)


@pytest.mark.parametrize("key", ["a/b c?d#e%f+é😀:!", "a|b^c[d]", "bulk/get", "a\nb", "%2F", "a/../b", "~"])
def test_awkward_keys_round_trip(with_env: Run, key: str) -> None:
    async def check(env: Any) -> None:
        await env.KV.put(key, key)
        assert await env.KV.get(key) == key
        assert await env.KV.get([key]) == {key: key}
        assert [found.name for found in (await env.KV.list(prefix=key))["keys"]] == [key]
        await env.KV.delete(key)
        assert await env.KV.get(key) is None

    with_env(check)


def test_patch_env_replaces_for_a_while(with_env: Run) -> None:
    async def check(env: Any) -> None:
        import workers

        with workers.patch_env(VAR="patched"):  # type: ignore[arg-type]
            assert workers.env.VAR == "patched"
        assert workers.env.VAR == "text"

    with_env(check, {"VAR": "text"})


def test_streams_go_in_and_come_out(with_env: Run) -> None:
    async def check(env: Any) -> None:
        from js import ReadableStream, Response, TextEncoder
        from pyodide.ffi import create_proxy

        parts = ["a", "b", "c"]

        async def pull(controller: Any) -> None:
            if parts:
                controller.enqueue(TextEncoder.new().encode(parts.pop(0)))
            else:
                controller.close()

        await env.KV.put("made", ReadableStream.new(pull=create_proxy(pull)))
        assert await env.KV.get("made") == "abc"
        stored = await env.KV.get("made", type="stream")
        await env.KV.put("copied", stored)
        assert await env.KV.get("copied") == "abc"
        await env.KV.put("body", Response.new("text").body)
        assert await env.KV.get("body") == "text"

    with_env(check)
