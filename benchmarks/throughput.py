"""GET and PUT of 100 B at 16 connections, beside a bare Starlette route; rounds take turns."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.load import Round, run_load
from benchmarks.report import Bar, Row
from benchmarks.servers import BARE, Server, on_disk, running
from benchmarks.wire import NAMESPACES, Connection, build_request, create_namespace

_VALUE = b"v" * 100
_KEYS = 1000
_BAR = Bar(0.50, is_least=True)


def measure_throughput(folder: Path, rounds: int, seconds: float) -> list[Row]:
    """The rows of both faces, REST and the binding."""
    with running(BARE) as bare, running(on_disk(folder)) as ours:
        with Connection(ours.port) as connection:
            namespace = create_namespace(connection, "throughput")
            for request in _build_puts(namespace, count=_KEYS):
                connection.ask(request)
        loads: dict[str, Iterator[bytes]] = {
            "GET 100 B, REST": itertools.cycle(_build_gets(namespace)),
            "GET 100 B, binding": itertools.cycle(_build_gets(namespace, through_binding=True)),
            "PUT 100 B, REST": _build_puts(namespace),
            "PUT 100 B, binding": _build_puts(namespace, through_binding=True),
        }
        measured = _take_turns(bare, ours, loads, rounds, seconds)
    reference = measured.pop("")
    return [build_row(what, results, reference, "bare route", _BAR) for what, results in measured.items()]


def _take_turns(
    bare: Server, ours: Server, loads: dict[str, Iterator[bytes]], rounds: int, seconds: float
) -> dict[str, list[Round]]:
    """The rounds of every load, the bare route's under the empty name; the first of each only warms up."""
    bare_load = itertools.repeat(build_request("GET", "/x"))
    measured: dict[str, list[Round]] = {}
    for _ in range(rounds + 1):
        measured.setdefault("", []).append(run_load(bare, bare_load, seconds))
        for what, load in loads.items():
            measured.setdefault(what, []).append(run_load(ours, load, seconds))
    return {what: results[1:] for what, results in measured.items()}


def _build_gets(namespace: str, through_binding: bool = False) -> list[bytes]:
    return [
        build_request("GET", f"/key-{number}", namespace=namespace)
        if through_binding
        else build_request("GET", f"{NAMESPACES}/{namespace}/values/key-{number}")
        for number in range(_KEYS)
    ]


def _build_puts(namespace: str, through_binding: bool = False, count: int | None = None) -> Iterator[bytes]:
    """PUTs of distinct keys; without end unless counted."""
    prefix = "/binding-" if through_binding else f"{NAMESPACES}/{namespace}/values/key-"
    template = build_request("PUT", f"{prefix}%d", _VALUE, namespace if through_binding else None)
    numbers = itertools.count() if count is None else range(count)
    return (template % number for number in numbers)


def build_row(what: str, results: list[Round], reference: list[Round], against: str, bar: Bar | None) -> Row:
    """Rounds of ours beside those of what `against` names.

    The ratio is the median of the rounds' own ratios: what slows the machine slows both of a round.
    """
    ratio = median(
        mine.per_second / theirs.per_second for mine, theirs in zip(results, reference, strict=True)
    )
    # How busy both sides were: a client near 100 % would measure itself, a server far below waits.
    note = f"{_format_shares(results)}; {against}: {_format_shares(reference)}"
    return Row(what, _format_rate(results), f"{_format_rate(reference)} {against}", ratio, bar, note)


def _format_rate(results: list[Round]) -> str:
    return f"{median(result.per_second for result in results):,.0f}/s"


def _format_shares(results: list[Round]) -> str:
    client = f"client {median(result.client_share for result in results):.0%} of a core"
    loads = [
        (result.server_share, result.per_second) for result in results if result.server_share is not None
    ]
    if not loads:
        return client
    cost = median(share / rate for share, rate in loads) * 1_000_000
    return f"{client}, server {median(share for share, _ in loads):.0%} ({cost:.0f} us of CPU a request)"
