import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def links(fakeflare):
    """The namespace that the Worker has as `env.LINKS`."""
    return fakeflare.namespace("LINKS")


async def test_a_link_leads_where_it_was_told(fakeflare_worker, links):
    made = await fakeflare_worker.fetch("/docs", method="PUT", body="https://developers.cloudflare.com/kv/")
    assert made.status == 201
    assert links.get_text("link:docs") == "https://developers.cloudflare.com/kv/"

    followed = await fakeflare_worker.fetch("/docs", redirect="manual")
    assert followed.status == 302
    assert followed.headers["location"] == "https://developers.cloudflare.com/kv/"


async def test_a_link_is_gone_after_a_day(fakeflare, fakeflare_worker, links):
    await fakeflare_worker.fetch("/docs", method="PUT", body="https://example.com/")
    fakeflare.clock.advance(24 * 60 * 60)
    assert (await fakeflare_worker.fetch("/docs")).status == 404
    assert links.list() == []


async def test_visitors_are_asked_to_wait_while_kv_fails(fakeflare, fakeflare_worker, links):
    links.put("link:docs", "https://example.com/")
    fault = fakeflare.faults.add(operation="get", key="link:*", status=503, times=1)

    response = await fakeflare_worker.fetch("/docs")
    assert (response.status, response.headers["retry-after"]) == (503, "60")
    assert fault.hits == 1
    assert (await fakeflare_worker.fetch("/docs", redirect="manual")).status == 302


async def test_the_hourly_count(fakeflare_worker, links):
    for name in ("a", "b", "c"):
        links.put(f"link:{name}", "https://example.com/")
    await fakeflare_worker.scheduled(cron="0 * * * *")
    assert links.get_text("count") == "3"


async def test_one_visit_is_one_read(fakeflare, fakeflare_worker):
    await fakeflare_worker.fetch("/docs")
    [read] = fakeflare.journal.list(door="binding")
    assert (read["operation"], read["key"], read["status"]) == ("get", "link:docs", 404)
