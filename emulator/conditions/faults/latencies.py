"""How long a fault makes an operation wait."""

from math import exp, log
from random import Random

from fakeflare.emulator.messages.fault import MOST_SECONDS, Latency, Lognormal


def draw_seconds(latency: float | Latency | None, random: Random) -> float:
    """The seconds of one operation; none without a latency, an hour at most."""
    if latency is None:
        return 0.0
    if not isinstance(latency, Latency):
        return latency
    if latency.uniform is not None:
        return random.uniform(*latency.uniform)
    if latency.lognormal is not None:
        return _draw_lognormal(latency.lognormal, random)
    return latency.fixed or 0.0


def _draw_lognormal(spec: Lognormal, random: Random) -> float:
    return min(exp(random.gauss(log(spec.median), spec.sigma)), MOST_SECONDS)
