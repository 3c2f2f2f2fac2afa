"""What a loaded main module offers: its entrypoints, and how each event calls them.

The rules are those of workerd/src/pyodide/python-entrypoint-helper.ts and internal/introspection.py.
"""

import inspect
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.runtime.load.rpc_values import send

DEFAULT = "Default"
"""The name of the class that answers when no other entrypoint is asked for."""


class WorkerError(Exception):
    """The Worker is not one, or lacks what is asked of it: the text says what is missing."""


class ReturnError(TypeError):
    """A handler returned something that is no Response."""


class Program:
    """Call the entrypoints of one loaded Worker. Every event gets a new instance of a class."""

    def __init__(self, module: ModuleType, path: Path, flags: Mapping[str, bool]) -> None:
        # the SDK is there only while the host modules are
        from workers import Request as SdkRequest

        self._path = path
        self._wrap_request = SdkRequest
        self._is_legacy = not flags.get("python_no_global_handlers", False)
        self._classes = find_classes(module)
        self._functions = find_functions(module)
        if DEFAULT in self._classes and self._functions and self._is_legacy:
            raise WorkerError("Cannot define multiple default entrypoints")
        if DEFAULT not in self._classes:
            self._check_functions(module)

    def _check_functions(self, module: ModuleType) -> None:
        if self._functions and self._is_legacy:
            return
        if self._functions:
            names = ", ".join(sorted(self._functions))
            raise WorkerError(
                f"{self._path}: {names} without a class {DEFAULT}: global handlers are off from "
                "compatibility date 2025-08-14 (flag disable_python_no_global_handlers turns them on); "
                f"write a class {DEFAULT}(WorkerEntrypoint) with a method fetch"
            )
        value = getattr(module, DEFAULT, None)
        if DEFAULT not in _list_exports(module) and value is not None:
            raise WorkerError(f"{self._path}: __all__ leaves the class {DEFAULT} out")
        if isinstance(value, type):
            raise WorkerError(f"{self._path}: {DEFAULT} is not a class derived from workers.WorkerEntrypoint")
        if self._classes:
            found = ", ".join(self._classes)
            raise WorkerError(f"{self._path}: no class is called {DEFAULT}; found {found}: rename one")
        raise WorkerError(f"{self._path}: no class called {DEFAULT}, derived from workers.WorkerEntrypoint")

    async def fetch(self, request: Request, entrypoint: str, env: JsObject, ctx: JsProxy) -> Response:
        """Answer a request. Raises what the handler raises, ReturnError for what is no Response, WorkerError
        where there is no such handler."""
        if entrypoint == DEFAULT and DEFAULT not in self._classes:
            handler = self._get_function("on_fetch")
            arguments: tuple[object, ...] = (request, env, ctx)
        else:
            handler = self._get_method(self._make(entrypoint, env, ctx), "fetch")
            # env and ctx are None here in production too: they are attributes of the instance
            arguments = (self._wrap_request(request), None, None)
        result = handler(*fit_arguments(handler, *arguments))
        if inspect.isawaitable(result):
            result = await result
        return read_response(result, entrypoint)

    async def handle(
        self, event: str, controller: JsProxy, entrypoint: str, env: JsObject, ctx: JsProxy
    ) -> None:
        """Hand a `scheduled`, `queue`, `tail`, … event over. Raises as `fetch` does."""
        if entrypoint == DEFAULT and DEFAULT not in self._classes:
            handler = self._get_function(f"on_{event}")
            result = handler(*fit_arguments(handler, controller, env, ctx))
        else:
            handler = self._get_method(self._make(entrypoint, env, ctx), event)
            result = call_strictly(handler, event, controller)
        if inspect.isawaitable(result):
            await result

    async def call(
        self, method: str, arguments: tuple[object, ...], entrypoint: str, env: JsObject, ctx: JsProxy
    ) -> object:
        """Call a method over RPC: JavaScript values in, one out. TypeError, in workerd's words, where there
        is no such method."""
        # the SDK is there only while the host modules are
        from workers.rpc import python_from_rpc, python_to_rpc

        handler = None
        if not method.startswith("_") and method not in ("env", "ctx", "constructor"):
            handler = getattr(self._make(entrypoint, env, ctx), method, None)
        if not callable(handler):
            # workerd/src/workerd/api/worker-rpc.c++
            raise TypeError(f'The RPC receiver does not implement the method "{method}".')
        result = handler(*(python_from_rpc(send(argument)) for argument in arguments))
        if inspect.isawaitable(result):
            result = await result
        return send(python_to_rpc(result))

    def _make(self, entrypoint: str, env: JsObject, ctx: JsProxy) -> Any:
        kind = self._classes.get(entrypoint)
        if kind is None:
            raise WorkerError(f'{self._path.name} has no entrypoint called "{entrypoint}"')
        return kind(ctx, env)

    def _get_method(self, instance: Any, name: str) -> Callable[..., Any]:
        names = (f"on_{name}", name) if self._is_legacy else (name,)
        for candidate in names:
            handler: Callable[..., Any] | None = getattr(instance, candidate, None)
            if handler is not None:
                return handler
        raise WorkerError(f'Python entrypoint "{self._path.name}" does not export a handler named "{name}"')

    def _get_function(self, name: str) -> Callable[..., Any]:
        if name not in self._functions:
            raise WorkerError(
                f'Python entrypoint "{self._path.name}" does not export a handler named "{name}"'
            )
        return self._functions[name]


def _list_exports(module: ModuleType) -> list[str]:
    listed = getattr(module, "__all__", None)
    return list(listed) if listed else [name for name in dir(module) if not name.startswith("_")]


def find_classes(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Find the exported classes derived from WorkerEntrypoint, by name."""
    # the SDK is there only while the host modules are
    from workers import WorkerEntrypoint

    found: dict[str, Callable[..., Any]] = {}
    for name in _list_exports(module):
        value = getattr(module, name, None)
        if isinstance(value, type) and issubclass(value, WorkerEntrypoint) and value is not WorkerEntrypoint:
            found[name] = value
    return found


def find_functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Find the exported global handlers, by name: `on_fetch`, `on_scheduled`, …"""
    values = {name: getattr(module, name, None) for name in _list_exports(module) if name.startswith("on_")}
    return {name: value for name, value in values.items() if callable(value)}


_counts: "weakref.WeakKeyDictionary[Callable[..., object], int | None]" = weakref.WeakKeyDictionary()


def fit_arguments(handler: Callable[..., object], *arguments: object) -> tuple[object, ...]:
    """Cut the arguments down to as many as the handler takes: a relaxed call drops the rest."""
    # reading a signature takes longer than the rest of a small request
    function = getattr(handler, "__func__", None)
    if function is None:
        return arguments[: _count_positional(handler)]
    if function not in _counts:
        _counts[function] = _count_positional(handler)
    return arguments[: _counts[function]]


def _count_positional(handler: Callable[..., object]) -> int | None:
    """How many positional arguments it takes; None for any number."""
    parameters = inspect.signature(handler).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(parameter.kind in positional for parameter in parameters)


def call_strictly(handler: Callable[..., Any], event: str, controller: JsProxy) -> Any:
    """Call with exactly three arguments, as Cloudflare does; env and ctx are None."""
    try:
        inspect.signature(handler).bind(controller, None, None)
    except TypeError:
        cure = (
            f"Cloudflare calls {event} with three arguments, of which env and ctx are None: declare "
            f"`async def {event}(self, controller, env, ctx)` and use self.env and self.ctx"
        )
        try:
            # for Python's own words
            return handler(controller, None, None)
        except TypeError as error:
            error.add_note(cure)
            raise
    return handler(controller, None, None)


def read_response(result: object, entrypoint: str = DEFAULT) -> Response:
    """Get the `js.Response` of what a fetch handler returned. Raises ReturnError, which shows what it was."""
    found = result if isinstance(result, Response) else getattr(result, "js_response", None)
    if isinstance(found, Response):
        return found
    try:
        shown = repr(result)
    except Exception:  # noqa: BLE001 - the author's own, and not what is wrong here
        shown = object.__repr__(result)
    shown = shown if len(shown) <= 200 else f"{shown[:200]}…"
    raise ReturnError(
        f"{entrypoint}.fetch returned {shown} ({type(result).__name__}); it must return a Response"
    )
