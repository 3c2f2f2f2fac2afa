import logging

import httpx
import pytest

from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from tests.bench import ACCOUNT, Bench, at, check_envelope, refusal, success


@pytest.mark.parametrize(
    "path",
    [
        "/client/v4",
        "/client/v4/",
        "/client/v4/zones",
        f"/client/v4/accounts/{ACCOUNT}/storage",
        f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/",
        f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/{'a' * 32}/",
        f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/{'a' * 32}/values",
        f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/{'a' * 32}/bulk/put",
        f"/client/v4/accounts//{ACCOUNT}/storage/kv/namespaces",
        f"/client/v4/accounts/{ACCOUNT}%2Fstorage/kv/namespaces",
        # The old alias was announced to end on 15 Oct 2026.
        f"/client/v4/accounts/{ACCOUNT}/workers/namespaces/{'a' * 32}",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "OPTIONS"])
async def test_unknown_route(bench: Bench, method: str, path: str) -> None:
    response = await bench.client().request(method, path)
    assert response.status_code == 400
    message = f"Could not route to {path}, perhaps your object identifier is invalid?"
    assert check_envelope(response) == refusal(7003, message)


async def test_account_ids_are_one_in_either_case(bench: Bench) -> None:
    created = await bench.rest().post(at(account="ABCDEF" + "0" * 26), json={"title": "t"})
    listed = await bench.rest().get(at(account="abcdef" + "0" * 26))
    assert listed.json()["result"] == [created.json()["result"]]


async def test_head_is_get_without_a_body(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, "/values/k?expiration_ttl=60"), content=b"value")
    for address in (at(namespace, "/values/k"), at(namespace, "/keys"), at(namespace, "/values/no"), at()):
        get, head = await bench.rest().get(address), await bench.rest().head(address)
        assert head.status_code == get.status_code
        assert head.headers == get.headers
        assert head.content == b""


@pytest.mark.parametrize(
    ("tail", "allow"),
    [
        ("", "GET, PUT, DELETE, HEAD, OPTIONS"),
        ("/values/k", "GET, PUT, DELETE, HEAD, OPTIONS"),
        ("/bulk", "PUT, DELETE, OPTIONS"),
        ("/bulk/get", "POST, OPTIONS"),
    ],
)
async def test_options_names_the_methods_and_grants_no_other_site_anything(
    bench: Bench, tail: str, allow: str
) -> None:
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    response = await bench.client().options(at("a" * 32, tail), headers=preflight)
    assert response.status_code == 204
    assert response.headers["allow"] == allow
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("headers", "code", "message", "chain"),
    [
        ({"X-Auth-Key": "k"}, 9107, "Missing X-Auth-Email header", None),
        ({"X-Auth-Email": "a@b.c"}, 9107, "Missing X-Auth-Key header", None),
        (
            {"X-Auth-Key": "k k", "X-Auth-Email": "a@b.c"},
            6003,
            "Invalid request headers",
            (6103, "Invalid format for X-Auth-Key header"),
        ),
        (
            {"X-Auth-Key": "k", "X-Auth-Email": "nobody"},
            6003,
            "Invalid request headers",
            (6102, "Invalid format for X-Auth-Email header"),
        ),
    ],
)
async def test_key_and_email_are_checked(
    bench: Bench, headers: dict[str, str], code: int, message: str, chain: tuple[int, str] | None
) -> None:
    response = await bench.client(headers).get(at())
    assert response.status_code == 400
    expected = refusal(code, message)
    if chain:
        expected["errors"][0]["error_chain"] = [{"code": chain[0], "message": chain[1]}]
    assert check_envelope(response) == expected


async def test_key_and_email_pass_while_no_token_is_configured(bench: Bench) -> None:
    headers = {"X-Auth-Key": "f" * 37, "X-Auth-Email": "a@b.c"}
    assert (await bench.client(headers).get(at())).status_code == 200


async def test_token_may_be_configured_more_than_once(bench: Bench) -> None:
    settings = Settings(tokens=(Token("t", "a" * 32, can_write=False), Token("t", "b" * 32)))
    rest = bench.rest("t", settings)
    assert (await rest.get(at(account="a" * 32))).status_code == 200
    assert (await rest.post(at(account="a" * 32), json={"title": "t"})).status_code == 403
    assert (await rest.post(at(account="b" * 32), json={"title": "t"})).status_code == 200
    accounts = (await rest.get("/client/v4/accounts")).json()["result"]
    assert [account["id"] for account in accounts] == ["a" * 32, "b" * 32]


async def test_failure_of_our_own_is_an_envelope_and_a_traceback_in_the_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(bench.store.pairs, "put", fail)
    namespace = await bench.create()
    with caplog.at_level(logging.ERROR):
        response = await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    assert response.status_code == 500
    assert check_envelope(response) == refusal(10500, "Internal server error")
    assert "disk on fire" in caplog.text
    assert "Traceback" in caplog.text


async def test_user_and_its_accounts(bench: Bench) -> None:
    rest = bench.rest()
    await bench.create(account="e" * 32)
    user = check_envelope(await rest.get("/client/v4/user"))["result"]
    assert user["email"] == "user@example.com"
    body = check_envelope(await rest.get("/client/v4/accounts"))
    assert [account["id"] for account in body["result"]] == [DEFAULT_ACCOUNT_ID, "e" * 32]
    assert body["result_info"] == {
        "page": 1,
        "per_page": 20,
        "total_pages": 1,
        "count": 2,
        "total_count": 2,
    }
    assert (await rest.get("/client/v4/accounts?page=2")).json()["result"] == []
    memberships = check_envelope(await rest.get("/client/v4/memberships?page=1"))
    assert [member["account"]["id"] for member in memberships["result"]] == [DEFAULT_ACCOUNT_ID, "e" * 32]
    assert {member["status"] for member in memberships["result"]} == {"accepted"}
    account = check_envelope(await rest.get(f"/client/v4/accounts/{'e' * 32}"))
    assert account == success(body["result"][1])


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=4", "per_page=51"])
async def test_page_of_accounts_is_refused(bench: Bench, query: str) -> None:
    response = await bench.rest().get(f"/client/v4/accounts?{query}")
    name, _, raw = query.partition("=")
    assert response.status_code == 400
    assert check_envelope(response) == refusal(10028, f"Invalid {name} of {raw}.")


async def test_account_owned_token_is_verified_at_its_account_only(bench: Bench) -> None:
    rest = bench.rest("cfat_" + "a" * 40)
    refused = await rest.get("/client/v4/user/tokens/verify")
    assert refused.status_code == 401
    assert check_envelope(refused) == refusal(1000, "Invalid API Token")
    verified = check_envelope(await rest.get(f"/client/v4/accounts/{ACCOUNT}/tokens/verify"))
    assert verified["result"]["status"] == "active"
    assert verified["messages"] == [
        {"code": 10000, "message": "This API Token is valid and active", "type": None}
    ]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8786", "127.0.0.1.evil.example", "10.0.0.1"])
async def test_page_that_rebinds_its_name_is_refused(bench: Bench, host: str) -> None:
    response = await bench.rest().get(at(), headers={"Host": host})
    assert response.status_code == 403
    assert f'was asked as "{host}"' in response.text


@pytest.mark.parametrize(
    "host",
    [
        *(
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:8786",
            "127.9.9.9",
            "[::1]:8786",
            "kv.localhost",
            "fake-host",
        ),
        "api.cloudflare.com",
    ],
)
async def test_local_names_are_answered(bench: Bench, host: str) -> None:
    assert (await bench.rest().get(at(), headers={"Host": host})).status_code == 200


async def test_every_name_is_answered_when_told_to_listen_to_all(bench: Bench) -> None:
    rest = bench.rest(settings=Settings(bound_host="0.0.0.0"))
    assert (await rest.get(at(), headers={"Host": "fakeflare.test:8786"})).status_code == 200


async def test_elsewhere_says_what_there_is(bench: Bench) -> None:
    client = bench.client()
    assert "/client/v4/accounts/" in (await client.get("/")).text
    nowhere: httpx.Response = await client.get("/favicon.ico")
    assert nowhere.status_code == 404
    assert "fakeflare has nothing at /favicon.ico" in nowhere.text
    upgrade = await client.get("/?MF-Binding=KV", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    assert upgrade.status_code == 400
