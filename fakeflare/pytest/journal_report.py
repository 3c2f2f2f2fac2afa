"""The end of the journal as lines for the report of a failed test."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

LENGTH = 10
"""Requests in a report."""

_LONGEST = 60
"""Characters of a key or a path."""


def format_entries(entries: Iterable[Mapping[str, Any]]) -> str:
    """A line for each request; below one for a missing key, what may have been meant."""
    return "\n".join(line for entry in entries for line in _format_entry(entry))


def _format_entry(entry: Mapping[str, Any]) -> list[str]:
    moment = datetime.fromtimestamp(entry["time"], UTC).strftime("%H:%M:%S")
    status = "cut off" if entry["status"] is None else str(entry["status"])
    line = f"{moment} {entry['door']:<7} {status:<7} {_describe_target(entry)}{_describe_more(entry)}"
    return [line, *_describe_hints(entry.get("hints") or {})]


def _describe_target(entry: Mapping[str, Any]) -> str:
    if entry["operation"] is None:
        return _cut(f"{entry['method']} {entry['path']}")
    words = [entry["operation"], entry["title"] or entry["namespace"], _describe_keys(entry)]
    return " ".join(word for word in words if word)


def _describe_keys(entry: Mapping[str, Any]) -> str:
    if "keys" not in entry:
        return "" if entry["key"] is None else _quote(entry["key"])
    shown = ", ".join(_quote(key) for key in entry["keys"][:3])
    left = entry["key_count"] - len(entry["keys"][:3])
    return f"{shown} and {left} more" if left > 0 else shown


def _describe_more(entry: Mapping[str, Any]) -> str:
    notes = []
    if entry["location"]:
        notes.append(f"at {entry['location']}")
    if entry["fault"]:
        notes.append(f"struck by {entry['fault']}")
    if entry["milliseconds"] is not None:
        notes.append(f"{entry['milliseconds']:.1f} ms")
    return f"  ({', '.join(notes)})" if notes else ""


def _describe_hints(hints: Mapping[str, Any]) -> list[str]:
    lines = []
    if nearest := hints.get("nearest"):
        lines.append(f"no such key; the nearest here: {', '.join(_quote(key) for key in nearest)}")
    if held_by := hints.get("held_by"):
        lines.append(f"namespaces that hold this key now: {', '.join(held_by)}")
    return [f"{'':>25}{line}" for line in lines]


def _quote(key: str) -> str:
    return f'"{_cut(key)}"'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
