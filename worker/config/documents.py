"""Finding a wrangler configuration and turning its text into plain values. Knows no field by name."""

import os
import re
import tomllib
from pathlib import Path

from worker.config.errors import ConfigError
from worker.config.jsonc import JsoncError, parse_jsonc

SEARCHED_NAMES = ("wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""The order of wrangler's search: a name is looked for up to `/` before the next one is tried, so that a
`wrangler.json` in a parent folder wins over the project's own `wrangler.jsonc`
(workers-sdk: workers-utils/src/config/config-helpers.ts `findWranglerConfig`)."""

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def find_document(start: Path) -> Path | None:
    """The file that wrangler would use from `start`, if any."""
    folders = [start, *start.parents]
    for name in SEARCHED_NAMES:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
    return None


def read_document(path: Path) -> dict[str, object]:
    """The values of a configuration file. Other suffixes are empty files to wrangler; here refused."""
    if path.suffix not in (".json", ".jsonc", ".toml"):
        raise ConfigError(path, "a configuration is a .json, .jsonc or .toml file")
    text = _read_text(path)
    document = _parse_toml(path, text) if path.suffix == ".toml" else _parse_jsonc(path, text)
    if not isinstance(document, dict):
        raise ConfigError(path, "a configuration is an object", 1, 1)
    return document


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(path, f"cannot be read: {os.strerror(error.errno or 0)}") from None
    for mark, name in ((b"\xff\xfe", "UTF-16 LE"), (b"\xfe\xff", "UTF-16 BE")):
        if raw.startswith(mark):
            # workers-sdk: workers-utils/src/parse.ts `removeBOMAndValidate`
            raise ConfigError(path, f"Configuration file contains {name} byte order marker")
    return raw.decode("utf-8", "replace").removeprefix("\ufeff")


def _parse_jsonc(path: Path, text: str) -> object:
    try:
        return parse_jsonc(text)
    except JsoncError as error:
        raise ConfigError(path, error.message, error.line, error.column) from None


def _parse_toml(path: Path, text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        if place is None:
            raise ConfigError(path, message) from None
        line = int(place[1]) if place[1] else text.count("\n") + 1
        column = int(place[2]) if place[2] else len(text) - text.rfind("\n")
        raise ConfigError(path, message[: place.start()], line, column) from None
    except RecursionError:
        raise ConfigError(path, "the nesting is too deep", 1, 1) from None
