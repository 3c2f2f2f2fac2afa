"""The options of `fakeflare check`, and a reader of plain command lines.

argparse takes as long as the check of a small file. It is left out where there is nothing to explain: neither
variables, nor a question for help, nor a mistake.
"""

from collections.abc import Iterator, Mapping, Sequence

from fakeflare.cli.check.reports import FORMATS


class Options:
    """What a command line asks for; argparse makes an object of the same members."""

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


_NAMES = {f"--{name.replace('_', '-')}": name for name in vars(Options()) if name != "files"}
_NAMES |= {"-e": "env", "-q": "quiet"}


def parse_plainly(arguments: Sequence[str], environ: Mapping[str, str]) -> Options | None:
    """The options of a command line that has nothing special; None leaves it to argparse."""
    options = Options()
    if any(name.startswith("FAKEFLARE_") for name in environ) or not _read_plainly(arguments, options):
        return None
    return options


def _read_plainly(arguments: Sequence[str], options: Options) -> bool:
    """Fill the options; False where argparse is needed."""
    rest = iter(arguments)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            options.files.append(word)
        elif not _read_flag(word, rest, options):
            return False
    return options.format in FORMATS and options.files.count("-") <= 1


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
