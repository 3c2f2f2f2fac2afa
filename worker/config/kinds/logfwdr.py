"""`logfwdr`: where the logs of a Worker go to. It is inherited as a whole."""

from fakeflare.worker.config.bindings.entries import (
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
)
from fakeflare.worker.config.findings.catalogue import define

MOVED_SCHEMA = define(
    "FF323",
    "logfwdr-schema-moved",
    "error",
    "`logfwdr` has the field `schema`, which is gone.",
    """wrangler refuses the file. Use `unsafe.capnp`, with `base_path` and `source_schemas`, or with
    `compiled_schema`.""",
)

_STRING = 'binding should have a string "{key}" field.'
_LOGS = EntryTable(
    "logfwdr",
    (Member("name", _STRING, is_required=True), Member("destination", _STRING, is_required=True)),
    not_an_object='Expected "{path}" to be an object but got {entry}',
    name="name",
)


def _check(scope: Scope) -> None:
    """`validateCflogfwdrObject`"""
    value = scope.get("logfwdr")
    if value is MISSING or not check_object(scope, scope.locate("logfwdr"), f"{scope.path}logfwdr", value):
        return
    check_bindings(scope, _LOGS, value, is_required=True)
    if is_object(value) and "schema" in value:
        message = (
            f'"{scope.bare}logfwdr" binding "schema" property has been replaced with the "unsafe.capnp" '
            'object, which expects a "base_path" and an array of "source_schemas" to compile, or a '
            '"compiled_schema" property.'
        )
        scope.findings.add(MOVED_SCHEMA, scope.locate("logfwdr", "schema"), message)


KIND = Kind(
    "logfwdr",
    ("logfwdr", "bindings"),
    name="name",
    reach="inherited",
    resource=("destination",),
    check=_check,
    is_in_previews=False,
)
