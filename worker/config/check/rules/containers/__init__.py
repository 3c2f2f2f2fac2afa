"""FF470–FF486: `containers`, the images that run beside Durable Objects, and `cloudchamber`."""

from fakeflare.worker.config.check.rules.containers import faults as faults
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.findings.findings import Findings

_FIELDS = frozenset({"containers", "previews", "exports", "cloudchamber"})


def check_block(findings: Findings, block: Block) -> None:
    """The containers of a block, of its `previews`, and what refers to them. Few Workers have any: the checks
    are imported for those that may."""
    if not _FIELDS.isdisjoint(block.values):
        # start-up: few Workers have containers
        from fakeflare.worker.config.check.rules.containers import checks, cloudchamber

        checks.check_block(findings, block)
        cloudchamber.check_block(findings, block)
