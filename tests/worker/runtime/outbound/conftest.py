"""A web server, what asks it as a Worker's `fetch` does, and what the log says."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.runtime.outbound.outbound import Outbound
from tests.worker.runtime.outbound.site import Fetch, Site, opened


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as (site, outbound):
        site.outbound = outbound  # type: ignore[attr-defined]
        yield site


@pytest.fixture
def fetch(site: Site) -> Fetch:
    def run(path: str, **options: Any) -> Awaitable[Response]:
        url = path if ":" in path else site.url + path
        outbound: Outbound = site.outbound  # type: ignore[attr-defined]
        return outbound.fetch(Request.new(url, **options))

    return run


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    with caplog.at_level(logging.WARNING, "fakeflare.worker"):
        yield lambda: caplog.messages
