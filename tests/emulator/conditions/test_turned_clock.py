"""The clock that a test turns, over one that goes on by itself."""

import pytest

from fakeflare.emulator.conditions.turned_clock import Reading, TurnedClock
from fakeflare.emulator.domain.clock import SystemClock
from tests.bench import NOW
from tests.bench import TurnedClock as BaseClock


@pytest.fixture
def base() -> BaseClock:
    return BaseClock()


@pytest.fixture
def clock(base: BaseClock) -> TurnedClock:
    return TurnedClock(base)


def test_it_shows_the_clock_beneath_until_it_is_turned(clock: TurnedClock, base: BaseClock) -> None:
    base.advance(5)
    assert clock.now() == NOW + 5
    assert clock.read() == Reading(NOW + 5, False, 0)


def test_it_goes_on_from_where_it_was_set(clock: TurnedClock, base: BaseClock) -> None:
    clock.set(1000)
    base.advance(5)
    assert clock.read() == Reading(1005, False, 1000 - NOW)


def test_it_is_advanced_again_and_again(clock: TurnedClock, base: BaseClock) -> None:
    clock.advance(61)
    base.advance(5)
    clock.advance(0)
    clock.advance(10)
    assert clock.read() == Reading(NOW + 76, False, 71)
    with pytest.raises(ValueError, match="0 seconds or more, not by -1"):
        clock.advance(-1)


def test_it_stands_still_where_it_is_frozen(clock: TurnedClock, base: BaseClock) -> None:
    clock.freeze()
    base.advance(5)
    assert clock.read() == Reading(NOW, True, -5)
    clock.freeze(7)
    assert clock.now() == 7


def test_it_is_turned_while_it_stands_still(clock: TurnedClock, base: BaseClock) -> None:
    clock.freeze()
    clock.advance(61)
    base.advance(5)
    assert clock.read() == Reading(NOW + 61, True, 56)
    clock.set(9)
    assert clock.now() == 9


def test_it_goes_on_from_where_it_stood(clock: TurnedClock, base: BaseClock) -> None:
    clock.freeze(100)
    base.advance(5)
    clock.resume()
    base.advance(1)
    assert clock.read() == Reading(101, False, 95 - NOW)
    clock.resume()
    assert clock.now() == 101


def test_it_is_put_back(clock: TurnedClock, base: BaseClock) -> None:
    clock.freeze(100)
    clock.reset()
    base.advance(5)
    assert clock.read() == Reading(NOW + 5, False, 0)


def test_the_machines_clock_goes_on() -> None:
    first = SystemClock().now()
    assert first > 1_700_000_000
    assert SystemClock().now() >= first
