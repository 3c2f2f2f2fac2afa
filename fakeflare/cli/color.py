"""Whether what is printed has colour."""

from collections.abc import Mapping
from typing import TextIO


def has_color(environ: Mapping[str, str], stream: TextIO) -> bool:
    """no-color.org and force-color.org: a variable that is set and not empty decides, NO_COLOR first; else
    whether `stream` is a terminal that is not dumb."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return stream.isatty() and environ.get("TERM") != "dumb"
