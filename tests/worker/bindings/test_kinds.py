"""Every kind of binding stands in one module here and in one of the configuration, under one name."""

import pkgutil
from importlib import import_module

import pytest

import fakeflare.worker.bindings.kinds
import fakeflare.worker.config.kinds
from fakeflare.worker.bindings.unavailable import make_unavailable
from fakeflare.worker.config.kinds import FIELDS, get_kind


def list_modules(path: object) -> set[str]:
    return {module.name for module in pkgutil.iter_modules(path)}  # type: ignore[arg-type]


def test_both_sides_and_the_list_have_the_same_kinds() -> None:
    assert list_modules(fakeflare.worker.config.kinds.__path__) == set(FIELDS)
    assert list_modules(fakeflare.worker.bindings.kinds.__path__) == set(FIELDS)
    assert len(FIELDS) == len(set(FIELDS))


@pytest.mark.parametrize("field", FIELDS)
def test_a_kind_is_called_as_its_field_and_read_where_it_is_made(field: str) -> None:
    kind = get_kind(field)
    make = import_module(f"fakeflare.worker.bindings.kinds.{field}").make
    assert kind.field == field
    assert (kind.read is None) == (make is make_unavailable)
