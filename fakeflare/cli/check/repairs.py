"""`--fix`: repairs a source and puts the text back where it came from."""

import codecs
import sys
from collections.abc import Callable

from fakeflare.cli.check.discovery import Source
from fakeflare.cli.check.output import write_bytes
from fakeflare.cli.check.results import Checked
from fakeflare.worker.config.check.fixing import CannotWrite, repair, write_text
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Document

Find = Callable[[Document], list[Diagnostic]]


def repair_file(source: Source, document: Document, find: Find) -> Checked:
    """Repair a file in place. One that cannot be written keeps its findings; standard error says why."""
    repaired = repair(document, find)
    if source.path is not None and repaired.document.text != document.text:
        try:
            write_text(source.path, document.text, repaired.document.text)
        except CannotWrite as error:
            sys.stderr.write(f"fakeflare: {error}\n")
            return Checked(document, find(document), is_unwritten=True)
    return Checked(*repaired)


def repair_input(data: bytes, document: Document, find: Find) -> Checked:
    """Write what standard input holds to standard output, repaired. What is not UTF-8 passes as it is."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    checked = Checked(document, find(document))
    if data == mark + document.text.encode():
        checked = Checked(*repair(document, find))
        data = mark + checked.document.text.encode()
    write_bytes(data, sys.stdout)
    return checked
