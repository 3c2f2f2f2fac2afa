"""A dictionary with a clock against the real thing, through every face, on random histories."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fakeflare.emulator.storage.sqlite.store import open_sqlite
from tests.bench import Bench
from tests.contract.conftest import FACES
from tests.contract.faces import Face, Found
from tests.examples import trying

Result = TypeVar("Result")

KEYS = st.sampled_from(["a", "a/", "a/b", "ab", "b", "é", "\uffff", "😀", "%", "+", "\n"]) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
).filter(lambda name: name not in (".", ".."))
METADATA = (
    st.none() | st.integers(-5, 5) | st.text(max_size=5) | st.dictionaries(st.text(max_size=3), st.booleans())
)
FACE = st.sampled_from(sorted(FACES))


class KVModel(RuleBasedStateMachine):
    """`pairs` is what should be there: value, metadata, the second from which it is gone."""

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.store = self.run(open_sqlite(None))
        self.bench = Bench(self.store)
        namespace = self.run(self.bench.create())
        self.faces: dict[str, Face] = {name: make(self.bench, namespace) for name, make in FACES.items()}
        self.pairs: dict[str, tuple[bytes, Any, int | None]] = {}

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    def live(self) -> dict[str, tuple[bytes, Any, int | None]]:
        now = self.bench.clock.second
        return {key: pair for key, pair in self.pairs.items() if pair[2] is None or pair[2] > now}

    @rule(
        face=FACE,
        key=KEYS,
        value=st.binary(max_size=20),
        metadata=METADATA,
        ttl=st.none() | st.integers(60, 200),
    )
    def put(self, face: str, key: str, value: bytes, metadata: Any, ttl: int | None) -> None:
        self.run(self.faces[face].put(key, value, ttl=ttl, metadata=metadata))
        self.pairs[key] = (value, metadata, None if ttl is None else self.bench.clock.second + ttl)

    @rule(face=FACE, key=KEYS)
    def delete(self, face: str, key: str) -> None:
        self.run(self.faces[face].delete(key))
        self.pairs.pop(key, None)

    @precondition(lambda self: self.pairs)
    @rule(face=FACE, data=st.data())
    def delete_one_that_is_there(self, face: str, data: st.DataObject) -> None:
        self.delete(face, data.draw(st.sampled_from(sorted(self.pairs))))

    @rule(seconds=st.integers(1, 150))
    def turn_the_clock(self, seconds: int) -> None:
        self.bench.clock.advance(seconds)

    @rule()
    def sweep(self) -> None:
        while self.run(self.store.sweep(self.bench.clock.second)):
            pass

    @rule(face=FACE, key=KEYS)
    def get(self, face: str, key: str) -> None:
        pair = self.live().get(key)
        found = self.run(self.faces[face].get_with_metadata(key))
        assert found == (None if pair is None else Found(pair[0], pair[1]))

    @rule(face=FACE, prefix=st.sampled_from(["", "a", "a/", "é", "\uffff"]), size=st.integers(10, 12))
    def list(self, face: str, prefix: str, size: int) -> None:
        listed: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.run(self.faces[face].list(prefix, size, cursor))
            assert len(page.keys) <= size
            listed += page.keys
            cursor = page.cursor
            if not cursor:
                break
        expected = []
        for key, (_, metadata, expiration) in sorted(self.live().items(), key=lambda item: item[0].encode()):
            members: dict[str, Any] = {"name": key, "expiration": expiration, "metadata": metadata}
            if key.startswith(prefix):
                expected.append({name: value for name, value in members.items() if value is not None})
        assert listed == expected

    @invariant()
    def faces_agree(self) -> None:
        if hasattr(self, "faces"):
            first, *others = [self.run(face.list()) for face in self.faces.values()]
            assert all(page.keys == first.keys for page in others)

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.run(self.store.close())
            self.loop.close()


KVModel.TestCase.settings = trying(40, stateful_step_count=30)
TestKVModel = KVModel.TestCase
