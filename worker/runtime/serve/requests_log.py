"""One line on stdout for each event that a Worker has answered."""

import os
import sys
from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter
from typing import TextIO

from fakeflare.worker.javascript.language.promises import find_loop

_PHRASES = {int(status): status.phrase for status in HTTPStatus}

_GREEN, _BLUE, _YELLOW, _RED, _GREY = "\033[32m", "\033[34m", "\033[33m", "\033[31m", "\033[90m"
_BOLD, _PLAIN = "\033[1m", "\033[0m"

# by the hundreds of the status, as Miniflare's entry.worker.ts `colourFromHTTPStatus` has them
_COLOURS = {2: _GREEN, 4: _YELLOW, 5: _RED}


def is_coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether a stream is coloured: terminals are; NO_COLOR and FORCE_COLOR decide for every one
    (no-color.org)."""
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR")
    if forced is not None:
        return forced not in ("0", "false")
    return stream.isatty()


class RequestsLog:
    """Write whole lines, and stop when nobody can read them any more."""

    def __init__(self, stream: TextIO | None = None, coloured: bool | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._is_coloured = is_coloured(self._stream, os.environ) if coloured is None else coloured
        self._is_open = True
        self._lines: list[str] = []

    def note(self, method: str, path: str, status: int, phrase: str, started: float) -> None:
        """Write `[fakeflare] GET /path 200 OK (5ms)`; `started` is a `perf_counter()`."""
        words = phrase or _PHRASES.get(status, "")
        took = f"({(perf_counter() - started) * 1000:.0f}ms)"
        if self._is_coloured:
            colour = _COLOURS.get(status // 100, _BLUE)
            line = (
                f"[fakeflare] {_BOLD}{method}{_PLAIN} {path} "
                f"{colour}{_BOLD}{status}{_PLAIN}{colour} {words}{_PLAIN} {_GREY}{took}{_PLAIN}\n"
            )
        else:
            line = f"[fakeflare] {method} {path} {status} {words} {took}\n"
        self._write(line)

    def note_scheduled(self, cron: str, outcome: str, started: float) -> None:
        """Write `[fakeflare] scheduled "* * * * *" ok (5ms)`; `started` is a `perf_counter()`."""
        took = f"({(perf_counter() - started) * 1000:.0f}ms)"
        shown = f'"{cron}"' if cron.isprintable() else ascii(cron)
        colour, end = ("", "") if not self._is_coloured else (_GREEN if outcome == "ok" else _RED, _PLAIN)
        self._write(f"[fakeflare] scheduled {shown} {colour}{outcome}{end} {took}\n")

    def _write(self, line: str) -> None:
        """Lines of one turn of the loop leave together: a write for each costs as much as the request."""
        self._lines.append(line)
        if len(self._lines) > 1:
            return
        loop = find_loop()
        if loop is None:
            self.flush()
        else:
            loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write the lines that are pending, at once."""
        text = "".join(self._lines)
        self._lines.clear()
        if not text or not self._is_open:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # a pipe whose reader has gone must not fail the requests
            self._is_open = False
