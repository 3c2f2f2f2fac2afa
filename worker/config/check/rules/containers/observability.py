"""Which instances of a container write logs."""

from collections.abc import Mapping

from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import BAD_OBSERVABILITY
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, read_number, show
from fakeflare.worker.config.findings.members import find_member, is_whole
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_optional

_TARGETS = ("target_instance_percentage", "target_instance_count")


def check_observability(container: Container) -> None:
    value, label = container.get("observability"), f"{container.label}.observability"
    if value is MISSING:
        return
    if not is_object(value):
        container.fail(WRONG_TYPE, f'"{label}" should be an object but got {show(value)}.', "observability")
        return
    _check_types(container, value, label)
    _check_presence(container, value, label)
    _check_agreement(container, value, label)
    _check_targets(container, value, label)


def _check_types(container: Container, value: Mapping[str, object], label: str) -> None:
    findings, place, logs = (
        container.findings,
        (*container.place, "observability"),
        value.get("logs", MISSING),
    )
    expect_optional(
        findings, (*place, "enabled"), value.get("enabled", MISSING), "boolean", label=f"{label}.enabled"
    )
    if is_object(logs):
        expect_optional(
            findings,
            (*place, "logs", "enabled"),
            logs.get("enabled", MISSING),
            "boolean",
            label=f"{label}.logs.enabled",
        )
    elif logs is not MISSING:
        message = f'Expected "{label}.logs" to be of type object but got {show(logs)}.'
        findings.add(WRONG_TYPE, (*place, "logs"), message)
    for field in _TARGETS:
        expect_optional(
            findings, (*place, field), value.get(field, MISSING), "number", label=f"{label}.{field}"
        )


def _check_presence(container: Container, value: Mapping[str, object], label: str) -> None:
    logs = value.get("logs", MISSING)
    if any(field in value for field in ("enabled", *_TARGETS)):
        return
    if logs is MISSING or (is_object(logs) and "enabled" not in logs):
        message = f'"{label}.enabled" or "{label}.logs.enabled" is required.'
        container.fail(BAD_OBSERVABILITY, message, "observability")


def _check_agreement(container: Container, value: Mapping[str, object], label: str) -> None:
    switches = (value.get("enabled"), find_member(value.get("logs"), "enabled"))
    if all(isinstance(switch, bool) for switch in switches) and switches[0] != switches[1]:
        message = f'"{label}.enabled" and "{label}.logs.enabled" cannot be set to different values.'
        container.fail(BAD_OBSERVABILITY, message, "observability", "logs", "enabled")
    if all(field in value for field in _TARGETS):
        message = f'"{label}.{_TARGETS[0]}" and "{label}.{_TARGETS[1]}" cannot both be set.'
        container.fail(BAD_OBSERVABILITY, message, "observability", _TARGETS[1], on="key")


def _check_targets(container: Container, value: Mapping[str, object], label: str) -> None:
    percentage, count = (value.get(field, MISSING) for field in _TARGETS)
    if name_type(percentage) == "number" and not (
        is_whole(percentage) and 1 <= read_number(percentage) <= 99
    ):
        message = f'"{label}.{_TARGETS[0]}" must be an integer between 1 and 99 inclusive.'
        container.fail(BAD_OBSERVABILITY, message, "observability", _TARGETS[0])
    if name_type(count) == "number" and not (is_whole(count) and read_number(count) >= 1):
        message = f'"{label}.{_TARGETS[1]}" must be a positive integer.'
        container.fail(BAD_OBSERVABILITY, message, "observability", _TARGETS[1])
    is_on = value.get("enabled") is True or find_member(value.get("logs"), "enabled") is True
    for field in _TARGETS:
        if field in value and not is_on:
            container.fail(
                BAD_OBSERVABILITY,
                f'"{label}.{field}" requires "{label}.enabled" or "{label}.logs.enabled" to be true because '
                "container observability overrides root observability.",
                "observability",
                field,
            )
