"""Values of flags: what a text means, or argparse's error that says what was expected."""

import argparse
import json
from datetime import UTC, datetime
from math import isfinite
from typing import Any, NoReturn
from urllib.parse import urlsplit

from fakeflare.emulator.http.tokens import Token, TokenSpecInvalid, parse_token


def _refuse(text: str, expected: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f'"{text}" is not {expected}')


def parse_url(text: str) -> str:
    """An http or https URL, without a slash at its end."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        _refuse(text, "a URL like http://127.0.0.1:8786")
    return text.rstrip("/")


def parse_port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        _refuse(text, "a port: expected 0 to 65535")
    return int(text)


def parse_count(text: str) -> int:
    if not (text.isdecimal() and text.isascii()):
        _refuse(text, "a whole number of 0 or more")
    return int(text)


def parse_number(text: str) -> float:
    """A number that JSON can say."""
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        _refuse(text, "a number")
    return number


def parse_moment(text: str) -> int:
    """Seconds since the epoch; ISO 8601 without a zone is UTC."""
    if text.isdecimal() and text.isascii():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        _refuse(text, "a second or a moment like 2030-01-31T12:00:00Z")


def parse_until(text: str) -> object:
    """A moment, or `+SECONDS` from now."""
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
        _refuse(text, "a latency: expected 0.5, 0.1..0.5 or lognormal:MEDIAN:SIGMA")


def parse_object(text: str) -> dict[str, Any]:
    """A JSON object."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        _refuse(text, "a JSON object")
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


def parse_token_spec(text: str) -> Token:
    try:
        return parse_token(text)
    except TokenSpecInvalid as error:
        raise argparse.ArgumentTypeError(str(error)) from None
