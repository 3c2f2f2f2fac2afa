"""Bindings that exist once for each Worker, such as `ai`, and lists inside an object, such as Durable
Objects."""

from fakeflare.worker.config.check.rules.bindings.entries import (
    REMOTE,
    Entry,
    Kind,
    Member,
    Scope,
    check_members,
    check_object,
    fail_list,
    list_objects,
)
from fakeflare.worker.config.check.rules.bindings.faults import FIELD_MISSING, MOVED_SCHEMA, NO_SCRIPT_NAME
from fakeflare.worker.config.check.rules.bindings.updates import check_update_strategy
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.syntax.nodes import Place

_STRING = 'binding should have a string "{key}" field.'
_OPTIONAL = 'the field "{key}", when present, should be a string.'

_NAMED = (Member("binding", _STRING, is_required=True),)
_SINGLES = tuple(
    Kind(field, _NAMED if field == "version_metadata" else (*_NAMED, REMOTE))
    for field in ("browser", "analytics", "ai", "images", "stream", "media", "version_metadata")
)

_OBJECTS = Kind(
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
_LOGS = Kind(
    "logfwdr",
    (Member("name", _STRING, is_required=True), Member("destination", _STRING, is_required=True)),
    not_an_object='Expected "{path}" to be an object but got {entry}',
    name="name",
)


def check_singles(scope: Scope) -> None:
    """`validateNamedSimpleBinding`, `validateAIBinding`, `validateVersionMetadataBinding`"""
    for kind in _SINGLES:
        value, place = scope.get(kind.field), scope.locate(kind.field)
        if value is MISSING:
            continue
        hint = "There is one for each Worker: write the object without the brackets."
        if check_object(scope, place, f"{scope.path}{kind.field}", value, hint):
            # the sentences about members have no path, or one without the environment
            check_members(Entry(scope.findings, place, f"{scope.bare}{kind.field}", kind.field, value), kind)


def check_durable_objects(scope: Scope, is_preview: bool = False) -> None:
    """`validateDurableObjectsProperty`. In `previews` the bindings may not be left out, and there is no
    update strategy."""
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
    for entry in _list_group(scope, _OBJECTS, value, is_preview):
        if "environment" in entry.members and "script_name" not in entry.members:
            sentence = 'binding should have a "script_name" field if "environment" is present.'
            entry.fail(NO_SCRIPT_NAME, "environment", sentence)
    if not is_preview:
        check_update_strategy(scope)


def check_logs(scope: Scope) -> None:
    """`validateCflogfwdrObject`"""
    value = scope.get("logfwdr")
    if value is MISSING or not check_object(scope, scope.locate("logfwdr"), f"{scope.path}logfwdr", value):
        return
    _list_group(scope, _LOGS, value, is_required=True)
    if is_object(value) and "schema" in value:
        message = (
            f'"{scope.bare}logfwdr" binding "schema" property has been replaced with the "unsafe.capnp" '
            'object, which expects a "base_path" and an array of "source_schemas" to compile, or a '
            '"compiled_schema" property.'
        )
        scope.findings.add(MOVED_SCHEMA, scope.locate("logfwdr", "schema"), message)


def _list_group(scope: Scope, kind: Kind, value: object, is_required: bool) -> list[Entry]:
    """The bindings in the value of a field, after the checks of its table (`validateBindingsProperty`)."""
    bindings = value.get("bindings", MISSING) if is_object(value) else None
    place, path = scope.locate(kind.field, "bindings"), f"{scope.path}{kind.field}"
    if bindings is not MISSING:
        return check_group(scope, kind, place, f"{path}.bindings", bindings)
    if is_required:
        message = f'The field "{path}" is missing the required "bindings" property.'
        scope.findings.add(FIELD_MISSING, place, message)
    return []


def check_group(scope: Scope, kind: Kind, place: Place, path: str, bindings: object) -> list[Entry]:
    """The entries of a `bindings` member that are objects."""
    if not isinstance(bindings, list):
        fail_list(scope.findings, place, path, bindings, kind.name)
        return []
    entries = list(list_objects(scope.findings, kind, place, path, bindings))
    for entry in entries:
        check_members(entry, kind)
    return entries
