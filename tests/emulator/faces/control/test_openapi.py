"""The OpenAPI document says what the control face does: each route, each example, each answer."""

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.faces.control.openapi import build_document
from fakeflare.emulator.faces.control.routes import ROUTES
from tests.bench import Bench, at

V1 = "/_fakeflare/v1"
DOCUMENT = build_document()
SCHEMAS = DOCUMENT["components"]["schemas"]
METHODS = {"get", "post", "patch", "delete"}
OPERATIONS = [
    (path, method, described)
    for path, methods in DOCUMENT["paths"].items()
    for method, described in methods.items()
    if method in METHODS
]


def validate(instance: object, schema: str) -> None:
    """Fails unless `instance` is what the document's schema of this name says."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    OAS31Validator(whole).validate(instance)


def test_the_document_is_openapi() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(DOCUMENT).validate()


async def test_it_is_served(bench: Bench) -> None:
    response = await bench.client().get("/_fakeflare/openapi.json")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == DOCUMENT


def test_every_route_is_in_it_and_the_reverse() -> None:
    described = {(path, method.upper()) for path, method, _ in OPERATIONS}
    assert described == {(route.path, route.method) for route in ROUTES}


async def test_every_path_in_it_is_answered(bench: Bench) -> None:
    for path, method, _ in OPERATIONS:
        response = await bench.client().request(method, V1 + path.replace("{", "").replace("}", ""))
        assert response.status_code != 405
        assert "the control face has nothing at" not in response.text


def test_every_schema_is_used_and_every_name_is_its_own() -> None:
    text = str(DOCUMENT)
    assert all(f"'#/components/schemas/{name}'" in text for name in SCHEMAS)
    names = [described["operationId"] for _, _, described in OPERATIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_example_is_what_its_schema_accepts(name: str) -> None:
    assert SCHEMAS[name]["examples"]
    check_examples(SCHEMAS[name])


def check_examples(schema: Any) -> None:
    """Of this schema and of all that are in it."""
    if isinstance(schema, list):
        for each in schema:
            check_examples(each)
    if isinstance(schema, dict):
        for example in schema.get("examples", []):
            OAS31Validator({**schema, "components": DOCUMENT["components"]}).validate(example)
        check_examples([inner for name, inner in schema.items() if name != "examples"])


async def ask_with_every_example(
    bench: Bench, path: str, method: str, body: str | None
) -> list[httpx.Response]:
    """The answers to the route's examples, in an emulator where what the path names is there."""
    client = bench.rest()
    namespace = await bench.kv.namespaces.ensure("things")
    await client.put(at(namespace, "/values/k", namespace.account), content=b"v")
    await client.get(at(namespace, "/values/missing", namespace.account))
    await client.post(f"{V1}/snapshots", json={"name": "s"})
    rule = (await client.post(f"{V1}/faults", json={"operation": "list", "drop": True})).json()
    target = V1 + path.format(namespace="things", name="s", id=rule["id"])
    bodies = [None] if body is None else SCHEMAS[body]["examples"]
    return [await client.request(method, target, json=example) for example in bodies]


@pytest.mark.parametrize(("path", "method", "described"), OPERATIONS, ids=lambda value: str(value)[:40])
async def test_every_answer_is_what_the_document_says(
    bench: Bench, path: str, method: str, described: dict[str, Any]
) -> None:
    [route] = [route for route in ROUTES if (route.path, route.method) == (path, method.upper())]
    for response in await ask_with_every_example(bench, path, method, route.body):
        assert str(response.status_code) in described["responses"]
        assert response.status_code == route.status, response.text
        if route.answer is None:
            assert response.content == b""
        else:
            validate(response.json(), route.answer)


async def test_every_limit_that_is_on_is_what_the_document_says(bench: Bench, namespace: Namespace) -> None:
    rest = bench.rest()
    await rest.patch(f"{V1}/limits", json={"all": True})
    headers = {"fakeflare-invocation": "event", "CF-KV-Namespace": namespace.id}
    await bench.client(headers).get("/k")
    assert (await rest.get(at(namespace, "/keys"))).status_code == 200
    validate((await rest.get(f"{V1}/limits")).json(), "LimitsAnswer")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/nothing", None),
        ("PUT", "/reset", None),
        ("POST", "/clock/set", {}),
        ("POST", "/snapshots/none/restore", None),
        ("POST", "/namespaces/none/import", []),
    ],
)
async def test_every_refusal_is_an_error(bench: Bench, method: str, path: str, body: Any) -> None:
    response = await bench.client().request(method, f"{V1}{path}", json=body)
    assert response.is_client_error
    validate(response.json(), "ErrorAnswer")


@pytest.mark.parametrize(
    ("method", "path", "schema"),
    [
        ("POST", "/faults", "FaultSpec"),
        ("PATCH", "/limits", "LimitsSpec"),
        ("PATCH", "/consistency", "ConsistencySpec"),
        ("POST", "/reset", "ResetSpec"),
        ("POST", "/state/reset", "ResetStateSpec"),
        ("POST", "/clock/freeze", "FreezeSpec"),
    ],
)
async def test_every_member_that_is_read_is_in_its_schema(
    bench: Bench, method: str, path: str, schema: str
) -> None:
    drop = {"drop": True} if schema == "FaultSpec" else {}
    response = await bench.client().request(method, f"{V1}{path}", json={"zzz": 1, **drop})
    known = response.json()["error"]["message"].partition("known are ")[2]
    assert set(known.split(", ")) == set(SCHEMAS[schema]["properties"])


async def test_every_filter_that_is_read_is_a_parameter(bench: Bench) -> None:
    response = await bench.client().get(f"{V1}/journal?zzz=1")
    known = response.json()["error"]["message"].partition("known are ")[2]
    described = DOCUMENT["paths"]["/journal"]["get"]["parameters"]
    assert set(known.split(", ")) == {parameter["name"] for parameter in described}
