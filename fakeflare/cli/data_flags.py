"""The flags that say where the data are: a folder, or nowhere. A flag goes before both variables, and of
these FAKEFLARE_MEMORY before the folder's."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from fakeflare.cli.parser import CommandParser


def add_data_flags(parser: CommandParser, folders: Mapping[str, str], memory: str) -> None:
    """Add the flags of `folders`, with their help texts, and `--memory`, with the text `memory`; only one of
    them may be given. In the options `data` is None for `--memory` and where nothing names a folder, and
    `has_data_flag` says that the choice is a flag's."""
    group = parser.add_mutually_exclusive_group()
    for flag, text in folders.items():
        group.add_argument(flag, dest="data", type=Path, metavar="DIR", help=text)
    group.add_argument("--memory", action="store_true", help=memory)

    def choose(options: argparse.Namespace) -> None:
        options.has_data_flag = options.memory or options.data is not None
        if options.has_data_flag:
            return
        options.memory = parser.read_switch("--memory")
        named = next(filter(None, map(parser.read_variable, folders)), None)
        options.data = Path(named) if named and not options.memory else None

    parser.add_check(choose)
