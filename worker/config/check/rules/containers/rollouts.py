"""How many instances of a container there are, how big, and how a new version replaces an old one."""

from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import BAD_LIMITS, BAD_ROLLOUT, DEPRECATED
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, read_number, show, write

INSTANCE_TYPES = (
    "lite",
    "basic",
    "standard-1",
    "standard-2",
    "standard-3",
    "standard-4",
    "dev",
    "standard",
)
"""The last two are the former names of `lite` and `standard-1`."""

_RENAMED_TYPES = {"dev": "lite", "standard": "standard-1"}
_SINGLE_STEPS = (5, 10, 20, 25, 50, 100)
_STEPS = "rollout_step_percentage"


def check_rollout(container: Container) -> None:
    _check_steps(container, container.get(_STEPS))
    container.expect("rollout_kind", "string", ("full_auto", "full_manual", "none"))
    pause = container.get("rollout_active_grace_period")
    if pause is not MISSING and (name_type(pause) != "number" or read_number(pause) < 0):
        message = '"containers.rollout_active_grace_period" field should be a positive number but got '
        container.fail(BAD_ROLLOUT, f'{message}"{write(pause)}"', "rollout_active_grace_period")
    _check_number(container)


def _check_steps(container: Container, steps: object) -> None:
    if isinstance(steps, list):
        _check_step_list(container, steps)
    elif name_type(steps) == "number":
        if steps not in _SINGLE_STEPS:
            message = f'"containers.{_STEPS}" must be one of [5, 10, 20, 25, 50, 100], but got {show(steps)}'
            container.fail(BAD_ROLLOUT, message, _STEPS)
    elif steps is not MISSING:
        message = f'"containers.{_STEPS}" must be a number or array of numbers, but got "{write(steps)}"'
        container.fail(BAD_ROLLOUT, message, _STEPS)


def _check_step_list(container: Container, steps: list[object]) -> None:
    numbers = [(index, read_number(step)) for index, step in enumerate(steps) if name_type(step) == "number"]
    others = [index for index, step in enumerate(steps) if name_type(step) != "number"]
    outside = [index for index, step in numbers if not 10 <= step <= 100]
    start = f'"containers.{_STEPS}" array elements must be'
    for count, (index, step) in enumerate(numbers):
        # wrangler looks at the element before by counting numbers alone
        if count > 0 and step < read_number(steps[count - 1]):
            message = f'{start} in ascending order, but got "{write(steps)}"'
            container.fail(BAD_ROLLOUT, message, _STEPS, index)
            break
    if numbers and not others and numbers[-1][1] != 100:
        message = f'The final step in "containers.{_STEPS}" must be 100, but got "{show(steps[-1])}"'
        container.fail(BAD_ROLLOUT, message, _STEPS, len(steps) - 1)
    if others:
        got = ", ".join("" if steps[index] is None else write(steps[index]) for index in others)
        container.fail(BAD_ROLLOUT, f'{start} numbers, but got "{got}"', _STEPS, others[0])
    if outside:
        got = ", ".join(write(steps[index]) for index in outside)
        container.fail(BAD_ROLLOUT, f'{start} between 10 and 100, but got "{got}"', _STEPS, outside[0])


def _check_number(container: Container) -> None:
    container.expect("max_instances", "number")
    most, steps = container.get("max_instances"), container.get(_STEPS)
    if most is MISSING:
        return
    if read_number(most) < 0:
        message = f'"containers.max_instances" field should be a positive number, but got {write(most)}'
        container.fail(BAD_LIMITS, message, "max_instances")
    if isinstance(steps, list) and len(steps) > read_number(most):
        message = f'"containers.{_STEPS}" cannot have more steps ({len(steps)}) than "max_instances" '
        container.fail(BAD_ROLLOUT, f"{message}({write(most)})", _STEPS)


def check_instance_type(container: Container) -> None:
    """The size: a name, or an object of numbers."""
    size = container.get("instance_type")
    if isinstance(size, str):
        container.expect("instance_type", "string", INSTANCE_TYPES)
        if size in _RENAMED_TYPES:
            _advise_type(container, size, _RENAMED_TYPES[size])
    elif container.expect("instance_type", "object") and is_object(size):
        for key in ("vcpu", "memory_mib", "disk_mb"):
            if name_type(size.get(key, 0)) != "number":
                message = f'"containers.instance_type.{key}", when present, should be a number.'
                container.fail(BAD_LIMITS, message, "instance_type", key)


def _advise_type(container: Container, old: str, new: str) -> None:
    span = container.findings.document.get_span((*container.place, "instance_type"))
    container.fail(
        DEPRECATED,
        f'The "{old}" instance_type has been renamed to "{new}" and will be removed in a subsequent version. '
        f'Please update your configuration to use "{new}" instead.',
        "instance_type",
        edits=[Edit(span.start, span.end, f'"{new}"')],
    )
