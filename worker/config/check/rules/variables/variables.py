"""FF700–FF709: `vars`, `define` and `secrets`: what each may hold."""

import datetime
from collections.abc import Iterable

from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import expect_array_of, expect_object
from fakeflare.worker.config.syntax.nodes import Place

VARS_LIST = define(
    "FF700",
    "vars-is-a-list",
    "error",
    "`vars` is a list; it should be an object of names and values.",
    """wrangler lets it pass and binds the items as `env["0"]`, `env["1"]` and so on, which nobody means. We
    refuse it; an empty list, which binds nothing, is a warning. Write `"vars": { "NAME": "value" }`; in
    TOML a table `[vars]`.""",
)
TOML_DATE = define(
    "FF701",
    "toml-date-in-vars",
    "error",
    "A variable's value is a TOML date.",
    """wrangler refuses the file: a variable is a text or JSON, and JSON has no dates. Put the date in
    quotes; `--fix` does so.""",
)
DEFINE_NOT_TEXT = define(
    "FF702",
    "define-not-text",
    "error",
    "A value of `define` is not a text.",
    """wrangler refuses the file. A definition is a piece of JavaScript that stands in for the name: write
    `"1"` for a number, `"true"` for a boolean and `"'text'"`, with quotes of its own, for a text.""",
)


def check_block(findings: Findings, block: Block) -> None:
    """What the block itself gives; none of the three is inherited."""
    _check_vars(findings, block)
    _check_define(findings, block)
    _check_secrets(findings, block)


def _check_vars(findings: Findings, block: Block) -> None:
    """workers-utils: src/config/validation.ts `validateVars`."""
    found, place = block.get_own("vars"), block.locate("vars")
    if found is MISSING:
        return
    if isinstance(found, list):
        message = f'The field "{describe(place)}" should be an object but got {show(found)}.'
        findings.add(
            VARS_LIST,
            place,
            message,
            hint='write names and values: { "NAME": "value" }',
            severity="error" if found else "warning",  # an empty one binds nothing
        )
    elif is_object(found):
        for name, value in found.items():
            if isinstance(value, datetime.date | datetime.time):
                _add_date(findings, (*place, name), name)
    else:
        expect_object(findings, place, found)


def _add_date(findings: Findings, place: Place, name: str) -> None:
    node = findings.document.find(place)
    written = None if node is None else findings.document.text[node.span.start : node.span.end]
    findings.add(
        TOML_DATE,
        place,
        f'The field "{describe(place)}" is a TOML date, which is not supported. Please use a string instead, '
        f'e.g. {name} = "2025-12-19".',
        hint=None if written is None else f'write {name} = "{written}"',
        edits=() if node is None else (Edit(*node.span, f'"{written}"'),),
    )


def _check_define(findings: Findings, block: Block) -> None:
    """`validateDefines`. An array is an object to it, whose names are the positions."""
    found, place = block.get_own("define"), block.locate("define")
    members: Iterable[tuple[str | int, object]] = ()
    if isinstance(found, list):
        members = enumerate(found)
    elif is_object(found):
        members = found.items()
    elif found is not MISSING:
        expect_object(findings, place, found)
    for key, value in members:
        if not isinstance(value, str):
            findings.add(
                DEFINE_NOT_TEXT,
                (*place, key),
                f'The field "{describe(place)}.{key}" should be a string but got {show(value)}.',
                hint=f"write {show(show(value))}",
            )


def _check_secrets(findings: Findings, block: Block) -> None:
    """`validateSecrets`."""
    found, place = block.get_own("secrets"), block.locate("secrets")
    if is_object(found):
        if "required" in found:
            expect_array_of(findings, (*place, "required"), found["required"], "string")
    elif found is not MISSING:
        expect_object(findings, place, found)
