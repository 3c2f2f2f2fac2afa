"""PyPI's `cloudflare`, the Python SDK: each refusal raises its class, with Cloudflare's words."""

from collections.abc import Callable

import cloudflare
import pytest
from cloudflare import Cloudflare

from tests.clients.emulators import run_emulator

UNKNOWN = "0" * 32

Call = Callable[[Cloudflare, str, str], object]
"""A call with a client, an account and an empty namespace of it."""


@pytest.mark.parametrize(
    ("call", "error", "status", "code", "message"),
    [
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.create(account_id=account, title="a namespace"),
            cloudflare.BadRequestError,
            400,
            10014,
            "a namespace with this account ID and title already exists",
            id="title taken",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.create(account_id=account, title=""),
            cloudflare.BadRequestError,
            400,
            10019,
            "request is missing a title definition",
            id="title empty",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.get(UNKNOWN, account_id=account),
            cloudflare.NotFoundError,
            404,
            10013,
            "get namespace: 'namespace not found'",
            id="namespace unknown",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.delete(UNKNOWN, account_id=account),
            cloudflare.NotFoundError,
            404,
            10013,
            "namespace not found",
            id="namespace to delete unknown",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.get("no-id", account_id=account),
            cloudflare.BadRequestError,
            400,
            10011,
            "could not parse UUID from request's namespace_id: 'invalid namespace format: no-id'",
            id="namespace id malformed",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.get(ns, account_id="no-account"),
            cloudflare.BadRequestError,
            400,
            7003,
            "Could not route to /client/v4/accounts/no-account/storage/kv/namespaces/{namespace}, "
            "perhaps your object identifier is invalid?",
            id="account malformed",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.get(ns, account_id=UNKNOWN),
            cloudflare.NotFoundError,
            404,
            10013,
            "get namespace: 'namespace not found'",
            id="namespace of another account",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.get(
                "missing", account_id=account, namespace_id=ns
            ),
            cloudflare.NotFoundError,
            404,
            10009,
            "get: 'key not found'",
            id="key missing",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.metadata.get(
                "missing", account_id=account, namespace_id=ns
            ),
            cloudflare.NotFoundError,
            404,
            10009,
            "metadata: 'key not found'",
            id="metadata of a missing key",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.update(
                "k", account_id=account, namespace_id=ns, value=b"v", expiration_ttl=30
            ),
            cloudflare.BadRequestError,
            400,
            10034,
            "put: 'Invalid expiration_ttl of 30. Expiration TTL must be at least 60.'",
            id="ttl too short",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.update(
                "k", account_id=account, namespace_id=ns, value=b"v", expiration=1
            ),
            cloudflare.BadRequestError,
            400,
            10033,
            "put: 'Invalid expiration of 1. Please specify integer greater than the current number of "
            "seconds since the UNIX epoch.'",
            id="expiration in the past",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.update(
                "k", account_id=account, namespace_id=ns, value=b"v", metadata="{"
            ),
            cloudflare.BadRequestError,
            400,
            10147,
            "metadata must be valid json",
            id="metadata not JSON",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.update(
                "k", account_id=account, namespace_id=ns, value=b"v", metadata="[" + " " * 1023 + "]"
            ),
            cloudflare.APIStatusError,
            413,
            10024,
            "put: 'Metadata length of 1025 exceeds limit of 1024.'",
            id="metadata too long",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.update(
                "k", account_id=account, namespace_id=ns, value=bytes(26214401)
            ),
            cloudflare.APIStatusError,
            413,
            10022,
            "put: 'Value length of 26214401 exceeds limit of 26214400.'",
            id="value too large",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.values.get(
                "é" * 257, account_id=account, namespace_id=ns
            ),
            cloudflare.APIStatusError,
            414,
            10030,
            "get: 'UTF-8 encoded length of 514 exceeds key length limit of 512.'",
            id="key too long",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.keys.list(ns, account_id=account, limit=9),
            cloudflare.BadRequestError,
            400,
            10028,
            "list keys: 'Invalid limit of 9. Please specify an integer between 10 and 1000.'",
            id="page of keys too small",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.keys.list(UNKNOWN, account_id=account),
            cloudflare.NotFoundError,
            404,
            10013,
            "get namespace: 'namespace not found'",
            id="keys of an unknown namespace",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.bulk_update(
                ns, account_id=account, body=[{"key": "b", "value": "AAAAAA!=", "base64": True}]
            ),
            cloudflare.BadRequestError,
            400,
            10012,
            'bulk put: \'could not base64 decode value for key: "b", '
            "err: 'illegal base64 data at input byte 6''",
            id="base64 damaged",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.bulk_get(
                ns, account_id=account, keys=[f"k{number}" for number in range(101)]
            ),
            cloudflare.BadRequestError,
            400,
            10029,
            "bulk get keys: 'You can request a maximum of 100 keys'",
            id="too many keys to get",
        ),
        pytest.param(
            lambda client, account, ns: client.kv.namespaces.bulk_delete(
                UNKNOWN, account_id=account, body=["k"]
            ),
            cloudflare.NotFoundError,
            404,
            10013,
            "bulk remove keys: 'namespace not found'",
            id="keys to delete in an unknown namespace",
        ),
    ],
)
def test_errors_raise_the_sdks_classes(
    client: Cloudflare,
    account: str,
    namespace: str,
    call: Call,
    error: type[cloudflare.APIStatusError],
    status: int,
    code: int,
    message: str,
) -> None:
    with pytest.raises(error) as raised:
        call(client, account, namespace)
    assert (type(raised.value), raised.value.status_code) == (error, status)
    assert raised.value.body == {
        "result": None,
        "errors": [{"code": code, "message": message.replace("{namespace}", namespace)}],
        "messages": [],
        "success": False,
    }


def test_tokens_are_refused_with_the_sdks_classes(account: str) -> None:
    def read_codes(token: str, title: str) -> tuple[type[Exception], list[int | None]]:
        with (
            Cloudflare(api_token=token, base_url=emulator.base_url) as client,
            pytest.raises(cloudflare.APIStatusError) as raised,
        ):
            client.kv.namespaces.create(account_id=account, title=title)
        return type(raised.value), [each.code for each in raised.value.errors]

    with run_emulator("--token", f"reader:{account}:read", "--token", f"other:{UNKNOWN}") as emulator:
        assert read_codes("wrong", "one") == (cloudflare.AuthenticationError, [10000])
        assert read_codes("reader", "one") == (cloudflare.PermissionDeniedError, [10000])
        assert read_codes("other", "one") == (cloudflare.PermissionDeniedError, [10000])
        assert read_codes("not a token", "one") == (cloudflare.BadRequestError, [6003])
        with Cloudflare(api_token="reader", base_url=emulator.base_url) as client:
            assert list(client.kv.namespaces.list(account_id=account)) == []
