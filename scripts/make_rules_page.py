"""Writes docs/rules.md, the page of all rules, from the rules and their cases. Run it as
`.venv/bin/python -m scripts.make_rules_page`.

With `--check` it writes nothing and exits with 1 where the page is not up to date.
"""

import re
import sys
from functools import cache
from pathlib import Path

from fakeflare.cli.check.reports.text import write_finding
from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.findings.schema import load_schema
from tests.worker.config.test_cases import find_config, list_cases, read_case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/rules.md"

FAMILIES = (
    ("FF0xx", "Reading", "FF0"),
    ("FF1xx", "Fields and types", "FF1"),
    ("FF2xx", "Identity", "FF2"),
    ("FF3xx–FF4xx", "Bindings", "FF3", "FF4"),
    ("FF5xx", "Routes, triggers and other fields", "FF5"),
    ("FF6xx", "Environments", "FF6"),
    ("FF7xx", "Variables and secrets", "FF7"),
    ("FF8xx", "Python Workers", "FF8"),
    ("FF9xx", "The project", "FF9"),
)

HEAD = """\
# The rules of `fakeflare check`

<!-- written by scripts/make_rules_page.py: change the rules or their cases, then run it -->

What [`fakeflare check`](check.md) looks for. The rules, and all messages that are wrangler's own, are of
wrangler {version}. An *error* is what wrangler, Cloudflare's API or the runtime refuses; a *warning* is what
wrangler warns about, or what surprises; an *info* is worth knowing. The examples are the check's own output.
"""


def make_page() -> str:
    """The whole page."""
    parts = [HEAD.format(version=load_schema().version)]
    for codes, title, *prefixes in FAMILIES:
        rules = [rule for code, rule in sorted(list_rules().items()) if code.startswith(tuple(prefixes))]
        if rules:
            parts.append(f"## {codes} {title}\n")
            parts.append(_make_table(rules))
            parts += [_describe(rule) for rule in rules]
    return "\n".join(parts)


def _make_table(rules: list[Rule]) -> str:
    rows = (f"| [{rule.code}](#{rule.code.lower()}) | `{rule.name}` | {rule.severity} |" for rule in rules)
    return "\n".join(("| code | name | severity |", "| --- | --- | --- |", *rows, ""))


def _describe(rule: Rule) -> str:
    anchor = f'<a id="{rule.code.lower()}"></a>'
    lines = [
        anchor,
        "",
        f"### {rule.code} `{rule.name}` ({rule.severity})",
        "",
        rule.summary,
        "",
        rule.why,
        "",
    ]
    example = find_example(rule)
    if example is not None:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`{3,}", example)), default=0))
        lines += [f"{fence}text", example, fence, ""]
    return "\n".join(lines)


@cache
def _list_all_cases() -> list[Path]:
    return list_cases()


def find_example(rule: Rule) -> str | None:
    """The first finding of the rule in its cases, as the check prints it."""
    for case in _list_all_cases():
        if case.parent.name != f"{rule.code}-{rule.name}" or case.name.startswith("silent"):
            continue
        document, project_files = read_case(case)
        document.path = f"wrangler{Path(document.path).suffix}"
        for found in check_document(document, project_files):
            if found.code == rule.code:
                text = write_finding(document, found).rstrip()
                return text.replace(f"{find_config(case).parent}/", "").replace(f"{case}/", "")
    return None


def main() -> int:
    page = make_page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, "utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text("utf-8") == page:
        return 0
    sys.stderr.write("docs/rules.md is not up to date: run `.venv/bin/python -m scripts.make_rules_page`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
