"""Parsers of command lines in which flags have variables: the flag, else `FAKEFLARE_…`, else the default.

The only place that reads such variables, and that imports argparse for a command.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from fakeflare.cli.command_table import COMMANDS

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("", "0", "false", "no", "off")


def parse_arguments(name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> argparse.Namespace:
    """The options of the command `name`. Raises SystemExit: 2 for a usage error, 0 after `--help`."""
    return make_parser(name, environ).parse(arguments)


def make_parser(name: str, environ: Mapping[str, str]) -> "CommandParser":
    """The parser of the command `name`."""
    parser = CommandParser(
        prog=f"fakeflare {name}", description=make_sentence(COMMANDS[name].summary), environ=environ
    )
    import_module(COMMANDS[name].module).add_arguments(parser)
    return parser


def make_sentence(summary: str) -> str:
    """A line of a table as a sentence, for a description."""
    return f"{summary[0].upper()}{summary[1:]}."


class CommandParser(argparse.ArgumentParser):
    """A parser of one command, or of a verb of it; `environ` are the variables that it looks at."""

    def __init__(self, *, environ: Mapping[str, str], **options: Any) -> None:
        super().__init__(formatter_class=Formatter, allow_abbrev=False, **options)
        self.environ = environ
        self.has_mixed_files = False
        """Whether flags may stand between the words of a positional argument that takes several."""
        self._checks: list[Callable[[argparse.Namespace], None]] = []

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options, checked. Raises SystemExit for a usage error and after `--help`."""
        parse = self.parse_intermixed_args if self.has_mixed_files else self.parse_args
        options = parse(arguments)
        for check in self._checks:
            check(options)
        return options

    def add_check(self, check: Callable[[argparse.Namespace], None]) -> None:
        """Have `check` look at the options once all are read; it may complete them, or call `error`."""
        self._checks.append(check)

    def read_variable(self, flag: str) -> str | None:
        """The text of a flag's variable, None where it is not set."""
        return self.environ.get(_name_variable(flag))

    def parse_variable(self, flag: str, kind: Callable[[str], Any]) -> Any:
        """What `kind` makes of a flag's variable, None where that is unset or empty. A usage error names the
        variable."""
        found = self.read_variable(flag)
        return self._name_the_variable(kind)(_VariableText(found, _name_variable(flag))) if found else None

    def add_flag(
        self,
        *flags: str,
        text: str,
        default: str | None = None,
        kind: Callable[[str], object] = str,
        name: str | None = None,
        choices: Sequence[str] | None = None,
        has_empty: bool = False,
    ) -> None:
        """Add a flag with one value, which `kind` makes of its text; the help is `text`, the value is called
        `name` there. The last of `flags` names the variable, which is as good as unset where it is empty,
        unless `has_empty` says that this is a value, too."""
        found = self.read_variable(flags[-1])
        found = None if found == "" and not has_empty else found
        self.add_argument(
            *flags,
            help=text,
            default=default if found is None else _VariableText(found, _name_variable(flags[-1])),
            type=self._name_the_variable(kind, choices),
            metavar=name,
            choices=choices,
        )

    def add_list(
        self,
        *flags: str,
        text: str,
        name: str,
        separator: str | None = None,
        kind: Callable[[str], Any] = str,
    ) -> None:
        """Add a flag that may be repeated; the variable is split at `separator`, by default at spaces, and
        counts where the flag is not given."""
        action = self.add_argument(*flags, help=text, metavar=name, action=_Collect, type=kind, default=[])
        variable = _name_variable(flags[-1])

        def read(options: argparse.Namespace) -> None:
            if getattr(options, action.dest) is action.default:
                words = (self.read_variable(flags[-1]) or "").split(separator)
                parse = self._name_the_variable(kind)
                found = [parse(_VariableText(word, variable)) for word in words if word]
                setattr(options, action.dest, found)

        self.add_check(read)

    def add_switch(self, *flags: str, text: str) -> None:
        """Add a flag without a value; the variable is on or off."""
        self.add_argument(*flags, action="store_true", default=self.read_switch(flags[-1]), help=text)

    def read_switch(self, flag: str) -> bool:
        """Whether the variable of a flag is on; unset and empty are off. Another text is a usage error."""
        found = self.read_variable(flag)
        word = (found or "").lower()
        if word not in (*_TRUE, *_FALSE):
            self.error(
                f"{_name_variable(flag)}: '{found}' is neither on nor off: expected one of "
                f"{', '.join(_TRUE + _FALSE[1:])}"
            )
        return word in _TRUE

    def _name_the_variable(
        self, kind: Callable[[str], Any], choices: Sequence[str] | None = None
    ) -> Callable[[str], Any]:
        """`kind` whose complaints about a variable's text name the variable: argparse would name the flag."""

        def parse(text: str) -> Any:
            if not isinstance(text, _VariableText):
                return kind(text)
            if choices is not None and text not in choices:
                # argparse looks at what flags say, not at their defaults
                self.error(f"{text.variable}: '{text}' is none of {', '.join(choices)}")
            try:
                return kind(str(text))
            except argparse.ArgumentTypeError as error:
                self.error(f"{text.variable}: {error}")

        return parse


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


class _VariableText(str):
    """The text of a variable, which knows whose it is."""

    __slots__ = ("variable",)

    def __new__(cls, text: str, variable: str) -> "_VariableText":
        made = super().__new__(cls, text)
        made.variable = variable
        return made

    variable: str


class _Collect(argparse.Action):
    """Collects in a list of its own: the default stays as it is, and tells that no flag was given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del parser, option
        found = getattr(namespace, self.dest)
        collected = [values] if found is self.default else [*found, values]
        setattr(namespace, self.dest, collected)
