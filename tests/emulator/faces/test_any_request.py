"""No request, however odd, gets a failure of our own for an answer."""

import asyncio
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.storage.sqlite.store import open_sqlite
from tests.bench import ACCOUNT, Bench
from tests.examples import trying

NAMESPACE = "a" * 32

PATHS = st.sampled_from(
    [
        f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces",
        *(
            f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/{NAMESPACE}{tail}"
            for tail in (
                "",
                "/keys",
                "/bulk",
                "/bulk/get",
                "/bulk/delete",
                "/values/",
                "/metadata/",
                "/values/k",
            )
        ),
        "/client/v4/accounts",
        "/client/v4/",
        "/",
    ]
).map(str.encode)
# What a request line can hold: no space, no control character.
TAILS = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="?#")).map(
    lambda text: text.encode("latin-1")
)
NAMES = st.sampled_from(
    [
        "page",
        "per_page",
        "order",
        "limit",
        "prefix",
        "cursor",
        "expiration",
        "expiration_ttl",
        "key_count_limit",
    ]
)
QUERIES = st.dictionaries(NAMES, st.text(max_size=10) | st.integers().map(str), max_size=3).map(
    lambda query: "&".join(f"{name}={value}" for name, value in query.items()).encode("utf-8", "replace")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["key", "value", "keys", "type", "metadata", "base64", "title", "expiration_ttl"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)
BODIES = (
    st.binary(max_size=50)
    | VALUES.map(lambda value: repr(value).encode("utf-8", "replace"))
    | VALUES.map(lambda value: json.dumps(value).encode())
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            b"authorization",
            b"content-type",
            b"content-length",
            b"host",
            b"x-auth-key",
            b"x-auth-email",
            b"cf-kv-namespace",
            b"cf-kv-metadata",
            b"mf-url",
            b"mf-binding",
            b"mf-header-content-length",
        ]
    ),
    st.binary(max_size=20)
    | st.sampled_from(
        [b"Bearer t", b"multipart/form-data; boundary=x", b"127.0.0.1", b"https://fake-host/k?a=b"]
    ),
    max_size=5,
)


@trying(400)
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "X"]),
    path=PATHS,
    tail=st.just(b"") | TAILS,
    query=QUERIES,
    headers=HEADERS,
    with_token=st.booleans(),
    body=BODIES,
)
def test_answer_is_never_our_own_failure(
    method: str,
    path: bytes,
    tail: bytes,
    query: bytes,
    headers: dict[bytes, bytes],
    with_token: bool,
    body: bytes,
) -> None:
    raw_path = path + tail
    sent = [*headers.items(), *([(b"authorization", b"Bearer t")] if with_token else [])]
    scope = {
        "type": "http",
        "method": method,
        "path": raw_path.decode("latin-1"),
        "raw_path": raw_path,
        "query_string": query,
        "headers": sent,
    }
    status = asyncio.run(ask(scope, body))
    assert 200 <= status < 500


async def ask(scope: dict[str, Any], body: bytes) -> int:
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def collect(message: Any) -> None:
        messages.append(message)

    store = await open_sqlite(None)
    try:
        await store.namespaces.insert(ACCOUNT, NAMESPACE, "t")
        await Bench(store).app(scope, receive, collect)
    finally:
        await store.close()
    assert messages[-1]["type"] == "http.response.body"
    return int(messages[0]["status"])
