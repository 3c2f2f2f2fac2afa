"""Requests to the control face, and what is wrong with their answers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

_PREFIX = "/_fakeflare/v1"

_TIMEOUT_SECONDS = 60.0

Json = dict[str, Any]


class ControlError(Exception):
    """The control face refused; `status` is that of HTTP, None where nobody answered."""

    def __init__(self, status: int | None, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field


class Line:
    """A way to one emulator."""

    def __init__(self, url: str, token: str | None, transport: "httpx.BaseTransport | None") -> None:
        # start-up: who only mentions a control need not have it
        import httpx

        self._httpx = httpx
        self._url = url
        self._client = httpx.Client(
            base_url=f"{url}{_PREFIX}",
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            # without the proxies of the environment: this machine is asked
            transport=transport or httpx.HTTPTransport(trust_env=False),
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content: bytes | Iterable[bytes] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Json:
        """The answer's JSON, {} where it has none. `content` is JSON text."""
        headers = {} if content is None else {"Content-Type": "application/json"}
        options: dict[str, Any] = {"content": content} if body is None else {"json": body}
        try:
            response = self._client.request(method, path, headers=headers, params=query or None, **options)
        except self._httpx.TransportError as error:
            raise self._say_unreachable(error) from None
        if response.is_error:
            raise _read_error(response.status_code, response.content)
        return self._parse(response.content)

    def stream(self, path: str) -> Iterator[bytes]:
        """The chunks of an answer."""
        try:
            with self._client.stream("GET", path) as response:
                if response.is_error:
                    raise _read_error(response.status_code, response.read())
                yield from response.iter_bytes()
        except self._httpx.TransportError as error:
            raise self._say_unreachable(error) from None

    def close(self) -> None:
        self._client.close()

    def _parse(self, content: bytes) -> Json:
        # start-up: who only mentions a control need not have it
        import json

        if not content:
            return {}
        try:
            answer: Json = json.loads(content)
        except ValueError:
            raise ControlError(None, f"what answers at {self._url} is no fakeflare") from None
        return answer

    def _say_unreachable(self, error: Exception) -> ControlError:
        return ControlError(None, f"no fakeflare answers at {self._url}: {error or type(error).__name__}")


def _read_error(status: int, content: bytes) -> ControlError:
    # start-up: who only mentions a control need not have it
    import json

    try:
        error = json.loads(content)["error"]
        return ControlError(status, error["message"], error.get("field"))
    except (ValueError, KeyError, TypeError, AttributeError):
        text = content.decode("utf-8", "replace").strip()
        return ControlError(status, f"{status}: {text[:200]}" if text else f"the answer's status is {status}")


def quote_name(name: str) -> str:
    """A name as a part of a path."""
    return quote(name, safe="")


def drop_none(members: Mapping[str, object]) -> Json:
    return {name: value for name, value in members.items() if value is not None}
