"""A finding as a JSON object, for the formats of our own."""

from fakeflare.worker.config.document.diagnostics import Diagnostic, Range


def make_record(found: Diagnostic) -> dict[str, object]:
    """Lines and columns count from 1, columns in characters; an end is after the last one."""
    return {
        "path": found.path,
        **_spread(found.range),
        "severity": found.severity,
        "code": found.code,
        "name": found.name,
        "message": found.message,
        "hint": found.hint,
        "docs_url": found.docs_url,
        "related": [
            {"path": other.path, **_spread(other.range), "message": other.message} for other in found.related
        ],
        "environment": found.environment,
    }


def _spread(place: Range) -> dict[str, int]:
    return place._asdict()
