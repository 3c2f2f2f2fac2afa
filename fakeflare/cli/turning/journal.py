"""`fakeflare journal`."""

import argparse
import json
import sys
import time
from collections.abc import Callable

from fakeflare.cli.turning.parser import JOURNAL_FILTERS
from fakeflare.cli.turning.printing import format_entry
from fakeflare.control.client import Control

PAUSE_SECONDS = 0.5

Show = Callable[[argparse.Namespace, object, str], None]


def run_journal(control: Control, options: argparse.Namespace, show: Show) -> None:
    """Show what passes the filters, count it, or forget all; with `--follow` until an interrupt."""
    filters = {name: getattr(options, name) for name in JOURNAL_FILTERS}
    if options.clear:
        control.journal.clear()
        show(options, {}, "")
    elif options.count:
        count = control.journal.count(**filters)
        show(options, {"count": count}, str(count))
    elif options.follow:
        _follow(control, options, filters)
    else:
        entries = control.journal.list(**filters)
        show(options, entries, "\n".join(map(format_entry, entries)) or "no requests")


def _follow(control: Control, options: argparse.Namespace, filters: dict[str, object]) -> None:
    answer = control.journal.read(filters)
    while True:
        for entry in answer["entries"]:
            # a line for each, so that a program can read along
            line = json.dumps(entry, ensure_ascii=False) if options.json else format_entry(entry)
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        time.sleep(PAUSE_SECONDS)
        answer = control.journal.read({**filters, "limit": None, "after": answer["last"]})
