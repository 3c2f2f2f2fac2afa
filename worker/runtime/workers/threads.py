"""anyio's threads, which a Worker does not have.

On workerd there are no threads, and the SDK has `anyio.to_thread.run_sync` call the function in place. That
is what lets a synchronous handler of FastAPI use bindings, which belong to the Worker's loop.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from fakeflare.worker.http_clients.library_patch import LibraryPatch
from fakeflare.worker.pyodide.switching import find_entered


def _patch_anyio(patch: LibraryPatch, module: Any) -> None:
    patch.replace(module, "run_sync", _make_run_sync)


def _make_run_sync(run_in_thread: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(run_in_thread)
    async def run_in_place(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if find_entered() is None:
            return await run_in_thread(function, *args, **options)
        return function(*args)

    return run_in_place


ANYIO_THREADS = LibraryPatch("anyio.to_thread", _patch_anyio)
