"""The arguments of `fakeflare check`: flag, else FAKEFLARE_… variable, else default.

argparse takes as long as the check of a small file. It is left out where there is nothing to explain: neither
variables, nor a question for help, nor a mistake.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from fakeflare.cli.check.reports import FORMATS

if TYPE_CHECKING:
    import argparse

    from fakeflare.cli.flags import Flags

_EPILOG = """\
Without FILES, it checks the configuration that wrangler would use here. A folder stands for the
configuration that wrangler would use there, - for standard input. The exit code is 0 without errors, 1
with errors, 2 for a wrong command line. Flags have variables: --format is FAKEFLARE_FORMAT; those of
flags that may be repeated are split at spaces. In a file, a comment `fakeflare: ignore FF301` silences a
rule on its line or on the next one."""


class Options:
    """What a command line asks for."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.env: list[str] = []
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.strict = False
        self.no_files = False
        self.fix = False
        self.format = "text"
        self.quiet = False
        self.stdin_filename: str | None = None
        self.explain: str | None = None
        self.wrangler_version = False

    def refuse(self, message: str) -> NoReturn:
        """A usage error that is found later."""
        _make_parser({}).error(message)


_NAMES = {f"--{name.replace('_', '-')}": name for name in vars(Options()) if name != "files"}
_NAMES |= {"-e": "env", "-q": "quiet"}


def parse_arguments(arguments: Sequence[str], environ: Mapping[str, str]) -> Options:
    """The options of a command line; usage errors exit with 2."""
    options = Options()
    if any(name.startswith("FAKEFLARE_") for name in environ) or not _read_plainly(arguments, options):
        options = Options()
        parsed = _make_parser(environ).parse_intermixed_args(arguments)
        vars(options).update({name: getattr(parsed, name) for name in vars(options)})
    if options.files.count("-") > 1:
        options.refuse("- can be given once")
    return options


def _read_plainly(arguments: Sequence[str], options: Options) -> bool:
    """Read a command line that has nothing special; False leaves it to argparse."""
    rest = iter(arguments)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            options.files.append(word)
        elif not _read_flag(word, rest, options):
            return False
    return options.format in FORMATS


def _read_flag(word: str, rest: Iterator[str], options: Options) -> bool:
    flag, is_joined, value = word.partition("=")
    name = _NAMES.get(flag, "")
    found = getattr(options, name, None)
    if not name or (is_joined and (isinstance(found, bool) or not flag.startswith("--"))):
        return False
    if isinstance(found, bool):
        setattr(options, name, True)
        return True
    value = value if is_joined else next(rest, "-")
    if isinstance(found, list):
        found.append(value)
    else:
        setattr(options, name, value)
    # argparse will say that a value is missing
    return bool(is_joined) or not value.startswith("-")


def _make_parser(environ: Mapping[str, str]) -> "argparse.ArgumentParser":
    import argparse

    from fakeflare.cli.flags import Flags, Formatter

    parser = argparse.ArgumentParser(
        prog="fakeflare check",
        description="Check wrangler configurations: every environment, with file, line and column.",
        epilog=_EPILOG,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="*", metavar="FILES", help="configurations, folders, or -")
    flags = Flags(parser, environ)
    _add_choices(flags)
    _add_output(flags)
    parser.add_argument("--explain", metavar="CODE", help="tell what a rule is about, and exit")
    parser.add_argument(
        "--wrangler-version", action="store_true", help="show the wrangler that the rules are of, and exit"
    )
    return parser


def _add_choices(flags: "Flags") -> None:
    """What is checked, and what counts."""
    flags.add_list(
        *("-e", "--env"),
        text='check the top level and this environment; repeatable, "" for the top level alone; default: all',
        name="NAME",
    )
    flags.add_list(
        "--select",
        text="use these rules alone: codes, beginnings of codes, or names, with commas; repeatable",
        name="CODES",
    )
    flags.add_list("--ignore", text="leave these rules out; repeatable", name="CODES")
    flags.add_switch("--strict", text="let warnings fail the check, too")
    flags.add_switch("--no-files", text="look at no file but the configuration itself")
    flags.add_switch("--fix", text="repair what has one right answer")


def _add_output(flags: "Flags") -> None:
    flags.add(
        "--format", text=f"one of {', '.join(FORMATS)}", default="text", kind=_parse_format, name="FORMAT"
    )
    flags.add_switch(*("-q", "--quiet"), text="show only what fails the check")
    flags.add(
        "--stdin-filename",
        text="the name of what standard input holds; its suffix tells JSONC from TOML",
        name="NAME",
    )


def _parse_format(text: str) -> str:
    import argparse

    if text not in FORMATS:
        raise argparse.ArgumentTypeError(f"'{text}' is not a format: expected one of {', '.join(FORMATS)}")
    return text
