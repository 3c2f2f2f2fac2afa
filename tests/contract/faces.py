"""The faces to one namespace, made alike, so that one suite of facts can go through each of them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import httpx

from fakeflare.emulator.domain.errors import KeyNotFound, KVError
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.faces.refusals import say
from fakeflare.emulator.service.values import bring
from fakeflare.worker.bindings.caller_headers import Location
from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.env import make_env
from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.runtime.load.compatibility_flags import compute_flags
from fakeflare.worker.runtime.load.host_modules import PythonWorkerState, host_modules_installed
from tests.bench import Bench, at


class Refused(Exception):
    """What a face said no to: KV's sentence, without the face's own dress."""


@dataclass(frozen=True)
class Found:
    """A value and its metadata."""

    value: bytes
    metadata: Any = None


@dataclass(frozen=True)
class Page:
    """Names with what stands beside them, and where to go on."""

    keys: list[dict[str, Any]]
    cursor: str


class Face(Protocol):
    """What a client of KV can do through a face. `least_page` is the smallest page that it gives."""

    least_page: int

    async def put(
        self,
        key: str,
        value: bytes,
        *,
        expiration: int | None = None,
        ttl: int | None = None,
        metadata: Any = None,
    ) -> None: ...

    async def get(self, key: str) -> bytes | None: ...

    async def get_with_metadata(self, key: str) -> Found | None: ...

    async def get_many(self, keys: Sequence[str], value_type: str = "text") -> dict[str, Any]: ...

    async def delete(self, key: str) -> None: ...

    async def list(self, prefix: str = "", limit: int | None = None, cursor: str = "") -> Page: ...


class ServiceFace:
    """The service itself, called from Python."""

    least_page = 1

    def __init__(self, bench: Bench, namespace: Namespace) -> None:
        self._kv = bench.kv
        self._namespace = namespace

    async def put(
        self,
        key: str,
        value: bytes,
        *,
        expiration: int | None = None,
        ttl: int | None = None,
        metadata: Any = None,
    ) -> None:
        try:
            sent = bring(value, None if metadata is None else _dump(metadata).encode())
            await self._kv.values.put(self._namespace, _quote(key), sent, _text(expiration), _text(ttl))
        except KVError as error:
            raise Refused(say(error)) from None

    async def get(self, key: str) -> bytes | None:
        found = await self.get_with_metadata(key)
        return None if found is None else found.value

    async def get_with_metadata(self, key: str) -> Found | None:
        try:
            entry = await self._kv.values.get(self._namespace, _quote(key))
        except KeyNotFound:
            return None
        except KVError as error:
            raise Refused(say(error)) from None
        return Found(entry.value, None if entry.metadata is None else json.loads(entry.metadata))

    async def get_many(self, keys: Sequence[str], value_type: str = "text") -> dict[str, Any]:
        try:
            answer = await self._kv.bulk.get(self._namespace, {"keys": list(keys), "type": value_type})
        except KVError as error:
            raise Refused(say(error)) from None
        read = json.loads if value_type == "json" else str
        return {key: None if value is None else read(value.text) for key, value in answer.values.items()}

    async def delete(self, key: str) -> None:
        try:
            await self._kv.values.delete(self._namespace, _quote(key))
        except KVError as error:
            raise Refused(say(error)) from None

    async def list(self, prefix: str = "", limit: int | None = None, cursor: str = "") -> Page:
        page = await self._kv.keys.list_page(self._namespace, prefix, _text(limit), cursor)
        keys = []
        for listed in page.keys:
            members: dict[str, Any] = {"name": listed.key.decode()}
            if listed.expiration is not None:
                members["expiration"] = listed.expiration
            if listed.metadata is not None:
                members["metadata"] = json.loads(listed.metadata)
            keys.append(members)
        return Page(keys, page.cursor)


class RestFace:
    """Cloudflare's v4 API."""

    least_page = 10

    def __init__(self, bench: Bench, namespace: Namespace, location: str | None = None) -> None:
        self._client = bench.rest()
        self._client.headers.update(_locate(location))
        self._namespace = namespace

    async def put(
        self,
        key: str,
        value: bytes,
        *,
        expiration: int | None = None,
        ttl: int | None = None,
        metadata: Any = None,
    ) -> None:
        query = _query(expiration=expiration, expiration_ttl=ttl)
        body: dict[str, Any] = {"content": value}
        if metadata is not None:
            body = {"files": {"value": ("blob", value)}, "data": {"metadata": _dump(metadata)}}
        self._check(await self._client.put(self._at("values", key) + query, **body))

    async def get(self, key: str) -> bytes | None:
        response = await self._client.get(self._at("values", key))
        return None if self._misses(response) else response.content

    async def get_with_metadata(self, key: str) -> Found | None:
        value = await self.get(key)
        if value is None:
            return None
        response = await self._client.get(self._at("metadata", key))
        return Found(value, self._check(response)["result"])

    async def get_many(self, keys: Sequence[str], value_type: str = "text") -> dict[str, Any]:
        body = {"keys": list(keys), "type": value_type}
        response = await self._client.post(
            at(self._namespace, "/bulk/get", self._namespace.account), json=body
        )
        values: dict[str, Any] = self._check(response)["result"]["values"]
        return values

    async def delete(self, key: str) -> None:
        self._check(await self._client.delete(self._at("values", key)))

    async def list(self, prefix: str = "", limit: int | None = None, cursor: str = "") -> Page:
        query = _query(prefix=prefix, limit=limit, cursor=cursor)
        address = at(self._namespace, "/keys", self._namespace.account)
        body = self._check(await self._client.get(address + query))
        return Page(body["result"], body["result_info"]["cursor"])

    def _at(self, kind: str, key: str) -> str:
        return at(self._namespace, f"/{kind}/{_quote(key).decode()}", self._namespace.account)

    def _check(self, response: httpx.Response) -> dict[str, Any]:
        body: dict[str, Any] = response.json()
        if not response.is_success:
            message: str = body["errors"][0]["message"]
            raise Refused(_unwrap(message))
        return body

    def _misses(self, response: httpx.Response) -> bool:
        if response.status_code == 404 and response.json()["errors"][0]["code"] == 10009:
            return True
        if not response.is_success:
            self._check(response)
        return False


class BindingFace:
    """The protocol of workerd's KV binding."""

    least_page = 1

    def __init__(self, bench: Bench, namespace: Namespace, location: str | None = None) -> None:
        self._client = bench.client({"CF-KV-Namespace": namespace.id, **_locate(location)})

    async def put(
        self,
        key: str,
        value: bytes,
        *,
        expiration: int | None = None,
        ttl: int | None = None,
        metadata: Any = None,
    ) -> None:
        query = _query(urlencoded="true", expiration=expiration, expiration_ttl=ttl)
        headers = [] if metadata is None else [(b"CF-KV-Metadata", _dump(metadata).encode())]
        self._check(await self._client.put(self._at(key) + query, content=value, headers=headers))

    async def get(self, key: str) -> bytes | None:
        found = await self.get_with_metadata(key)
        return None if found is None else found.value

    async def get_with_metadata(self, key: str) -> Found | None:
        response = await self._client.get(self._at(key) + "?urlencoded=true")
        if response.status_code == 404:
            return None
        self._check(response)
        for name, value in response.headers.raw:
            if name.lower() == b"cf-kv-metadata":
                return Found(response.content, json.loads(value.decode()))
        return Found(response.content)

    async def get_many(self, keys: Sequence[str], value_type: str = "text") -> dict[str, Any]:
        response = await self._client.post("/bulk/get", json={"keys": list(keys), "type": value_type})
        values: dict[str, Any] = self._check(response).json()
        return values

    async def delete(self, key: str) -> None:
        self._check(await self._client.delete(self._at(key) + "?urlencoded=true"))

    async def list(self, prefix: str = "", limit: int | None = None, cursor: str = "") -> Page:
        query = _query(key_count_limit=limit, prefix=prefix, cursor=cursor)
        listing = self._check(await self._client.get("/" + query)).json()
        keys = [
            {name: json.loads(value) if name == "metadata" else value for name, value in key.items()}
            for key in listing["keys"]
        ]
        assert listing["list_complete"] == ("cursor" not in listing)
        return Page(keys, listing.get("cursor", ""))

    def _at(self, key: str) -> str:
        return f"/{_quote(key).decode()}"

    def _check(self, response: httpx.Response) -> httpx.Response:
        if not response.is_success:
            raise Refused(response.text)
        return response


class WorkerFace:
    """A Worker's `env.CACHE_KV`: the official SDK over fakeflare's `KvNamespace`."""

    least_page = 1

    def __init__(self, bench: Bench, namespace: Namespace, location: str | None = None) -> None:
        carrier = bench.client()
        binding = KvBinding("CACHE_KV", id=namespace.id)
        self._env = make_env([binding], BindingContext(carrier, Location(location)))
        flags = compute_flags("2026-08-01", ["python_workers"])
        self._worker_state = PythonWorkerState(name="face", fetcher=_refuse_fetch, env=self._env, flags=flags)

    async def put(
        self,
        key: str,
        value: bytes,
        *,
        expiration: int | None = None,
        ttl: int | None = None,
        metadata: Any = None,
    ) -> None:
        options = {"expiration": expiration, "expirationTtl": ttl, "metadata": metadata}
        given = {name: option for name, option in options.items() if option is not None}
        await self._call("put", key, value, **given)

    async def get(self, key: str) -> bytes | None:
        value = await self._call("get", key, type="arrayBuffer")
        return None if value is None else bytes(value)

    async def get_with_metadata(self, key: str) -> Found | None:
        found = await self._call("getWithMetadata", key, type="arrayBuffer")
        if found["value"] is None:
            return None
        return Found(bytes(found["value"]), found["metadata"])

    async def get_many(self, keys: Sequence[str], value_type: str = "text") -> dict[str, Any]:
        values = await self._call("get", list(keys), type=value_type)
        return dict(values)

    async def delete(self, key: str) -> None:
        await self._call("delete", key)

    async def list(self, prefix: str = "", limit: int | None = None, cursor: str = "") -> Page:
        options = {"prefix": prefix, "cursor": cursor, **({} if limit is None else {"limit": limit})}
        page = await self._call("list", **options)
        assert page["list_complete"] == ("cursor" not in page)
        return Page([dict(key) for key in page["keys"]], page.get("cursor", ""))

    async def _call(self, method: str, *args: Any, **options: Any) -> Any:
        with host_modules_installed(), entered(self._worker_state):
            from workers.rpc import _EnvWrapper

            try:
                return await getattr(_EnvWrapper(self._env).CACHE_KV, method)(*args, **options)
            except JsException as error:
                found = re.fullmatch(r"KV [A-Z_]+ failed: \d{3} (.*)", error.message)
                raise Refused(found[1] if found else error.message) from None


async def _refuse_fetch(request: Any) -> Any:
    raise AssertionError(f"unexpected fetch of {request.url}")


def _locate(location: str | None) -> dict[str, str]:
    """The header of a client that is somewhere."""
    return {} if location is None else {"fakeflare-location": location}


def _quote(key: str) -> bytes:
    return quote(key, safe="").encode()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _query(**parameters: Any) -> str:
    given: Mapping[str, Any] = {name: value for name, value in parameters.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _unwrap(message: str) -> str:
    """`put: 'sentence'` without its dress."""
    _, quote_mark, rest = message.partition(": '")
    return rest.removesuffix("'") if quote_mark else message
