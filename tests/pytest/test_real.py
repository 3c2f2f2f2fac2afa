"""`fakeflare_real`; an emulator stands for Cloudflare."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from fakeflare.pytest.fixture import Fakeflare
from fakeflare.pytest.real import CloudflareRefused, NotOnCloudflare, RealCloudflare
from tests.pytest.projects import check_passed, run_pytest, write_project

ACCOUNT = "ab" * 16


@pytest.fixture
def real(fakeflare: Fakeflare) -> Iterator[RealCloudflare]:
    account = RealCloudflare(ACCOUNT, "t", fakeflare.api_url)
    yield account
    account.close()


def list_titles(fakeflare: Fakeflare) -> list[str]:
    path = f"{fakeflare.api_url}/accounts/{ACCOUNT}/storage/kv/namespaces?order=title"
    return [
        found["title"] for found in httpx.get(path, headers={"Authorization": "Bearer t"}).json()["result"]
    ]


def test_handles_do_what_those_of_the_emulator_do(real: RealCloudflare) -> None:
    things = real.namespace("THINGS")
    things.put("a/b %41é", b"\xff", metadata={"é": 1}, expiration_ttl=60)
    things.put("k", {"a": 1})
    assert things.get("a/b %41é") == b"\xff"
    assert things.get_json("k") == {"a": 1}
    assert (things.metadata("a/b %41é"), things.metadata("k")) == ({"é": 1}, None)
    assert things.expiration("a/b %41é")
    assert things.expiration("k") is None
    assert things.list() == ["a/b %41é", "k"]
    things.delete("k")
    things.delete("none")
    assert things.get("k") is None
    assert things.entries() == {"a/b %41é": b"\xff"}


def test_lists_have_all_pages(fakeflare: Fakeflare, real: RealCloudflare) -> None:
    things = real.namespace("THINGS")
    keys = [f"k{number:04}" for number in range(1003)]
    fakeflare.seed({"namespaces": [{"id": things.id, "entries": dict.fromkeys(keys, "v")}]})
    assert things.list() == keys


def test_namespaces_are_new_and_deleted_at_the_end(fakeflare: Fakeflare) -> None:
    fakeflare.namespace("THINGS", account_id=ACCOUNT)
    with contextlib.closing(RealCloudflare(ACCOUNT, "t", fakeflare.api_url)) as real:
        things = real.namespace("THINGS")
        assert things is real.namespace("THINGS")
        assert things.title.startswith("THINGS fakeflare ")
        assert list_titles(fakeflare) == ["THINGS", things.title]
    assert list_titles(fakeflare) == ["THINGS"]


def test_what_cannot_be_deleted_is_named(fakeflare: Fakeflare) -> None:
    real = RealCloudflare(ACCOUNT, "t", fakeflare.api_url)
    first, second = real.namespace("FIRST"), real.namespace("SECOND")
    fakeflare.faults.add(operation="delete_namespace", times=1, status=503)
    with pytest.raises(CloudflareRefused, match=rf"by hand: {first.title} \({first.id}\): 503"):
        real.close()
    assert second.title not in list_titles(fakeflare)


def test_errors_are_cloudflares(fakeflare: Fakeflare, real: RealCloudflare) -> None:
    with pytest.raises(CloudflareRefused, match=r"^40[04]: "):
        real.namespace("THINGS").put(".", "v")
    fakeflare.faults.add(operation="get", status=500, message="not today")
    with pytest.raises(CloudflareRefused, match=r"^500: .*not today"):
        real.namespace("THINGS").get("k")


def test_what_only_an_emulator_can_do_says_so(real: RealCloudflare) -> None:
    with pytest.raises(
        NotOnCloudflare, match=r"fakeflare\.clock\.advance: this test runs against Cloudflare"
    ):
        real.clock.advance(61)
    uses: tuple[Callable[[], object], ...] = (
        lambda: real.faults.add(status=503),
        lambda: real.limits.configure(),
        lambda: real.consistency.settle(),
        lambda: real.journal.list(),
        lambda: real.seed({}),
        real.snapshot,
        real.restore,
        real.reset,
    )
    for use in uses:
        with pytest.raises(NotOnCloudflare):
            use()
    assert real.is_real


TESTS = """
import pytest


@pytest.mark.fakeflare(real=True, intercept=True)
def test_here_and_there(fakeflare):
    fakeflare.namespace("THINGS").put("k", "v")
    assert fakeflare.namespace("THINGS").get("k") == b"v"


def test_there(fakeflare_real):
    fakeflare_real.namespace("THINGS")


def test_failing(fakeflare_real):
    fakeflare_real.namespace("THINGS")
    assert not fakeflare_real.env
"""


def test_it_is_skipped_unless_it_is_asked_for(tmp_path: Path) -> None:
    write_project(tmp_path, {"test_it.py": TESTS})
    finished = run_pytest(tmp_path, "-rs")
    check_passed(finished, "1 passed, 3 skipped")
    assert "not asked for: --fakeflare-real" in finished.stdout


def test_it_is_skipped_without_credentials(tmp_path: Path) -> None:
    write_project(tmp_path, {"test_it.py": TESTS})
    finished = run_pytest(tmp_path, "-rs", "--fakeflare-real", CLOUDFLARE_API_TOKEN="t")
    check_passed(finished, "1 passed, 3 skipped")
    assert "no credentials: CLOUDFLARE_ACCOUNT_ID not set" in finished.stdout


def test_with_both_it_runs_and_leaves_nothing(tmp_path: Path, fakeflare: Fakeflare) -> None:
    write_project(tmp_path, {"test_it.py": TESTS}, "fakeflare_real = true\n")
    variables = {**fakeflare.env, "CLOUDFLARE_ACCOUNT_ID": ACCOUNT}
    finished = run_pytest(tmp_path, **variables)
    assert finished.stdout.splitlines()[-1].startswith("1 failed, 3 passed"), finished.stdout
    assert list_titles(fakeflare) == []
    assert fakeflare.journal.count(operation="create_namespace") == 3
