"""npm's `cloudflare`, the TypeScript SDK, told the emulator's URL and nothing else."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.clients.emulators import TOKEN, Emulator
from tests.clients.programs import Table, run_script

pytestmark = pytest.mark.client("typescript")

ODD_KEY = "a/b c?d#e%f+é😀:!"

Run = Callable[[Table], list[tuple[str, Any]]]


@pytest.fixture
def run(emulator: Emulator, account: str, namespace: str) -> Run:
    """Runs expressions over the SDK's `client`."""

    def run_table(table: Table) -> list[tuple[str, Any]]:
        return run_script(
            "typescript.mjs",
            table,
            baseURL=emulator.base_url,
            apiToken=TOKEN,
            account=account,
            namespace=namespace,
        )

    return run_table


def test_namespaces_are_created_listed_renamed_and_deleted(run: Run, namespace: str) -> None:
    table = [
        ('kv.create({account_id, title: "ts"}).then((made) => [made.title, made.id.length])', ["ts", 32]),
        (
            'kv.create({account_id, title: "ts"})',
            '!! BadRequestError: 400 {"result":null,"errors":[{"code":10014,"message":"a namespace with this '
            'account ID and title already exists"}],"messages":[],"success":false}',
        ),
        (
            'all(kv.list({account_id, order: "title"})).then((found) => found.map((each) => each.title))',
            ["a namespace", "ts"],
        ),
        ("all(kv.list({account_id, per_page: 1})).then((found) => found.length)", 2),
        (
            'kv.update(namespace, {account_id, title: "renamed"})',
            {"id": namespace, "title": "renamed", "supports_url_encoding": True},
        ),
        (
            "kv.get(namespace, {account_id})",
            {"id": namespace, "title": "renamed", "supports_url_encoding": True},
        ),
        ("kv.delete(namespace, {account_id})", None),
        (
            "kv.get(namespace, {account_id})",
            '!! NotFoundError: 404 {"result":null,"errors":[{"code":10013,'
            '"message":"get namespace: \'namespace not found\'"}],"messages":[],"success":false}',
        ),
    ]
    assert run(table) == table


def test_values_are_written_read_and_deleted(run: Run, rest: httpx.Client, namespace: str) -> None:
    table = [
        ('kv.values.update("k", {...within, value: "hello"})', None),
        ('kv.values.get("k", within)', {"Response": "hello"}),
        (f'kv.values.update("{ODD_KEY}", {{...within, value: "odd", metadata: \'{{"é":[1]}}\'}})', None),
        (f'kv.values.get("{ODD_KEY}", within)', {"Response": "odd"}),
        (f'kv.metadata.get("{ODD_KEY}", within)', {"é": [1]}),
        (
            'toFile(new Uint8Array([0, 255, 13, 10]), "f.bin")'
            '.then((value) => kv.values.update("file", {...within, value}))',
            None,
        ),
        (
            'kv.values.get("file", within).then((response) => response.arrayBuffer())',
            {"ArrayBuffer": [0, 255, 13, 10]},
        ),
        ('kv.values.update("empty", {...within, value: ""})', None),
        ('kv.values.get("empty", within)', {"Response": ""}),
        ('kv.values.delete("k", within)', None),
        ('kv.values.delete("k", within)', None),
        (
            'kv.values.get("k", within)',
            '!! NotFoundError: 404 {"result":null,"errors":[{"code":10009,'
            '"message":"get: \'key not found\'"}],"messages":[],"success":false}',
        ),
        (
            'kv.metadata.get("k", within)',
            '!! NotFoundError: 404 {"result":null,"errors":[{"code":10009,'
            '"message":"metadata: \'key not found\'"}],"messages":[],"success":false}',
        ),
        (
            'kv.values.update("k", {...within, value: "v", expiration_ttl: 30})',
            '!! BadRequestError: 400 {"result":null,"errors":[{"code":10034,"message":"put: \'Invalid '
            "expiration_ttl of 30. Expiration TTL must be at least 60.'\"}],"
            '"messages":[],"success":false}',
        ),
    ]
    assert run(table) == table
    assert rest.get(f"/namespaces/{namespace}/values/file").content == b"\x00\xff\r\n"


def test_metadata_given_as_an_object_is_not_saved(run: Run, rest: httpx.Client, namespace: str) -> None:
    """The SDK sends parts called `metadata[a]`; Cloudflare answers 200 and keeps none of it."""
    table = [
        ('kv.values.update("k", {...within, value: "v", metadata: {a: 1, b: [2]}})', None),
        ('kv.values.get("k", within)', {"Response": "v"}),
        ('kv.metadata.get("k", within)', None),
    ]
    assert run(table) == table
    assert rest.get(f"/namespaces/{namespace}/keys").json()["result"] == [{"name": "k"}]


def test_keys_are_listed_page_by_page(run: Run, rest: httpx.Client, namespace: str) -> None:
    names = [f"k{number:02}" for number in range(25)]
    rest.put(f"/namespaces/{namespace}/bulk", json=[{"key": name, "value": "v"} for name in names])
    before = int(time.time())
    table = [
        (
            'kv.values.update("z", {...within, value: "v", metadata: "[1]", expiration: 4102444800})',
            None,
        ),
        ('kv.values.update("zz", {...within, value: "v", expiration_ttl: 60})', None),
        (
            'all(kv.keys.list(namespace, {account_id, limit: 10, prefix: "k"}))',
            [{"name": name} for name in names],
        ),
        (
            'kv.keys.list(namespace, {account_id, prefix: "z"}).then((page) => page.result[0])',
            {"name": "z", "expiration": 4102444800, "metadata": [1]},
        ),
    ]
    assert run(table) == table
    [_, last] = rest.get(f"/namespaces/{namespace}/keys", params={"prefix": "z"}).json()["result"]
    assert before + 60 <= last["expiration"] <= int(time.time()) + 60


def test_bulk_calls_write_read_and_delete(run: Run) -> None:
    done = {"successful_key_count": 2, "unsuccessful_keys": []}
    table = [
        (
            "kv.bulkUpdate(namespace, {account_id, body: ["
            '{key: "a", value: "1", metadata: {m: 1}, expiration: 4102444800}, '
            '{key: "b", value: "e30=", base64: true}]})',
            done,
        ),
        (
            'kv.bulkGet(namespace, {account_id, keys: ["a", "b", "missing"]})',
            {"values": {"a": "1", "b": "{}", "missing": None}},
        ),
        (
            'kv.bulkGet(namespace, {account_id, keys: ["a", "b"], type: "json"})',
            {"values": {"a": 1, "b": {}}},
        ),
        (
            'kv.bulkGet(namespace, {account_id, keys: ["a", "missing"], withMetadata: true})',
            {
                "values": {
                    "a": {"value": "1", "metadata": {"m": 1}, "expiration": 4102444800},
                    "missing": None,
                }
            },
        ),
        ('kv.bulkDelete(namespace, {account_id, body: ["a", "b"]})', done),
        ('kv.bulkGet(namespace, {account_id, keys: ["a"]})', {"values": {"a": None}}),
        (
            'kv.bulkUpdate(namespace, {account_id, body: [{key: "b", value: "AAAAAA!=", base64: true}]})',
            '!! BadRequestError: 400 {"result":null,"errors":[{"code":10012,"message":"bulk put: \'could not '
            "base64 decode value for key: \\\"b\\\", err: 'illegal base64 data at input byte 6''\"}],"
            '"messages":[],"success":false}',
        ),
    ]
    assert run(table) == table


def test_the_account_is_found(run: Run, account: str) -> None:
    table = [
        ("client.user.tokens.verify().then((token) => token.status)", "active"),
        (
            "all(client.accounts.list()).then((found) => found.some((each) => each.id === account_id))",
            True,
        ),
        ("client.accounts.get({account_id}).then((found) => found.id)", account),
        (
            "all(client.memberships.list())"
            ".then((found) => found.some((each) => each.account.id === account_id))",
            True,
        ),
    ]
    assert run(table) == table
