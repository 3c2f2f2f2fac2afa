"""The pairs of a namespace of the emulator in this process, past its doors."""

import contextlib
import json
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar
from urllib.parse import quote

from fakeflare.emulator.domain.errors import KeyNotFound, KVError, NamespaceNotFound
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.faces.sentences import say
from fakeflare.emulator.service.kv import KV
from fakeflare.pytest.handles import Found
from fakeflare.pytest.thread import EmulatorThread

Result = TypeVar("Result")


class LocalPairs:
    """`Pairs` of the namespace with this id."""

    def __init__(self, thread: EmulatorThread, kv: KV, namespace: Namespace) -> None:
        self._thread = thread
        self._kv = kv
        self._namespace = namespace

    def read(self, key: str) -> Found | None:
        return self._call(self._read(key))

    def write(
        self,
        key: str,
        value: bytes,
        expiration_ttl: int | None,
        expiration: int | None,
        metadata: str | None,
    ) -> None:
        self._call(self._write(key, value, expiration_ttl, expiration, metadata))

    def delete(self, key: str) -> None:
        self._call(self._delete(key))

    def list_keys(self, prefix: str) -> Iterator[str]:
        yield from self._call(self._list(prefix))

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._thread.call(work)

    def _open(self) -> Namespace:
        """The namespace as it is now. Raises LookupError."""
        try:
            return self._kv.namespaces.get(self._namespace.account, self._namespace.id)
        except NamespaceNotFound:
            raise LookupError(f'the namespace "{self._namespace.title}" is gone') from None

    async def _read(self, key: str) -> Found | None:
        with _telling():
            try:
                entry = await self._kv.values.get(self._open(), _quote(key))
            except KeyNotFound:
                return None
        metadata = None if entry.metadata is None else json.loads(entry.metadata)
        return Found(bytes(entry.value), metadata, entry.expiration)

    async def _write(
        self,
        key: str,
        value: bytes,
        expiration_ttl: int | None,
        expiration: int | None,
        metadata: str | None,
    ) -> None:
        encoded = None if metadata is None else metadata.encode()
        with _telling():
            write = self._kv.values.begin_put(_quote(key), _show(expiration), _show(expiration_ttl), encoded)
            await self._kv.values.put(self._open(), write, value)

    async def _delete(self, key: str) -> None:
        with _telling():
            await self._kv.values.delete(self._open(), _quote(key))

    async def _list(self, prefix: str) -> list[str]:
        keys: list[str] = []
        cursor = ""
        while True:
            page = await self._kv.keys.list_page(self._open(), prefix, None, cursor)
            keys += [listed.key.decode() for listed in page.keys]
            if not (cursor := page.cursor):
                return keys


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    """What KV refuses is a ValueError in KV's words."""
    try:
        yield
    except KeyNotFound:
        raise
    except KVError as error:
        raise ValueError(say(error)) from None


def _quote(key: str) -> bytes:
    return quote(key, safe="").encode()


def _show(number: int | None) -> str | None:
    return None if number is None else str(number)
