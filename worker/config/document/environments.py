"""Which environment of a document is meant."""

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.values import is_object


def list_environments(document: Document) -> list[str]:
    """The names of the environments that a document has."""
    known = document.values.get("env")
    return list(known) if is_object(known) else []


def select_block(document: Document, name: str | None) -> Block:
    """The environment called `name`; None or "" is the top level. Where the document has no environment of
    that name, its top level is what runs (workers-utils: src/config/validation.ts
    `normalizeAndValidateConfig`)."""
    top = Block(document.values)
    if not name:
        return top
    known = document.values.get("env")
    values = known.get(name) if is_object(known) else None
    return Block(values, name, top) if is_object(values) else Block(document.values, name)
