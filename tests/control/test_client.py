"""The client of the control face."""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from fakeflare.control.client import Control, ControlError, build_variables
from fakeflare.emulator.http.tokens import parse_token
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from tests.control.emulators import serving

NOW = 1_800_000_000


def read(control: Control, namespace: str) -> Any:
    return json.loads(b"".join(control.export(namespace)))


def test_the_clock_is_turned(control: Control) -> None:
    control.clock.freeze(NOW)
    assert control.clock.advance(61)["now"] == NOW + 61
    assert control.clock.now() == NOW + 61
    assert control.clock.set("2030-01-31T12:00:00Z")["frozen"]
    assert not control.clock.resume()["frozen"]
    assert control.clock.reset()["offset"] == 0


def test_faults_are_added_as_keywords_or_as_one_object(control: Control) -> None:
    first = control.faults.add(operation="list", status=503)
    second = control.faults.add({"operation": "get"}, drop="after", times=None)
    assert [rule.id for rule in control.faults.list()] == [first.id, second.id]
    assert second.described["drop"] == "after"
    httpx.get(f"{control.url}/", headers={"CF-KV-Namespace": "x"}, trust_env=False)
    assert (first.hits, first.matches, second.hits) == (1, 1, 0)
    assert control.faults.get(first.id).described["hits"] == 1
    first.remove()
    assert first.hits == 1  # as it was last seen
    control.faults.clear()
    assert control.faults.list() == []
    with pytest.raises(ControlError) as caught:
        first.remove()
    assert caught.value.status == 404


def test_limits_and_consistency_are_switched(control: Control) -> None:
    assert control.limits.configure(invocation=5)["invocation"]["operations"] == 5
    assert control.limits.describe()["invocation"]
    assert not control.limits.reset()["invocation"]
    assert control.consistency.configure({"enabled": True})["enabled"]
    assert control.consistency.settle()["cached"] == {}
    assert not control.consistency.reset()["enabled"]


def test_state_is_filled_named_and_emptied(control: Control) -> None:
    namespace = control.namespace("a/b")
    assert namespace in control.namespaces()
    assert control.import_pairs("a/b", b'{"k": "v"}') == 1
    assert control.import_pairs("new", [b"[", b"]"], create=True) == 0
    assert control.snapshot("before")["name"] == "before"
    control.seed({"a/b": {"j": "w"}})
    before = {"key": "k", "value": "v"}
    assert read(control, "a/b") == [{"key": "j", "value": "w"}, before]
    control.restore("before")
    assert read(control, "a/b") == [before]
    assert [snapshot["name"] for snapshot in control.list_snapshots()] == ["before"]
    control.delete_snapshot("before")
    control.reset_state(namespace="a/b")
    assert control.info()["counts"] == {"namespaces": 3, "pairs": 0, "snapshots": 0}
    control.reset_state(account=DEFAULT_ACCOUNT_ID)
    control.reset(keep_snapshots=True)
    assert [each["id"] for each in control.namespaces()] == ["cache-id"]


def test_a_refusal_names_the_status_and_the_member(control: Control) -> None:
    with pytest.raises(ControlError, match=r'"seconds" must be a whole number') as caught:
        control.clock.advance(-1)
    assert (caught.value.status, caught.value.field) == (400, "seconds")
    with pytest.raises(ControlError, match="namespace not found"):
        list(control.export("nothing"))


def test_nobody_there_is_said_with_the_address() -> None:
    with Control("http://127.0.0.1:9/") as control:
        for ask in (control.health, lambda: list(control.export("x"))):
            with pytest.raises(
                ControlError, match=r"no fakeflare answers at http://127\.0\.0\.1:9: "
            ) as caught:
                ask()
            assert caught.value.status is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(200, text="<html>"), "what answers at http://x is no fakeflare"),
        (httpx.Response(404, text="not here"), "404: not here"),
        (httpx.Response(502), "the answer's status is 502"),
        (httpx.Response(500, json={"errors": []}), "500: "),
    ],
)
def test_somebody_else_there_is_noticed(answer: httpx.Response, words: str) -> None:
    with (
        Control("http://x", transport=httpx.MockTransport(lambda _: answer)) as control,
        pytest.raises(ControlError, match=words),
    ):
        control.health()


def test_the_token_is_sent() -> None:
    with serving(Settings(tokens=(parse_token("secret"),))) as url:
        with Control(url, "secret") as control:
            assert control.clock.read()
        with Control(url) as control, pytest.raises(ControlError, match="tokens are configured"):
            control.clock.read()


def test_clients_find_the_emulator_by_their_variables() -> None:
    assert build_variables("http://x", "a", "t") == {
        "CLOUDFLARE_BASE_URL": "http://x/client/v4",
        "CLOUDFLARE_API_BASE_URL": "http://x/client/v4",
        "CLOUDFLARE_API_TOKEN": "t",
        "CLOUDFLARE_ACCOUNT_ID": "a",
        "FAKEFLARE_URL": "http://x",
    }


def test_the_module_costs_little_until_it_is_used() -> None:
    code = "import sys; import fakeflare.control; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
