"""When Durable Objects take up new code."""

from fakeflare.worker.config.check.rules.bindings.entries import Scope, check_object
from fakeflare.worker.config.check.rules.bindings.faults import BAD_DELAY
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.types import expect_field, expect_optional

_MAX_DELAY_SECONDS = 24 * 60 * 60
_TOLERANCE_MS = 1e-6


def check_update_strategy(scope: Scope) -> None:
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
