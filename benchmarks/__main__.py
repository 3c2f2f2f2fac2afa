"""`python -m benchmarks`: measure everything, print one table."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bulk import measure_bulk
from benchmarks.check import measure_check
from benchmarks.listing import measure_listing
from benchmarks.plugin import measure_plugin
from benchmarks.report import Row, format_table
from benchmarks.snapshots import measure_snapshots
from benchmarks.start import measure_memory, measure_start
from benchmarks.throughput import measure_throughput
from benchmarks.worker import measure_worker


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    rounds: int
    seconds: float
    many_keys: int
    heavy_keys: int
    pages: int
    starts: int


FULL = Effort(rounds=15, seconds=0.8, many_keys=1_000_000, heavy_keys=10_000, pages=101, starts=15)
QUICK = Effort(rounds=7, seconds=0.5, many_keys=100_000, heavy_keys=2_000, pages=41, starts=9)


def main() -> int:
    options = _parse_arguments()
    rows: list[Row] = []
    for name, measure in _list_concerns(QUICK if options.quick else FULL).items():
        if options.only is None or name in options.only:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(prefix="fakeflare-") as folder:
                rows += measure(Path(folder))
    print(format_table(rows))
    return 1 if options.strict and not all(row.is_ok for row in rows) else 0


def _list_concerns(effort: Effort) -> dict[str, Callable[[Path], list[Row]]]:
    return {
        "throughput": lambda folder: measure_throughput(folder, effort.rounds, effort.seconds),
        "listing": lambda folder: measure_listing(folder, effort.many_keys, effort.heavy_keys, effort.pages),
        "bulk": lambda folder: measure_bulk(folder, effort.rounds),
        "snapshots": lambda folder: measure_snapshots(folder, effort.many_keys, effort.rounds),
        "start": lambda folder: measure_start(folder, effort.starts),
        "memory": measure_memory,
        "plugin": lambda folder: measure_plugin(folder, effort.rounds),
        "worker": lambda folder: measure_worker(folder, effort.rounds, effort.seconds),
        "check": lambda folder: measure_check(folder, effort.starts),
    }


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure fakeflare. Only the ratios mean something: both sides ran at the same time.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller namespaces")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a bar is missed")
    parser.add_argument(
        "--only", action="append", choices=list(_list_concerns(QUICK)), help="this concern only; repeatable"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
