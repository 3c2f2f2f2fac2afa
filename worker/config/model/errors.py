"""The one way in which reading a wrangler configuration fails."""

from collections.abc import Sequence
from pathlib import Path

from fakeflare.worker.config.document.diagnostics import Diagnostic, describe_diagnostic


class ConfigError(Exception):
    """The configuration cannot be used. The text has one line for each reason."""

    def __init__(self, path: Path | None, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        self.path = path
        self.diagnostics = tuple(diagnostics)
        """The findings that are the reason, with their places; empty where it is none of the file's text."""
        flat = " ".join(message.split()) if not diagnostics else message
        super().__init__(flat if path is None or diagnostics else f"{path}: {flat}")


def refuse_findings(path: Path, diagnostics: Sequence[Diagnostic]) -> ConfigError:
    """The error of a configuration whose check has found errors."""
    return ConfigError(path, "\n".join(map(describe_diagnostic, diagnostics)), diagnostics)
