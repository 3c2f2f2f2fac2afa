"""What a rule is about, and which wrangler the rules are of."""

import textwrap
from pathlib import Path

from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.check.selection import find_codes
from fakeflare.worker.config.document.diagnostics import DOCS
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.findings.schema import choose_schema, load_schema

_WIDTH = 100


def explain(word: str) -> str:
    """The rules that a code, the beginning of one or a name stands for. Raises `UnknownRule`."""
    return "\n".join(_describe(list_rules()[code]) for code in sorted(find_codes(word)))


def _describe(rule: Rule) -> str:
    paragraphs = (rule.summary, rule.why)
    filled = (
        textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False) for text in paragraphs
    )
    return (
        "\n\n".join((f"{rule.code} {rule.name} ({rule.severity})", *filled, f"{DOCS}#{rule.code.lower()}"))
        + "\n"
    )


def describe_wrangler(folder: Path | None) -> str:
    """The version of wrangler whose rules these are, and the project's own if that one knows the fields."""
    text = f"wrangler {load_schema().version}\n"
    chosen = choose_schema(folder)
    if chosen.path is None:
        return text
    return f"{text}fields as in wrangler {chosen.schema.version}: {chosen.path}\n"
