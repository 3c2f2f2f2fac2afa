"""FF1xx: a value has another type, or is not one of those that are allowed.

The generic checks that the other families use; the sentences are those of
workers-utils: src/config/validation-helpers.ts.
"""

from collections.abc import Sequence

from fakeflare.worker.config.document.blocks import describe
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Place

WRONG_TYPE = define(
    "FF110",
    "wrong-type",
    "error",
    "A value has another type than the field's.",
    """wrangler refuses the file. A number or a boolean in quotes is a text; `null` is a value of its own: to
    leave a field out, delete it.""",
)
MISSING_FIELD = define(
    "FF111",
    "missing-field",
    "error",
    "A field that is required is not there.",
    "wrangler refuses the file. Add the field.",
)
NOT_ONE_OF = define(
    "FF112",
    "not-one-of",
    "error",
    "A value is none of those that the field allows.",
    "wrangler refuses the file. Take one of the values that the message lists.",
)


def expect_type(
    findings: Findings, place: Place, value: object, kind: str, *, label: str | None = None
) -> bool:
    """A field of the type `kind` (string, number, boolean, object), as `typeof` names it, or no such field.
    `label` is the path in the message, by default `place`."""
    if value is MISSING or name_type(value) == kind:
        return True
    findings.add(
        WRONG_TYPE,
        place,
        f'Expected "{label or describe(place)}" to be of type {kind} but got {show(value)}.',
    )
    return False


def expect_field(
    findings: Findings,
    place: Place,
    value: object,
    kind: str,
    choices: Sequence[str] = (),
    *,
    label: str | None = None,
) -> bool:
    """A field that must be there, of a type and, where `choices` are given, one of these
    (`validateRequiredProperty`)."""
    shown = label or describe(place)
    if value is MISSING:
        findings.add(MISSING_FIELD, place, f'"{shown}" is a required field.')
        return False
    if not expect_type(findings, place, value, kind, label=shown):
        return False
    return not choices or expect_choice(findings, place, value, choices, label=shown)


def expect_optional(
    findings: Findings,
    place: Place,
    value: object,
    kind: str,
    choices: Sequence[str] = (),
    *,
    label: str | None = None,
) -> bool:
    """A field that may be missing (`validateOptionalProperty`)."""
    return value is MISSING or expect_field(findings, place, value, kind, choices, label=label)


def expect_choice(
    findings: Findings, place: Place, value: object, choices: Sequence[object], *, label: str | None = None
) -> bool:
    """One of some values (`isOneOf`)."""
    if value is MISSING or value in choices:
        return True
    shown = label or describe(place)
    findings.add(
        NOT_ONE_OF,
        place,
        f'Expected "{shown}" field to be one of {show(list(choices))} but got {show(value)}.',
    )
    return False


def expect_texts(findings: Findings, place: Place, value: object, *, label: str | None = None) -> bool:
    """An array of strings, with the sentence of inherited fields (`isStringArray`)."""
    if value is MISSING or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return True
    findings.add(
        WRONG_TYPE,
        place,
        f'Expected "{label or describe(place)}" to be of type string array but got {show(value)}.',
    )
    return False


def expect_array_of(
    findings: Findings, place: Place, value: object, kind: str, *, label: str | None = None
) -> bool:
    """An array whose items have one type (`validateTypedArray`)."""
    shown = label or describe(place)
    if not isinstance(value, list):
        message = f'Expected "{shown}" to be an array of {kind}s but got {show(value)}'
        findings.add(WRONG_TYPE, place, message)
        return False
    # wrangler's path has a full stop before the bracket
    checks = [
        expect_field(findings, (*place, index), item, kind, label=f"{shown}.[{index}]")
        for index, item in enumerate(value)
    ]
    return all(checks)


def expect_object(findings: Findings, place: Place, value: object, *, label: str | None = None) -> bool:
    """An object, with the sentence of fields that wrangler does not inherit."""
    if is_object(value):
        return True
    findings.add(
        WRONG_TYPE,
        place,
        f'The field "{label or describe(place)}" should be an object but got {show(value)}.',
    )
    return False


def expect_array(findings: Findings, place: Place, value: object, *, label: str | None = None) -> bool:
    """An array, with the same kind of sentence."""
    if isinstance(value, list):
        return True
    findings.add(
        WRONG_TYPE,
        place,
        f'The field "{label or describe(place)}" should be an array but got {show(value)}.',
    )
    return False
