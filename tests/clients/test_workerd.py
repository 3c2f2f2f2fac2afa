"""A real workerd with KV bindings that lead to the emulator: how they are told apart, what a Worker sees of
keys, and what REST then shows.

Here and in the other `test_workerd_` files the Worker's view is the one that was recorded with another
server behind the binding, but for `cacheStatus`: the emulator has no cache to speak of.
"""

from collections.abc import Callable

import httpx
import pytest

from tests.clients.emulators import TOKEN, Emulator, run_emulator
from tests.clients.programs import Worker, inject, run_workerd

pytestmark = pytest.mark.client("workerd")

ODD_KEY = "a/b c?d#e%f+é😀:!"
ODD_PATH = "a%2Fb%20c%3Fd%23e%25f%2B%C3%A9%F0%9F%98%80%3A!"


def test_bindings_on_one_address_stay_apart(
    emulator: Emulator, create_namespace: Callable[[str], str]
) -> None:
    bindings = {name: inject(CF_KV_Namespace=create_namespace(name)) for name in ("KV", "OTHER")}
    table = [
        ('KV.put("a", "one")', "undefined"),
        ('OTHER.get("a")', None),
        ('OTHER.put("a", "two")', "undefined"),
        ('KV.get("a")', "one"),
        ('OTHER.get("a")', "two"),
    ]
    with run_workerd(emulator.url.removeprefix("http://"), bindings) as worker:
        assert worker.run(table) == table


def test_absolute_request_targets_without_host_are_understood(emulator: Emulator, namespace: str) -> None:
    options = f"style = proxy, {inject(CF_KV_Namespace=namespace)}"
    table = [
        (f'KV.put("{ODD_KEY}", "odd", {{metadata: "é"}})', "undefined"),
        (f'KV.getWithMetadata("{ODD_KEY}")', {"value": "odd", "metadata": "é", "cacheStatus": None}),
        (f'KV.get(["{ODD_KEY}"])', {"Map": [[ODD_KEY, "odd"]]}),
        ('KV.put("a", "first")', "undefined"),
        ("KV.list({limit: 1}).then((page) => page.keys)", [{"name": "a"}]),
        ('KV.list({prefix: "a/"}).then((page) => page.keys)', [{"name": ODD_KEY, "metadata": "é"}]),
        (f'KV.delete("{ODD_KEY}")', "undefined"),
        ("KV.list()", {"keys": [{"name": "a"}], "list_complete": True, "cacheStatus": None}),
        (
            'KV.put("a", "v", {expirationTtl: 30})',
            "!! Error: KV PUT failed: 400 Invalid expiration_ttl of 30. Expiration TTL must be at least 60.",
        ),
    ]
    with run_workerd(emulator.url.removeprefix("http://"), {"KV": options}) as worker:
        assert worker.run(table) == table


def test_configured_tokens_are_asked_of_bindings_too(account: str) -> None:
    with run_emulator("--token", TOKEN, "--token", f"reader:{account}:read") as emulator:
        with emulator.open_rest(account) as rest:
            created = rest.post("/namespaces", json={"title": "guarded"}).raise_for_status()
        namespace = created.json()["result"]["id"]
        bindings = {
            "GOOD": inject(CF_KV_Namespace=namespace, Authorization=f"Bearer {TOKEN}"),
            "READER": inject(CF_KV_Namespace=namespace, Authorization="Bearer reader"),
            "WRONG": inject(CF_KV_Namespace=namespace, Authorization="Bearer wrong"),
            "NONE": inject(CF_KV_Namespace=namespace),
        }
        table = [
            ('GOOD.put("a", "v")', "undefined"),
            ('GOOD.get("a")', "v"),
            ('READER.get("a")', "v"),
            ('READER.get(["a"])', {"Map": [["a", "v"]]}),
            ('READER.put("a", "w")', "!! Error: KV PUT failed: 401 Unauthorized"),
            ('WRONG.get("a")', "!! Error: KV GET failed: 401 Unauthorized"),
            ('WRONG.delete("a")', "!! Error: KV DELETE failed: 401 Unauthorized"),
            ('NONE.put("a", "w")', "!! Error: KV PUT failed: 401 Unauthorized"),
            ("NONE.list()", "!! Error: KV GET failed: 401 Unauthorized"),
            ('NONE.get(["a"])', "!! Error: KV GET_BULK failed: 401 Unauthorized"),
            ('GOOD.get("a")', "v"),
        ]
        with run_workerd(emulator.url.removeprefix("http://"), bindings) as worker:
            assert worker.run(table) == table


def test_a_worker_reads_what_was_written_over_rest(
    worker: Worker, rest: httpx.Client, namespace: str
) -> None:
    form = [("value", (None, b"\x00rest")), ("metadata", (None, b'{"von":"\xc3\xa9"}'))]
    rest.put(f"/namespaces/{namespace}/values/{ODD_PATH}", files=form).raise_for_status()
    table = [
        (
            f'KV.getWithMetadata("{ODD_KEY}")',
            {"value": "\x00rest", "metadata": {"von": "é"}, "cacheStatus": None},
        ),
        (
            "KV.list()",
            {
                "keys": [{"name": ODD_KEY, "metadata": {"von": "é"}}],
                "list_complete": True,
                "cacheStatus": None,
            },
        ),
    ]
    assert worker.run(table) == table


def test_an_odd_key_means_the_same_in_every_operation(
    worker: Worker, rest: httpx.Client, namespace: str
) -> None:
    table = [
        (f'KV.put("{ODD_KEY}", "odd")', "undefined"),
        (f'KV.get("{ODD_KEY}")', "odd"),
        (f'KV.get(["{ODD_KEY}"])', {"Map": [[ODD_KEY, "odd"]]}),
        (
            'KV.list({prefix: "a/b c?d#e%f+é"})',
            {"keys": [{"name": ODD_KEY}], "list_complete": True, "cacheStatus": None},
        ),
        ('KV.list({prefix: "a&b=c d/é"})', {"keys": [], "list_complete": True, "cacheStatus": None}),
        ('KV.put("bulk/get", "no route")', "undefined"),
        ('KV.get("bulk/get")', "no route"),
        ('KV.put("new\\nline\\u0000", "control")', "undefined"),
        ('KV.get("new\\nline\\u0000")', "control"),
    ]
    assert worker.run(table) == table
    assert rest.get(f"/namespaces/{namespace}/values/{ODD_PATH}").content == b"odd"
    gone = [
        (f'KV.delete("{ODD_KEY}")', "undefined"),
        (f'KV.get("{ODD_KEY}")', None),
    ]
    assert worker.run(gone) == gone
    assert rest.get(f"/namespaces/{namespace}/values/{ODD_PATH}").status_code == 404


def test_workerd_itself_refuses_impossible_keys(worker: Worker) -> None:
    table = [
        ('KV.get("")', "!! TypeError: Key name cannot be empty."),
        ('KV.get(".")', '!! TypeError: "." is not allowed as a key name.'),
        ('KV.get("..")', '!! TypeError: ".." is not allowed as a key name.'),
        (
            'KV.get("x".repeat(513))',
            "!! Error: KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.",
        ),
        (
            'KV.get("é".repeat(257))',
            "!! Error: KV GET failed: 414 UTF-8 encoded length of 514 exceeds key length limit of 512.",
        ),
        ('KV.put("é".repeat(256), "fits")', "undefined"),
        ('KV.get("é".repeat(256))', "fits"),
    ]
    assert worker.run(table) == table


def test_delete_is_silent_about_missing_keys(worker: Worker) -> None:
    table = [
        ('KV.put("a", "1")', "undefined"),
        ('KV.put("b", "2")', "undefined"),
        ('KV.put("a,b", "3")', "undefined"),
        ('KV.delete("a")', "undefined"),
        ('KV.delete("missing")', "undefined"),
        ('KV.delete(["a", "b"])', "undefined"),
        ("KV.list()", {"keys": [{"name": "b"}], "list_complete": True, "cacheStatus": None}),
        ("typeof KV.deleteBulk", "undefined"),
    ]
    assert worker.run(table) == table
