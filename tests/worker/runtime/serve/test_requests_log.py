"""One line for each event that a Worker has answered."""

from io import StringIO
from time import perf_counter

import pytest

from fakeflare.worker.runtime.serve.requests_log import RequestsLog, is_coloured


class ClosedPipe(StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_log_that_nobody_reads_fails_no_request() -> None:
    log = RequestsLog(ClosedPipe())
    for _ in range(2):
        log.note("GET", "/", 200, "", perf_counter())


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, False),
    ],
)
def test_colours_are_for_who_asks(environ: dict[str, str], expected: bool) -> None:
    assert is_coloured(StringIO(), environ) is expected


def test_lines_are_coloured_by_status() -> None:
    stream = StringIO()
    log = RequestsLog(stream, coloured=True)
    for status in (200, 302, 404, 500):
        log.note("GET", "/", status, "", perf_counter())
    colours = [line.partition(" / ")[2][:5] for line in stream.getvalue().splitlines()]
    assert colours == ["\033[32m", "\033[34m", "\033[33m", "\033[31m"]
