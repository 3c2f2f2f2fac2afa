"""Reads a whole JSONC text, and brings what reads on after faults where there is one."""

from fakeflare.worker.config.syntax.jsonc.reader import Reader, Recovery
from fakeflare.worker.config.syntax.nodes import Parsed


def parse_jsonc(text: str) -> Parsed:
    """Return the values of a text with their places, whatever the text is."""
    reader = Reader(text, _load_recovery)
    reader.read()
    is_sound = reader.root is not None
    if reader.state != "end" or reader.problems:
        # start-up: most texts have no fault
        from fakeflare.worker.config.syntax.jsonc.brackets import finish

        is_sound = finish(reader) and is_sound
    return Parsed(reader.root, reader.problems, reader.repeats, reader.comments, is_sound)


def _load_recovery() -> Recovery:
    # start-up: as above
    from fakeflare.worker.config.syntax.jsonc import recovery

    return recovery
