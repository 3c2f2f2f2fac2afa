"""Tail Workers: they are no bindings, but lists of Workers.

wrangler leaves the environment out of these messages, and what JavaScript takes for false is no list to it.
"""

from collections.abc import Mapping

from fakeflare.worker.config.bindings.entries import Scope
from fakeflare.worker.config.bindings.faults import ENTRY_NOT_AN_OBJECT, NOT_A_LIST
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.findings.types import expect_field, expect_optional
from fakeflare.worker.config.syntax.nodes import Place

DUPLICATE_TAIL_CONSUMER = define(
    "FF316",
    "duplicate-tail-consumer",
    "warning",
    "The same tail Worker is listed twice.",
    "wrangler says nothing. One entry is enough, and two may make every log arrive twice. Keep one.",
)


def check_tails(scope: Scope) -> None:
    for field in ("tail_consumers", "streaming_tail_consumers"):
        value = scope.get(field)
        if isinstance(value, list):
            _check_list(scope, field, value)
        elif value or is_object(value):
            message = f'Expected "{scope.bare}{field}" to be an array but got {show(value)}.'
            scope.findings.add(NOT_A_LIST, scope.locate(field), message, hint=_advise(value))


def _advise(value: object) -> str | None:
    return "Put the object in brackets: [{…}]." if is_object(value) and "service" in value else None


def _check_list(scope: Scope, field: str, items: list[object]) -> None:
    first: dict[tuple[str, str], Place] = {}
    for index, item in enumerate(items):
        place, path = scope.locate(field, index), f"{scope.bare}{field}[{index}]"
        if is_object(item):
            _check_members(scope, place, path, item, field)
            _check_repeat(scope, place, path, item, first)
        elif isinstance(item, list) and field == "tail_consumers":
            # an object to `typeof`, and one without members
            _check_members(scope, place, path, {}, field)
        else:
            message = f'"{path}" should be an object but got {show(item)}.'
            hint = f'Write {{"service": {show(item)}}}.' if isinstance(item, str) else None
            scope.findings.add(ENTRY_NOT_AN_OBJECT, place, message, hint=hint)


def _check_members(scope: Scope, place: Place, path: str, item: Mapping[str, object], field: str) -> None:
    service = item.get("service", MISSING)
    expect_field(scope.findings, (*place, "service"), service, "string", label=f"{path}.service")
    if field == "tail_consumers":
        environment = item.get("environment", MISSING)
        label = f"{path}.environment"
        expect_optional(scope.findings, (*place, "environment"), environment, "string", label=label)


def _check_repeat(
    scope: Scope,
    place: Place,
    path: str,
    item: Mapping[str, object],
    first: dict[tuple[str, str], Place],
) -> None:
    service = item.get("service")
    if not isinstance(service, str):
        return
    before = first.setdefault((service, show(item.get("environment"))), place)
    if before != place:
        scope.findings.add(
            DUPLICATE_TAIL_CONSUMER,
            (*place, "service"),
            f'"{path}" names the tail Worker {show(service)} again.',
            others=(Other((*before, "service"), "It is named here already."),),
        )
