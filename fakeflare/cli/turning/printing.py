"""Answers of the control face, for a person."""

import json
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def format_clock(reading: Json) -> str:
    state = "frozen" if reading["frozen"] else "running"
    offset = reading["offset"]
    turned = f", {abs(offset)} seconds {'ahead' if offset > 0 else 'behind'}" if offset else ""
    return f"{reading['iso']} ({reading['now']}), {state}{turned}"


def format_snapshot(snapshot: Json) -> str:
    return f"{snapshot['name']}  {_format_second(snapshot['taken'])}"


def format_seeded(namespace: Json) -> str:
    return f"{namespace['title']}  {namespace['id']}  {namespace['pairs']} pairs"


def format_fault(rule: Json) -> str:
    spec = {name: value for name, value in rule.items() if name not in ("id", "matches", "hits")}
    return f"{rule['id']}  {rule['hits']} hits of {rule['matches']} matches  {_dump(spec)}"


def format_entry(entry: Json) -> str:
    """A request in a line; what a missing key may have meant in another."""
    where = "/".join(_quote_key(part) for part in (entry["title"], _find_key(entry)) if part is not None)
    parts = [
        _format_second(entry["time"]),
        entry["door"],
        entry["operation"] or f"{entry['method']} {entry['path']}",
        where,
        "no answer" if entry["status"] is None else str(entry["status"]),
        "" if entry["milliseconds"] is None else f"{entry['milliseconds']:.1f} ms",
        entry["fault"] or "",
    ]
    hints = entry.get("hints") or {}
    nearest, holders = hints.get("nearest"), hints.get("held_by")
    lines = ["  ".join(part for part in parts if part)]
    lines += [f"    nearest: {', '.join(map(_quote_key, nearest))}"] if nearest else []
    lines += [f"    held by: {', '.join(map(_quote_key, holders))}"] if holders else []
    return "\n".join(lines)


def _find_key(entry: Json) -> str | None:
    return f"{entry['key_count']} keys" if "keys" in entry else entry.get("key")


def _quote_key(key: str) -> str:
    """As it is, unless it would spoil the line."""
    return key if key.isprintable() and key.strip() == key and key else json.dumps(key)


def format_members(described: Json) -> str:
    """A line for each."""
    width = max(map(len, described), default=0)
    return "\n".join(f"{name:<{width}}  {_dump(value)}" for name, value in described.items())


def _dump(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _format_second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().replace("+00:00", "Z")
