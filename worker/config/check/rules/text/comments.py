"""FF980–FF981: comments that silence findings."""

from fakeflare.worker.config.findings.catalogue import define

MARK = "fakeflare:"
"""What such a comment begins with: a text without it has none."""

UNUSED_IGNORE = define(
    "FF980",
    "unused-ignore",
    "info",
    "A comment ignores findings that there are not.",
    """Only `fakeflare check` reads these comments. The fault may have been repaired, the comment may
    stand on another line than the finding's first, or it names another rule: what is left silences a
    later fault unseen. Delete it, or move it. A check of some environments only (`--env`), or without
    the disk (`--no-files`), does not look for this.""",
)
BAD_IGNORE = define(
    "FF981",
    "bad-ignore",
    "warning",
    "A comment for `fakeflare check` is not understood, and ignores nothing.",
    """Write `fakeflare: ignore` and the codes or names of rules, separated by commas or blanks, on the
    line of the finding or alone on the line above it; or `fakeflare: ignore-file` and the codes before
    the first value of the file.""",
)
