from collections.abc import Iterator

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.binding.errors import STATUSES
from fakeflare.emulator.faces.rest.errors import REFUSALS
from fakeflare.emulator.faces.sentences import SENTENCES


def walk(error: type[errors.KVError]) -> Iterator[type[errors.KVError]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from walk(subclass)


def test_every_error_has_its_place_in_every_table() -> None:
    known = set(walk(errors.KVError))
    assert len(known) > 30
    assert set(SENTENCES) == known
    assert set(REFUSALS) == known
    assert set(STATUSES) == known
