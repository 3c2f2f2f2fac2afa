"""Cron expressions: the examples of Cloudflare's manual pass, and so does what the manual leaves open."""

import pytest

from fakeflare.worker.config.check.rules.running.cron import find_fault


@pytest.mark.parametrize(
    "cron",
    [
        "* * * * *",
        "*/30 * * * *",
        "45 * * * *",
        "0 17 * * sun",
        "0 17 * * 1",
        "10 7 * * mon-fri",
        "10 7 * * 2-6",
        "0 15 1 * *",
        "0 18 * * 6L",
        "0 18 * * friL",
        "59 23 LW * *",
        "0 0 15W * *",
        "0 0 L-3 JAN-MAR,dec *",
        "0 9 * * MON#2",
        "0 9 * * 2#5",
        "0 9 ? * *",
        "0-10,20-30/2 0-23 1,15 1-12 1-7",
        "5/15 22-2 * * *",
    ],
)
def test_these_are_fine(cron: str) -> None:
    assert find_fault(cron) is None


@pytest.mark.parametrize(
    ("cron", "fault"),
    [
        ("*/5 * * *", "it has 4 fields, not 5"),
        ("@daily", "it has 1 field, not 5"),
        ("60 * * * *", "60 is not between 0 and 59 in the minute field"),
        ("99999999999 * * * *", "99999999999 is not between 0 and 59 in the minute field"),
        ("0 0-24 * * *", "24 is not between 0 and 23 in the hour field"),
        ("0 0 32 * *", "32 is not between 1 and 31 in the day of the month field"),
        ("0 0 * 0 *", "0 is not between 1 and 12 in the month field"),
        ("0 0 * * 0", "0 is not between 1 and 7 in the day of the week field"),
        ("0 0 * * 8", "8 is not between 1 and 7 in the day of the week field"),
        ("0 0 * * FOOL", '"FOOL" is no value in the day of the week field'),
        ("0 0 * * FOO#1", '"FOO#1" is no value in the day of the week field'),
        ("0 0 * * MON#6", '"MON#6" is no value in the day of the week field'),
        ("L * * * *", '"L" is no value in the minute field'),
        ("*/x * * * *", '"*/x" has no step of 1 or more in the minute field'),
        ("*/0 * * * *", '"*/0" has no step of 1 or more in the minute field'),
        ("1- * * * *", '"1-" is no value in the minute field'),
        ("1,,2 * * * *", '"" is no value in the minute field'),
        ("-5 * * * *", '"-5" is no value in the minute field'),
        ("1.5 * * * *", '"1.5" is no value in the minute field'),
        ("** * * * *", '"**" is no value in the minute field'),
        ("² * * * *", '"²" is no value in the minute field'),
    ],
)
def test_these_are_not(cron: str, fault: str) -> None:
    assert find_fault(cron) == fault
