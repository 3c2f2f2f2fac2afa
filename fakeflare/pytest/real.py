"""The fixture `fakeflare_real`: Cloudflare itself, in the shape of the fixture `fakeflare`."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import quote

import httpx

from fakeflare.pytest.handles import Found, NamespaceHandle

API_URL = "https://api.cloudflare.com/client/v4"

_MARK = "fakeflare"
"""Part of each title, so that what a killed test run left behind is easy to find."""

_TIMEOUT_SECONDS = 60.0

_MISSING = 404


class CloudflareRefused(Exception):
    """Cloudflare's answer was an error."""


class NotOnCloudflare(Exception):
    """The emulator can do this, Cloudflare cannot."""


class _Untouchable:
    """Stands for what only an emulator has."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, member: str) -> NoReturn:
        raise NotOnCloudflare(
            f"fakeflare.{self._name}.{member}: this test runs against Cloudflare itself, whose {self._name} "
            "cannot be reached; ask `fakeflare.is_real` first"
        )


class RealCloudflare:
    """An account of Cloudflare's. All namespaces that `namespace` makes are deleted by `close`."""

    is_real = True

    def __init__(
        self,
        account_id: str,
        token: str,
        api_url: str = API_URL,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.account_id = account_id
        self.token = token
        self.api_url = api_url.rstrip("/")
        self.url = self.api_url.removesuffix("/client/v4")
        self.clock = _Untouchable("clock")
        self.faults = _Untouchable("faults")
        self.limits = _Untouchable("limits")
        self.consistency = _Untouchable("consistency")
        self.journal = _Untouchable("journal")
        self._base = f"{self.api_url}/accounts/{account_id}/storage/kv/namespaces"
        self._handles: dict[str, NamespaceHandle] = {}
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}"},
            transport=transport,
            timeout=_TIMEOUT_SECONDS,
        )

    @property
    def env(self) -> dict[str, str]:
        """Variables for a process that is to reach the same account."""
        return {
            "CLOUDFLARE_BASE_URL": self.api_url,
            "CLOUDFLARE_API_BASE_URL": self.api_url,
            "CLOUDFLARE_API_TOKEN": self.token,
            "CLOUDFLARE_ACCOUNT_ID": self.account_id,
        }

    def namespace(self, name: str) -> NamespaceHandle:
        """A new namespace for this test alone, the same one for the same name. Its title begins with the
        name: what is there already is never touched."""
        if name not in self._handles:
            title = f"{name} {_MARK} {uuid.uuid4().hex[:12]}"
            created = _ask(self._client, "POST", self._base, json={"title": title}).json()["result"]
            pairs = RemotePairs(self._client, f"{self._base}/{created['id']}")
            self._handles[name] = NamespaceHandle(pairs, created["id"], created["title"])
        return self._handles[name]

    def seed(self, spec: object) -> NoReturn:
        del spec
        self._refuse("seed", "put the pairs with `namespace(…).put`")

    def snapshot(self, name: str = "") -> NoReturn:
        del name
        self._refuse("snapshot")

    def restore(self, name: str = "") -> NoReturn:
        del name
        self._refuse("restore")

    def reset(self) -> NoReturn:
        self._refuse("reset", "each test has namespaces of its own")

    def close(self) -> None:
        """Delete what was made. Raises CloudflareRefused once all has been tried."""
        failures = [failure for handle in self._handles.values() if (failure := self._delete(handle))]
        self._handles.clear()
        self._client.close()
        if failures:
            raise CloudflareRefused(f"these namespaces are to be deleted by hand: {'; '.join(failures)}")

    def _delete(self, handle: NamespaceHandle) -> str | None:
        try:
            _ask(self._client, "DELETE", f"{self._base}/{handle.id}")
        except (CloudflareRefused, httpx.HTTPError) as error:
            return f"{handle.title} ({handle.id}): {error}"
        return None

    def _refuse(self, name: str, instead: str = "ask `fakeflare.is_real` first") -> NoReturn:
        raise NotOnCloudflare(f"fakeflare.{name}: this test runs against Cloudflare itself; {instead}")

    def __repr__(self) -> str:
        return f"<Cloudflare's account {self.account_id}>"


class RemotePairs:
    """`Pairs` of one namespace, over the REST API."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url

    def read(self, key: str) -> Found | None:
        answer = _ask(self._client, "GET", f"{self._url}/values/{_quote(key)}", may_miss=True)
        if answer.status_code == _MISSING:
            return None
        metadata = _ask(self._client, "GET", f"{self._url}/metadata/{_quote(key)}", may_miss=True)
        found = None if metadata.status_code == _MISSING else metadata.json()["result"]
        listed = (item for item in self._list(key) if item["name"] == key)
        return Found(answer.content, found, next(listed, {}).get("expiration"))

    def write(
        self,
        key: str,
        value: bytes,
        expiration_ttl: int | None,
        expiration: int | None,
        metadata: str | None,
    ) -> None:
        times = {"expiration_ttl": expiration_ttl, "expiration": expiration}
        query = {name: seconds for name, seconds in times.items() if seconds is not None}
        files = {"value": (None, value), "metadata": (None, (metadata or "null").encode())}
        body: dict[str, Any] = {"content": value} if metadata is None else {"files": files}
        _ask(self._client, "PUT", f"{self._url}/values/{_quote(key)}", params=query, **body)

    def delete(self, key: str) -> None:
        _ask(self._client, "DELETE", f"{self._url}/values/{_quote(key)}", may_miss=True)

    def list_keys(self, prefix: str) -> Iterator[str]:
        for item in self._list(prefix):
            yield item["name"]

    def _list(self, prefix: str) -> Iterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            query = {"prefix": prefix, "cursor": cursor}
            page = _ask(self._client, "GET", f"{self._url}/keys", params=query).json()
            yield from page["result"]
            if not (cursor := page["result_info"].get("cursor") or ""):
                return


def _ask(
    client: httpx.Client, method: str, url: str, *, may_miss: bool = False, **options: Any
) -> httpx.Response:
    """The answer. Raises CloudflareRefused."""
    answer = client.request(method, url, **options)
    if answer.is_success or (may_miss and answer.status_code == _MISSING):
        return answer
    raise CloudflareRefused(f"{answer.status_code}: {_read_message(answer)}")


def _read_message(answer: httpx.Response) -> str:
    try:
        return "; ".join(f"{error['message']} ({error['code']})" for error in answer.json()["errors"])
    except (json.JSONDecodeError, KeyError, TypeError):
        return answer.text[:200]


def _quote(key: str) -> str:
    return quote(key, safe="")
