"""FF043: a field of the top level that a TOML header above it has made part of its table."""

from fakeflare.worker.config.document.blocks import describe
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.schema import load_schema, name_kind
from fakeflare.worker.config.syntax.nodes import Node, Place

SWALLOWED_FIELD = define(
    "FF043",
    "swallowed-field",
    "warning",
    "A field of the top level stands below a TOML table's header and so belongs to the table.",
    """In TOML all lines below `[table]` or `[[array]]` belong to it, up to the next header; empty lines
    and indentation mean nothing. In `[vars]` the field becomes a variable, and wrangler says nothing but
    that the field is missing. Move it above the first header.""",
)

_FREE = ("vars", "define")
"""Tables with any names at all."""
_WORDS = ("main", "name", "route", "routes")
"""Fields without an underscore that hardly ever are variables."""
_LIKELY_VARIABLES = ("account_id", "zone_id")


def check_document(findings: Findings) -> None:
    """Fields in tables where wrangler takes them for names that the author made up."""
    root = findings.document.parsed.root
    if findings.document.syntax != "toml" or root is None or not findings.document.parsed.is_sound:
        return
    _check_block(findings, (), root, root)
    environments = root.find("env")
    for name, member in (environments.members or {}).items() if environments is not None else ():
        _check_block(findings, ("env", name), member.node, root)


def _check_block(findings: Findings, place: Place, block: Node, root: Node) -> None:
    for table in _FREE:
        node = block.find(table)
        if node is None or node.members is None:
            continue
        for name in node.members:
            is_missing = block.find(name) is None and ("_" in name or root.find(name) is None)
            if is_missing and name not in _LIKELY_VARIABLES and ("_" in name or name in _WORDS):
                report_swallowed(findings, (*place, table, name), _describe(place, table, name))


def _describe(place: Place, table: str, name: str) -> str:
    kind = "a variable" if table == "vars" else f"an entry of {table}"
    return f'"{name}" is {kind} here: {describe((*place, table, name))}'


def report_swallowed(findings: Findings, place: Place, message: str) -> bool:
    """Report a field that stands in a table with a header, and is known at the top level and of its type;
    whether it is one."""
    document = findings.document
    table, node = document.find(place[:-1]), document.find(place)
    shape = load_schema().root.find(str(place[-1]))
    if document.syntax != "toml" or table is None or node is None or shape is None:
        return False
    if not document.text.startswith("[", table.span.start) or name_kind(node.value) not in shape.kinds:
        return False
    line = document.lines.get(document.lines.locate(table.span.start).line)
    header = line.strip().partition("#")[0].strip()
    hint = f"{place[-1]} is a field of the top level: move it above the first header of the file."
    if place[0] == "env":
        hint = f"{place[-1]} is a field of the environment: move it above the headers of the tables in it."
    other = Other(place[:-1], f"{header} makes the lines below it part of the table")
    findings.add(SWALLOWED_FIELD, place, message, on="key", hint=hint, others=[other])
    return True
