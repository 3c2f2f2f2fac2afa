"""What a test does with the whole store: empty it, name what it holds and go back there, fill it."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.domain.errors import KVError, NamespaceNotFound
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.problems import StateInvalid, describe_problem
from fakeflare.emulator.domain.seeds import SeededNamespace, parse_seed
from fakeflare.emulator.domain.snapshots import check_snapshot_name
from fakeflare.emulator.service.kv import KV
from fakeflare.emulator.service.seed_files import inline_files
from fakeflare.emulator.service.transfer import export_pairs, import_pairs, put_pairs
from fakeflare.emulator.storage.store import Store


class State:
    """The state of one emulator. None of it meets faults or limits, and what it changes is seen at every
    location at once."""

    def __init__(self, store: Store, conditions: Conditions, kv: KV) -> None:
        self._store = store
        self._conditions = conditions
        self._kv = kv

    def find_namespace(self, name: str) -> Namespace:
        """The namespace with this id, of a binding with this name, or with this title, those of the default
        account first. Raises `NamespaceNotFound`."""
        namespace = self._kv.namespaces.find_named(name)
        if namespace is None:
            raise NamespaceNotFound
        return namespace

    async def reset(self, account: str | None = None, namespace_id: str | None = None) -> None:
        """Without arguments every namespace is gone, but for those of the Worker's configuration, which are
        empty; with an account those of the account; with a namespace's id its pairs, and it stays.

        Snapshots stay. Raises `NamespaceNotFound`.
        """
        if namespace_id is None:
            await self._store.namespaces.delete_all(account)
            await self._kv.namespaces.register_bound()
        else:
            namespace = self._store.namespaces.find(namespace_id)
            if namespace is None or account not in (None, namespace.account):
                raise NamespaceNotFound
            await self._store.namespaces.empty(namespace)
        self._settle()

    async def snapshot(self, name: str) -> dict[str, Any]:
        """`{"name": …, "taken": second}`; one of the same name is replaced. Raises `StateInvalid`."""
        taken = await self._store.take_snapshot(check_snapshot_name(name), self._conditions.clock.now())
        return taken._asdict()

    async def restore(self, name: str) -> None:
        """Everything is as it was, but for the clock: what has expired since stays hidden. Namespaces of the
        Worker's configuration that were not there yet are empty. Raises `SnapshotNotFound`.
        """
        await self._store.restore_snapshot(name)
        await self._kv.namespaces.register_bound()
        self._settle()

    async def list_snapshots(self) -> list[dict[str, Any]]:
        """The oldest first, each as `snapshot` describes it."""
        return [snapshot._asdict() for snapshot in await self._store.list_snapshots()]

    async def delete_snapshot(self, name: str) -> None:
        """Forget the snapshot of this name. Raises `SnapshotNotFound`."""
        await self._store.delete_snapshot(name)

    async def count_pairs(self) -> int:
        """How many live pairs all namespaces hold; takes as long as there are many."""
        return await self._store.count_pairs(self._conditions.clock.now())

    def export(self, namespace: Namespace) -> AsyncIterator[bytes]:
        """The live pairs in the order of their keys as wrangler's bulk JSON."""
        return export_pairs(self._store.pairs, namespace, self._conditions.clock)

    async def import_pairs(self, namespace: Namespace, chunks: AsyncIterable[bytes]) -> int:
        """How many pairs were written: an export's, wrangler's bulk JSON, what its `kv bulk get` prints, or
        an object of values by key. Raises `StateInvalid`, `NamespaceNotFound`.
        """
        try:
            return await import_pairs(self._store.pairs, namespace, chunks, self._conditions.clock.now())
        finally:
            self._settle()

    async def seed(self, spec: object, folder: Path | None = None) -> dict[str, Any]:
        """Write what a seed declares, over what is there; the namespaces that it names are made if need be.

        Its files are looked for in `folder`. Nothing is done unless all of it is right. Returns
        `{"namespaces": [{"id": …, "title": …, "pairs": count}]}`. Raises `StateInvalid`.
        """
        if isinstance(spec, Mapping):
            spec = await asyncio.to_thread(inline_files, spec, folder)
        seeds = parse_seed(spec, self._conditions.clock.now())
        try:
            return {"namespaces": [await self._seed(seed) for seed in seeds]}
        finally:
            self._settle()

    async def _seed(self, seed: SeededNamespace) -> dict[str, Any]:
        try:
            namespace = await self._open(seed)
        except KVError as error:
            raise StateInvalid(describe_problem(error)) from error
        await put_pairs(self._store.pairs, namespace, seed.pairs)
        return {"id": namespace.id, "title": namespace.title, "pairs": len(seed.pairs)}

    async def _open(self, seed: SeededNamespace) -> Namespace:
        """The namespace that a seed means, made if need be."""
        namespaces = self._kv.namespaces
        title = seed.title or seed.name
        if seed.id is not None:
            return await namespaces.register(seed.id, title or seed.id)
        if seed.binding is not None:
            return await namespaces.open(namespaces.find_bound(seed.binding))
        if seed.title is None and seed.name is not None:
            found = namespaces.find_named(seed.name)
            if found is not None:
                return found
        return await namespaces.ensure(title or "")

    def _settle(self) -> None:
        if self._conditions.consistency.is_active:
            self._conditions.consistency.settle()
