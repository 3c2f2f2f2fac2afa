"""Flags with a variable each: the flag, else FAKEFLARE_…, else the default."""

import argparse
import os
from collections.abc import Callable, Mapping
from typing import Any

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("", "0", "false", "no", "off")


class Flags:
    """Adds flags to a parser. argparse parses a variable's text like a flag's value."""

    def __init__(self, parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
        self.parser = parser
        self._environ = environ

    def read(self, flag: str) -> str | None:
        return self._environ.get(_name_variable(flag))

    def add(
        self,
        *flags: str,
        text: str,
        default: str | None = None,
        kind: Callable[[str], object] = str,
        name: str | None = None,
    ) -> None:
        """A flag with one value."""
        found = self.read(flags[-1])
        self.parser.add_argument(
            *flags, help=text, default=default if found is None else found, type=kind, metavar=name
        )

    def add_list(
        self,
        *flags: str,
        text: str,
        name: str,
        separator: str | None = None,
        kind: Callable[[str], Any] = str,
    ) -> None:
        """A flag that may be repeated; the variable is split at `separator`, by default at spaces."""
        words = (self.read(flags[-1]) or "").split(separator)
        default = [kind(word) for word in words if word]
        self.parser.add_argument(*flags, help=text, metavar=name, action=_Collect, default=default, type=kind)

    def add_switch(self, *flags: str, text: str, into: str | None = None) -> None:
        """A flag without a value; the variable is on or off."""
        default = self.read_switch(flags[-1])
        names: dict[str, Any] = {} if into is None else {"dest": into}
        self.parser.add_argument(*flags, action="store_true", default=default, help=text, **names)

    def read_switch(self, flag: str) -> bool:
        found = self.read(flag)
        word = (found or "").lower()
        if word not in (*_TRUE, *_FALSE):
            self.parser.error(
                f"{_name_variable(flag)}: '{found}' is neither on nor off: expected one of "
                f"{', '.join(_TRUE + _FALSE[1:])}"
            )
        return word in _TRUE


class Formatter(argparse.HelpFormatter):
    """argparse makes one for every flag that it is told of, and each imports shutil, which is slow, only to
    ask how wide the terminal is."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_find_width() - 2)


def _find_width() -> int:
    """As shutil does it: COLUMNS, the terminal, 80."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    try:
        return os.get_terminal_size().columns or 80
    except OSError:
        return 80


def _name_variable(flag: str) -> str:
    return f"FAKEFLARE_{flag.removeprefix('--').replace('-', '_').upper()}"


class _Collect(argparse.Action):
    """Collects; the first flag drops what the variable said."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del parser, option
        given = getattr(namespace, f"given_{self.dest}", [])
        collected = [*given, values]
        setattr(namespace, f"given_{self.dest}", collected)
        setattr(namespace, self.dest, collected)
