"""`fakeflare journal`: shows the last requests that a running emulator has had."""

import argparse
import json
import sys
import time

from fakeflare.cli.control_commands import Json, add_control_flags, format_second, run_control, show
from fakeflare.cli.member_flags import add_filter_flags, collect_members
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control
from fakeflare.emulator.messages.journal import JournalFilter

_PAUSE_SECONDS = 0.5


def add_arguments(parser: CommandParser) -> None:
    """Filters, and what is to be done with the requests that pass them."""
    add_control_flags(parser)
    parser.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    parser.add_argument("--count", action="store_true", help="only how many there are")
    parser.add_argument("--clear", action="store_true", help="forget them")
    add_filter_flags(parser, JournalFilter)


def run(options: argparse.Namespace) -> int:
    """Show what passes the filters, count it, or forget all; with `--follow` until an interrupt. Returns the
    exit code."""
    return run_control(options, _show)


def _show(control: Control, options: argparse.Namespace) -> None:
    filters = collect_members(options, JournalFilter)
    if options.clear:
        control.journal.clear()
        show(options, {}, "")
    elif options.count:
        count = control.journal.count(filters)
        show(options, {"count": count}, str(count))
    elif options.follow:
        _follow(control, options, filters)
    else:
        entries = control.journal.list(filters)
        show(options, entries, "\n".join(map(_format, entries)) or "no requests")


def _follow(control: Control, options: argparse.Namespace, filters: dict[str, object]) -> None:
    answer = control.journal.read(filters)
    while True:
        for entry in answer["entries"]:
            # a line for each, so that a program can read along
            line = json.dumps(entry, ensure_ascii=False) if options.json else _format(entry)
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        time.sleep(_PAUSE_SECONDS)
        answer = control.journal.read({**filters, "limit": None, "after": answer["last"]})


def _format(entry: Json) -> str:
    """A request in a line; what a missing key may have meant in another."""
    where = "/".join(_quote_key(part) for part in (entry["title"], _find_key(entry)) if part is not None)
    parts = [
        format_second(entry["time"]),
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
