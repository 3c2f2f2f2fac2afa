"""What a test asked: marker, `fakeflare_settings`, pytest's configuration."""

import unittest
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from fakeflare.pytest.fixtures.fakeflare import Fakeflare
from fakeflare.pytest.fixtures.server import serving
from fakeflare.pytest.markers import MarkerInvalid, MarkerSettings, join, read_marker, read_option
from tests.pytest.projects import check_passed, run_pytest, write_project

BASE = Path("/base")


@pytest.mark.fakeflare(seed={"THINGS": {"k": "v"}}, freeze=datetime(2030, 1, 1, tzinfo=UTC))
@pytest.mark.fakeflare(
    limits="writes_per_key", consistency=["ams"], faults={"operation": "list", "status": 500}
)
def test_a_marker_arranges(fakeflare: Fakeflare) -> None:
    assert fakeflare.clock.read()["now"] == 1_893_456_000
    assert fakeflare.clock.read()["frozen"]
    assert fakeflare.namespace("THINGS").entries() == {"k": b"v"}
    assert fakeflare.limits.describe() != {}
    assert fakeflare.consistency.describe()["enabled"] is True
    assert [rule.describe()["status"] for rule in fakeflare.faults.list()] == [500]


@pytest.mark.fakeflare(freeze=True)
class TestMarkedClass:
    def test_a_class_may_be_marked(self, fakeflare: Fakeflare) -> None:
        assert fakeflare.clock.read()["frozen"]

    @pytest.mark.fakeflare(freeze=False)
    def test_the_nearest_mark_counts(self, fakeflare: Fakeflare) -> None:
        assert not fakeflare.clock.read()["frozen"]


@pytest.mark.fakeflare(intercept=True)
def test_a_marked_test_need_not_name_the_fixture() -> None:
    answer = httpx.get("https://api.cloudflare.com/client/v4/accounts", headers={"Authorization": "Bearer t"})
    assert answer.status_code == 200


@pytest.mark.fakeflare(intercept=True)
class TestOfUnittest(unittest.TestCase):
    def test_tests_of_unittest_may_be_marked(self) -> None:
        answer = httpx.get("https://api.cloudflare.com/client/v4/accounts", headers={"Authorization": "t"})
        assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"account_id": "short"}, "account_id must be 32 hex digits"),
        ({"account_id": 1}, "account_id must be 32 hex digits"),
        ({"token": "a b"}, "token must be letters, digits and"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(MarkerInvalid, match=f"fakeflare_settings: {problem}"), serving(settings):
        pass


def test_arguments_in_their_shapes() -> None:
    assert read_marker({}, BASE) == MarkerSettings()
    assert read_marker({"seed": "a.json"}, BASE).seeds == (BASE / "a.json",)
    assert read_marker({"seed": ["a.json", {"T": {}}]}, BASE).seeds == (BASE / "a.json", {"T": {}})
    assert [read_marker({"freeze": value}, BASE).freeze for value in (True, 5, "5", "2030-01-01")] == [
        True,
        5,
        5,
        "2030-01-01",
    ]
    assert read_marker({"limits": True}, BASE).limits == {"all": True}
    assert read_marker({"limits": False}, BASE).limits is None
    assert read_marker({"limits": ["daily", "requests"]}, BASE).limits == {"daily": True, "requests": True}
    assert read_marker({"limits": {"invocation": 5}}, BASE).limits == {"invocation": 5}
    assert read_marker({"consistency": True}, BASE).consistency == {"enabled": True}
    assert read_marker({"consistency": "ams"}, BASE).consistency == {"enabled": True, "locations": ["ams"]}
    assert read_marker({"faults": [{"drop": True}]}, BASE).faults == ({"drop": True},)


@pytest.mark.parametrize(
    ("name", "value"), [("seed", 1), ("freeze", 1.5), ("limits", 1), ("consistency", [1]), ("faults", "get")]
)
def test_wrong_arguments_are_named(name: str, value: object) -> None:
    with pytest.raises(MarkerInvalid, match=f"^{name} must be "):
        read_marker({name: value}, BASE)


def test_unknown_arguments_are_named() -> None:
    with pytest.raises(MarkerInvalid, match='"limit" is unknown to fakeflare: it knows seed, freeze, limits'):
        join({"limit": True})
    assert join({"freeze": True}, {"freeze": None}, {"limits": "a"}) == {"freeze": True, "limits": "a"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("limits", "", None),
        ("limits", "true", True),
        ("limits", "daily requests", ["daily", "requests"]),
        ("limits", '{"invocation": 5}', {"invocation": 5}),
        ("freeze", "Yes", True),
        ("freeze", "2030-01-01 12:00:00", "2030-01-01 12:00:00"),
        ("seed", [], None),
        ("seed", ["a.json"], ["a.json"]),
    ],
)
def test_options_of_pytests_configuration(name: str, text: object, value: object) -> None:
    assert read_option(name, text) == value


def test_an_option_that_is_no_json_is_named() -> None:
    with pytest.raises(MarkerInvalid, match="fakeflare_limits is no JSON: "):
        read_option("limits", "{")


def test_configuration_settings_and_marker_in_their_order(tmp_path: Path) -> None:
    files = {
        "seed.json": '{"INI": {"k": "v"}}',
        "conftest.py": "import pytest\n\n@pytest.fixture(scope='session')\ndef fakeflare_settings():\n"
        "    return {'limits': 'daily', 'account_id': 'ab' * 16, 'token': 'mine'}\n",
        "test_it.py": """
import httpx
import pytest


def test_all(fakeflare):
    assert fakeflare.namespace("INI").get("k") == b"v"
    assert fakeflare.clock.now() == 1893456000
    assert fakeflare.account_id == "ab" * 16
    assert fakeflare.env["CLOUDFLARE_API_TOKEN"] == "mine"
    assert fakeflare.limits.describe()["daily"]


@pytest.mark.fakeflare(seed={"MARK": {}}, freeze=5)
def test_marked(fakeflare):
    assert fakeflare.namespace("INI").list() == []
    assert fakeflare.clock.now() == 5


def test_every_test_is_intercepted():
    url = "https://api.cloudflare.com/client/v4/accounts"
    assert httpx.get(url, headers={"Authorization": "Bearer t"}).status_code == 200
    with pytest.raises(RuntimeError, match="--fakeflare-only"):
        httpx.get("https://example.com")
""",
    }
    ini = "fakeflare_seed = seed.json\nfakeflare_freeze = 2030-01-01T00:00:00Z\nfakeflare_limits = requests\n"
    write_project(tmp_path, files, ini + "fakeflare_intercept = true\nfakeflare_consistency = ams\n")
    check_passed(run_pytest(tmp_path, "--fakeflare-only"), "3 passed")


def test_a_wrong_mark_fails_the_test_with_one_sentence(tmp_path: Path) -> None:
    tests = (
        "import pytest\n\n@pytest.mark.fakeflare(limit=True)\ndef test_name():\n    pass\n\n\n"
        "@pytest.mark.fakeflare('seed.json')\ndef test_positional():\n    pass\n"
    )
    finished = run_pytest(write_project(tmp_path, {"test_it.py": tests}))
    assert finished.stdout.splitlines()[-1].startswith("2 errors")
    assert '"limit" is unknown to fakeflare: it knows seed, freeze, limits' in finished.stdout
    assert "the marker fakeflare takes seed=…, freeze=…" in finished.stdout
    assert "Traceback" not in finished.stdout
