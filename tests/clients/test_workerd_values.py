"""A real workerd: values, metadata, expirations, and their limits."""

import time

import httpx
import pytest

from tests.clients.programs import Worker

pytestmark = pytest.mark.client("workerd")


def test_get_gives_each_type_that_a_worker_asks_for(worker: Worker) -> None:
    table = [
        ('KV.get("missing")', None),
        ('KV.put("a", "hello")', "undefined"),
        ('KV.get("a")', "hello"),
        ('KV.get("a", "text")', "hello"),
        ('KV.get("a", {type: "text", cacheTtl: 60})', "hello"),
        ('KV.get("a", "arrayBuffer")', {"ArrayBuffer": [104, 101, 108, 108, 111]}),
        ('KV.get("a", "stream")', {"ReadableStream": "hello"}),
        ('KV.get("a", "json")', "!! SyntaxError: Unexpected token 'h', \"hello\" is not valid JSON"),
        (
            'KV.get("a", "nope")',
            '!! TypeError: Unknown response type. Possible types are "text", "arrayBuffer", "json", '
            'and "stream".',
        ),
        ('KV.put("j", \'{"x":1}\')', "undefined"),
        ('KV.get("j", {type: "json"})', {"x": 1}),
        ("KV.get(undefined)", None),
        ("KV.get(7)", None),
    ]
    assert worker.run(table) == table


def test_put_stores_each_kind_of_value_byte_for_byte(
    worker: Worker, rest: httpx.Client, namespace: str
) -> None:
    table = [
        ('KV.put("ab", new Uint8Array([0, 255, 13, 10]).buffer)', "undefined"),
        ('KV.put("u8", new Uint8Array([9, 1, 2, 9]).subarray(1, 3))', "undefined"),
        ('KV.put("st", new Response("part1-part2").body)', "undefined"),
        (
            'KV.put("chunks", new ReadableStream({start(c) { for (const text of ["part1-", "part2"]) '
            "c.enqueue(new TextEncoder().encode(text)); c.close(); }}))",
            "undefined",
        ),
        (
            "(async () => { const {readable, writable} = new FixedLengthStream(5); "
            'const writer = writable.getWriter(); writer.write(new TextEncoder().encode("fixed")); '
            'writer.close(); await KV.put("fx", readable); })()',
            "undefined",
        ),
        ('KV.put("text", "é😀")', "undefined"),
        ('KV.put("num", 42)', "undefined"),
        ('KV.put("nul", null)', "undefined"),
        ('KV.put("und", undefined)', "undefined"),
        ('KV.put("empty", "")', "undefined"),
        ('KV.get("empty")', ""),
        ('KV.get("st")', "part1-part2"),
        ('KV.get("chunks")', "part1-part2"),
        (
            'KV.put("obj", {})',
            "!! TypeError: KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, "
            "and ReadableStreams as values.",
        ),
    ]
    assert worker.run(table) == table
    names = ["ab", "u8", "st", "chunks", "fx", "text", "num", "nul", "und", "empty", "obj"]
    answers = [rest.get(f"/namespaces/{namespace}/values/{name}") for name in names]
    assert [answer.content if answer.status_code == 200 else None for answer in answers] == [
        b"\x00\xff\r\n",
        b"\x01\x02",
        b"part1-part2",
        b"part1-part2",
        b"fixed",
        "é😀".encode(),
        b"42",
        b"null",
        b"undefined",
        b"",
        None,
    ]


def test_metadata_of_every_kind_comes_back(worker: Worker, rest: httpx.Client, namespace: str) -> None:
    table = [
        ('KV.put("object", "v", {metadata: {tag: "é😀", n: 1}})', "undefined"),
        ('KV.put("string", "v", {metadata: "é"})', "undefined"),
        ('KV.put("number", "v", {metadata: 0})', "undefined"),
        ('KV.put("array", "v", {metadata: [false, null]})', "undefined"),
        ('KV.put("null", "v", {metadata: null})', "undefined"),
        ('KV.put("del", "v", {metadata: "\\u007f"})', "undefined"),
        (
            'KV.getWithMetadata("object")',
            {"value": "v", "metadata": {"tag": "é😀", "n": 1}, "cacheStatus": None},
        ),
        ('KV.getWithMetadata("string")', {"value": "v", "metadata": "é", "cacheStatus": None}),
        ('KV.getWithMetadata("number")', {"value": "v", "metadata": 0, "cacheStatus": None}),
        ('KV.getWithMetadata("array")', {"value": "v", "metadata": [False, None], "cacheStatus": None}),
        ('KV.getWithMetadata("null")', {"value": "v", "metadata": None, "cacheStatus": None}),
        ('KV.getWithMetadata("del")', {"value": "v", "metadata": "\x7f", "cacheStatus": None}),
        ('KV.getWithMetadata("missing")', {"value": None, "metadata": None, "cacheStatus": None}),
        (
            "KV.list()",
            {
                "keys": [
                    {"name": "array", "metadata": [False, None]},
                    {"name": "del", "metadata": "\x7f"},
                    {"name": "null"},
                    {"name": "number", "metadata": 0},
                    {"name": "object", "metadata": {"tag": "é😀", "n": 1}},
                    {"name": "string", "metadata": "é"},
                ],
                "list_complete": True,
                "cacheStatus": None,
            },
        ),
        (
            'KV.getWithMetadata(["object", "string", "null", "missing"])',
            {
                "Map": [
                    ["object", {"value": "v", "metadata": {"tag": "é😀", "n": 1}}],
                    ["string", {"value": "v", "metadata": "é"}],
                    ["null", {"value": "v", "metadata": None}],
                    ["missing", None],
                ]
            },
        ),
        ('KV.put("object", "v")', "undefined"),
        ('KV.getWithMetadata("object")', {"value": "v", "metadata": None, "cacheStatus": None}),
    ]
    assert worker.run(table) == table
    names = ["object", "string", "number", "array", "null"]
    answers = [rest.get(f"/namespaces/{namespace}/metadata/{name}").json()["result"] for name in names]
    assert answers == [None, "é", 0, [False, None], None]


def test_metadata_may_have_1024_bytes(worker: Worker) -> None:
    table = [
        ('KV.put("fits", "v", {metadata: "m".repeat(1022)})', "undefined"),
        (
            'KV.put("long", "v", {metadata: "m".repeat(1023)})',
            "!! Error: KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.",
        ),
        ('KV.get("long")', None),
    ]
    assert worker.run(table) == table


def test_expiration_is_seconds_from_now_and_rest_shows_it(
    worker: Worker, rest: httpx.Client, namespace: str
) -> None:
    before = int(time.time())
    table = [
        ('KV.put("ttl", "v", {expirationTtl: 60.9})', "undefined"),
        ('KV.put("both", "v", {expiration: 1, expirationTtl: 90})', "undefined"),
        ('KV.put("moment", "v", {expiration: 2000000000})', "undefined"),
        ('KV.put("never", "v")', "undefined"),
    ]
    assert worker.run(table) == table
    keys = rest.get(f"/namespaces/{namespace}/keys").json()["result"]
    ttl, both = (keys[index].get("expiration") for index in (3, 0))
    assert before + 60 <= ttl <= int(time.time()) + 60
    assert before + 90 <= both <= int(time.time()) + 90
    assert keys == [
        {"name": "both", "expiration": both},
        {"name": "moment", "expiration": 2000000000},
        {"name": "never"},
        {"name": "ttl", "expiration": ttl},
    ]
    assert rest.get(f"/namespaces/{namespace}/values/ttl").headers["expiration"] == str(ttl)
    seen = [("KV.list()", {"keys": keys, "list_complete": True, "cacheStatus": None})]
    assert worker.run(seen) == seen


def test_expirations_are_refused_in_cloudflares_words(worker: Worker) -> None:
    table = [
        (
            'KV.put("t", "v", {expirationTtl: 30})',
            "!! Error: KV PUT failed: 400 Invalid expiration_ttl of 30. Expiration TTL must be at least 60.",
        ),
        (
            'KV.put("t", "v", {expirationTtl: "nan"})',
            "!! Error: KV PUT failed: 400 Invalid expiration_ttl of 0. "
            "Please specify integer greater than 0.",
        ),
        (
            'KV.put("t", "v", {expirationTtl: -5})',
            "!! Error: KV PUT failed: 400 Invalid expiration_ttl of -5. "
            "Please specify integer greater than 0.",
        ),
        (
            'KV.put("t", "v", {expiration: 1})',
            "!! Error: KV PUT failed: 400 Invalid expiration of 1. Please specify integer greater than "
            "the current number of seconds since the UNIX epoch.",
        ),
        (
            'KV.put("t", "v", {expiration: 4102444800})',
            "!! TypeError: Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
        ),
        ('KV.get("t")', None),
    ]
    assert worker.run(table) == table


def test_an_expiration_within_a_minute_is_refused(worker: Worker) -> None:
    moment = int(time.time()) + 30
    table = [
        (
            f'KV.put("t", "v", {{expiration: {moment}}})',
            f"!! Error: KV PUT failed: 400 Invalid expiration of {moment}. "
            "Expiration times must be at least 60 seconds in the future.",
        )
    ]
    assert worker.run(table) == table


def test_cache_ttl_below_30_is_refused(worker: Worker) -> None:
    table = [
        ('KV.put("a", "hello")', "undefined"),
        ('KV.get("a", {cacheTtl: 30})', "hello"),
        (
            'KV.get("a", {cacheTtl: 10})',
            "!! Error: KV GET failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30.",
        ),
    ]
    assert worker.run(table) == table


def test_a_value_may_have_25_mib(worker: Worker, rest: httpx.Client, namespace: str) -> None:
    table = [
        ('KV.put("most", new Uint8Array(25 * 2 ** 20))', "undefined"),
        ('KV.get("most", "arrayBuffer").then((buffer) => buffer.byteLength)', 26214400),
        (
            'KV.put("more", new Uint8Array(25 * 2 ** 20 + 1))',
            "!! Error: KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.",
        ),
        ('KV.get("more")', None),
    ]
    assert worker.run(table) == table
    assert rest.get(f"/namespaces/{namespace}/values/most").content == bytes(26214400)


def test_a_stream_of_unknown_length_is_refused_past_25_mib(worker: Worker) -> None:
    stream = "new ReadableStream({pull(c) { c.enqueue(new Uint8Array(2 ** 20)); if (++n > 25) c.close(); }})"
    [(_, seen)] = worker.run([(f'(async (n) => await KV.put("more", {stream}))(0)', None)])
    assert seen.startswith("!! Error: KV PUT failed: 413 Value length of ")
    assert seen.endswith(" exceeds limit of 26214400.")
    table = [('KV.get("more")', None), ('KV.put("next", "v")', "undefined"), ('KV.get("next")', "v")]
    assert worker.run(table) == table
