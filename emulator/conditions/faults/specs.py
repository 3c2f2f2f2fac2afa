"""Reading a fault out of the plain JSON in which it is asked for."""

from collections.abc import Mapping

from fakeflare.emulator.conditions.faults.latencies import parse_latency
from fakeflare.emulator.conditions.faults.rules import Answer, FaultRule, Limit, Match, Then
from fakeflare.emulator.conditions.fields import Fields, check_number, refuse
from fakeflare.emulator.domain.operation import DOORS, OPERATIONS

_DROPS = ("before", "after")
_READS = frozenset({"get", "metadata", "bulk_get"})

_CHOICES = '"status", "drop", "truncate" and "stale"'


def parse_rule(rule_id: str, spec: object, now: int) -> FaultRule:
    """Read a rule. Raises `MessageInvalid`."""
    fields = Fields(spec, "a fault")
    match = Match(
        operations=_parse_operations(fields.take("operation")),
        namespace=fields.take_text("namespace"),
        key=fields.take_text("key"),
        door=fields.take_text("door", DOORS),
        location=fields.take_text("location"),
    )
    limit = _parse_limit(fields, now)
    seed = fields.take_count("seed") or 0
    then = _parse_then(fields)
    fields.finish()
    if then.is_stale:
        match = match._replace(operations=_keep_reads(match.operations))
    assert isinstance(spec, Mapping)  # noqa: S101 - `Fields` has seen to it
    return FaultRule(rule_id, dict(spec), match, limit, then, seed)


def _parse_operations(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    names = value if isinstance(value, list) else [value]
    if not names or not all(name in OPERATIONS for name in names):
        refuse("operation", f"must be one or a list of {', '.join(OPERATIONS)}")
    return frozenset(map(str, names))


def _keep_reads(operations: frozenset[str] | None) -> frozenset[str]:
    """A write has no stale value, and a list is always fresh."""
    if operations is None:
        return _READS
    if not operations <= _READS:
        refuse(
            "operation", f'must be one or a list of {", ".join(sorted(_READS))} where the fault is "stale"'
        )
    return operations


def _parse_limit(fields: Fields, now: int) -> Limit:
    probability = fields.take_number("probability", most=1)
    return Limit(
        probability=1.0 if probability is None else probability,
        times=fields.take_count("times"),
        after=fields.take_count("after") or 0,
        until=_parse_until(fields.take("until"), now),
    )


def _parse_until(value: object, now: int) -> int | None:
    """A second, or `{"seconds": n}` from now."""
    if not isinstance(value, Mapping):
        return None if value is None else int(check_number("until", value, 0, None))
    fields = Fields(value, "until")
    seconds = fields.take_count("seconds")
    fields.finish()
    if seconds is None:
        refuse("until", 'must be a second, or have "seconds" from now')
    return now + seconds


def _parse_then(fields: Fields) -> Then:
    then = Then(
        answer=_parse_answer(fields),
        latency=parse_latency(fields.take("latency")),
        drop=_parse_drop(fields.take("drop")),
        truncate=fields.take_number("truncate"),
        is_stale=fields.take_switch("stale"),
    )
    effects = (then.answer is not None, then.drop is not None, then.truncate is not None, then.is_stale)
    if sum(effects) > 1:
        refuse("", f"a fault has only one of {_CHOICES}")
    if then.latency is None and not any(effects):
        refuse("", f'a fault needs "latency" or one of {_CHOICES}')
    return then


def _parse_answer(fields: Fields) -> Answer | None:
    status = fields.take_count("status", least=400)
    code, message = fields.take_count("code"), fields.take_text("message")
    retry_after = fields.take_count("retry_after")
    if status is None:
        if code is not None or message is not None or retry_after is not None:
            refuse("status", 'is needed with "code", "message" and "retry_after"')
        return None
    if status > 599:
        refuse("status", "must be a whole number from 400 to 599")
    return Answer(status, code, message, retry_after)


def _parse_drop(value: object) -> str | None:
    """`true` is before the operation is done."""
    if value is None or value is False:
        return None
    if value is True:
        return "before"
    if value not in _DROPS:
        refuse("drop", 'must be true, "before" or "after"')
    return str(value)
