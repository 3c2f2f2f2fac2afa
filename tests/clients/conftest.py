"""Fixtures of the real clients: one emulator for all tests, a fresh account for each.

A test marked `client(name)` is skipped where that client is not installed; with
FAKEFLARE_REQUIRE_CLIENTS=1 it fails instead.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from cloudflare import Cloudflare

from tests.clients.emulators import TOKEN, Emulator, run_emulator
from tests.clients.programs import NotInstalled, Worker, Wrangler, find_program, inject, run_workerd


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("client"):
        try:
            find_program(marker.args[0])
        except NotInstalled as error:
            if os.environ.get("FAKEFLARE_REQUIRE_CLIENTS") == "1":
                pytest.fail(str(error), pytrace=False)
            pytest.skip(str(error))


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """The emulator that the tests share."""
    with run_emulator() as emulator:
        yield emulator


@pytest.fixture
def account() -> str:
    """An account that nobody else uses."""
    return uuid.uuid4().hex


@pytest.fixture
def rest(emulator: Emulator, account: str) -> Iterator[httpx.Client]:
    """Plain HTTP at the account's namespaces."""
    with emulator.open_rest(account) as client:
        yield client


@pytest.fixture
def create_namespace(rest: httpx.Client) -> Callable[[str], str]:
    """Makes an empty namespace with this title; returns its id."""

    def create(title: str) -> str:
        created = rest.post("/namespaces", json={"title": title}).raise_for_status()
        return str(created.json()["result"]["id"])

    return create


@pytest.fixture
def namespace(create_namespace: Callable[[str], str]) -> str:
    """The id of an empty namespace in the account."""
    return create_namespace("a namespace")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials of the machine, and no proxy, reach the SDK."""
    for name in os.environ:
        if name.startswith("CLOUDFLARE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Cloudflare]:
    """The Python SDK, told the emulator's URL."""
    with Cloudflare(api_token=TOKEN, base_url=emulator.base_url) as client:
        yield client


@pytest.fixture
def worker(emulator: Emulator, namespace: str) -> Iterator[Worker]:
    """A Worker in workerd with the namespace as `KV`."""
    address = emulator.url.removeprefix("http://")
    with run_workerd(address, {"KV": inject(CF_KV_Namespace=namespace)}) as worker:
        yield worker


@pytest.fixture
def wrangler(emulator: Emulator, account: str, tmp_path: Path) -> Wrangler:
    """wrangler, logged in to the account."""
    return Wrangler(emulator.base_url, tmp_path, TOKEN, account)
