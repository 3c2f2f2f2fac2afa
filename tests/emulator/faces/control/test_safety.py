"""Who may turn an emulator: nobody's web page, and with tokens nobody without one."""

import json
from typing import Any

import httpx
import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.http.tokens import parse_token
from fakeflare.emulator.settings import Settings
from tests.bench import ACCOUNT, Bench, at

V1 = "/_fakeflare/v1"


def check_refusal(response: httpx.Response, status: int) -> str:
    """The message of a refusal that says so in JSON."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert not [name for name in response.headers if name.startswith("access-control")]
    message: str = response.json()["error"]["message"]
    return message


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "https://127.0.0.1:8786"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8786", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{V1}/health"),
        ("GET", f"{V1}/journal"),
        ("POST", f"{V1}/reset"),
        ("OPTIONS", f"{V1}/reset"),
        ("GET", "/_fakeflare/openapi.json"),
    ],
)
async def test_a_page_of_another_origin_is_refused(
    bench: Bench, method: str, path: str, headers: dict[str, str]
) -> None:
    check_refusal(await bench.client(headers).request(method, path), 403)


async def test_a_page_of_its_own_may_ask(bench: Bench) -> None:
    own = {"Origin": "http://127.0.0.1:8786", "Sec-Fetch-Site": "same-origin"}
    assert (await bench.client(own).post(f"{V1}/clock/resume")).status_code == 200


async def test_another_host_is_refused(bench: Bench) -> None:
    response = await bench.client().post(f"{V1}/clock/freeze", headers={"Host": "evil.example"})
    assert response.status_code == 403
    assert not bench.conditions.clock.read().is_frozen


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
@pytest.mark.parametrize(("path", "body"), [("/clock/advance", b'{"seconds": 5}'), ("/clock/freeze", b"")])
async def test_a_form_of_a_page_is_no_body(bench: Bench, path: str, body: bytes, content_type: str) -> None:
    """Such requests need no permission of the browser's."""
    headers = {"Content-Type": content_type}
    response = await bench.client().post(f"{V1}{path}", content=body, headers=headers)
    assert "Content-Type: application/json" in check_refusal(response, 415)


async def test_a_body_without_a_type_is_refused(bench: Bench) -> None:
    response = await bench.client().post(f"{V1}/clock/advance", content=b'{"seconds": 5}')
    check_refusal(response, 415)


def configure(*specs: str) -> Settings:
    return Settings(tokens=tuple(map(parse_token, specs)))


async def test_a_token_is_needed_once_tokens_are_configured(bench: Bench) -> None:
    settings = configure("secret")
    for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic secret"}):
        response = await bench.client(headers, settings).get(f"{V1}/clock")
        assert "Authorization: Bearer" in check_refusal(response, 401)
        assert response.headers["www-authenticate"] == "Bearer"
    assert (await bench.rest("secret", settings).get(f"{V1}/clock")).status_code == 200


async def test_health_and_document_need_none(bench: Bench) -> None:
    client = bench.client(settings=configure("secret"))
    assert (await client.get(f"{V1}/health")).json() == {"status": "ok"}
    assert (await client.get("/_fakeflare/openapi.json")).status_code == 200


async def test_a_reading_token_changes_nothing(bench: Bench) -> None:
    rest = bench.rest("secret", configure("secret:read"))
    assert (await rest.get(f"{V1}/clock")).status_code == 200
    for path in ("/clock/resume", "/reset", "/consistency/settle"):
        assert "that may write" in check_refusal(await rest.post(f"{V1}{path}"), 403)
    check_refusal(await rest.delete(f"{V1}/faults"), 403)
    check_refusal(await rest.patch(f"{V1}/limits", json={"all": True}), 403)


async def test_an_accounts_token_opens_its_account_alone(bench: Bench, namespace: Namespace) -> None:
    other = await bench.create(account="e" * 32)
    rest = bench.rest("own", configure(f"own:{ACCOUNT}"))
    pairs: Any = [{"key": "k", "value": "v"}]
    assert (await rest.post(f"{V1}/namespaces/{namespace.id}/import", json=pairs)).status_code == 200
    assert (await rest.get(f"{V1}/namespaces/{namespace.id}/export")).json() == pairs
    for path in (f"/namespaces/{other.id}/export", "/journal", "/namespaces", "/clock"):
        check_refusal(await rest.get(f"{V1}{path}"), 403)
    for body in (
        {},
        {"account": "e" * 32},
        {"namespace": other.id},
        {"account": ACCOUNT, "conditions": True},
    ):
        check_refusal(await rest.post(f"{V1}/state/reset", json=body), 403)
    assert (await rest.post(f"{V1}/state/reset", json={"namespace": namespace.id})).status_code == 204
    assert (await rest.get(f"{V1}/namespaces/{namespace.id}/export")).json() == []
    assert (await rest.post(f"{V1}/state/reset", json={"account": ACCOUNT})).status_code == 204
    assert (await rest.get(at(namespace))).status_code == 404


async def test_nothing_is_there_but_what_the_document_says(bench: Bench) -> None:
    client = bench.client()
    for path in ("/_fakeflare", "/_fakeflare/", "/_fakeflare/v2/health", f"{V1}/nothing", f"{V1}/health/"):
        assert "/_fakeflare/openapi.json" in check_refusal(await client.get(path), 404)
    assert (await client.get("/_fakeflares")).text.startswith("fakeflare has nothing at")


async def test_other_methods_are_refused_with_those_that_there_are(bench: Bench) -> None:
    response = await bench.client().put(f"{V1}/faults", json={})
    assert response.headers["allow"] == "GET, POST, DELETE, HEAD, OPTIONS"
    check_refusal(response, 405)
    check_refusal(await bench.client().get(f"{V1}/reset"), 405)
    options = await bench.client().options(f"{V1}/clock")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


async def test_head_is_get_without_its_body(bench: Bench) -> None:
    client = bench.client()
    head, get = await client.head(f"{V1}/clock"), await client.get(f"{V1}/clock")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(get.content))
    assert (await client.head(f"{V1}/nothing")).status_code == 404


async def test_a_body_that_is_too_large_is_refused_in_json(bench: Bench) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(10**9)}
    response = await bench.client().post(f"{V1}/seed", content=b"{", headers=headers)
    assert "100 MB" in check_refusal(response, 413)


@pytest.mark.parametrize(
    "body", [b"{", b"[1", b'{"seconds": NaN}', b"\xff", b"[" * 100_000, b'"text"', b"[]"]
)
async def test_a_body_that_is_no_object_of_json_is_refused(bench: Bench, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = await bench.client().post(f"{V1}/clock/advance", content=body, headers=headers)
    check_refusal(response, 400)


async def test_what_cannot_be_shown_is_json_all_the_same(bench: Bench) -> None:
    response = await bench.client().get(f"{V1}/faults/%ff%22%0a")
    assert json.loads(response.content)["error"]["message"].startswith("there is no fault ")
