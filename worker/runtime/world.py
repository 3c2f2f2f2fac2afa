"""The world below the SDK, for one Worker: the modules it may import besides Python's, put in and taken out.

The only place that touches `sys.modules` for `js`, `pyodide`, the runtime's own modules and the SDK.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from worker.javascript.coercions import to_string
from worker.javascript.collections import JsMap
from worker.javascript.errors import JsException
from worker.javascript.fetching import Fetcher, fetch
from worker.javascript.globals import GlobalScope
from worker.javascript.missing import NOT_EMULATED, make_module
from worker.javascript.objects import JsObject, get_members
from worker.javascript.promises import Promise
from worker.javascript.realm import Realm, settle, unsettle
from worker.pyodide.modules import make_pyodide
from worker.runtime.background import Background

SDK_NAMES = frozenset({"workers", "asgi"})
"""The SDK binds the world's modules when it is imported, so that each world needs an SDK of its own."""

WORLD_NAMES = SDK_NAMES | {"js", "pyodide", "_pyodide_entrypoint_helper", "_cloudflare_compat_flags"}


class World:
    """The modules of one Worker."""

    def __init__(
        self, env: JsObject, fetcher: Fetcher, flags: dict[str, bool], background: Background
    ) -> None:
        self._realm = Realm("worker", fetcher)
        self._modules: dict[str, ModuleType] = {
            "js": GlobalScope(),
            **make_pyodide(fetch),
            "_pyodide_entrypoint_helper": _make_helper(env, background),
            "_cloudflare_compat_flags": make_module("_cloudflare_compat_flags", flags),
        }

    @contextmanager
    def installed(self) -> Iterator[None]:
        """While inside, these are the modules that an import finds; then all is as it was before."""
        before = _take_out()
        sys.modules.update(self._modules)
        settle(self._realm)
        try:
            yield
        finally:
            unsettle(self._realm)
            self._modules = _take_out()
            sys.modules.update(before)


def _take_out() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] in WORLD_NAMES]
    return {name: sys.modules.pop(name) for name in names}


def _make_helper(env: JsObject, background: Background) -> ModuleType:
    """`_pyodide_entrypoint_helper`, what the SDK asks of its host
    (workerd/src/pyodide/python-entrypoint-helper.ts)."""

    def patch_env_helper(changes: JsMap | JsObject) -> Iterator[None]:
        """Members of `env` replaced for the time of a `with` block; the SDK makes it one."""
        members = get_members(env)
        before = dict(members)
        entries = changes.items() if isinstance(changes, JsMap) else get_members(changes).items()
        members.update((to_string(name), value) for name, value in entries)
        try:
            yield
        finally:
            members.clear()
            members.update(before)

    return make_module(
        "_pyodide_entrypoint_helper",
        {
            # our ctx.waitUntil takes Python awaitables as it is
            "patchWaitUntil": lambda _ctx: None,
            "cloudflareWorkersModule": JsObject({"env": env, "waitUntil": background.wait_until}),
            "cloudflareSocketsModule": make_module("cloudflare:sockets", {}),
            "doAnImport": _refuse_import,
            "patch_env_helper": patch_env_helper,
        },
    )


def _refuse_import(name: str) -> Promise:
    return Promise.reject(JsException(f'No such module "{name}": it is {NOT_EMULATED}'))
