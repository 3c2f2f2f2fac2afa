import httpx
import pytest
from end_sessions import end_sessions

pytestmark = pytest.mark.fakeflare(intercept=True)


@pytest.fixture(autouse=True)
def variables(fakeflare, monkeypatch):
    for name, value in fakeflare.env.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sessions(fakeflare):
    return fakeflare.namespace("SESSIONS")


def test_all_sessions_of_the_user_are_gone_and_no_others(sessions):
    assert end_sessions("ann") == 2
    assert sessions.list() == ["session:bob:1"]


def test_a_user_without_sessions(fakeflare):
    assert end_sessions("eve") == 0
    assert fakeflare.journal.count(operation="bulk_delete") == 0


def test_expired_sessions_are_not_counted(fakeflare):
    fakeflare.clock.advance(3600)
    assert end_sessions("ann") == 1


def test_cloudflares_error_is_shown(fakeflare, sessions):
    fakeflare.faults.add(operation="bulk_delete", status=500, message="something went wrong")
    with pytest.raises(SystemExit, match="Cloudflare: something went wrong"):
        end_sessions("ann")
    assert len(sessions.list()) == 3


def test_nobody_else_is_asked(request):
    if not request.config.getoption("--fakeflare-only"):
        pytest.skip("needs --fakeflare-only")
    with pytest.raises(RuntimeError, match="--fakeflare-only"):
        httpx.get("https://example.com")
