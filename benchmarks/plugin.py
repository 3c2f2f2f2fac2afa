"""What the pytest plugin costs: a run that does not use it, and each test that does."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row

_SETUP = Bar(3, unit=" ms")
_IMPORT = Bar(30, unit=" ms")
_KINDS = ("empty", "fakeflare", "seeded")

_CONFTEST = """
import json
import pytest

times = {"empty": [], "fakeflare": [], "seeded": []}


@pytest.fixture
def empty():
    return None


def pytest_runtest_logreport(report):
    kind = report.nodeid.split("_")[-1].split("[")[0]
    times[kind].append(report.duration)


def pytest_unconfigure():
    json.dump(times, open("times.json", "w"))
"""

_TESTS = """
import pytest


@pytest.mark.parametrize("number", range({count}))
def test_empty(empty, number):
    pass


@pytest.mark.parametrize("number", range({count}))
def test_fakeflare(fakeflare, number):
    pass


@pytest.mark.fakeflare(seed={{"THINGS": {{str(n): "v" for n in range(10)}}}}, freeze=True)
@pytest.mark.parametrize("number", range({count}))
def test_seeded(fakeflare, number):
    pass
"""

_TIME_IMPORT = """
import time
import pytest
start = time.perf_counter()
import fakeflare.pytest.entry
print(time.perf_counter() - start)
"""


def measure_plugin(folder: Path, rounds: int) -> list[Row]:
    """Rows for the set-up of a test and for the plugin's import; fakeflare must be installed."""
    seconds = _time_tests(folder, rounds * 20)
    imports = [_time_import() for _ in range(rounds)]
    alone = median(imports) * 1000
    return [
        *(_build_row(kind, seconds) for kind in _KINDS[1:]),
        Row("import of the plugin", f"{alone:.1f} ms", "", alone, _IMPORT),
    ]


def _build_row(kind: str, seconds: dict[str, float]) -> Row:
    mine, empty = seconds[kind] * 1000, seconds["empty"] * 1000
    what = "test with fakeflare" if kind == "fakeflare" else "the same, seeded and frozen"
    note = "" if kind == "seeded" else "set-up and teardown; the bar is about what is beyond an empty fixture"
    return Row(what, f"{mine:.2f} ms", f"{empty:.2f} ms", mine - empty, _SETUP, note)


def _time_tests(folder: Path, count: int) -> dict[str, float]:
    """The median set-up with teardown of a test of each kind, in seconds."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_it.py").write_text(_TESTS.format(count=count))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    times: dict[str, list[float]] = json.loads((folder / "times.json").read_text())
    # set-up, call, teardown of each test in turn
    return {
        kind: median(before + after for before, after in zip(found[::3], found[2::3], strict=True))
        for kind, found in times.items()
    }


def _time_import() -> float:
    command = [sys.executable, "-c", _TIME_IMPORT]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
