"""Which visits are asked for."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from fakeflare.emulator.conditions.fields import Fields, refuse
from fakeflare.emulator.conditions.visits import Visit
from fakeflare.emulator.domain.operation import DOORS, OPERATIONS
from fakeflare.emulator.domain.patterns import fits

_STATUS = re.compile(r"[1-5](xx|[0-9]{2})")

Test = Callable[[Visit], bool]


class Filter(NamedTuple):
    """A visit has to pass all tests; of those that do, the last `limit` are wanted."""

    tests: tuple[Test, ...]
    limit: int | None
    after: int
    """The first so many visits that were ever added are not looked at."""

    def accepts(self, visit: Visit) -> bool:
        return all(test(visit) for test in self.tests)


def parse_filter(spec: Mapping[str, object]) -> Filter:
    """Read a filter out of plain JSON. Raises `MessageInvalid`."""
    fields = Fields(spec, "a filter")
    tests = (
        _test_text("door", fields.take_text("door", DOORS)),
        _test_text("operation", fields.take_text("operation", OPERATIONS)),
        _test_text("location", fields.take_text("location")),
        _test_namespace(fields.take_text("namespace")),
        _test_key(fields.take_text("key")),
        _test_status(fields.take("status")),
        _test_since(fields.take_count("since")),
        _test_fault(fields.take_text("fault")),
    )
    limit, after = fields.take_count("limit", least=1), fields.take_count("after") or 0
    fields.finish()
    return Filter(tuple(test for test in tests if test is not None), limit, after)


def _test_text(name: str, wanted: str | None) -> Test | None:
    return None if wanted is None else lambda visit: getattr(visit, name) == wanted


def _test_namespace(wanted: str | None) -> Test | None:
    if wanted is None:
        return None
    return lambda visit: visit.namespace is not None and wanted in (visit.namespace.id, visit.namespace.title)


def _test_key(pattern: str | None) -> Test | None:
    return None if pattern is None else lambda visit: any(fits(key.decode(), pattern) for key in visit.keys)


def _test_status(wanted: object) -> Test | None:
    if wanted is None:
        return None
    text = str(wanted)
    if not isinstance(wanted, int | str) or not _STATUS.fullmatch(text):
        refuse("status", "must be one like 404, or a class like 4xx")
    beginning = text.removesuffix("xx")
    return lambda visit: str(visit.status).startswith(beginning)


def _test_since(second: int | None) -> Test | None:
    return None if second is None else lambda visit: visit.time >= second


def _test_fault(rule_id: str | None) -> Test | None:
    return None if rule_id is None else lambda visit: rule_id in visit.faults
