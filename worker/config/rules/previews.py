"""`previews`: the fields that a preview of the Worker has in place of the Worker's own. Its bindings and
containers are checked with those of the block."""

from fakeflare.worker.config.blocks import Block
from fakeflare.worker.config.findings import Findings
from fakeflare.worker.config.rules import variables
from fakeflare.worker.config.rules.limits import check_limits
from fakeflare.worker.config.rules.objects import check_cache
from fakeflare.worker.config.rules.observability import check_observability
from fakeflare.worker.config.rules.placement import check_placement
from fakeflare.worker.config.rules.types import expect_object, expect_type
from fakeflare.worker.config.values import MISSING, is_object

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
