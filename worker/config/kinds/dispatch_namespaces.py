"""`dispatch_namespaces`: Workers for Platforms: a namespace of other people's Workers."""

from fakeflare.worker.config.bindings.entries import (
    REMOTE,
    Entry,
    EntryTable,
    Member,
    require,
)
from fakeflare.worker.config.bindings.faults import (
    ENTRY_NOT_AN_OBJECT,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    name_type,
    show,
)
from fakeflare.worker.config.findings.types import (
    expect_array_of,
    expect_field,
    expect_optional,
)


def _check_outbound(entry: Entry) -> None:
    """The `outbound` Worker of a dispatch namespace (`validateWorkerNamespaceOutbound`); null is an empty
    one."""
    if "outbound" not in entry.members:
        return
    outbound, place, path = entry.get("outbound"), (*entry.place, "outbound"), f"{entry.path}.outbound"
    if outbound is not None and name_type(outbound) != "object":
        message = f'"{path}" should be an object, but got {show(outbound)}'
        hint = f'"{entry.path}" has an invalid outbound definition.'
        entry.findings.add(ENTRY_NOT_AN_OBJECT, place, message, hint=hint)
        return
    members = outbound if is_object(outbound) else {}
    findings = entry.findings
    service, environment = members.get("service", MISSING), members.get("environment", MISSING)
    expect_field(findings, (*place, "service"), service, "string", label=f"{path}.service")
    expect_optional(findings, (*place, "environment"), environment, "string", label=f"{path}.environment")
    if "parameters" in members:
        parameters = members["parameters"]
        expect_array_of(findings, (*place, "parameters"), parameters, "string", label=f"{path}.parameters")


KIND = Kind(
    "Dispatch Namespace",
    ("dispatch_namespaces",),
    entries=EntryTable(
        "dispatch_namespaces",
        (
            require("binding", '"{path}" should have a string "{key}" field but got {entry}.'),
            Member("namespace", '"{path}" should optionally have a string "{key}" field but got {entry}.'),
            REMOTE,
        ),
        _check_outbound,
        not_an_object='"{path}" binding should be objects, but got {entry}',
    ),
    resource=("namespace",),
    ids=Ids(("namespace",)),
)
