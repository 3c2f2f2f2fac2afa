"""Whether a response may be stored and how long it stays fresh: RFC 9111 for a shared cache.

Where the standard leaves a choice, it is the one of the npm package http-cache-semantics, which
Miniflare asks (workers-sdk: packages/miniflare/src/workers/cache/cache.worker.ts, `getExpiration`).
"""

import math
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

# RFC 9110, section 15.1
_CACHEABLE_BY_DEFAULT = frozenset({200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501})
_UNDERSTOOD = frozenset({200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501})

_HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    }
)
_HEURISTIC_SHARE = 0.1
_IMMUTABLE_SECONDS = 24 * 3600
_MAX_CLOCK_DRIFT_SECONDS = 8 * 3600
_PRIVATE_COOKIE = re.compile("private=set-cookie;?", re.IGNORECASE)


class Freshness(NamedTuple):
    """What a cache keeps beside a response it stores."""

    headers: list[tuple[str, str]]
    age: float
    """Seconds that the response was old when it came."""
    seconds_left: float
    """How long it stays fresh; 0 when it is stale at once."""


def judge_response(
    status: int, headers: Iterable[tuple[str, str]], is_authorized: bool, now: float
) -> Freshness | None:
    """The freshness of a response to a GET at `now`; None if it may not be stored.

    Header names are in lower case; a name that comes twice has its values joined beforehand.
    `is_authorized` says whether the request had an Authorization header.
    """
    fields = _release_cookies(dict(headers))
    directives = _parse_directives(fields.get("cache-control", ""))
    if "cache-control" not in fields and "no-cache" in fields.get("pragma", ""):
        directives["no-cache"] = ""
    if not _is_storable(status, fields, directives, is_authorized):
        return None
    served = _read_server_date(fields, now)
    age = max(now - served, _parse_seconds(fields.get("age", "")), 0)
    lifetime = _compute_lifetime(fields, directives, served)
    return Freshness(_drop_connection(fields), age, max(lifetime - age, 0))


def _release_cookies(fields: dict[str, str]) -> dict[str, str]:
    """`private=Set-Cookie` stores the response without its cookies, as Cloudflare does."""
    control = fields.get("cache-control", "").lower()
    if "private=set-cookie" in control:
        fields["cache-control"] = _PRIVATE_COOKIE.sub("", control)
        fields.pop("set-cookie", None)
    return fields


def _is_storable(
    status: int, fields: Mapping[str, str], directives: Mapping[str, str], is_authorized: bool
) -> bool:
    """RFC 9111, section 3; what a request says in Cache-Control is ignored, as Cloudflare does."""
    if status not in _UNDERSTOOD or "set-cookie" in fields:
        return False
    if "no-store" in directives or "private" in directives:
        return False
    if is_authorized and not directives.keys() & {"must-revalidate", "public", "s-maxage"}:
        return False
    is_explicit = bool(fields.get("expires")) or bool(directives.keys() & {"public", "max-age", "s-maxage"})
    return is_explicit or status in _CACHEABLE_BY_DEFAULT


def _compute_lifetime(fields: Mapping[str, str], directives: Mapping[str, str], served: float) -> float:
    """Compute how many seconds a response stays fresh (RFC 9111, section 4.2.1)."""
    if "no-cache" in directives or "proxy-revalidate" in directives:
        return 0
    for name in ("s-maxage", "max-age"):
        if name in directives:
            return _parse_seconds(directives[name])
    least = _IMMUTABLE_SECONDS if "immutable" in directives else 0
    if fields.get("expires"):
        expires = parse_date(fields["expires"])
        # what is no date counts as already expired (RFC 9111, section 5.3)
        return 0 if math.isnan(expires) or expires < served else max(least, expires - served)
    modified = parse_date(fields.get("last-modified", ""))
    return max(least, (served - modified) * _HEURISTIC_SHARE) if modified < served else least


def _parse_directives(control: str) -> dict[str, str]:
    directives: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in control.split(","))):
        name, _, value = part.partition("=")
        directives[name.strip().lower()] = value.strip().strip('"')
    return directives


def _parse_seconds(text: str) -> int:
    digits = re.match(r"\d+", text.strip())
    return int(digits[0]) if digits else 0


def parse_date(text: str) -> float:
    """An HTTP date in seconds; NaN for what is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _read_server_date(fields: Mapping[str, str], now: float) -> float:
    date = parse_date(fields.get("date", ""))
    return date if abs(now - date) < _MAX_CLOCK_DRIFT_SECONDS else now


def _drop_connection(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Without what concerns one connection only, nor `age` and `date`, which are told anew."""
    named = {name.strip().lower() for name in fields.get("connection", "").split(",")}
    dropped = _HOP_BY_HOP | named | {"age", "date"}
    return [(name, value) for name, value in fields.items() if name not in dropped]
