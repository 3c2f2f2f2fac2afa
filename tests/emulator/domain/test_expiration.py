import pytest

from fakeflare.emulator.domain.errors import (
    CacheTtlTooShort,
    ExpirationInvalid,
    ExpirationTooSoon,
    ExpirationTtlInvalid,
    ExpirationTtlTooShort,
    KVError,
)
from fakeflare.emulator.domain.expiration import check_cache_ttl, describe, is_expired, parse_expiration

NOW = 1_000


@pytest.mark.parametrize(
    ("expiration", "ttl", "ends"),
    [
        (None, None, None),
        ("1060", None, 1060),
        (None, "60", 1060),
        (1060, None, 1060),
        (None, 60, 1060),
        (None, 60.0, 1060),
        (None, "+60", 1060),
        ("1", "60", 1060),
        ("nonsense", "60", 1060),
        ("1060", "120", 1120),
    ],
)
def test_pair_ends(expiration: object, ttl: object, ends: int | None) -> None:
    assert parse_expiration(expiration, ttl, NOW) == ends


@pytest.mark.parametrize(
    ("expiration", "ttl", "error"),
    [
        ("1000", None, ExpirationInvalid),
        ("-1", None, ExpirationInvalid),
        ("abc", None, ExpirationInvalid),
        ("1060.5", None, ExpirationInvalid),
        ("", None, ExpirationInvalid),
        (True, None, ExpirationInvalid),
        ("99999999999999999999", None, ExpirationInvalid),
        ("1_060", None, ExpirationInvalid),
        ("1001", None, ExpirationTooSoon),
        ("1059", None, ExpirationTooSoon),
        (None, "0", ExpirationTtlInvalid),
        (None, "-60", ExpirationTtlInvalid),
        (None, "abc", ExpirationTtlInvalid),
        (None, "60.5", ExpirationTtlInvalid),
        (None, 60.5, ExpirationTtlInvalid),
        (None, float("inf"), ExpirationTtlInvalid),
        (None, [], ExpirationTtlInvalid),
        (None, 10**15 * 9, ExpirationTtlInvalid),
        (None, "1", ExpirationTtlTooShort),
        (None, "59", ExpirationTtlTooShort),
    ],
)
def test_end_is_refused(expiration: object, ttl: object, error: type[KVError]) -> None:
    with pytest.raises(error) as caught:
        parse_expiration(expiration, ttl, NOW)
    assert type(caught.value) is error


@pytest.mark.parametrize(("expiration", "expired"), [(None, False), (999, True), (1000, True), (1001, False)])
def test_pair_is_gone_from_the_second_of_its_expiration(expiration: int | None, expired: bool) -> None:
    assert is_expired(expiration, NOW) is expired


def test_cache_ttl_is_at_least_30() -> None:
    assert check_cache_ttl(None) is None
    assert check_cache_ttl("30") == 30
    for raw in ("29", "-1", "x", ""):
        with pytest.raises(CacheTtlTooShort):
            check_cache_ttl(raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        (60.0, "60"),
        ("x", "x"),
        (7, "7"),
        (1e999, "Infinity"),
        (-1e999, "-Infinity"),
        (10**99, "1" + "0" * 63),
    ],
)
def test_errors_quote_values_as_javascript_writes_them(raw: object, text: str) -> None:
    assert describe(raw) == text
