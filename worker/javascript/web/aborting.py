"""`AbortController` and `AbortSignal` (DOM standard, section 3)."""

import asyncio
import math
from collections.abc import Callable, Iterable
from typing import Any

from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError, throw
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.web.events import Event, EventTarget


class AbortSignal(EventTarget):
    """`AbortSignal`: tells once, and to all who ask, that work is not wanted any more."""

    def __init__(self) -> None:
        self.aborted = False
        self.reason: Any = None
        self.onabort: Any = jsnull
        self._steps: list[Callable[[], object]] = []

    @classmethod
    def construct(cls, *_args: object) -> "AbortSignal":
        raise JsTypeError("Illegal constructor")

    @staticmethod
    def abort(reason: object = None) -> "AbortSignal":
        signal = AbortSignal()
        signal.trigger(reason)
        return signal

    @staticmethod
    def timeout(milliseconds: object) -> "AbortSignal":
        number = to_number(milliseconds)
        seconds = max(number, 0) / 1000 if math.isfinite(number) else 0
        signal = AbortSignal()
        # workerd/src/workerd/api/basics.c++, `AbortSignal::timeout`
        error = DOMException("The operation was aborted due to timeout", "TimeoutError")
        asyncio.get_running_loop().call_later(seconds, signal.trigger, error)
        return signal

    @staticmethod
    def any(signals: Iterable["AbortSignal"]) -> "AbortSignal":
        given = list(signals)
        if not all(isinstance(signal, AbortSignal) for signal in given):
            # choice: workerd's sentence is not known
            raise JsTypeError("Failed to execute 'any' on 'AbortSignal': parameter 1 is not of type 'Array'.")
        joint = AbortSignal()
        for signal in given:
            if signal.aborted:
                joint.trigger(signal.reason)
                return joint
        for signal in given:
            signal.add_step(lambda source=signal: joint.trigger(source.reason))  # type: ignore[misc]
        return joint

    def throwIfAborted(self) -> None:
        if self.aborted:
            throw(self.reason)

    def trigger(self, reason: object = None) -> None:
        """Abort: our own steps first, then the Worker's listeners; a second time changes nothing."""
        if self.aborted:
            return
        self.aborted = True
        self.reason = DOMException("The operation was aborted", "AbortError") if reason is None else reason
        steps, self._steps = self._steps, []
        for step in steps:
            step()
        try:
            self.dispatchEvent(Event("abort"))
        finally:
            self.remove_all_listeners()

    def add_step(self, step: Callable[[], object]) -> Callable[[], None]:
        """Have `step` called when this is aborted; the answer takes it back."""
        self._steps.append(step)

        def remove() -> None:
            if step in self._steps:
                self._steps.remove(step)

        return remove


class AbortController(EventTarget):
    def __init__(self) -> None:
        self.signal = AbortSignal()

    @classmethod
    def construct(cls, *_args: object) -> "AbortController":
        return cls()

    def abort(self, reason: object = None) -> None:
        self.signal.trigger(reason)
