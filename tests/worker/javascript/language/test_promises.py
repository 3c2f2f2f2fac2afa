"""Promises: their makers, and what follows them."""

import asyncio
import gc
import weakref
from contextvars import ContextVar
from typing import Any

import pytest

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsAggregateError, JsException, JsTypeError
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.pyodide.proxies import create_proxy


async def later(value: object) -> object:
    await asyncio.sleep(0)
    return value


async def fail_later(text: str) -> None:
    await asyncio.sleep(0)
    raise ValueError(text)


async def test_an_executor_decides_once() -> None:
    def executor(resolve: Any, reject: Any) -> None:
        resolve("first")
        resolve("second")
        reject("third")

    assert await Promise.new(executor) == "first"
    assert await Promise.new(lambda resolve, reject: resolve(later("followed"))) == "followed"
    with pytest.raises(JsException, match="Error: no"):
        await Promise.new(lambda resolve, reject: reject("no"))


async def test_an_executor_that_raises_rejects() -> None:
    def executor(resolve: Any, reject: Any) -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await Promise.new(executor)
    with pytest.raises(JsTypeError, match="Promise resolver 5 is not a function"):
        Promise.new(5)
    with pytest.raises(JsTypeError, match="Promise resolver #<Object> is not a function"):
        Promise.new(JsArray())


async def test_what_a_promise_follows_may_fail_or_be_cancelled() -> None:
    parts = Promise.withResolvers()
    parts.resolve(fail_later("late"))
    with pytest.raises(ValueError, match="late"):
        await parts.promise
    task = asyncio.ensure_future(asyncio.sleep(60))
    promise, resolve, _ = Promise.make()
    resolve(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await promise


async def test_resolve_and_reject() -> None:
    kept = Promise.resolve(1)
    assert (Promise.resolve(kept) is kept, await Promise.resolve(later(2)), await Promise.resolve()) == (
        True,
        2,
        None,
    )
    error = JsException("no")
    for reason, text in ((error, "Error: no"), ("text", "Error: text"), (None, "Error: undefined")):
        with pytest.raises(JsException) as caught:
            await Promise.reject(reason)
        assert str(caught.value) == text


async def test_all_waits_for_all_or_the_first_failure() -> None:
    found = await Promise.all(JsArray([later(1), Promise.resolve(2), 3]))
    assert (list(found), list(await Promise.all([]))) == ([1, 2, 3], [])
    with pytest.raises(ValueError, match="late"):
        await Promise.all([later(1), fail_later("late")])


async def test_all_settled_tells_of_both() -> None:
    found = await Promise.allSettled([later(1), Promise.reject(JsException("no"))])
    assert [entry.status for entry in found] == ["fulfilled", "rejected"]
    assert (found[0].value, str(found[1].reason)) == (1, "Error: no")


async def test_race_is_won_by_the_first() -> None:
    assert await Promise.race([asyncio.sleep(60), later("won")]) == "won"
    with pytest.raises(ValueError, match="first"):
        await Promise.race([fail_later("first"), asyncio.sleep(60)])
    nobody = Promise.race([])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(nobody, 0)


async def test_any_takes_the_first_success() -> None:
    assert await Promise.any([fail_later("x"), later("good")]) == "good"
    with pytest.raises(JsAggregateError, match="All promises were rejected") as caught:
        await Promise.any([fail_later("x"), Promise.reject("y")])
    assert [str(error) for error in caught.value.errors] == ["x", "Error: y"]


async def test_try_catches_what_a_call_raises() -> None:
    assert await getattr(Promise, "try")(later, 5) == 5
    with pytest.raises(ZeroDivisionError):
        await Promise.try_(lambda: 1 / 0)


async def test_then_and_finally_pass_over_what_is_no_function() -> None:
    seen: list[object] = []
    assert await Promise.resolve(1).then(None).catch(None).finally_(None) == 1
    promise: Any = Promise.resolve(2)
    assert await getattr(promise, "finally")(lambda: seen.append("done")) == 2
    assert await Promise.reject("no").then(None, lambda error: error.message) == "no"
    assert seen == ["done"]


async def test_promises_that_nobody_can_decide_do_not_stay() -> None:
    promise = Promise.new(create_proxy(lambda resolve, reject: None))
    future = weakref.ref(promise.future)
    del promise
    gc.collect()
    assert future() is None


async def test_of_settled_promises_the_first_wins() -> None:
    for _ in range(20):
        assert await Promise.race([Promise.resolve(number) for number in range(5)]) == 0


async def test_work_that_is_begun_has_one_context_of_its_own() -> None:
    variable = ContextVar("variable", default="caller's")

    async def work() -> str:
        token = variable.set("work's")
        await asyncio.sleep(0)
        found = variable.get()
        variable.reset(token)
        return f"{found}, then {variable.get()}"

    promise = Promise.begin(work())
    assert variable.get() == "caller's"
    assert await promise == "work's, then caller's"
    assert variable.get() == "caller's"
