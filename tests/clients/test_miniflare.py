"""Miniflare with its "remote" KV bindings pointed at the emulator: each request comes in an envelope."""

import httpx
import pytest

from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID
from tests.clients.emulators import Emulator
from tests.clients.programs import Table, run_script

versions = pytest.mark.parametrize(
    "package",
    [
        pytest.param("miniflare", marks=pytest.mark.client("miniflare")),
        pytest.param("miniflare-4", marks=pytest.mark.client("miniflare-4")),
    ],
)

ODD_KEY = "a/b c?d#e%f+é😀:!"
ODD_PATH = "a%2Fb%20c%3Fd%23e%25f%2B%C3%A9%F0%9F%98%80%3A!"


@versions
def test_every_operation_works_through_the_envelope(
    emulator: Emulator, rest: httpx.Client, namespace: str, package: str
) -> None:
    table: Table = [
        ('KV.get("missing")', None),
        ('KV.put("a", "hello")', "undefined"),
        ('KV.get("a")', "hello"),
        ('KV.put("bytes", new Uint8Array([0, 255]))', "undefined"),
        ('KV.get("bytes", "arrayBuffer")', {"ArrayBuffer": [0, 255]}),
        ('KV.put("empty", "")', "undefined"),
        ('KV.get("empty")', ""),
        ('KV.put("stream", new Response("part1-part2").body)', "undefined"),
        ('KV.get("stream", "stream")', {"ReadableStream": "part1-part2"}),
        ('KV.put("m", \'{"x":1}\', {metadata: {tag: "é😀"}, expiration: 2000000000})', "undefined"),
        (
            'KV.getWithMetadata("m", "json")',
            {"value": {"x": 1}, "metadata": {"tag": "é😀"}, "cacheStatus": None},
        ),
        (f'KV.put("{ODD_KEY}", "odd", {{metadata: "é"}})', "undefined"),
        (f'KV.getWithMetadata("{ODD_KEY}")', {"value": "odd", "metadata": "é", "cacheStatus": None}),
        (
            f'KV.get(["{ODD_KEY}", "a", "missing"])',
            {"Map": [[ODD_KEY, "odd"], ["a", "hello"], ["missing", None]]},
        ),
        (
            'KV.getWithMetadata(["m"], "json")',
            {"Map": [["m", {"value": {"x": 1}, "metadata": {"tag": "é😀"}}]]},
        ),
        (
            "KV.list()",
            {
                "keys": [
                    {"name": "a"},
                    {"name": ODD_KEY, "metadata": "é"},
                    {"name": "bytes"},
                    {"name": "empty"},
                    {"name": "m", "expiration": 2000000000, "metadata": {"tag": "é😀"}},
                    {"name": "stream"},
                ],
                "list_complete": True,
                "cacheStatus": None,
            },
        ),
        (
            'KV.list({prefix: "a", limit: 1}).then((page) => KV.list({prefix: "a", cursor: page.cursor}))',
            {"keys": [{"name": ODD_KEY, "metadata": "é"}], "list_complete": True, "cacheStatus": None},
        ),
        ('KV.delete("a")', "undefined"),
        ('KV.get("a")', None),
    ]
    url = f"{emulator.url}/?ns={namespace}"
    assert run_script("miniflare.mjs", table, package=package, id="any", url=url) == table
    assert rest.get(f"/namespaces/{namespace}/values/{ODD_PATH}").content == b"odd"
    assert rest.get(f"/namespaces/{namespace}/metadata/{ODD_PATH}").json()["result"] == "é"


@versions
def test_refusals_arrive_in_cloudflares_words(emulator: Emulator, namespace: str, package: str) -> None:
    table: Table = [
        (
            'KV.put("t", "v", {expirationTtl: 30})',
            "!! Error: KV PUT failed: 400 Invalid expiration_ttl of 30. Expiration TTL must be at least 60.",
        ),
        (
            'KV.get("t", {cacheTtl: 10})',
            "!! Error: KV GET failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30.",
        ),
        (
            'KV.put("t", "v", {metadata: "m".repeat(1023)})',
            "!! Error: KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.",
        ),
        (
            'KV.put("t", new Uint8Array(25 * 2 ** 20 + 1))',
            "!! Error: KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.",
        ),
        (
            "KV.list({limit: 1001})",
            "!! Error: KV GET failed: 400 Invalid key_count_limit of 1001. "
            "Please specify an integer less than 1000.",
        ),
        ("KV.get([])", "!! Error: KV GET_BULK failed: 400 You must request a minimum of 1 key"),
        ('KV.get("t")', None),
    ]
    url = f"{emulator.url}/?ns={namespace}"
    assert run_script("miniflare.mjs", table, package=package, id="any", url=url) == table


@versions
def test_without_ns_the_name_of_the_binding_is_the_namespace(emulator: Emulator, package: str) -> None:
    """Miniflare sends the binding's name and no id; the emulator keeps its namespace under that name."""
    table: Table = [
        (f'KV.put("{package}", "named", {{metadata: [1]}})', "undefined"),
        (f'KV.getWithMetadata("{package}")', {"value": "named", "metadata": [1], "cacheStatus": None}),
    ]
    assert run_script("miniflare.mjs", table, package=package, id="any", url=emulator.url) == table
    with emulator.open_rest(DEFAULT_ACCOUNT_ID) as rest:
        assert rest.get(f"/namespaces/KV/values/{package}").content == b"named"
