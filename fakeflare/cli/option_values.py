"""Values of flags: what a text means, or argparse's error that says what was expected."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit


def parse_port(text: str) -> int:
    """0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is not a port: expected 0 to 65535')
    return int(text)


def parse_seconds(text: str) -> float:
    """A time that is more than none."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f'"{text}" is no time: expected seconds, more than 0')
    return seconds


def parse_url(text: str) -> str:
    """An http or https URL, without a slash at its end."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        raise argparse.ArgumentTypeError(f'"{text}" is not a URL: expected one like http://127.0.0.1:8786')
    return text.rstrip("/")


def parse_path(text: str) -> Path | None:
    """A path; an empty variable names none."""
    return Path(text) if text else None


def parse_location(text: str) -> str:
    """A name that a header can carry."""
    from fakeflare.worker.bindings.caller_headers import check_location

    try:
        return check_location(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_time(text: str) -> int:
    """Milliseconds since the epoch; ISO 8601 without a zone is UTC."""
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f'"{text}" is no time: expected milliseconds or one like 2026-08-01T12:00:00Z'
        ) from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
