"""Services, networks, rate limits and the like: what is special about them."""

from collections.abc import Mapping

from fakeflare.worker.config.check.rules.bindings.entries import Entry, advise_type
from fakeflare.worker.config.check.rules.bindings.faults import (
    ALWAYS_REMOTE,
    BAD_PERIOD,
    ENTRY_NOT_AN_OBJECT,
    EXCLUSIVE_FIELDS,
    FIELD_MISSING,
    FIELD_TYPE,
    IGNORED_REMOTE,
)
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.findings.types import expect_array_of, expect_field, expect_optional


def check_plugin(entry: Entry) -> None:
    """The `dev` of a service (`validateServiceBinding`)."""
    dev = entry.get("dev")
    if dev is MISSING:
        return
    if is_object(dev):
        _check_dev(entry, dev)
    else:
        sentence = '"{path}" bindings should have an object "dev" field but got {value}.'
        entry.fail(FIELD_TYPE, "dev", sentence, value=dev)
    if entry.get("remote") is True:
        entry.fail(
            IGNORED_REMOTE,
            "remote",
            '"{path}" binding has both "dev" and "remote" set; "remote" is ignored when "dev" is present and '
            "the binding is routed through the local Miniflare plugin.",
            others=(Other((*entry.place, "dev"), "`dev` is here.", "key"),),
        )


def _check_dev(entry: Entry, dev: Mapping[str, object]) -> None:
    plugin = dev.get("plugin", MISSING)
    place, path = (*entry.place, "dev", "plugin"), f"{entry.path}.dev"
    if is_object(plugin):
        for key in ("package", "name"):
            value = plugin.get(key, MISSING)
            if not isinstance(value, str):
                message = f'"{path}.plugin" should have a string "{key}" field but got {show(value)}.'
                rule = FIELD_MISSING if value is MISSING else FIELD_TYPE
                entry.findings.add(rule, (*place, key), message)
    else:
        message = f'"{path}" should have an object "plugin" field but got {show(plugin)}.'
        entry.findings.add(FIELD_MISSING if plugin is MISSING else FIELD_TYPE, place, message)
    options = dev.get("options", MISSING)
    if options is not MISSING and not is_object(options):
        message = f'"{path}.options" should be an object but got {show(options)}.'
        entry.findings.add(FIELD_TYPE, (*entry.place, "dev", "options"), message)


def check_outbound(entry: Entry) -> None:
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


def check_k2(entry: Entry) -> None:
    """`validateK2Binding`"""
    if entry.get("remote") is False:
        entry.fail(
            ALWAYS_REMOTE,
            "remote",
            '"{path}" does not support `remote: false`. K2 bindings always access remote resources; omit '
            '"remote" or set `remote: true`.',
        )


def check_rate(entry: Entry) -> None:
    """`validateRateLimitBinding`"""
    simple = entry.get("simple")
    if simple is None or name_type(simple) != "object":
        rule = FIELD_MISSING if simple is MISSING else FIELD_TYPE
        entry.fail(
            rule, "simple", '"{path}" bindings must have a "simple" configuration object but got {entry}.'
        )
        return
    members = simple if is_object(simple) else {}
    _check_number(entry, members, "limit", "must be a number", simple)
    if _check_number(entry, members, "period", "is required and must be a number", simple):
        period = members["period"]
        if period not in (10, 60):
            message = (
                f'"{entry.path}" bindings "simple.period" must be either 10 or 60 but got {show(period)}.'
            )
            entry.findings.add(BAD_PERIOD, (*entry.place, "simple", "period"), message)


def _check_number(entry: Entry, members: Mapping[str, object], key: str, wanted: str, simple: object) -> bool:
    value = members.get(key, MISSING)
    if name_type(value) == "number":
        return True
    place = (*entry.place, "simple", key)
    hint, edits = advise_type(entry.findings, place, value, "number")
    rule = FIELD_MISSING if value is MISSING else FIELD_TYPE
    message = f'"{entry.path}" bindings "simple.{key}" {wanted} but got {show(simple)}.'
    entry.findings.add(rule, place, message, hint=hint, edits=edits)
    return False


def check_network(entry: Entry) -> None:
    """`validateVpcNetworkBinding`"""
    given = [key for key in ("tunnel_id", "network_id") if key in entry.members]
    if len(given) == 2:
        entry.fail(
            EXCLUSIVE_FIELDS,
            "network_id",
            '"{path}" bindings must have either a "tunnel_id" or "network_id", but not both.',
            others=(Other((*entry.place, "tunnel_id"), "The other one is here.", "key"),),
        )
    elif not given:
        sentence = '"{path}" bindings must have either a "tunnel_id" or "network_id" field but got {entry}.'
        entry.fail(FIELD_MISSING, "network_id", sentence)
    elif not isinstance(entry.get(given[0]), str):
        sentence = '"{path}" bindings must have a string "{key}" field but got {entry}.'
        entry.fail(FIELD_TYPE, given[0], sentence)
