"""FF545: `dev`: how a Worker runs on the author's machine."""

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.members import Members, check_members, find_member, is_whole

BAD_PORT = define(
    "FF545",
    "port-out-of-range",
    "error",
    "A port of `dev` is none: it is below 0, above 65535 or not a whole number.",
    """wrangler lets it through and the runtime does not start (`parseAddress: Port number too large.`). 0
    takes any port that is free.""",
)

_PROTOCOLS = ("http", "https")
_MEMBERS: Members = {
    "ip": "string",
    "port": "number",
    "inspector_port": "number",
    "inspector_ip": "string",
    "local_protocol": _PROTOCOLS,
    "upstream_protocol": _PROTOCOLS,
    "host": "string",
    "enable_containers": "boolean",
    "container_engine": "string",
    "generate_types": "boolean",
}


def check_block(findings: Findings, block: Block) -> None:
    """`dev`, which only the top level has (workers-utils: src/config/validation.ts
    `normalizeAndValidateDev`)."""
    if block.top is not None:
        return
    dev = block.get_own("dev")
    check_members(findings, ("dev",), dev, "dev", _MEMBERS)
    for name in ("port", "inspector_port"):
        port = find_member(dev, name)
        if isinstance(port, bool) or not isinstance(port, int | float):
            continue
        if not is_whole(port) or not 0 <= port <= 65535:
            message = f'"dev.{name}" must be a port between 0 and 65535 but got {show(port)}.'
            findings.add(BAD_PORT, ("dev", name), message)
