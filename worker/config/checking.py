"""Checks a document: every rule, on every block."""

from collections.abc import Iterator
from itertools import islice

from fakeflare.worker.config.blocks import Block, count_comparable
from fakeflare.worker.config.diagnostics import Diagnostic
from fakeflare.worker.config.document import Document
from fakeflare.worker.config.findings import Findings
from fakeflare.worker.config.project import Surroundings
from fakeflare.worker.config.rules import BLOCK_CHECKS, DOCUMENT_CHECKS, FILTER, LAST_CHECKS
from fakeflare.worker.config.values import is_object


def check_document(document: Document, surroundings: Surroundings) -> list[Diagnostic]:
    """Every finding, in the order of the file."""
    findings = Findings(document, surroundings)
    for check_whole in DOCUMENT_CHECKS:
        check_whole(findings)
    if document.parsed.is_sound:
        for block in list_blocks(document, surroundings):
            for check_block in BLOCK_CHECKS:
                check_block(findings, block)
    for check_rest in LAST_CHECKS:
        check_rest(findings)
    return sorted(set(FILTER(findings)), key=_order)


def list_blocks(document: Document, surroundings: Surroundings) -> Iterator[Block]:
    """The top level, then each environment that is asked for and is an object, if not far too many."""
    top = Block(document.values)
    yield top
    yield from islice(_list_environments(top, surroundings), count_comparable(document.values))


def _list_environments(top: Block, surroundings: Surroundings) -> Iterator[Block]:
    environments = top.values.get("env")
    for name, values in environments.items() if is_object(environments) else ():
        is_asked = surroundings.environments is None or name in surroundings.environments
        if is_asked and is_object(values):
            yield Block(values, name, top)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (*diagnostic.range, diagnostic.code, diagnostic.message)
