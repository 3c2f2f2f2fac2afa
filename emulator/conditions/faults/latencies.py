"""How long a fault makes an operation wait."""

from collections.abc import Callable, Mapping
from math import exp, log
from random import Random
from typing import NamedTuple

from fakeflare.emulator.conditions.fields import Fields, check_number, refuse

_MOST_SECONDS = 3600.0


class Latency(NamedTuple):
    """A distribution of seconds."""

    spec: object
    """As it was asked for."""
    draw: Callable[[Random], float]


def parse_latency(spec: object) -> Latency | None:
    """Seconds, `{"fixed": s}`, `{"uniform": [least, most]}` or `{"lognormal": {"median": s, "sigma": x}}`."""
    if spec is None:
        return None
    if not isinstance(spec, Mapping):
        seconds = check_number("latency", spec, 0, _MOST_SECONDS)
        return Latency(spec, lambda _: seconds)
    if len(spec) != 1:
        refuse("latency", 'has one of "fixed", "uniform", "lognormal"')
    [(kind, value)] = spec.items()
    if kind == "fixed":
        seconds = check_number("latency.fixed", value, 0, _MOST_SECONDS)
        return Latency(spec, lambda _: seconds)
    if kind == "uniform":
        return Latency(spec, _parse_uniform(value))
    if kind == "lognormal":
        return Latency(spec, _parse_lognormal(value))
    refuse("latency", 'has one of "fixed", "uniform", "lognormal"')


def _parse_uniform(value: object) -> Callable[[Random], float]:
    if not isinstance(value, list) or len(value) != 2:
        refuse("latency.uniform", "must be two numbers of seconds")
    least = check_number("latency.uniform", value[0], 0, _MOST_SECONDS)
    most = check_number("latency.uniform", value[1], least, _MOST_SECONDS)
    return lambda random: random.uniform(least, most)


def _parse_lognormal(value: object) -> Callable[[Random], float]:
    fields = Fields(value, "latency.lognormal")
    median = fields.take_number("median", most=_MOST_SECONDS)
    sigma = fields.take_number("sigma", most=10)
    fields.finish()
    if not median or sigma is None:
        refuse("latency.lognormal", 'needs "median", in seconds, and "sigma"')
    return lambda random: min(exp(random.gauss(log(median), sigma)), _MOST_SECONDS)
