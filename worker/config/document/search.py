"""Finding a wrangler configuration."""

from pathlib import Path

SEARCHED_NAMES = ("wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""The order of wrangler's search: a name is looked for up to `/` before the next one is tried, so that a
`wrangler.json` in a parent folder wins over the project's own `wrangler.jsonc`
(workers-sdk: workers-utils/src/config/config-helpers.ts `findWranglerConfig`)."""


def find_document(start: Path) -> Path | None:
    """The file that wrangler would use from `start`, if any."""
    folders = [start, *start.parents]
    for name in SEARCHED_NAMES:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
    return None
