"""Workers that do nothing or read KV once, at 16 connections, beside the same in JavaScript in Miniflare.

Miniflare is there where `scripts/clients.sh` has installed it. Elsewhere the bare Starlette route stands
beside ours, which says how fast the machine is and sets no bar.
"""

import itertools
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import Round, run_load
from benchmarks.report import Bar, Row
from benchmarks.servers import BARE, Server, running, running_program
from benchmarks.throughput import build_row
from benchmarks.wire import NAMESPACES, Connection, build_request
from tests.clients.programs import MODULES, NotInstalled, find_node, find_program

_HERE = Path(__file__).parent / "workers"
_NAMESPACE = "benchmark"
_VALUE = "v" * 100
_WORKERS = {"no-op": ("Worker, no-op", "ok"), "kv-get": ("Worker, one KV get of 100 B", _VALUE)}
"""The folder of each, what it is called in the table, and what it answers."""

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class _Reference:
    """What ours is measured against: how it is started for a Worker, and the bars it sets."""

    name: str
    start: Callable[[str], AbstractContextManager[Server]]
    target: str = "/"
    rate: Bar | None = None
    memory: Bar | None = None


@dataclass(frozen=True)
class _Contest:
    """One Worker's two servers and their rounds."""

    what: str
    answer: str
    ours: Server
    theirs: Server
    our_rounds: list[Round] = field(default_factory=list)
    their_rounds: list[Round] = field(default_factory=list)


def measure_worker(folder: Path, rounds: int, seconds: float) -> list[Row]:
    """Rows for the requests a second of both Workers, and for the memory of their servers after that."""
    del folder
    reference = _find_reference()
    with ExitStack() as stack:
        contests = [
            _Contest(*words, stack.enter_context(_develop(name)), stack.enter_context(reference.start(name)))
            for name, words in _WORKERS.items()
        ]
        _put_value(contests[-1].ours)
        for contest in contests:
            _check_answer(contest.ours, contest.answer)
            if reference.rate is not None:
                _check_answer(contest.theirs, contest.answer)
        _take_turns(contests, reference.target, rounds, seconds)
        rates = [
            build_row(contest.what, contest.our_rounds, contest.their_rounds, reference.name, reference.rate)
            for contest in contests
        ]
        return rates + [row for contest in contests for row in _weigh(contest, reference)]


def _find_reference() -> _Reference:
    try:
        node, _ = find_node(), find_program("miniflare")
    except NotInstalled as error:
        print(f"no comparison with Miniflare: {error}", file=sys.stderr, flush=True)
        return _Reference("bare route", lambda _: running(BARE), "/x")

    def start(name: str) -> AbstractContextManager[Server]:
        worker = _HERE / name / "src" / "worker.mjs"
        task = {"modules": str(MODULES), "worker": str(worker), "value": _VALUE}
        return running_program((str(node), str(_HERE / "miniflare.mjs"), json.dumps(task)))

    return _Reference("Miniflare", start, rate=Bar(1, is_least=True), memory=Bar(1))


def _develop(name: str) -> AbstractContextManager[Server]:
    ports = ("--port", "0", "--api-port", "0")
    return running(("fakeflare", "dev", "--memory", *ports, "--config", str(_HERE / name / "wrangler.jsonc")))


def _put_value(server: Server) -> None:
    assert server.api_port is not None
    with Connection(server.api_port) as connection:
        connection.ask(build_request("PUT", f"{NAMESPACES}/{_NAMESPACE}/values/key", _VALUE.encode()))


def _check_answer(server: Server, expected: str) -> None:
    """A race of wrong answers would measure nothing."""
    with Connection(server.port) as connection:
        answer = connection.ask(build_request("GET", "/")).partition(b"\r\n\r\n")[2]
    if answer != expected.encode():
        raise RuntimeError(f"{answer!r} came instead of {expected!r}")


def _take_turns(contests: list[_Contest], target: str, rounds: int, seconds: float) -> None:
    """Ours and theirs one after the other; the first round of each only warms up."""
    ours, theirs = (itertools.repeat(build_request("GET", path)) for path in ("/", target))
    for contest in contests:
        run_load(contest.ours, ours, seconds)
        run_load(contest.theirs, theirs, seconds)
    for _ in range(rounds):
        for contest in contests:
            contest.our_rounds.append(run_load(contest.ours, ours, seconds))
            contest.their_rounds.append(run_load(contest.theirs, theirs, seconds))


def _weigh(contest: _Contest, reference: _Reference) -> list[Row]:
    """No row where there is no `/proc`."""
    ours, theirs = contest.ours.read_resident_bytes(), contest.theirs.read_resident_bytes()
    if ours is None or theirs is None:
        return []
    mine, other = (f"{size / _MEGABYTE:.1f} MB" for size in (ours, theirs))
    return [
        Row(
            f"resident after: {contest.what}",
            mine,
            f"{other} {reference.name}",
            ours / theirs,
            reference.memory,
        )
    ]
