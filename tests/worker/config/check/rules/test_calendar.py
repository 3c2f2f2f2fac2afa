"""Which texts JavaScript takes for a date, and which day is meant. The verdicts are those of Node 22."""

import datetime

import pytest

from fakeflare.worker.config.findings.calendar import find_day, is_javascript_date, is_strict


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-1-1",
        "2026-02-30",
        "2026.08.01",
        "2026/08/01",
        "2026 08 01",
        "2026,8,1",
        "08/01/2026",
        "8.1.2026",
        "1 Aug 2026",
        "Aug 2026",
        "August 1, 2026",
        "Mon, 02 Jan 2026",
        "2026-Aug-01",
        "2026-08-01T00:00:00Z",
        "2026-08-01T00:00",
        "2026-08-01 10:00",
        "2026-08-01 (x)",
        "+002026-08-01",
        "  2026-08-01 ",
        "compat 2026",
        "2026-08",
        "12",
        "0",
    ],
)
def test_javascript_reads_it(text: str) -> None:
    assert is_javascript_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "<TBD>",
        "{{ date }}",
        "%COMPAT_DATE",
        "20260801",
        "275761",
        "2026-13-01",
        "2026-00-10",
        "2026-02-32",
        "13/01/2026",
        "13",
        "1-2-3-4",
        "v2024",
        "2nd Jan 2026",
        "2026W30",
        "2026-08-01x",
        "2026-08-01 foo",
        "2026-08-01T25:00",
        "2026-08-01+02:00",
        "2026_08_01",
        "１２",
    ],
)
def test_javascript_does_not_read_it(text: str) -> None:
    assert not is_javascript_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-01", "2026-08-01"),
        ("2026–08–01", "2026-08-01"),
        ("2026/8/1", "2026-08-01"),
        ("2026_08_01", "2026-08-01"),
        ("20260801", "2026-08-01"),
        ("2026-08-01T00:00:00Z", "2026-08-01"),
        ("March 7, 2026", "2026-03-07"),
        ("7 mar 2026", "2026-03-07"),
    ],
)
def test_the_day_that_is_meant(text: str, day: str) -> None:
    assert find_day(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["2024", "08/01/2026", "March 2026", "2026-02-30", "0000-01-01", "March 32, 2026", ""]
)
def test_no_day_is_guessed(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize(
    "text", ["2026-8-1", "2026-08-01 ", "２０２６-08-01", "26-08-01", "2026-08-01-1", ""]
)
def test_only_one_form_is_strict(text: str) -> None:
    assert not is_strict(text)
    assert is_strict("2026-02-30")
