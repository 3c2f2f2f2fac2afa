"""The emulator beneath all tests of a process."""

import contextlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping

import httpx

from fakeflare.control.client import Control, build_variables
from fakeflare.emulator.domain.errors import KVError
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.faces.sentences import say
from fakeflare.emulator.http.tokens import TOKEN68
from fakeflare.emulator.service.state import build_state
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, BoundNamespace, Settings
from fakeflare.pytest.handles import NamespaceHandle
from fakeflare.pytest.local_pairs import LocalPairs
from fakeflare.pytest.markers import WishInvalid
from fakeflare.pytest.thread import EmulatorThread

TOKEN = "fakeflare-test-token"  # noqa: S105 - it opens nothing

_CONTROL = "/_fakeflare/"

_SETTINGS = {"account_id": re.compile("[0-9a-fA-F]{32}"), "token": TOKEN68}
_SHAPES = {"account_id": "32 hex digits", "token": "letters, digits and -._~+/"}


class Server:
    """A started emulator, which any process of this machine may ask. It lives as long as the test run, and
    what it holds is gone with the next test."""

    def __init__(self, account_id: str = DEFAULT_ACCOUNT_ID, token: str = TOKEN) -> None:
        self.thread = EmulatorThread(Settings(account=account_id.lower()))
        emulator = self.thread.start()
        self.app = emulator.app
        self.kv = emulator.kv
        self.state = build_state(emulator.store, emulator.conditions, emulator.kv)
        self.control = Control(self.thread.url, transport=_ThreadTransport(self.thread, emulator.app))
        self.url = self.thread.url
        self.api_url = f"{self.url}/client/v4"
        self.account_id = account_id.lower()
        self.token = token

    @property
    def env(self) -> dict[str, str]:
        """Variables for a process that is to find the emulator."""
        return build_variables(self.url, self.account_id, self.token)

    def open_namespace(self, name: str, account: str | None) -> NamespaceHandle:
        """See `Fakeflare.namespace`."""
        namespace = self.thread.call(self._find_or_create(name, account))
        pairs = LocalPairs(self.thread, self.kv, namespace)
        return NamespaceHandle(pairs, namespace.id, namespace.title)

    async def _find_or_create(self, name: str, account: str | None) -> Namespace:
        namespaces = self.kv.namespaces
        found = None if account else namespaces.find_named(name)
        if found is not None and (found.title != name or found.account == self.account_id):
            return found
        # a title that another account has too is not meant
        try:
            return await namespaces.ensure(name, account or self.account_id)
        except KVError as error:
            raise ValueError(say(error)) from None

    def clear(self) -> None:
        """Empty the store, and put all conditions back."""
        self.kv.namespaces.unbind_all()
        self.control.reset()

    def bind(self, bindings: Iterable[BoundNamespace]) -> None:
        """Make namespaces, and let their bindings' names mean them."""
        self.thread.call(self._bind(bindings))

    async def _bind(self, bindings: Iterable[BoundNamespace]) -> None:
        for bound in bindings:
            await self.kv.namespaces.register(bound.id, bound.title)
            self.kv.namespaces.bind(bound.binding, bound.id)

    def close(self) -> None:
        self.control.close()
        self.thread.stop()

    def __repr__(self) -> str:
        return f"<fakeflare at {self.url}>"


class _ThreadTransport(httpx.BaseTransport):
    """Asks the emulator without a socket."""

    def __init__(self, thread: EmulatorThread, app: object) -> None:
        self._thread = thread
        self._inner = httpx.ASGITransport(app)  # type: ignore[arg-type] # starlette's word for the same

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._thread.call(self._ask(request, request.read()))

    async def _ask(self, request: httpx.Request, body: bytes) -> httpx.Response:
        whole = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        answer = await self._inner.handle_async_request(whole)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@contextlib.contextmanager
def serving(settings: Mapping[str, object]) -> Iterator[Server]:
    """A server with the `account_id` and `token` of these settings. Raises WishInvalid."""
    chosen = {name: settings[name] for name in _SETTINGS if settings.get(name) is not None}
    for name, value in chosen.items():
        if not isinstance(value, str) or not _SETTINGS[name].fullmatch(value):
            raise WishInvalid(f"fakeflare_settings: {name} must be {_SHAPES[name]}")
    server = Server(**{name: str(value) for name, value in chosen.items()})
    log = logging.getLogger("httpx")
    log.addFilter(_is_no_control)
    try:
        yield server
    finally:
        log.removeFilter(_is_no_control)
        server.close()


def _is_no_control(record: logging.LogRecord) -> bool:
    """Whether the log of a test may have this: what it asks of the control face is nobody's request."""
    arguments = record.args
    if not isinstance(arguments, tuple) or len(arguments) < 2:
        return True
    return not (isinstance(arguments[1], httpx.URL) and arguments[1].path.startswith(_CONTROL))
