"""The names of `pyodide.http`: `fetch` for Python."""

import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn
from urllib.parse import urlsplit

from fakeflare.worker.javascript.fetch.fetching import Fetch
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from fakeflare.worker.pyodide.conversions import to_js


class BodyUsedError(OSError):
    """The body was read before."""

    __module__ = "pyodide.http"

    def __init__(self, *_args: object) -> None:
        super().__init__("Response body is already used")


class HttpStatusError(OSError):
    """`raise_for_status` on a 4xx or 5xx."""

    __module__ = "pyodide.http"

    def __init__(self, status: int, status_text: str, url: str) -> None:
        self.status = status
        self.status_text = status_text
        self.url = url
        whose = "Client" if status < 500 else "Server"
        super().__init__(f"{status} {whose} Error: {status_text} for url: {url}")


class AbortError(OSError):
    """A fetch that brought no response, or was given up."""

    __module__ = "pyodide.http"

    def __init__(self, reason: object = None) -> None:
        self.reason = reason
        super().__init__(reason.message if isinstance(reason, JsException) else str(reason))


class FetchResponse:
    """A `js.Response` with Python's names; the SDK derives its own Response from it."""

    def __init__(
        self, url: str, js_response: Response, abort_controller: object = None, abort_signal: object = None
    ) -> None:
        self._url = url
        self.js_response = js_response
        self.abort_controller = abort_controller
        self.abort_signal = abort_signal

    @property
    def body_used(self) -> bool:
        return self.js_response.bodyUsed

    @property
    def headers(self) -> Any:
        return dict(self.js_response.headers)

    @property
    def ok(self) -> bool:
        return self.js_response.ok

    @property
    def redirected(self) -> bool:
        return self.js_response.redirected

    @property
    def status(self) -> int:
        return self.js_response.status

    @property
    def status_text(self) -> str:
        return self.js_response.statusText

    @property
    def type(self) -> str:
        return self.js_response.type

    @property
    def url(self) -> str:
        return self._url

    def _raise_if_failed(self) -> None:
        signal = self.abort_signal
        if isinstance(signal, AbortSignal) and signal.aborted:
            raise AbortError(signal.reason)
        if self.js_response.bodyUsed:
            raise BodyUsedError

    def abort(self, reason: object = None) -> None:
        """Give the request up. ValueError where it was not begun by `pyfetch`."""
        if not isinstance(self.abort_controller, AbortController):
            raise ValueError("abort_controller is not set")
        self.abort_controller.abort(to_js(reason))

    def raise_for_status(self) -> None:
        if 400 <= self.status < 600:
            raise HttpStatusError(self.status, self.status_text, self.url)

    def clone(self) -> "FetchResponse":
        self._raise_if_failed()
        return FetchResponse(self._url, self.js_response.clone(), self.abort_controller, self.abort_signal)

    async def buffer(self) -> Any:
        self._raise_if_failed()
        return await self._read(self.js_response.arrayBuffer())

    async def text(self) -> str:
        self._raise_if_failed()
        text: str = await self._read(self.js_response.text())
        return text

    async def string(self) -> str:
        """The older name of `text`."""
        return await self.text()

    async def _read(self, work: Awaitable[Any]) -> Any:
        try:
            return await work
        except JsException as error:
            signal = self.abort_signal
            if isinstance(signal, AbortSignal) and signal.aborted:
                raise AbortError(signal.reason) from None
            raise AbortError(error) from None

    async def json(self, **options: Any) -> Any:
        self._raise_if_failed()
        return json.loads(await self.text(), **options)

    async def memoryview(self) -> memoryview:
        view: memoryview = (await self.buffer()).to_memoryview()
        return view

    async def bytes(self) -> bytes:
        data: bytes = (await self.buffer()).to_bytes()
        return data

    async def unpack_archive(
        self, *, extract_dir: "str | Path | None" = None, format: str | None = None
    ) -> None:
        """Unpack the body into a folder. The format is that of the address' last part, unless it is given."""
        name = Path(urlsplit(self.url).path).name
        with TemporaryDirectory() as folder:
            path = Path(folder) / (name or "archive")
            path.write_bytes(await self.bytes())
            shutil.unpack_archive(path, extract_dir, _read_format(format))


def _read_format(name: str | None) -> str | None:
    """The name that `shutil` has for a format."""
    if name is None:
        return None
    known = shutil.get_unpack_formats()
    wanted = {".whl": "zip", "whl": "zip", "wheel": "zip", "tgz": "gztar", "bz2": "bztar"}.get(name, name)
    for found, endings, _ in known:
        if wanted == found or wanted in endings or f".{wanted}" in endings:
            return found
    raise ValueError(
        f"Unrecognized archive format {name!r}: expected one of {', '.join(one[0] for one in known)}"
    )


def make_pyfetch(fetch: Fetch) -> Callable[..., Awaitable[FetchResponse]]:
    """`pyfetch` over the `fetch` of one Worker; `fetcher=` replaces it for a call."""

    async def pyfetch(
        request: Any, /, *, signal: object = None, fetcher: Fetch | None = None, **options: Any
    ) -> Any:
        controller = AbortController()
        joint = _join(signal, controller)
        init = to_js({**options, "signal": joint}, dict_converter=JsObject.fromEntries)
        try:
            response = await (fetcher or fetch)(request, init)
        except JsException as error:
            raise AbortError(error) from None
        url = request if isinstance(request, str) else request.url
        return FetchResponse(url, response, controller, joint)

    return pyfetch


def _join(signal: object, controller: AbortController) -> AbortSignal:
    """One signal for the caller's and for `FetchResponse.abort`."""
    if not isinstance(signal, AbortSignal):
        return controller.signal
    return AbortSignal.any([signal, controller.signal])


def open_url(_url: str) -> NoReturn:
    """Needs XMLHttpRequest, which Workers do not have; Python says so there too."""
    raise NameError("name 'XMLHttpRequest' is not defined")


NAMES: dict[str, object] = {
    "AbortError": AbortError,
    "BodyUsedError": BodyUsedError,
    "FetchResponse": FetchResponse,
    "HttpStatusError": HttpStatusError,
    "open_url": open_url,
}
