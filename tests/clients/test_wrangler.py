"""wrangler, told of the emulator by environment variables alone: what it prints, and what REST then shows."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.clients.emulators import Emulator, run_emulator
from tests.clients.programs import Done, Wrangler

pytestmark = pytest.mark.client("wrangler")

ODD_KEY = "a/b c?d#e%f+é😀:!"
ODD_PATH = "a%2Fb%20c%3Fd%23e%25f%2B%C3%A9%F0%9F%98%80%3A!"

MOMENT = 4102444800
"""The first second of 2100."""

REPORT = (
    "If you think this is a bug, please open an issue at: "
    "https://github.com/cloudflare/workers-sdk/issues/new/choose"
)

Kv = Callable[..., Done]
"""Runs `wrangler kv …` on the test's namespace."""


@pytest.fixture
def kv(wrangler: Wrangler, namespace: str) -> Kv:
    def run(*arguments: str) -> Done:
        return wrangler.run("kv", *arguments, "--namespace-id", namespace, "--remote")

    return run


def test_a_namespace_is_created_once(wrangler: Wrangler, rest: httpx.Client) -> None:
    created = wrangler.run("kv", "namespace", "create", "my-ns")
    [found] = rest.get("/namespaces").json()["result"]
    assert found == {"id": found["id"], "title": "my-ns", "supports_url_encoding": True}
    assert (created.code, created.complained) == (0, [])
    assert created.said == [
        "Resource location: remote",
        '🌀 Creating namespace with title "my-ns"',
        "✨ Success!",
        "To access your new KV Namespace in your Worker, add the following snippet to your configuration "
        "file:",
        "{",
        '"kv_namespaces": [',
        "{",
        '"binding": "my_ns",',
        f'"id": "{found["id"]}"',
        "}",
        "]",
        "}",
    ]

    again = wrangler.run("kv", "namespace", "create", "my-ns")
    assert (again.code, again.complained) == (
        1,
        [
            '✘ [ERROR] A KV namespace with the title "my-ns" already exists.',
            "You can list existing namespaces with their IDs by running:",
            "wrangler kv namespace list",
            "Or choose a different namespace name.",
        ],
    )


def test_a_namespace_is_renamed_listed_and_deleted(
    wrangler: Wrangler, rest: httpx.Client, namespace: str
) -> None:
    renamed = wrangler.run("kv", "namespace", "rename", "a namespace", "--new-name", "other name")
    assert (renamed.code, renamed.said[-1]) == (0, '✨ Successfully renamed namespace to "other name"')

    listed = wrangler.run("kv", "namespace", "list")
    assert listed.code == 0
    assert json.loads(listed.output) == [
        {"id": namespace, "title": "other name", "supports_url_encoding": True}
    ]

    deleted = wrangler.run("kv", "namespace", "delete", "--namespace-id", namespace, "-y")
    assert (deleted.code, deleted.said[-1]) == (0, f'Deleted KV namespace id: "{namespace}".')
    assert rest.get("/namespaces").json()["result"] == []

    missing = wrangler.run("kv", "namespace", "delete", "--namespace-id", namespace, "-y")
    assert (missing.code, missing.complained) == (
        1,
        [
            f"✘ [ERROR] A request to the Cloudflare API ({rest.base_url.path.removeprefix('/client/v4')}"
            f"namespaces/{namespace}) failed.",
            "namespace not found [code: 10013]",
            REPORT,
        ],
    )


def test_a_namespace_is_found_by_its_name_on_a_later_page(
    wrangler: Wrangler, rest: httpx.Client, create_namespace: Callable[[str], str]
) -> None:
    ids = {title: create_namespace(title) for title in (f"n{number:03}" for number in range(101))}
    renamed = wrangler.run("kv", "namespace", "rename", "n100", "--new-name", "last")
    assert (renamed.code, renamed.complained) == (0, [])
    assert rest.get(f"/namespaces/{ids['n100']}").json()["result"]["title"] == "last"
    listed = wrangler.run("kv", "namespace", "list")
    assert [each["title"] for each in json.loads(listed.output)] == ["last", *sorted(ids)[:100]]


def test_a_key_is_put_read_listed_and_deleted(kv: Kv, rest: httpx.Client, namespace: str) -> None:
    put = kv("key", "put", ODD_KEY, "hello")
    assert (put.code, put.complained) == (0, [])
    assert put.said == [
        "Resource location: remote",
        f'Writing the value "hello" to key "{ODD_KEY}" on namespace id: "{namespace}".',
    ]
    assert rest.get(f"/namespaces/{namespace}/values/{ODD_PATH}").content == b"hello"

    got = kv("key", "get", ODD_KEY)
    assert (got.code, got.output) == (0, b"hello")

    listed = kv("key", "list", "--prefix", "a/b c?d#e%f+é")
    assert (listed.code, json.loads(listed.output)) == (0, [{"name": ODD_KEY}])

    deleted = kv("key", "delete", ODD_KEY)
    assert (deleted.code, deleted.complained) == (0, [])
    assert rest.get(f"/namespaces/{namespace}/keys").json()["result"] == []

    missing = kv("key", "get", "missing")
    url = f"{rest.base_url}namespaces/{namespace}/values/missing"
    assert (missing.code, missing.complained) == (1, [f"✘ [ERROR] Failed to fetch {url} - 404: Not Found"])

    assert kv("key", "delete", "missing").code == 0


def test_a_file_is_put_byte_for_byte(kv: Kv, rest: httpx.Client, namespace: str, tmp_path: Path) -> None:
    data = bytes(range(256)) + b"\r\n--\r\n"
    (tmp_path / "value.bin").write_bytes(data)
    assert kv("key", "put", "plain", "--path", "value.bin").code == 0
    assert kv("key", "put", "form", "--path", "value.bin", "--metadata", '{"é":[1,"😀"]}').code == 0
    assert rest.get(f"/namespaces/{namespace}/values/plain").content == data
    assert rest.get(f"/namespaces/{namespace}/values/form").content == data
    assert kv("key", "get", "form").output == data
    listed = kv("key", "list")
    assert json.loads(listed.output) == [{"name": "form", "metadata": {"é": [1, "😀"]}}, {"name": "plain"}]


def test_expirations_and_metadata_are_kept(kv: Kv, rest: httpx.Client, namespace: str) -> None:
    before = int(time.time())
    assert kv("key", "put", "moment", "v", "--expiration", str(MOMENT)).code == 0
    assert kv("key", "put", "ttl", "v", "--ttl", "120", "--metadata", '{"a":1}').code == 0
    [moment, ttl] = json.loads(kv("key", "list").output)
    assert moment == {"name": "moment", "expiration": MOMENT}
    assert ttl == {"name": "ttl", "expiration": ttl["expiration"], "metadata": {"a": 1}}
    assert before + 120 <= ttl["expiration"] <= int(time.time()) + 120
    assert rest.get(f"/namespaces/{namespace}/values/ttl").content == b"v"


def test_a_refusal_is_printed_with_its_code(kv: Kv, rest: httpx.Client, namespace: str) -> None:
    refused = kv("key", "put", "k", "v", "--ttl", "30")
    path = rest.base_url.path.removeprefix("/client/v4")
    assert (refused.code, refused.complained) == (
        1,
        [
            f"✘ [ERROR] A request to the Cloudflare API ({path}namespaces/{namespace}/values/k) failed.",
            "put: 'Invalid expiration_ttl of 30. Expiration TTL must be at least 60.' [code: 10034]",
            REPORT,
        ],
    )
    assert rest.get(f"/namespaces/{namespace}/keys").json()["result"] == []


def test_more_than_a_thousand_pairs_are_put_listed_and_deleted(
    kv: Kv, rest: httpx.Client, namespace: str, tmp_path: Path
) -> None:
    names = [f"k{number:04}" for number in range(1001)]
    pairs = [{"key": name, "value": name.upper()} for name in names]
    special = {
        "key": "special",
        "value": "AP8=",
        "base64": True,
        "metadata": {"é": 1},
        "expiration": MOMENT,
    }
    (tmp_path / "pairs.json").write_text(json.dumps([*pairs, special]))
    put = kv("bulk", "put", "pairs.json")
    assert (put.code, put.said[-1], put.complained) == (0, "Success!", [])
    assert rest.get(f"/namespaces/{namespace}/values/special").content == b"\x00\xff"

    listed = kv("key", "list")
    assert json.loads(listed.output) == [
        *({"name": name} for name in names),
        {"name": "special", "expiration": MOMENT, "metadata": {"é": 1}},
    ]

    (tmp_path / "names.json").write_text(json.dumps(names))
    deleted = kv("bulk", "delete", "names.json", "--force")
    assert (deleted.code, deleted.said[-1], deleted.complained) == (0, "Success!", [])
    keys = rest.get(f"/namespaces/{namespace}/keys").json()["result"]
    assert keys == [{"name": "special", "expiration": MOMENT, "metadata": {"é": 1}}]


def test_values_are_read_in_bulk(kv: Kv, rest: httpx.Client, namespace: str, tmp_path: Path) -> None:
    pairs = [{"key": ODD_KEY, "value": "odd"}, {"key": "empty", "value": ""}]
    rest.put(f"/namespaces/{namespace}/bulk", json=pairs).raise_for_status()
    (tmp_path / "keys.json").write_text(json.dumps([ODD_KEY, "empty", "missing"]))
    got = kv("bulk", "get", "keys.json")
    assert (got.code, json.loads(got.output)) == (0, {ODD_KEY: "odd", "empty": "", "missing": None})

    (tmp_path / "keys.json").write_text(json.dumps([f"k{number}" for number in range(101)]))
    refused = kv("bulk", "get", "keys.json")
    path = rest.base_url.path.removeprefix("/client/v4")
    assert (refused.code, refused.complained) == (
        1,
        [
            f"✘ [ERROR] A request to the Cloudflare API ({path}namespaces/{namespace}/bulk/get) failed.",
            "bulk get keys: 'You can request a maximum of 100 keys' [code: 10029]",
            REPORT,
        ],
    )


def test_an_export_is_put_in_bulk_and_bulk_gets_are_imported(
    emulator: Emulator,
    kv: Kv,
    rest: httpx.Client,
    create_namespace: Callable[[str], str],
    tmp_path: Path,
    namespace: str,
) -> None:
    source = create_namespace("source")
    items = [
        {"key": ODD_KEY, "value": "hellö", "metadata": {"é": [1]}},
        {"key": "bytes", "value": "AP8=", "base64": True, "expiration": MOMENT},
        *({"key": f"k{number:04}", "value": ""} for number in range(1001)),
    ]
    control = httpx.Client(base_url=f"{emulator.url}/_fakeflare/v1/namespaces", trust_env=False)
    with control:
        imported = control.post(f"/{source}/import", json=items)
        assert imported.json() == {"imported": 1003}
        exported = control.get(f"/{source}/export").content
        (tmp_path / "export.json").write_bytes(exported)
        put = kv("bulk", "put", "export.json")
        assert (put.code, put.said[-1], put.complained) == (0, "Success!", [])
        assert control.get(f"/{namespace}/export").content == exported

        (tmp_path / "keys.json").write_text(json.dumps([ODD_KEY, "k0000", "missing"]))
        got = kv("bulk", "get", "keys.json")
        other = create_namespace("other")
        headers = {"Content-Type": "application/json"}
        imported = control.post(f"/{other}/import", content=got.output, headers=headers)
        assert imported.json() == {"imported": 2}
    assert rest.get(f"/namespaces/{other}/values/{ODD_PATH}").content == "hellö".encode()
    assert rest.get(f"/namespaces/{other}/values/k0000").content == b""


def test_an_unknown_namespace_is_named_as_such(wrangler: Wrangler, rest: httpx.Client) -> None:
    listed = wrangler.run("kv", "key", "list", "--namespace-id", "0" * 32, "--remote")
    path = rest.base_url.path.removeprefix("/client/v4")
    assert (listed.code, listed.complained) == (
        1,
        [
            f"✘ [ERROR] A request to the Cloudflare API ({path}namespaces/{'0' * 32}/keys) failed.",
            "get namespace: 'namespace not found' [code: 10013]",
            REPORT,
        ],
    )


def test_a_token_of_one_account_needs_no_account_id(account: str, tmp_path: Path) -> None:
    with run_emulator("--token", f"secret:{account}") as emulator:
        wrangler = Wrangler(emulator.base_url, tmp_path, "secret")
        who = wrangler.run("whoami")
        assert (who.code, who.complained) == (0, [])
        assert who.said == [
            "Getting User settings...",
            "👋 You are logged in with an User API Token, associated with the email user@example.com.",
            "\N{INFORMATION SOURCE}\ufe0f  The API Token is read from the CLOUDFLARE_API_TOKEN "
            "environment variable.",
            "┌────────────────┬──────────────────────────────────┐",
            "│ Account Name   │ Account ID                       │",
            "├────────────────┼──────────────────────────────────┤",
            f"│ fakeflare {account[-4:]} │ {account} │",
            "└────────────────┴──────────────────────────────────┘",
            "🔓 To see token permissions visit https://dash.cloudflare.com/profile/api-tokens",
        ]
        created = wrangler.run("kv", "namespace", "create", "mine")
        assert (created.code, created.complained) == (0, [])
        with emulator.open_rest(account, "secret") as rest:
            assert [each["title"] for each in rest.get("/namespaces").json()["result"]] == ["mine"]


def test_whoami_names_the_accounts_that_hold_namespaces(
    emulator: Emulator, wrangler: Wrangler, account: str, namespace: str
) -> None:
    who = wrangler.run("whoami")
    assert (who.code, who.complained) == (0, [])
    assert f"│ fakeflare {account[-4:]} │ {account} │" in who.said


def test_a_wrong_token_is_refused(account: str, tmp_path: Path) -> None:
    with run_emulator("--token", "secret") as emulator:
        listed = Wrangler(emulator.base_url, tmp_path, "wrong", account).run("kv", "namespace", "list")
    assert listed.code == 1
    assert "Authentication error [code: 10000]" in listed.complained
