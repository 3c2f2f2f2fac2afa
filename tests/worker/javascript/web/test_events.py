"""Events, event targets and abort signals."""

import asyncio
from typing import Any

import pytest

from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from fakeflare.worker.javascript.web.events import (
    CloseEvent,
    CustomEvent,
    ErrorEvent,
    Event,
    EventTarget,
    MessageEvent,
)


def listen(target: EventTarget, name: str, log: list[Any], **options: object) -> Any:
    def listener(event: Event) -> None:
        log.append((name, event.type))

    target.addEventListener("go", listener, **options)
    return listener


def test_listeners_are_called_in_order_and_once_each() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []
    first = listen(target, "first", seen)
    target.addEventListener("go", first)
    listen(target, "once", seen, once=True)
    target.ongo = lambda event: seen.append(("attribute", event.type))
    target.onother = 5
    assert (target.dispatchEvent(Event.new("go")), target.dispatchEvent(Event.new("other"))) == (True, True)
    target.removeEventListener("go", first)
    target.dispatchEvent(Event.new("go"))
    assert seen == [("attribute", "go"), ("first", "go"), ("once", "go"), ("attribute", "go")]
    assert (target.has_listeners("go"), target.has_listeners("never")) == (True, False)


def test_a_listener_may_be_an_object_or_nothing() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []
    target.addEventListener("go", JsObject({"handleEvent": lambda event: seen.append(event.type)}))
    target.addEventListener("go", jsnull)
    target.dispatchEvent(Event.new("go"))
    assert seen == ["go"]


def test_listeners_removed_while_dispatching_are_not_called() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []

    def remove(event: Event) -> None:
        target.removeEventListener("go", second)
        listen(target, "late", seen)

    target.addEventListener("go", remove)
    second = listen(target, "second", seen)
    target.dispatchEvent(Event.new("go"))
    assert seen == []


def test_an_event_can_be_stopped_and_prevented() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []

    def stop(event: Event) -> bool:
        event.stopPropagation()
        event.stopImmediatePropagation()
        return True

    target.addEventListener("go", stop)
    listen(target, "never", seen)
    event = Event.new("go", cancelable=True)
    assert (target.dispatchEvent(event), event.defaultPrevented, event.returnValue, seen) == (
        False,
        True,
        False,
        [],
    )
    assert event.cancelBubble
    # not cancelable
    assert target.dispatchEvent(Event.new("go"))


def test_an_exception_ends_the_dispatch_and_comes_out() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []

    def fail(event: Event) -> None:
        raise ValueError("mine")

    target.addEventListener("go", fail)
    listen(target, "never", seen)
    event = Event.new("go")
    with pytest.raises(ValueError, match="mine"):
        target.dispatchEvent(event)
    assert (seen, event.eventPhase) == ([], Event.NONE)


def test_an_event_knows_its_target_while_it_is_dispatched() -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []

    def look(event: Event) -> None:
        seen.append((event.target is target, event.eventPhase, list(event.composedPath()) == [target]))
        with pytest.raises(DOMException, match="The event is already being dispatched") as caught:
            target.dispatchEvent(event)
        seen.append(caught.value.code)

    target.addEventListener("go", look)
    event = Event.new("go")
    assert (event.target, event.currentTarget, event.srcElement) == (None, None, None)
    target.dispatchEvent(event)
    assert seen == [(True, Event.AT_TARGET, True), 11]
    assert (event.currentTarget is target, len(event.composedPath())) == (True, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"capture": True}, "addEventListener(): options.capture must be false."),
        ({"passive": True}, "addEventListener(): options.passive must be false."),
    ],
)
def test_options_that_workerd_lacks_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(JsTypeError) as caught:
        EventTarget.new().addEventListener("go", print, **options)
    assert caught.value.message == message


def test_wrong_arguments_are_refused() -> None:
    target: Any = EventTarget.new()
    target.addEventListener("go", print, False)
    calls: tuple[Any, ...] = (
        lambda: target.addEventListener("go", print, True),
        lambda: target.removeEventListener("go", print, JsObject({"capture": True})),
        lambda: target.addEventListener("go", 5),
        lambda: target.dispatchEvent("go"),
        lambda: Event.new(),
    )
    for call in calls:
        with pytest.raises(JsTypeError):
            call()
    with pytest.raises(TypeError, match="Event has no detail"):
        Event("x", detail=1)


async def test_an_async_listener_goes_on_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    target: Any = EventTarget.new()
    seen: list[Any] = []

    async def listener(event: Event) -> None:
        await asyncio.sleep(0)
        seen.append(event.type)
        raise ValueError("late")

    target.addEventListener("go", listener)
    target.dispatchEvent(Event.new("go"))
    assert seen == []
    for _ in range(3):
        await asyncio.sleep(0)
    assert (seen, "ValueError: late" in caplog.text) == (["go"], True)


def test_plain_functions_are_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    def only_here(event: Event) -> None: ...

    for _ in range(2):
        EventTarget.new().addEventListener("go", only_here)
    assert [record.message for record in caplog.records] == [
        "addEventListener() was given the Python function "
        "test_plain_functions_are_warned_of_once.<locals>.only_here: on Cloudflare it is destroyed before it "
        "is called; wrap it in pyodide.ffi.create_proxy() or create_once_callable()"
    ]


def test_kinds_of_events() -> None:
    message = MessageEvent.new("message", data="x")
    assert (message.data, message.origin, message.lastEventId, message.source, len(message.ports)) == (
        "x",
        jsnull,
        "",
        jsnull,
        0,
    )
    close = CloseEvent.new("close", code="1000", reason=5, wasClean=1)
    assert (close.code, close.reason, close.wasClean) == (1000, "5", True)
    error = ErrorEvent.new("error", message="m", error=JsException("e"), lineno=3)
    assert (error.message, str(error.error), error.lineno, error.filename, error.colno) == (
        "m",
        "Error: e",
        3,
        "",
        0,
    )
    assert (CustomEvent.new("c", detail=[1]).detail, CustomEvent.new("c").detail) == ([1], None)
    ours = CloseEvent("close", code=1001, bubbles=True)
    assert (ours.isTrusted, ours.code, ours.bubbles, CloseEvent.new("close").isTrusted) == (
        True,
        1001,
        True,
        False,
    )


def test_aborting_tells_everybody_once() -> None:
    controller: Any = AbortController.new()
    seen: list[Any] = []
    signal = controller.signal
    assert (signal.aborted, signal.reason, signal.onabort) == (False, None, jsnull)
    signal.throwIfAborted()
    signal.onabort = lambda event: seen.append("attribute")
    signal.addEventListener("abort", lambda event: seen.append("listener"))
    signal.add_step(lambda: seen.append("step"))
    signal.add_step(lambda: seen.append("taken back"))()
    controller.abort()
    controller.abort("again")
    assert (signal.aborted, str(signal.reason), signal.reason.name, signal.reason.code) == (
        True,
        "AbortError: The operation was aborted",
        "AbortError",
        20,
    )
    assert seen == ["step", "attribute", "listener"]
    with pytest.raises(DOMException, match="The operation was aborted"):
        signal.throwIfAborted()


def test_a_reason_may_be_anything() -> None:
    signal = AbortSignal.abort("enough")
    assert signal.reason == "enough"
    with pytest.raises(JsException, match="Error: enough"):
        signal.throwIfAborted()
    with pytest.raises(JsTypeError, match="Illegal constructor"):
        AbortSignal.new()


def test_a_signal_of_several_follows_the_first() -> None:
    first, second = AbortController.new(), AbortController.new()
    joint = AbortSignal.any([first.signal, second.signal])
    second.abort(2)
    first.abort(1)
    assert (joint.aborted, joint.reason, AbortSignal.any([first.signal]).reason) == (True, 2, 1)
    assert not AbortSignal.any([]).aborted
    with pytest.raises(JsTypeError):
        AbortSignal.any([5])  # type: ignore[list-item]


async def test_a_timeout_aborts() -> None:
    signal = AbortSignal.timeout(0)
    aborted = asyncio.Event()
    signal.add_step(aborted.set)
    await aborted.wait()
    assert str(signal.reason) == "TimeoutError: The operation was aborted due to timeout"


def test_a_signal_removes_listeners() -> None:
    target: Any = EventTarget.new()
    controller: Any = AbortController.new()
    seen: list[Any] = []
    listen(target, "go", seen, signal=controller.signal)
    controller.abort()
    listen(target, "never", seen, signal=controller.signal)
    target.dispatchEvent(Event.new("go"))
    assert seen == []
