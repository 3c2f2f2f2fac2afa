"""`cloudchamber`, what `wrangler cloudchamber` uses."""

from fakeflare.worker.config.check.rules.containers.faults import BAD_CLOUDCHAMBER
from fakeflare.worker.config.check.rules.containers.rollouts import INSTANCE_TYPES
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show, write
from fakeflare.worker.config.findings.findings import Findings

_TYPES = {"memory": "string", "image": "string", "location": "string", "ipv4": "boolean", "vcpu": "number"}


def check_block(findings: Findings, block: Block) -> None:
    value, place = block.get_own("cloudchamber"), block.locate("cloudchamber")
    if value is MISSING:
        return
    if not is_object(value):
        findings.add(BAD_CLOUDCHAMBER, place, f'"cloudchamber" should be an object, but got {show(value)}')
        return
    for field, kind in _TYPES.items():
        if field in value and name_type(value[field]) != kind:
            message = f'"cloudchamber" bindings should, optionally, have a {kind} "{field}" field but got '
            findings.add(BAD_CLOUDCHAMBER, (*place, field), f"{message}{show(value)}.")
    size = value.get("instance_type", MISSING)
    if size is MISSING:
        return
    if size not in INSTANCE_TYPES:
        findings.add(
            BAD_CLOUDCHAMBER,
            (*place, "instance_type"),
            "\"instance_type\" should be one of 'lite', 'basic', 'standard-1', 'standard-2', 'standard-3', "
            "or "
            f"'standard-4', but got {write(size)}",
        )
    if "memory" in value or "vcpu" in value:
        message = '"cloudchamber" configuration should not set either "memory" or "vcpu" with "instance_type"'
        findings.add(BAD_CLOUDCHAMBER, (*place, "instance_type"), message)
