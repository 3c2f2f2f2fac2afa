"""PyPI's `cloudflare`, the Python SDK, told the emulator's URL and nothing else."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import cloudflare
import httpx
import pytest
from cloudflare import AsyncCloudflare, Cloudflare

from tests.clients.emulators import TOKEN, Emulator

ODD_KEY = "a/b c?d#e%f+é😀:!"

MOMENT = 4102444800
"""The first second of 2100."""


def dump(model: Any) -> Any:
    """What a model of the SDK was made of, without what the answer left out."""
    return model.to_dict()


def test_namespaces_are_created_listed_renamed_and_deleted(client: Cloudflare, account: str) -> None:
    namespaces = client.kv.namespaces
    created = namespaces.create(account_id=account, title="one")
    assert created is not None
    assert dump(created) == {"id": created.id, "title": "one", "supports_url_encoding": True}
    assert namespaces.get(created.id, account_id=account) == created

    renamed = namespaces.update(created.id, account_id=account, title="two")
    assert dump(renamed) == {"id": created.id, "title": "two", "supports_url_encoding": True}
    assert list(namespaces.list(account_id=account)) == [renamed]

    assert namespaces.delete(created.id, account_id=account) is None
    assert list(namespaces.list(account_id=account)) == []


def test_namespaces_are_listed_until_the_empty_page(
    client: Cloudflare, account: str, create_namespace: Callable[[str], str]
) -> None:
    ids = {title: create_namespace(title) for title in ("b", "a", "c")}
    by_id = client.kv.namespaces.list(account_id=account, per_page=1)
    assert [each.id for each in by_id] == sorted(ids.values())
    by_title = client.kv.namespaces.list(account_id=account, order="title", direction="desc", per_page=2)
    assert [each.title for each in by_title] == ["c", "b", "a"]
    past_the_end = client.kv.namespaces.list(account_id=account, page=2)
    assert (past_the_end.result, dump(past_the_end.result_info)) == (
        [],
        {"count": 0, "page": 2, "per_page": 20, "total_count": 3, "total_pages": 1},
    )


def test_a_value_comes_back_byte_for_byte(client: Cloudflare, account: str, namespace: str) -> None:
    values = client.kv.namespaces.values
    for value in (b"hello", b"", b"\x00\xff\r\n--", "é😀".encode()):
        assert values.update(ODD_KEY, account_id=account, namespace_id=namespace, value=value) is None
        assert values.get(ODD_KEY, account_id=account, namespace_id=namespace).read() == value
    assert values.delete(ODD_KEY, account_id=account, namespace_id=namespace) is None
    assert values.delete(ODD_KEY, account_id=account, namespace_id=namespace) is None
    with pytest.raises(cloudflare.NotFoundError):
        values.get(ODD_KEY, account_id=account, namespace_id=namespace)


@pytest.mark.parametrize("metadata", [{"a": 1, "é": [True, None]}, '{"a":1,"é":[true,null]}'])
def test_metadata_is_saved_from_a_dict_and_from_text(
    client: Cloudflare, account: str, namespace: str, metadata: object
) -> None:
    client.kv.namespaces.values.update(
        "k", account_id=account, namespace_id=namespace, value=b"v", metadata=metadata
    )
    saved = client.kv.namespaces.metadata.get("k", account_id=account, namespace_id=namespace)
    assert saved == {"a": 1, "é": [True, None]}


def test_a_new_value_drops_metadata_and_expiration(client: Cloudflare, account: str, namespace: str) -> None:
    values = client.kv.namespaces.values
    values.update(
        "k", account_id=account, namespace_id=namespace, value=b"v", metadata={"a": 1}, expiration=MOMENT
    )
    values.update("k", account_id=account, namespace_id=namespace, value=b"w")
    assert client.kv.namespaces.metadata.get("k", account_id=account, namespace_id=namespace) is None
    listed = client.kv.namespaces.keys.list(namespace, account_id=account)
    assert [dump(key) for key in listed] == [{"name": "k"}]


def test_expirations_are_kept_and_the_ttl_wins(client: Cloudflare, account: str, namespace: str) -> None:
    values = client.kv.namespaces.values
    before = int(time.time())
    values.update("moment", account_id=account, namespace_id=namespace, value=b"v", expiration=MOMENT)
    values.update(
        "ttl", account_id=account, namespace_id=namespace, value=b"v", expiration=MOMENT, expiration_ttl=60
    )
    moment, ttl = client.kv.namespaces.keys.list(namespace, account_id=account)
    assert dump(moment) == {"name": "moment", "expiration": MOMENT}
    assert ttl.expiration is not None
    assert before + 60 <= ttl.expiration <= int(time.time()) + 60
    answer = values.with_raw_response.get("ttl", account_id=account, namespace_id=namespace)
    assert answer.headers["expiration"] == f"{ttl.expiration:.0f}"


def test_keys_are_listed_by_cursor(
    client: Cloudflare, rest: httpx.Client, account: str, namespace: str
) -> None:
    names = [f"k{number:02}" for number in range(25)]
    pairs = [{"key": name, "value": "v"} for name in [*names, "other"]]
    rest.put(f"/namespaces/{namespace}/bulk", json=pairs).raise_for_status()
    page = client.kv.namespaces.keys.list(namespace, account_id=account, limit=10, prefix="k")
    sizes = [len(each.result) for each in page.iter_pages()]
    assert sizes == [10, 10, 5]
    assert [key.name for key in page] == names


def test_bulk_calls_write_read_and_delete(client: Cloudflare, account: str, namespace: str) -> None:
    namespaces = client.kv.namespaces
    written = namespaces.bulk_update(
        namespace,
        account_id=account,
        body=[
            {"key": "a", "value": "1", "metadata": {"m": "é"}, "expiration": MOMENT},
            {"key": "b", "value": "e30=", "base64": True},
            {"key": ODD_KEY, "value": ""},
        ],
    )
    assert dump(written) == {"successful_key_count": 3, "unsuccessful_keys": []}
    text = namespaces.bulk_get(namespace, account_id=account, keys=["a", "b", ODD_KEY, "missing"])
    assert dump(text) == {"values": {"a": "1", "b": "{}", ODD_KEY: "", "missing": None}}
    parsed = namespaces.bulk_get(namespace, account_id=account, keys=["a", "b"], type="json")
    assert dump(parsed) == {"values": {"a": 1, "b": {}}}
    full = namespaces.bulk_get(
        namespace, account_id=account, keys=["a", ODD_KEY, "missing"], with_metadata=True
    )
    assert dump(full) == {
        "values": {
            "a": {"value": "1", "metadata": {"m": "é"}, "expiration": MOMENT},
            ODD_KEY: {"value": "", "metadata": None},
            "missing": None,
        }
    }
    deleted = namespaces.bulk_delete(namespace, account_id=account, body=["a", ODD_KEY, "missing"])
    assert dump(deleted) == {"successful_key_count": 3, "unsuccessful_keys": []}
    assert [key.name for key in namespaces.keys.list(namespace, account_id=account)] == ["b"]


@pytest.mark.filterwarnings("ignore:Please use kv.namespaces.bulk_:DeprecationWarning")
def test_the_older_names_of_bulk_calls_work(client: Cloudflare, account: str, namespace: str) -> None:
    keys = client.kv.namespaces.keys
    written = keys.bulk_update(namespace, account_id=account, body=[{"key": "a", "value": "1"}])
    assert dump(written) == {"successful_key_count": 1, "unsuccessful_keys": []}
    assert dump(keys.bulk_get(namespace, account_id=account, keys=["a"])) == {"values": {"a": "1"}}
    deleted = keys.bulk_delete(namespace, account_id=account, body=["a"])
    assert dump(deleted) == {"successful_key_count": 1, "unsuccessful_keys": []}
    assert dump(keys.bulk_get(namespace, account_id=account, keys=["a"])) == {"values": {"a": None}}


def test_the_account_is_found(client: Cloudflare, account: str, namespace: str) -> None:
    verified = client.user.tokens.verify()
    assert verified is not None
    assert verified.status == "active"
    found = {each.id: each for each in client.accounts.list()}
    assert client.accounts.get(account_id=account) == found[account]
    memberships = [each for each in client.memberships.list() if each.account and each.account.id == account]
    assert [each.status for each in memberships] == ["accepted"]


def test_a_global_key_with_its_email_passes_too(emulator: Emulator, account: str) -> None:
    with Cloudflare(
        api_key="0123456789abcdef0123456789abcdef01234",
        api_email="me@example.com",
        base_url=emulator.base_url,
    ) as client:
        assert list(client.kv.namespaces.list(account_id=account)) == []


def test_the_asynchronous_client_does_the_same(emulator: Emulator, account: str) -> None:
    async def use(client: AsyncCloudflare) -> None:
        namespaces = client.kv.namespaces
        created = await namespaces.create(account_id=account, title="async")
        assert created is not None
        names = [f"k{number:02}" for number in range(25)]
        await asyncio.gather(
            *(
                namespaces.values.update(
                    name, account_id=account, namespace_id=created.id, value=name.encode(), metadata=[name]
                )
                for name in names
            )
        )
        answer = await namespaces.values.get("k07", account_id=account, namespace_id=created.id)
        assert await answer.read() == b"k07"
        saved = await namespaces.metadata.get("k07", account_id=account, namespace_id=created.id)
        assert saved == ["k07"]
        listed = [key.name async for key in namespaces.keys.list(created.id, account_id=account, limit=10)]
        assert listed == names
        written = await namespaces.bulk_update(
            created.id, account_id=account, body=[{"key": "b", "value": "1", "metadata": 0}]
        )
        assert dump(written) == {"successful_key_count": 1, "unsuccessful_keys": []}
        read = await namespaces.bulk_get(
            created.id, account_id=account, keys=["b", "missing"], type="json", with_metadata=True
        )
        assert dump(read) == {"values": {"b": {"value": 1, "metadata": 0}, "missing": None}}
        deleted = await namespaces.bulk_delete(created.id, account_id=account, body=names)
        assert dump(deleted) == {"successful_key_count": 25, "unsuccessful_keys": []}
        await namespaces.values.delete("b", account_id=account, namespace_id=created.id)
        assert [key async for key in namespaces.keys.list(created.id, account_id=account)] == []
        renamed = await namespaces.update(created.id, account_id=account, title="renamed")
        assert [each async for each in namespaces.list(account_id=account)] == [renamed]
        assert await namespaces.delete(created.id, account_id=account) is None
        with pytest.raises(cloudflare.NotFoundError):
            await namespaces.get(created.id, account_id=account)
        assert account not in [each.id async for each in client.accounts.list()]

    async def run() -> None:
        async with AsyncCloudflare(api_token=TOKEN, base_url=emulator.base_url) as client:
            await use(client)

    asyncio.run(run())
