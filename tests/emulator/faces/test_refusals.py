from collections.abc import Iterator

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.refusals import REFUSALS


def walk(error: type[errors.KVError]) -> Iterator[type[errors.KVError]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from walk(subclass)


CARRYING = {errors.Faulted, errors.BulkItemRefused}
"""Those that carry what they are answered with."""


def test_every_error_has_its_place_in_the_table() -> None:
    known = set(walk(errors.KVError))
    assert len(known) > 30
    assert set(REFUSALS) == known


def test_every_refusal_says_something_at_every_face() -> None:
    for error, refusal in REFUSALS.items():
        if error not in CARRYING:
            assert refusal.words
            assert 400 <= refusal.rest_status < 500
            assert 400 <= refusal.binding_status < 500
