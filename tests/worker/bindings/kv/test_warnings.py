"""Calls that do something else than they seem to are told once, with the Worker's own line."""

import inspect
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[[Callable[[Any], Awaitable[object]]], None]


@pytest.fixture
def listen(with_env: Run, caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    def run(check: Callable[[Any], Awaitable[object]]) -> list[str]:
        with caplog.at_level(logging.WARNING, "fakeflare.worker"):
            caplog.clear()
            with_env(check)
        return [record.getMessage() for record in caplog.records if record.name == "fakeflare.worker"]

    return run


def place(check: Callable[..., object], offset: int = 1) -> str:
    """The line of a check's body, as it is named in the log."""
    return f"tests/worker/bindings/kv/test_warnings.py:{inspect.getsourcelines(check)[1] + offset}: "


def test_options_that_do_not_exist(listen: Callable[..., list[str]]) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("k", "v", expiration_ttl=60, metdata={})
        await env.KV.get("k", {"cache_ttl": 60, "CacheTTL": 60})
        await env.KV.list(prefix="k", start="x")

    at = [place(check, line) for line in (1, 2, 3)]
    assert listen(check) == [
        f"{at[0]}KV put: the option expiration_ttl does not exist and is ignored: it is called expirationTtl",
        f"{at[0]}KV put: the option metdata does not exist and is ignored; "
        "known are expiration, expirationTtl, metadata",
        f"{at[1]}KV get: the option cache_ttl does not exist and is ignored: it is called cacheTtl",
        f"{at[1]}KV get: the option CacheTTL does not exist and is ignored: it is called cacheTtl",
        f"{at[2]}KV list: the option start does not exist and is ignored; known are cursor, limit, prefix",
    ]


def test_numbers_that_are_none(listen: Callable[..., list[str]]) -> None:
    async def check(env: Any) -> None:
        for options in ({"expirationTtl": None}, {"expiration": None}):
            with pytest.raises(Exception, match="400"):
                await env.KV.put("k", "v", options)

    at = place(check, 3)
    assert listen(check) == [
        f"{at}KV put: expirationTtl=None is sent as 0, which KV refuses: leave it out instead",
        f"{at}KV put: expiration=None is sent as 0, which KV refuses: leave it out instead",
    ]


def test_values_and_keys(listen: Callable[..., list[str]]) -> None:
    async def check(env: Any) -> None:
        await env.KV.put("k", None)
        await env.KV.delete(["a", "b"])
        assert await env.KV.get(["k", "10", "01"]) == {"k": "null", "10": None, "01": None}
        await env.KV.getWithMetadata(["0"])

    at = [place(check, line) for line in (1, 2, 3, 4)]
    lost = "would be missing from the answer to several keys, as are all keys that look like an integer"
    assert listen(check) == [
        f'{at[0]}KV put: None is stored as the text "null"; use delete to remove a key',
        f'{at[1]}KV delete: a list is not taken apart: this deletes the one key "a,b"',
        f'{at[2]}KV get: on Cloudflare the key "10" {lost}',
        f'{at[3]}KV getWithMetadata: on Cloudflare the key "0" {lost}',
    ]


def test_each_line_is_told_once(listen: Callable[..., list[str]]) -> None:
    async def check(env: Any) -> None:
        for _ in range(3):
            await env.KV.put("k", None)
        await env.KV.put("k", None)

    assert len(listen(check)) == 2
    assert listen(check) == []


def test_good_calls_are_silent_and_walk_no_stack(
    listen: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fakeflare.worker.bindings.kv import warnings

    monkeypatch.setattr(warnings, "find_user_line", lambda: pytest.fail("the stack was walked"))

    async def check(env: Any) -> None:
        await env.KV.put("k", "v", expirationTtl=60, expiration=2**31 - 1, metadata={"a": None})
        await env.KV.put("k", 5, None)
        await env.KV.get("k", "json")
        await env.KV.get("k", type="text", cacheTtl=60)
        await env.KV.get(["k", "1.5", "007", "-1", "4294967295"], {"type": "text"})
        await env.KV.list(prefix=None, limit=None, cursor=None)
        await env.KV.delete("k")

    assert listen(check) == []


def test_the_line_is_the_workers_whatever_its_module_is_called(tmp_path: Path) -> None:
    from fakeflare.worker.bindings.callers import find_user_line

    path = tmp_path / "worker.py"
    code = compile("def ask():\n    return find()\n", str(path), "exec")
    names: dict[str, Any] = {"__name__": "worker", "find": lambda: find_user_line()}
    exec(code, names)
    # the lambda is this file's, which is nearer
    assert str(find_user_line()).startswith("tests/worker/bindings/kv/test_warnings.py:")
    names["find"] = find_user_line
    assert names["ask"]() == (str(path), 2)


def test_the_standard_library_is_passed_over() -> None:
    import sysconfig

    from fakeflare.worker.bindings.callers import find_user_line

    found: list[Any] = []
    names: dict[str, Any] = {"__name__": "x", "found": found, "find": find_user_line}
    code = compile("found.append(find())", f"{sysconfig.get_path('stdlib')}/made_up.py", "exec")
    exec(code, names)
    assert found[0].path == __file__
