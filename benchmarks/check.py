"""`fakeflare check` as a process: what it computes beyond Python's own start, and how long `wrangler deploy
--dry-run`, which is the other way to have a configuration checked, takes for the same file.

wrangler is there where `scripts/clients.sh` has installed it.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row
from tests.clients.programs import NotInstalled, find_node, find_program

_PYTHON = (sys.executable, "-c", "pass")
_CHECK = (sys.executable, "-c", "import sys; from fakeflare.cli.main import main; sys.exit(main())", "check")
"""What the installed command does."""

_SMALL, _LARGE = 10_000, 1_000_000
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class _Cost:
    """Of one run: seconds on the clock, and of computing."""

    wall: float
    process: float


def measure_check(folder: Path, rounds: int) -> list[Row]:
    """Rows for a small and a large file; the programs take turns."""
    small = _write_project(folder / "small", _SMALL)
    large = _write_project(folder / "large", _LARGE)
    wrangler = _find_wrangler()
    python, ours, theirs = [], [], []
    for _ in range(rounds + 1):
        python.append(_run(_PYTHON, folder))
        ours.append(_run((*_CHECK, str(small)), folder))
        if wrangler is not None:
            theirs.append(_run((*wrangler, "deploy", "--dry-run", "--config", str(small)), small.parent))
    great = [_run((*_CHECK, str(large)), folder) for _ in range(3)]
    # the first run of each reads the modules from the disk, or even compiles them
    base = _take_process(python[1:])
    rows = [
        _build_row("check of 10 KB", _take_process(ours[1:]), base, Bar(40, unit=" ms")),
        _build_row("check of 1 MB", _take_process(great), base, Bar(2000, unit=" ms")),
    ]
    return rows + ([_compare(ours[1:], theirs[1:])] if theirs else [])


def _build_row(what: str, ours: float, base: float, bar: Bar) -> Row:
    """Milliseconds of computing, without those that Python needs to start and end."""
    own = (ours - base) * 1000
    return Row(f"{what}, process time", f"{own:.1f} ms", f"+ {base * 1000:.1f} ms python -c pass", own, bar)


def _compare(ours: Sequence[_Cost], theirs: Sequence[_Cost]) -> Row:
    mine, other = (median(cost.wall for cost in costs) for costs in (ours, theirs))
    shown = f"{other * 1000:.0f} ms wrangler --dry-run"
    return Row(
        "check of 10 KB, times faster", f"{mine * 1000:.0f} ms", shown, other / mine, Bar(15, is_least=True)
    )


def _take_process(costs: Sequence[_Cost]) -> float:
    """The least: what else runs on the machine can only add to it."""
    return min(cost.process for cost in costs)


def _run(command: Sequence[str], folder: Path) -> _Cost:
    """One run, which must end well."""
    used, started = _read_children(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=_ENVIRONMENT, capture_output=True, check=False)
    cost = _Cost(time.perf_counter() - started, _read_children() - used)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {(done.stderr or done.stdout).decode()}")
    return cost


def _read_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _find_wrangler() -> tuple[str, ...] | None:
    try:
        return str(find_node()), str(find_program("wrangler"))
    except NotInstalled as error:
        print(f"no comparison with wrangler: {error}", file=sys.stderr, flush=True)
        return None


_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(_ROOT),
    "WRANGLER_SEND_METRICS": "false",
    "WRANGLER_WRITE_LOGS": "false",
    "CI": "1",
}


def _write_project(folder: Path, size: int) -> Path:
    """A Worker whose configuration has about so many bytes; returns its path."""
    (folder / "src").mkdir(parents=True)
    (folder / "src/index.js").write_text('export default { fetch: () => new Response("ok") };\n')
    path = folder / "wrangler.jsonc"
    path.write_text(_write_configuration(size))
    return path


def _write_configuration(size: int) -> str:
    """Namespaces and variables of a top level and an environment, with a comment each."""
    head = '{\n  "name": "measured",\n  "main": "src/index.js",\n  "compatibility_date": "2026-08-01",\n'
    count = size // 2 // len(_write_namespace(0, "a") + _write_variable(0))
    top, staging = (
        f'"kv_namespaces": [\n{"".join(_write_namespace(number, letter) for number in range(count))}  ],\n'
        f'  "vars": {{\n{"".join(map(_write_variable, range(count)))}  }},\n'
        for letter in "ab"
    )
    return f'{head}  {top}  "env": {{ "staging": {{\n  {staging}  }} }},\n}}\n'


def _write_namespace(number: int, letter: str) -> str:
    return (
        f'    // cache {number}\n    {{ "binding": "CACHE_{number}", "id": "{letter * 24}{number:08x}" }},\n'
    )


def _write_variable(number: int) -> str:
    return f'    "LIMIT_{number}": "{number}", // of requests\n'
