"""The modules below the SDK that Workers import besides Python's: `js`, `pyodide`, the host's own, put into
`sys.modules` and taken out.

There is one set in a process, and one SDK on it; what differs from Worker to Worker is looked up when a
member is asked for. The only place that touches `sys.modules` for these names.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType

from fakeflare.worker.javascript.globals import GlobalScope
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED, make_module
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject, get_members
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import WorkerState, find_worker_state
from fakeflare.worker.pyodide.modules import make_pyodide
from fakeflare.worker.runtime.load.background import Background

SDK_NAMES = frozenset({"workers", "asgi"})
"""The SDK binds the other host modules when it is imported, and goes in and out with them."""

HOST_MODULE_NAMES = SDK_NAMES | {"js", "pyodide", "_pyodide_entrypoint_helper", "_cloudflare_compat_flags"}


@dataclass(eq=False, kw_only=True)
class PythonWorkerState(WorkerState):
    """What the SDK's host modules show of the Worker that runs."""

    env: JsObject
    flags: dict[str, bool] = field(default_factory=dict)
    background: Background = field(default_factory=Background)


def get_python_worker_state() -> PythonWorkerState:
    """Get what is the running Worker's own; RuntimeError where none runs."""
    worker_state = find_worker_state()
    if not isinstance(worker_state, PythonWorkerState):
        raise RuntimeError("no Worker runs here")
    return worker_state


class _HostModules:
    """Keep the modules put in from the first who needs them to the last."""

    def __init__(self) -> None:
        self._users = 0
        self._modules: dict[str, ModuleType] = {}
        self._before: dict[str, ModuleType] = {}

    def put_in(self) -> None:
        """Put the modules in, and keep aside what others had under their names."""
        self._users += 1
        if self._users == 1:
            self._modules = self._modules or _make_modules()
            self._before = _take_out()
            sys.modules.update(self._modules)

    def take_out(self) -> None:
        """Take the modules out for the last user, and put back what was there."""
        self._users -= 1
        if self._users == 0:
            self._modules = _take_out()
            sys.modules.update(self._before)


_host_modules = _HostModules()


@contextmanager
def host_modules_installed() -> Iterator[None]:
    """While inside, `js`, `pyodide` and the SDK can be imported; then all is as it was before."""
    _host_modules.put_in()
    try:
        yield
    finally:
        _host_modules.take_out()


def _take_out() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] in HOST_MODULE_NAMES]
    return {name: sys.modules.pop(name) for name in names}


def _make_modules() -> dict[str, ModuleType]:
    return {
        "js": GlobalScope(),
        **make_pyodide(),
        "_pyodide_entrypoint_helper": _make_helper(),
        "_cloudflare_compat_flags": _CompatFlags("_cloudflare_compat_flags"),
    }


class _CompatFlags(ModuleType):
    """The compatibility flags of the Worker that runs, as booleans."""

    def __getattr__(self, name: str) -> bool:
        flags = get_python_worker_state().flags if not name.startswith("__") else {}
        if name not in flags:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return flags[name]


class _CloudflareWorkers(JsProxy):
    """The module `cloudflare:workers` of the Worker that runs."""

    _js_name = "Module"

    @property
    def env(self) -> JsObject:
        """Get `env` of the Worker that runs."""
        return get_python_worker_state().env

    @property
    def waitUntil(self) -> Callable[..., None]:
        """Get `waitUntil` of the Worker that runs; no event is needed for it."""
        return get_python_worker_state().background.wait_until


def _make_helper() -> ModuleType:
    """`_pyodide_entrypoint_helper`, what the SDK asks of its host
    (workerd/src/pyodide/python-entrypoint-helper.ts)."""
    return make_module(
        "_pyodide_entrypoint_helper",
        {
            # our ctx.waitUntil takes Python awaitables as it is
            "patchWaitUntil": lambda _ctx: None,
            "cloudflareWorkersModule": _CloudflareWorkers(),
            "cloudflareSocketsModule": make_module("cloudflare:sockets", {}),
            "doAnImport": _refuse_import,
            "patch_env_helper": _patch_env,
        },
    )


def _patch_env(changes: JsMap | JsObject) -> Iterator[None]:
    """Members of `env` replaced for the time of a `with` block; the SDK makes it one."""
    members = get_members(get_python_worker_state().env)
    before = dict(members)
    entries = changes.items() if isinstance(changes, JsMap) else get_members(changes).items()
    members.update((to_string(name), value) for name, value in entries)
    try:
        yield
    finally:
        members.clear()
        members.update(before)


def _refuse_import(name: str) -> Promise:
    return Promise.reject(JsException(f'No such module "{name}": it is {NOT_EMULATED}'))
