"""`previews`: the fields that a preview of the Worker has in place of the Worker's own. Its bindings and
containers are checked with those of the block."""

from fakeflare.worker.config.check.rules.running.limits import check_limits
from fakeflare.worker.config.check.rules.running.observability import check_observability
from fakeflare.worker.config.check.rules.running.placement import check_placement
from fakeflare.worker.config.check.rules.running.small_objects import check_cache
from fakeflare.worker.config.check.rules.variables import variables
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import expect_object, expect_type

_CHECKS = {
    "cache": check_cache,
    "limits": check_limits,
    "observability": check_observability,
    "placement": check_placement,
}


def check_block(findings: Findings, block: Block) -> None:
    """`previews` of the top level or of an environment (workers-utils: src/config/validation.ts
    `validatePreviewsConfig`, whose messages never name the environment)."""
    previews, place = block.get_own("previews"), block.locate("previews")
    if previews is not MISSING:
        expect_object(findings, place, previews, label="previews")
    if not is_object(previews):
        return
    # `secrets` is no field of a preview to wrangler
    own = Block({name: value for name, value in previews.items() if name != "secrets"})
    own.place = place
    variables.check_block(findings, own)
    logpush = previews.get("logpush", MISSING)
    expect_type(findings, (*place, "logpush"), logpush, "boolean", label="previews.logpush")
    for field, check in _CHECKS.items():
        check(findings, (*place, field), previews.get(field, MISSING), f"previews.{field}")
