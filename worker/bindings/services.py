"""A service binding: another local Worker, or the Worker itself, seen from a Worker."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from fakeflare.worker.bindings.fetchers import Fetcher
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.promises import Promise


class Service(Protocol):
    """One entrypoint of a Worker, from the caller's side. Failures are JsExceptions."""

    async def fetch(self, request: Request) -> Response: ...

    async def scheduled(self, cron: str, scheduled_time: float | None) -> object: ...

    async def queue(self, name: str, messages: object) -> object: ...

    async def call(self, method: str, arguments: tuple[object, ...]) -> object: ...


class ServiceFetcher(Fetcher):
    """`env.SERVICE`: `fetch`, the events that tests send, and every method of the entrypoint."""

    _js_name = "Fetcher"

    def __init__(self, service: Service) -> None:
        super().__init__(service.fetch)
        self._service = service

    def scheduled(self, *args: object, **options: object) -> Promise:
        (init,) = (fold_options(args, options) or (None,))[:1]
        cron, moment = read_property(init, "cron"), read_property(init, "scheduledTime")
        getter = getattr(moment, "getTime", None)
        moment = getter() if callable(getter) else moment
        return Promise.start(
            self._service.scheduled(
                "" if is_nullish(cron) else to_string(cron),
                None if is_nullish(moment) else to_number(moment),
            )
        )

    def queue(self, name: object, messages: object, *_options: object) -> Promise:
        return Promise.start(self._service.queue(to_string(name), messages))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> "RpcMethod":
            # `then` would make a thenable of the binding
            if name.startswith("_") or name == "then":
                raise AttributeError(name)
            return RpcMethod(name, self._service.call)


class RpcMethod(JsProxy):
    """A method of another Worker: calling it is a request, so that what it lacks is told only then."""

    _js_name = "JsRpcProperty"

    def __init__(self, name: str, call: Callable[[str, tuple[object, ...]], Awaitable[object]]) -> None:
        self._name = name
        self._call = call

    def __call__(self, *args: object, **options: object) -> Promise:
        return Promise.start(self._run(fold_options(args, options)))

    async def _run(self, arguments: tuple[object, ...]) -> object:
        return await self._call(self._name, arguments)
