"""`durable_objects`: Durable Objects, and when they take up new code. The history of their classes has rules
of its own, in `check/rules/durable_objects/`."""

from fakeflare.worker.config.bindings.entries import (
    REMOTE,
    EntryTable,
    Member,
    Scope,
    check_bindings,
    check_object,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    show,
)
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.types import (
    expect_field,
    expect_optional,
)

NO_SCRIPT_NAME = define(
    "FF324",
    "environment-without-script-name",
    "error",
    "A Durable Object's binding names an environment but no Worker.",
    """wrangler refuses the file. `environment` is that of another Worker, which `script_name` names. A
    class of this Worker needs neither.""",
)
BAD_DELAY = define(
    "FF322",
    "bad-update-delay",
    "error",
    "The delay of `code_update_strategy` is not allowed.",
    "wrangler refuses the file. `max_delay` is in seconds, at most a day, and not finer than a millisecond.",
)

_STRING = 'binding should have a string "{key}" field.'
_OPTIONAL = 'the field "{key}", when present, should be a string.'
_OBJECTS = EntryTable(
    "durable_objects",
    (
        Member("name", _STRING, is_required=True),
        Member("class_name", _STRING, is_required=True),
        Member("script_name", _OPTIONAL),
        Member("environment", _OPTIONAL),
        REMOTE,
    ),
    not_an_object='Expected "{path}" to be an object but got {entry}',
    name="name",
)
_MAX_DELAY_SECONDS = 24 * 60 * 60
_TOLERANCE_MS = 1e-6


def _check(scope: Scope) -> None:
    """`validateDurableObjectsProperty`. In `previews` the bindings may not be left out, and there is no
    update strategy."""
    is_preview = scope.block is None
    value = scope.get("durable_objects")
    if value is MISSING:
        return
    place, path = scope.locate("durable_objects"), f"{scope.path}durable_objects"
    hint = (
        f"Write [[{path}.bindings]], or durable_objects = {{ bindings = […] }}."
        if scope.findings.document.syntax == "toml"
        else 'Put the array into an object: {"bindings": […]}.'
    )
    if not check_object(scope, place, path, value, hint):
        return
    for entry in check_bindings(scope, _OBJECTS, value, is_preview):
        if "environment" in entry.members and "script_name" not in entry.members:
            sentence = 'binding should have a "script_name" field if "environment" is present.'
            entry.fail(NO_SCRIPT_NAME, "environment", sentence)
    if not is_preview:
        _check_strategy(scope)


def _check_strategy(scope: Scope) -> None:
    """`code_update_strategy` (`validateDurableObjectsProperty`)."""
    objects = scope.get("durable_objects")
    strategy = objects.get("code_update_strategy", MISSING) if is_object(objects) else MISSING
    if strategy is MISSING:
        return
    place = scope.locate("durable_objects", "code_update_strategy")
    path = f"{scope.path}durable_objects.code_update_strategy"
    if not check_object(scope, place, path, strategy) or not is_object(strategy):
        return
    mode, delay = strategy.get("mode", MISSING), strategy.get("max_delay", MISSING)
    modes = ("immediate", "deferred")
    expect_field(scope.findings, (*place, "mode"), mode, "string", modes, label=f"{path}.mode")
    label = f"{path}.max_delay"
    expect_optional(scope.findings, (*place, "max_delay"), delay, "number", label=label)
    if isinstance(delay, int | float) and not isinstance(delay, bool):
        problem = _find_delay_problem(delay)
        if problem:
            message = f'Expected "{label}" {problem} but got {show(delay)}.'
            scope.findings.add(BAD_DELAY, (*place, "max_delay"), message)


def _find_delay_problem(seconds: float) -> str | None:
    if not 0 <= seconds <= _MAX_DELAY_SECONDS:
        return f"to be between 0 and {_MAX_DELAY_SECONDS} seconds"
    milliseconds = seconds * 1000
    whole = int(milliseconds + 0.5)
    if (seconds > 0 and whole == 0) or abs(milliseconds - whole) > _TOLERANCE_MS:
        return "to use millisecond precision"
    return None


KIND = Kind(
    "Durable Object",
    ("durable_objects", "bindings"),
    name="name",
    resource=("class_name",),
    check=_check,
    is_for_pages=True,
)
