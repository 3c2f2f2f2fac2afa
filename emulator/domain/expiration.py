"""When a pair ends: whole seconds since the epoch, at least 60 ahead, and one comparison for "expired"."""

from math import isfinite

from fakeflare.emulator.domain.errors import (
    CacheTtlTooShort,
    ExpirationInvalid,
    ExpirationTooSoon,
    ExpirationTtlInvalid,
    ExpirationTtlTooShort,
)
from fakeflare.emulator.domain.limits import MAX_SECONDS, MIN_CACHE_TTL_SECONDS, MIN_EXPIRATION_TTL_SECONDS
from fakeflare.emulator.domain.text import parse_integer

MAX_DESCRIBED_CHARACTERS = 64
"""An error does not repeat more of a value than this."""


def is_expired(expiration: int | None, now: int) -> bool:
    """A pair is gone from the second of its expiration on (miniflare: `expiration <= now`)."""
    return expiration is not None and expiration <= now


def parse_expiration(expiration: object, expiration_ttl: object, now: int) -> int | None:
    """The second at which a pair ends, or None for never.

    Each argument is None (absent), a query's text or a JSON value. `expiration_ttl` wins when both are
    given, and `expiration` is then not looked at (OpenAPI; miniflare `validatePutOptions`).
    """
    if expiration_ttl is not None:
        return now + _parse_ttl(expiration_ttl)
    if expiration is not None:
        return _parse_moment(expiration, now)
    return None


def _parse_ttl(raw: object) -> int:
    seconds = parse_integer(raw)
    if seconds is None or not 0 < seconds <= MAX_SECONDS // 2:
        raise ExpirationTtlInvalid(describe(raw))
    if seconds < MIN_EXPIRATION_TTL_SECONDS:
        raise ExpirationTtlTooShort(describe(raw))
    return seconds


def _parse_moment(raw: object, now: int) -> int:
    moment = parse_integer(raw)
    if moment is None or not now < moment <= MAX_SECONDS:
        raise ExpirationInvalid(describe(raw))
    if moment < now + MIN_EXPIRATION_TTL_SECONDS:
        raise ExpirationTooSoon(describe(raw))
    return moment


def check_cache_ttl(raw: object) -> int | None:
    """The seconds of `cache_ttl`, or None if absent. Raises `CacheTtlTooShort`."""
    if raw is None:
        return None
    seconds = parse_integer(raw)
    if seconds is None or seconds < MIN_CACHE_TTL_SECONDS:
        raise CacheTtlTooShort(describe(raw))
    return seconds


def describe(raw: object) -> str:
    """How an error quotes a value: a query's text as it was, a JSON value as JavaScript writes it."""
    if raw is None:
        return "null"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, float):
        return f"{raw:.15g}" if isfinite(raw) else ("Infinity" if raw > 0 else "-Infinity")
    return str(raw)[:MAX_DESCRIBED_CHARACTERS]
