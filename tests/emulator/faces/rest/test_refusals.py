"""Every operation against every error that is documented for it: status, content type and whole body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.settings import Settings
from tests.bench import ACCOUNT, NOW, Bench, at, check_envelope, refusal

UNKNOWN = "0" * 32
TOKENS = Settings(
    tokens=(
        Token("writer"),
        Token("reader", can_write=False),
        Token("elsewhere", "f" * 32),
        Token("elsewhere-too", ACCOUNT[::-1]),
    )
)


@dataclass(frozen=True)
class Operation:
    """One of the 14, with a request that succeeds on the seeded namespace."""

    name: str
    method: str
    tail: str
    body: Mapping[str, Any] = field(default_factory=dict)
    not_found: str = ""
    """What it says of an unknown namespace; empty where the path names none."""
    writes: bool = False

    def address(self, namespace: str, account: str = ACCOUNT) -> str:
        return at(namespace if self.not_found else None, self.tail, account)


OPERATIONS = [
    Operation("list namespaces", "GET", ""),
    Operation("create namespace", "POST", "", {"json": {"title": "new"}}, writes=True),
    Operation("get namespace", "GET", "", not_found="get namespace: 'namespace not found'"),
    Operation("rename", "PUT", "", {"json": {"title": "new"}}, "namespace not found", writes=True),
    Operation("delete namespace", "DELETE", "", not_found="namespace not found", writes=True),
    Operation("list keys", "GET", "/keys", not_found="get namespace: 'namespace not found'"),
    Operation("metadata", "GET", "/metadata/k", not_found="metadata: 'namespace not found'"),
    Operation("get", "GET", "/values/k", not_found="get: 'namespace not found'"),
    Operation("put", "PUT", "/values/k", {"content": b"v"}, "put: 'namespace not found'", writes=True),
    Operation("remove", "DELETE", "/values/k", not_found="remove key: 'namespace not found'", writes=True),
    Operation("bulk put", "PUT", "/bulk", {"json": []}, "bulk put: 'namespace not found'", writes=True),
    Operation(
        "bulk delete", "POST", "/bulk/delete", {"json": []}, "bulk remove keys: 'namespace not found'", True
    ),
    Operation(
        "bulk delete, old", "DELETE", "/bulk", {"json": []}, "bulk remove keys: 'namespace not found'", True
    ),
    Operation(
        "bulk get", "POST", "/bulk/get", {"json": {"keys": ["k"]}}, "bulk get keys: 'namespace not found'"
    ),
]

operations = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
inside = pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if operation.not_found],
    ids=lambda operation: operation.name,
)


async def seed(bench: Bench) -> str:
    """The id of a namespace with one pair."""
    namespace = await bench.create("things")
    await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    return namespace.id


@operations
async def test_operation_succeeds(bench: Bench, operation: Operation) -> None:
    """What the other tests change one thing of."""
    address = operation.address(await seed(bench))
    response = await bench.rest().request(operation.method, address, **operation.body)
    assert response.status_code == 200
    if operation.name != "get":
        check_envelope(response)


@inside
async def test_unknown_namespace(bench: Bench, operation: Operation) -> None:
    response = await bench.rest().request(operation.method, operation.address(UNKNOWN), **operation.body)
    assert response.status_code == 404
    assert check_envelope(response) == refusal(10013, operation.not_found)


@inside
async def test_namespace_of_another_account_is_unknown(bench: Bench, operation: Operation) -> None:
    address = operation.address(await seed(bench), "e" * 32)
    response = await bench.rest().request(operation.method, address, **operation.body)
    assert check_envelope(response) == refusal(10013, operation.not_found)


@inside
@pytest.mark.parametrize("wrong", ["my-namespace", "0f2ac74b-498b-4802-8cb6-8387c421e279", "A" * 32])
async def test_namespace_id_of_a_wrong_shape(bench: Bench, operation: Operation, wrong: str) -> None:
    response = await bench.rest().request(operation.method, operation.address(wrong), **operation.body)
    assert response.status_code == 400
    message = f"could not parse UUID from request's namespace_id: 'invalid namespace format: {wrong}'"
    assert check_envelope(response) == refusal(10011, message)


@operations
@pytest.mark.parametrize("wrong", ["invalid-account-id-000", "0" * 31, "0" * 33, "g" * 32])
async def test_account_of_a_wrong_shape(bench: Bench, operation: Operation, wrong: str) -> None:
    address = operation.address(UNKNOWN, wrong)
    # Even without credentials: the gateway looks at the path first.
    response = await bench.client().request(operation.method, address, **operation.body)
    assert response.status_code == 400
    message = f"Could not route to {address}, perhaps your object identifier is invalid?"
    assert check_envelope(response) == refusal(7003, message)


@operations
async def test_no_credentials(bench: Bench, operation: Operation) -> None:
    response = await bench.client().request(operation.method, operation.address(UNKNOWN), **operation.body)
    assert response.status_code == 400
    message = "Missing X-Auth-Key, X-Auth-Email or Authorization headers"
    assert check_envelope(response) == refusal(9106, message)


@operations
@pytest.mark.parametrize("header", ["Bearer ", "Bearer", "Bearer a b", 'Bearer "a"', "Token x", "Basic eDp5"])
async def test_malformed_credentials(bench: Bench, operation: Operation, header: str) -> None:
    client = bench.client({"Authorization": header})
    response = await client.request(operation.method, operation.address(UNKNOWN), **operation.body)
    assert response.status_code == 400
    expected = refusal(6003, "Invalid request headers")
    expected["errors"][0]["error_chain"] = [
        {"code": 6111, "message": "Invalid format for Authorization header"}
    ]
    assert check_envelope(response) == expected


@operations
async def test_wrong_token(bench: Bench, operation: Operation) -> None:
    client = bench.rest("wrong", TOKENS)
    response = await client.request(operation.method, operation.address(UNKNOWN), **operation.body)
    assert response.status_code == 401
    assert check_envelope(response) == refusal(10000, "Authentication error")


@operations
@pytest.mark.parametrize("token", ["elsewhere", "elsewhere-too"])
async def test_token_of_another_account(bench: Bench, operation: Operation, token: str) -> None:
    client = bench.rest(token, TOKENS)
    response = await client.request(operation.method, operation.address(UNKNOWN), **operation.body)
    assert response.status_code == 403
    assert check_envelope(response) == refusal(10000, "Authentication error")


@operations
async def test_reading_token_may_not_write(bench: Bench, operation: Operation) -> None:
    address = operation.address(await seed(bench))
    response = await bench.rest("reader", TOKENS).request(operation.method, address, **operation.body)
    if operation.writes:
        assert response.status_code == 403
        assert check_envelope(response) == refusal(10000, "Authentication error")
    else:
        assert response.status_code == 200


@operations
async def test_writing_token_may_do_all(bench: Bench, operation: Operation) -> None:
    address = operation.address(await seed(bench))
    response = await bench.rest("writer", TOKENS).request(operation.method, address, **operation.body)
    assert response.status_code == 200


@operations
async def test_undeclared_method(bench: Bench, operation: Operation) -> None:
    response = await bench.rest().patch(operation.address(UNKNOWN))
    assert response.status_code == 405
    expected = refusal(10405, "Method not allowed for this authentication scheme")
    assert check_envelope(response) == expected


LONG = "UTF-8 encoded length of 513 exceeds key length limit of 512."
DOT = 'Illegal key name "."'
DECODE = "Could not URL-decode key name"
PAST = f"Invalid expiration of {NOW}. Please specify integer greater than the current number of seconds since"
LIMIT = "Please specify an integer between 10 and 1000."
BODY = "could not parse request body"
BIG = bytes(26_214_401)


def form(**parts: str | bytes) -> dict[str, Any]:
    return {"files": {name: (None, value) for name, value in parts.items()}}


def pairs(**item: Any) -> dict[str, Any]:
    return {"json": [{"key": "fine", "value": "v"}, {"key": "k", "value": "v", **item}]}


# (method, what follows the namespace, request, status, code, message)
TABLE: list[tuple[str, str, dict[str, Any], int, int, str]] = [
    ("GET", "/values/missing", {}, 404, 10009, "get: 'key not found'"),
    ("GET", "/metadata/missing", {}, 404, 10009, "metadata: 'key not found'"),
    *[
        (method, f"/{kind}/{key}", {}, status, 10030, f"{operation}: '{sentence}'")
        for method, kind, operation in (
            ("GET", "values", "get"),
            ("PUT", "values", "put"),
            ("DELETE", "values", "remove key"),
            ("GET", "metadata", "metadata"),
        )
        for key, status, sentence in (
            ("x" * 513, 414, LONG),
            ("%2E", 400, f"{DOT}. Please use a different name."),
            ("%2E%2E", 400, 'Illegal key name "..". Please use a different name.'),
            ("%FF", 400, DECODE),
            ("%zz", 400, DECODE),
        )
    ],
    *[
        ("PUT", f"/values/k?{query}", {"content": b"v"}, 400, code, f"put: '{sentence}'")
        for query, code, sentence in (
            (f"expiration={NOW}", 10033, f"{PAST} the UNIX epoch."),
            (
                "expiration=soon",
                10033,
                "Invalid expiration of soon. Please specify integer greater than "
                "the current number of seconds since the UNIX epoch.",
            ),
            (
                f"expiration={NOW + 59}",
                10033,
                f"Invalid expiration of {NOW + 59}. "
                "Expiration times must be at least 60 seconds in the future.",
            ),
            (
                "expiration_ttl=0",
                10034,
                "Invalid expiration_ttl of 0. Please specify integer greater than 0.",
            ),
            (
                "expiration_ttl=1.5",
                10034,
                "Invalid expiration_ttl of 1.5. Please specify integer greater than 0.",
            ),
            ("expiration_ttl=1", 10034, "Invalid expiration_ttl of 1. Expiration TTL must be at least 60."),
            ("expiration_ttl=59", 10034, "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."),
        )
    ],
    (
        "PUT",
        "/values/k",
        {"content": BIG},
        413,
        10022,
        "put: 'Value length of 26214401 exceeds limit of 26214400.'",
    ),
    ("PUT", "/values/k", form(value="v", metadata="{"), 400, 10147, "metadata must be valid json"),
    (
        "PUT",
        "/values/k",
        form(value="v", metadata='"' + "x" * 1023 + '"'),
        413,
        10024,
        "put: 'Metadata length of 1025 exceeds limit of 1024.'",
    ),
    ("PUT", "/values/k", form(metadata="{}"), 400, 10012, f"put: '{BODY}'"),
    *[
        ("GET", f"/keys?limit={limit}", {}, 400, 10028, f"list keys: 'Invalid limit of {limit}. {LIMIT}'")
        for limit in ("9", "0", "-1", "1001", "many")
    ],
    ("GET", "/keys?cursor=made-up", {}, 400, 10028, "list keys: 'Invalid cursor'"),
    *[
        (method, tail, {"content": b"{not json"}, 400, 10012, f"{operation}: '{BODY}: the body must be JSON'")
        for method, tail, operation in (
            ("PUT", "/bulk", "bulk put"),
            ("DELETE", "/bulk", "bulk remove keys"),
            ("POST", "/bulk/delete", "bulk remove keys"),
            ("POST", "/bulk/get", "bulk get keys"),
        )
    ],
    *[
        ("PUT", "/bulk", request, 400, 10012, f"bulk put: '{sentence}'")
        for request, sentence in (
            ({"json": {}}, f"{BODY}: the body must be an array of key/value pairs"),
            ({"json": [1]}, f"{BODY}: item 0 must be an object with a key and a value"),
            (pairs(value=1), f"{BODY}: item 1 must have a value that is a string"),
            (pairs(key=""), "Key names must not be empty"),
            (pairs(key="x" * 513), LONG),
            (pairs(key="."), f"{DOT}. Please use a different name."),
            (pairs(expiration_ttl=59), "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."),
            (pairs(expiration=NOW), f"{PAST} the UNIX epoch."),
            (pairs(metadata="x" * 1023), "Metadata length of 1025 exceeds limit of 1024."),
            (
                pairs(value="x" * 26_214_401),
                "Value length of 26214401 exceeds limit of 26214400.",
            ),
            (
                pairs(value="abc", base64=True),
                "could not base64 decode value for key: \"k\", err: 'illegal base64 data at input byte 0'",
            ),
            (
                {"json": [{"key": str(n), "value": ""} for n in range(10_001)]},
                "received 10001 key/value pairs, but max allowed per request is: 10000",
            ),
        )
    ],
    *[
        (method, tail, request, 400, 10012, f"bulk remove keys: '{sentence}'")
        for method, tail in (("POST", "/bulk/delete"), ("DELETE", "/bulk"))
        for request, sentence in (
            ({"json": {}}, f"{BODY}: the body must be an array of keys"),
            ({"json": [{"name": "k"}]}, f"{BODY}: item 0 must be a string"),
            ({"json": ["fine", "x" * 513]}, LONG),
            (
                {"json": [str(n) for n in range(10_001)]},
                "received 10001 key/value pairs, but max allowed per request is: 10000",
            ),
        )
    ],
    *[
        ("POST", "/bulk/get", {"json": request}, 400, code, f"bulk get keys: '{sentence}'")
        for request, code, sentence in (
            ([], 10012, f"{BODY}: the body must be an object with keys"),
            ({}, 10012, f"{BODY}: keys must be an array of strings"),
            ({"keys": []}, 10029, "You must request a minimum of 1 key"),
            ({"keys": [str(n) for n in range(101)]}, 10029, "You can request a maximum of 100 keys"),
            ({"keys": ["k"], "type": "x"}, 10029, '"x" is not a valid type. Use "json" or "text"'),
            (
                {"keys": ["k"], "type": "json"},
                10029,
                "At least one of the requested keys corresponds to a non-json value",
            ),
            (
                {"keys": ["binary"]},
                10029,
                "At least one of the requested keys corresponds to a non-text value",
            ),
        )
    ],
    (
        "POST",
        "/bulk/get",
        {"json": {"keys": ["half", "other half"]}},
        413,
        10029,
        "bulk get keys: 'Total size of request exceeds the limit of 25MB'",
    ),
    ("PUT", "", {"content": b"{"}, 400, 10012, BODY),
    ("PUT", "", {"json": []}, 400, 10012, BODY),
    ("PUT", "", {"json": {}}, 400, 10019, "request is missing a title definition"),
    (
        "PUT",
        "",
        {"json": {"title": "taken"}},
        400,
        10014,
        "a namespace with this account ID and title already exists",
    ),
]


@pytest.mark.parametrize(
    ("method", "tail", "request_", "status", "code", "message"),
    TABLE,
    ids=[f"{method} {tail[:30]} {code} {message[:40]}" for method, tail, _, _, code, message in TABLE],
)
async def test_refusal(
    bench: Bench, method: str, tail: str, request_: dict[str, Any], status: int, code: int, message: str
) -> None:
    namespace = await seed(bench)
    await bench.create("taken")
    client = bench.rest()
    if "binary" in str(request_):
        await client.put(at(namespace, "/values/binary"), content=b"\xff")
    if "half" in str(request_)[:100]:
        for key in ("half", "other half"):
            await client.put(at(namespace, f"/values/{key}"), content=bytes(14 * 1024 * 1024))
    response = await client.request(method, at(namespace, tail), **request_)
    assert response.status_code == status
    assert check_envelope(response) == refusal(code, message)
    assert (await client.get(at(namespace, "/values/k"))).content == b"v", "what was stored is untouched"
    assert (await client.get(at(namespace, "/values/fine"))).status_code == 404, "nothing else was written"


CREATIONS: list[tuple[dict[str, Any], int, str]] = [
    ({"content": b""}, 10012, BODY),
    ({"content": b"{"}, 10012, BODY),
    ({"json": []}, 10012, BODY),
    ({"json": {"title": 5}}, 10012, BODY),
    ({"json": {}}, 10019, "request is missing a title definition"),
    ({"json": {"title": ""}}, 10019, "request is missing a title definition"),
    ({"json": {"title": "x" * 513}}, 10019, "Title length of 513 exceeds limit of 512."),
    (
        {"json": {"title": "t", "jurisdiction": "mars"}},
        10012,
        '"mars" is not a valid jurisdiction. Use "eu", "fedramp" or "us"',
    ),
    ({"json": {"title": "things"}}, 10014, "a namespace with this account ID and title already exists"),
]


@pytest.mark.parametrize(("request_", "code", "message"), CREATIONS)
async def test_namespace_is_not_created(
    bench: Bench, request_: dict[str, Any], code: int, message: str
) -> None:
    await bench.create("things")
    response = await bench.rest().post(at(), **request_)
    assert response.status_code == 400
    assert check_envelope(response) == refusal(code, message)


async def test_account_holds_1000_namespaces(bench: Bench) -> None:
    for number in range(1000):
        await bench.store.namespaces.insert(ACCOUNT, f"{number:032}", str(number))
    response = await bench.rest().post(at(), json={"title": "one more"})
    assert response.status_code == 400
    expected = refusal(10018, "account has reached the maximum number of namespaces")
    assert check_envelope(response) == expected
    assert (await bench.rest().post(at(account="f" * 32), json={"title": "t"})).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter", "raw"),
    [
        ("page=0", "page", "0"),
        ("per_page=0", "per_page", "0"),
        ("per_page=1001", "per_page", "1001"),
        ("order=size", "order", "size"),
        ("direction=up", "direction", "up"),
    ],
)
async def test_page_of_namespaces_is_refused(bench: Bench, query: str, parameter: str, raw: str) -> None:
    response = await bench.rest().get(f"{at()}?{query}")
    assert response.status_code == 400
    assert check_envelope(response) == refusal(10028, f"Invalid {parameter} of {raw}.")


@pytest.mark.parametrize(
    ("method", "kind"), [("GET", "values"), ("PUT", "values"), ("DELETE", "values"), ("GET", "metadata")]
)
async def test_empty_key_is_answered_without_an_error_object(bench: Bench, method: str, kind: str) -> None:
    response = await bench.rest().request(method, at(await seed(bench), f"/{kind}/"))
    assert response.status_code == 404
    assert check_envelope(response) == {"result": None, "success": False, "errors": [], "messages": []}


@pytest.mark.parametrize(
    ("method", "tail"),
    [("PUT", "/bulk"), ("POST", "/bulk/delete"), ("DELETE", "/bulk"), ("POST", "/bulk/get")],
)
async def test_request_over_100_mb_is_refused_by_the_gateway(bench: Bench, method: str, tail: str) -> None:
    namespace = await seed(bench)
    response = await bench.rest().request(
        method, at(namespace, tail), headers={"Content-Length": "100000001"}, content=b"["
    )
    assert response.status_code == 413
    assert response.headers["content-type"].startswith("text/html")
