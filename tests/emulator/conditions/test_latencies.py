"""How long faults make operations wait."""

from random import Random
from statistics import median

import pytest

from fakeflare.emulator.conditions.faults.latencies import draw_seconds
from fakeflare.emulator.messages.declaration.parsing import parse
from fakeflare.emulator.messages.fault import FaultSpec


def draw(given: object, count: int = 1) -> list[float]:
    latency, random = parse(FaultSpec, {"latency": given}).latency, Random(1)
    return [draw_seconds(latency, random) for _ in range(count)]


@pytest.mark.parametrize("spec", [0.25, {"fixed": 0.25}])
def test_a_fixed_latency_is_always_the_same(spec: object) -> None:
    assert draw(spec, 3) == [0.25, 0.25, 0.25]


def test_a_uniform_latency_lies_between_two_numbers() -> None:
    drawn = draw({"uniform": [1, 3]}, 1000)
    assert 1 <= min(drawn) < 1.1
    assert 2.9 < max(drawn) <= 3


def test_a_lognormal_latency_has_a_median_and_a_long_tail() -> None:
    drawn = draw({"lognormal": {"median": 0.1, "sigma": 0.5}}, 1001)
    assert 0.09 < median(drawn) < 0.11
    assert min(drawn) > 0
    assert max(drawn) > 0.3


def test_no_latency_is_longer_than_an_hour() -> None:
    assert max(draw({"lognormal": {"median": 3600, "sigma": 10}}, 100)) == 3600


def test_none_is_none() -> None:
    assert draw_seconds(None, Random(1)) == 0
