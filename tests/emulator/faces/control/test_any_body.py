"""No body and no query, however odd, gets a failure of our own for an answer."""

import asyncio
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain.operation import OPERATIONS
from fakeflare.emulator.faces.control.routes import ROUTES
from fakeflare.emulator.messages.schemas import LISTS, list_messages, make_schemas
from fakeflare.emulator.storage.sqlite.store import open_sqlite
from tests.bench import Bench
from tests.examples import trying

SCHEMAS = make_schemas({*list_messages(), *LISTS})
MEMBERS = sorted(
    {name for schema in SCHEMAS.values() for name in schema.get("properties", {})}
    | {"namespaces", "entries", "title", "binding", "id", "key", "value", "json", "base64", "metadata"}
    | {"fixed", "uniform", "lognormal", "median", "sigma", "per_second", "count", "operations"}
    | {"expiration", "expiration_ttl", "reads", "bytes"}
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-1, 2000)
    | st.sampled_from(
        [10**20, 1e300, 0.5, -1.5, "", "free", "any", "before", "2030-01-31", "\ud800", "[", *OPERATIONS]
    )
    | st.text(max_size=5)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=2), inner)
    ),
    max_leaves=8,
)
BODIES = {(route.path, route.method): route.body for route in ROUTES}


def find_body(path: str, method: str) -> st.SearchStrategy[Any]:
    """An object of the members that the route reads, more often than anything."""
    body = BODIES[path, method]
    names = list(SCHEMAS[body].get("properties", {})) if body else []
    objects = st.dictionaries(st.sampled_from(names), VALUES, max_size=4) if names else VALUES
    return objects | VALUES


REQUESTS = st.sampled_from(sorted(BODIES)).flatmap(lambda case: st.tuples(st.just(case), find_body(*case)))
QUERIES = st.dictionaries(
    st.sampled_from(
        [name for message in ("ImportQuery", "JournalFilter") for name in SCHEMAS[message]["properties"]]
    ),
    st.text(max_size=5) | st.sampled_from(["true", "404", "4xx", "1e9", "9" * 30, "*[", "rest"]),
    max_size=2,
)


@trying(500)
@given(request=REQUESTS, query=QUERIES, name=st.sampled_from(["things", "s", "fault-1", "%00", "%ff"]))
def test_the_answer_is_never_our_own_failure(
    request: tuple[tuple[str, str], Any], query: dict[str, str], name: str
) -> None:
    (path, method), body = request
    asyncio.run(ask(method, path.format(id=name, name=name, namespace=name), query, body))


async def ask(method: str, path: str, query: dict[str, str], body: Any) -> None:
    store = await open_sqlite(None)
    try:
        bench = Bench(store)
        await bench.kv.namespaces.ensure("things")
        client = bench.client({"Content-Type": "application/json"})
        text = "" if body is None else json.dumps(body)
        response = await client.request(method, f"/_fakeflare/v1{path}", params=query, content=text)
        assert response.status_code < 500, response.text
        # what was switched can be shown, and does not spoil what comes after
        assert (await client.get("/_fakeflare/v1/info")).status_code == 200
        assert (await client.get("/_fakeflare/v1/faults")).status_code == 200
        assert (await client.post("/_fakeflare/v1/reset")).status_code == 204
    finally:
        await store.close()
