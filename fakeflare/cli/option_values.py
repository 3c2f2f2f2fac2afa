"""Values of flags and of their variables: what a text means, or argparse's error that says what is
expected."""

import argparse
import json
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from fakeflare.emulator.http.tokens import Token


def _refuse(text: str, expected: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f'"{text}" is {expected}')


def parse_port(text: str) -> int:
    """A port: 0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        _refuse(text, "not a port: expected 0 to 65535")
    return int(text)


def parse_count(text: str) -> int:
    """A whole number of 0 or more."""
    if not (text.isdecimal() and text.isascii()):
        _refuse(text, "not a whole number of 0 or more")
    return int(text)


def parse_number(text: str) -> float:
    """A number that JSON can say."""
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        _refuse(text, "not a number")
    return number


def parse_seconds(text: str) -> float:
    """A time that is more than none, in seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        _refuse(text, "no time: expected seconds, more than 0")
    return seconds


def parse_url(text: str) -> str:
    """An http or https URL, without a slash at its end."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        _refuse(text, "not a URL: expected one like http://127.0.0.1:8786")
    return text.rstrip("/")


def parse_location(text: str) -> str:
    """A place's name that a header can carry."""
    # start-up: `dev` alone has a location
    from fakeflare.worker.bindings.caller_headers import check_location

    try:
        return check_location(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_moment(text: str) -> int:
    """Seconds since the epoch; ISO 8601 without a zone is UTC."""
    if text.isdecimal() and text.isascii():
        return int(text)
    try:
        return int(_parse_iso(text))
    except (ValueError, OverflowError):
        _refuse(text, "not a second or a moment like 2030-01-31T12:00:00Z")


def parse_milliseconds(text: str) -> int:
    """Milliseconds since the epoch; ISO 8601 without a zone is UTC."""
    if text.isdecimal():
        return int(text)
    try:
        return round(_parse_iso(text) * 1000)
    except (ValueError, OverflowError):
        _refuse(text, "no time: expected milliseconds or one like 2026-08-01T12:00:00Z")


def _parse_iso(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def parse_until(text: str) -> object:
    """A moment, or `+SECONDS` from now, as a fault rule has it."""
    return {"seconds": parse_count(text[1:])} if text.startswith("+") else parse_moment(text)


def parse_latency(text: str) -> object:
    """Seconds as a fault rule has them: `0.5`, `0.1..0.5`, `lognormal:MEDIAN:SIGMA`."""
    try:
        if text.startswith("lognormal:"):
            median, sigma = text.removeprefix("lognormal:").split(":")
            return {"lognormal": {"median": parse_number(median), "sigma": parse_number(sigma)}}
        least, dots, most = text.partition("..")
        return {"uniform": [parse_number(least), parse_number(most)]} if dots else parse_number(text)
    except (ValueError, argparse.ArgumentTypeError):
        _refuse(text, "not a latency: expected 0.5, 0.1..0.5 or lognormal:MEDIAN:SIGMA")


def parse_object(text: str) -> dict[str, Any]:
    """Parse the text of a JSON object."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        _refuse(text, "not a JSON object")
    return value


def parse_setting(text: str) -> tuple[str, object]:
    """`NAME`, which is switched on, or `NAME=VALUE`, VALUE being JSON or a text."""
    name, equals, value = text.partition("=")
    if not equals:
        return name, True
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def parse_token_spec(text: str) -> "Token":
    """Parse a token of the form `TOKEN[:ACCOUNT][:read|write]`."""
    # start-up: `serve` and `exec` alone have tokens
    from fakeflare.emulator.http.tokens import TokenSpecInvalid, parse_token

    try:
        return parse_token(text)
    except TokenSpecInvalid as error:
        raise argparse.ArgumentTypeError(str(error)) from None
