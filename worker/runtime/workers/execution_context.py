"""`ctx`, the ExecutionContext of an event."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.runtime.load.background import Background

_MISSING = frozenset({"abort", "cache", "exports", "tracing"})
"""What ctx has on Cloudflare besides (workerd/src/workerd/api/global-scope.h)."""


class ExecutionContext(JsProxy):
    """`ctx` as a handler is given it for one event."""

    def __init__(self, background: Background, props: object = None) -> None:
        self._background = background
        self.props: object = JsObject() if props is None else props

    def waitUntil(self, awaitable: Awaitable[object]) -> None:
        """Let work go on after the response."""
        self._background.wait_until(awaitable)

    def passThroughOnException(self) -> None:
        """Do nothing: there is no origin behind a local Worker to pass a request to."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise AttributeError(f"ctx.{name} is {NOT_EMULATED}" if name in _MISSING else name)
