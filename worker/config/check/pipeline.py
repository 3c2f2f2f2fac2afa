"""The way of a document through the check: each family of rules, on the file and on every block of it."""

from collections.abc import Iterator
from itertools import islice

from fakeflare.worker.config.check.families import (
    list_block_families,
    list_document_families,
    list_last_families,
)
from fakeflare.worker.config.check.rules.text.comments import MARK
from fakeflare.worker.config.document.blocks import Block, count_comparable
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.values import is_object
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.project_files import ProjectFiles


def check_document(document: Document, project_files: ProjectFiles) -> list[Diagnostic]:
    """Return every finding, in the order of the file."""
    findings = Findings(document, project_files)
    for family in list_document_families(findings):
        family.check_document(findings)
    if document.parsed.is_sound:
        for block in list_blocks(document, project_files):
            for family in list_block_families(block):
                family.check_block(findings, block)
    for family in list_last_families(findings):
        family.check_document(findings)
    return sorted(set(_silence(findings)), key=_order)


def _silence(findings: Findings) -> list[Diagnostic]:
    """Leave out what comments of the file silence, and add what is wrong with the comments."""
    if MARK not in findings.document.text:
        return findings.all
    # start-up: most files have no such comment
    from fakeflare.worker.config.check.ignores import apply_ignores

    return apply_ignores(findings)


def list_blocks(document: Document, project_files: ProjectFiles) -> Iterator[Block]:
    """The top level, then each environment that is asked for and is an object, if not far too many."""
    top = Block(document.values)
    yield top
    yield from islice(_list_environments(top, project_files), count_comparable(document.values))


def _list_environments(top: Block, project_files: ProjectFiles) -> Iterator[Block]:
    environments = top.values.get("env")
    for name, values in environments.items() if is_object(environments) else ():
        is_asked = project_files.environments is None or name in project_files.environments
        if is_asked and is_object(values):
            yield Block(values, name, top)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (*diagnostic.range, diagnostic.code, diagnostic.message)
