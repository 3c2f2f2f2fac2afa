"""FF575–FF576: `connect`: the ports of TCP and UDP at which a Worker answers."""

from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.members import is_whole
from fakeflare.worker.config.findings.types import expect_array
from fakeflare.worker.config.syntax.nodes import Place

BAD_HANDLER = define(
    "FF575",
    "bad-connect-handler",
    "error",
    "An entry of `connect` is not of the form that wrangler knows.",
    """wrangler refuses the file. An entry has a `protocol`, "tcp" or "udp", and a `port` from 1 to 65535, and
    perhaps an `address`; with UDP also `idle_timeout_ms` and `max_pending_bytes`.""",
)
SAME_PORT = define(
    "FF576",
    "duplicate-connect-handler",
    "error",
    "Two entries of `connect` have the same protocol and port.",
    "wrangler refuses the file. Delete one of the two.",
)

_UDP = ("idle_timeout_ms", "max_pending_bytes")
_MAX = 4_294_967_295


def check_block(findings: Findings, block: Block) -> None:
    """`connect` of the top level or of an environment (workers-utils: src/config/validation.ts
    `validateConnectHandlers`)."""
    value, label = block.get_own("connect"), block.describe("connect")
    if value is MISSING or not expect_array(findings, block.locate("connect"), value):
        return
    firsts: dict[tuple[str, str], int] = {}
    for place, handler in block.list_entries("connect"):
        where = f"{label}[{place[-1]}]"
        if is_object(handler):
            _check_handler(findings, place, handler, where)
            _check_port_is_free(findings, place, handler, label, firsts)
        elif isinstance(handler, list):
            _check_handler(findings, place, {}, where, handler)
        else:
            message = f'"{where}" should be an object, but got {show(handler)}'
            findings.add(BAD_HANDLER, place, message)


def _check_handler(
    findings: Findings, place: Place, handler: Mapping[str, object], label: str, shown: object = None
) -> None:
    """workers-utils: src/config/validation.ts `validateConnectHandler`; an array is an object without
    members."""
    got = f"but got {show(handler if shown is None else shown)}."
    protocol = handler.get("protocol", MISSING)
    if protocol not in ("tcp", "udp"):
        found = got if protocol is MISSING else f"but got {show(protocol)}."
        message = f'"{label}" should have a "protocol" field of "tcp" or "udp" {found}'
        findings.add(BAD_HANDLER, (*place, "protocol"), message)
    port = handler.get("port", MISSING)
    if name_type(port) != "number":
        message = f'"{label}" should have a number "port" field {got}'
        findings.add(BAD_HANDLER, (*place, "port"), message)
    elif not _is_between(port, 1, 65535):
        message = f'"{label}" should have an integer "port" field between 1 and 65535 {got}'
        findings.add(BAD_HANDLER, (*place, "port"), message)
    if not isinstance(handler.get("address", ""), str):
        message = f'"{label}" should, optionally, have a string "address" field {got}'
        findings.add(BAD_HANDLER, (*place, "address"), message)
    for option in _UDP if protocol == "udp" else ():
        if option in handler and not _is_between(handler[option], 0, _MAX):
            message = f'"{label}" should have an integer "{option}" field between 0 and {_MAX} {got}'
            findings.add(BAD_HANDLER, (*place, option), message)


def _is_between(value: object, least: int, most: int) -> bool:
    return isinstance(value, int | float) and is_whole(value) and least <= value <= most


def _check_port_is_free(
    findings: Findings,
    place: Place,
    handler: Mapping[str, object],
    label: str,
    firsts: dict[tuple[str, str], int],
) -> None:
    protocol, port = handler.get("protocol"), handler.get("port")
    if not isinstance(protocol, str) or name_type(port) != "number":
        return
    index = int(place[-1])
    first = firsts.setdefault((protocol, show(port)), index)
    if first != index:
        findings.add(
            SAME_PORT,
            (*place, "port"),
            f'"{label}[{index}]" has the same "protocol" ({protocol}) and "port" ({show(port)}) as '
            f'"{label}[{first}]". Each entry in "connect" must use a unique protocol/port combination.',
            others=[Other((*place[:-1], first, "port"), "the first one")],
        )
