"""FF2xx: what the Worker is called, where its code is, and which behaviour it asks for."""

import re

from worker.config.blocks import Block
from worker.config.catalogue import define
from worker.config.findings import Findings
from worker.config.rules.types import expect_type
from worker.config.values import MISSING, show

BAD_NAME = define(
    "FF201",
    "bad-name",
    "error",
    "The Worker's name has characters that wrangler refuses.",
    """wrangler takes lower-case letters, digits, dashes and underscores, no dash first. A text in angle
    brackets is a template's placeholder that was never filled in.""",
)

# workers-utils: src/config/validation-helpers.ts `isValidName`
_NAME = re.compile(r"(?:[a-z0-9_][a-z0-9\-_]*)?\Z")


def check_block(findings: Findings, block: Block) -> None:
    """The fields that are there for every Worker."""
    _check_name(findings, block)
    expect_type(findings, block.locate("main"), block.get_own("main"), "string", label="main")


def _check_name(findings: Findings, block: Block) -> None:
    name = block.get_own("name")
    if name is MISSING or (isinstance(name, str) and _NAME.match(name)):
        return
    findings.add(
        BAD_NAME,
        block.locate("name"),
        'Expected "name" to be of type string, alphanumeric and lowercase with dashes only '
        f"but got {show(name)}.",
    )
