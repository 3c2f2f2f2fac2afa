"""The one way in which reading a wrangler configuration fails."""

from pathlib import Path


class ConfigError(Exception):
    """The configuration cannot be used: one line that names the file and, where known, the place."""

    def __init__(
        self, path: Path | None, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        self.path = path
        self.message = " ".join(message.split())
        self.line = line
        self.column = column
        place = [str(part) for part in (path, line, column) if part is not None]
        super().__init__(f"{':'.join(place)}: {self.message}" if place else self.message)
