"""FF525–FF526: `limits`: how much one run may use."""

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.members import check_members, is_whole
from fakeflare.worker.config.syntax.nodes import Place

NOT_POSITIVE = define(
    "FF525",
    "limit-not-positive",
    "error",
    "A limit is zero or less.",
    """wrangler lets it through, but no run can keep to it. Write how many milliseconds of processor time
    (`cpu_ms`) or how many requests to others (`subrequests`) one run may use, or delete the limit.""",
    is_for_deploy=True,
)
TOO_HIGH = define(
    "FF526",
    "limit-too-high",
    "warning",
    "A limit is above what Cloudflare grants, or no whole number.",
    """wrangler lets it through and the API decides. Cloudflare's documentation allows 300,000 milliseconds
    (five minutes) for `cpu_ms` and 10,000,000 for `subrequests`.""",
)

_MAXIMUMS = {"cpu_ms": 300_000, "subrequests": 10_000_000}


def check_block(findings: Findings, block: Block) -> None:
    """`limits` of the top level or of an environment."""
    check_limits(findings, block.locate("limits"), block.get_own("limits"), "limits")


def check_limits(findings: Findings, place: Place, value: object, label: str) -> None:
    """workers-utils: src/config/validation.ts `normalizeAndValidateLimits`, which looks at the types only."""
    check_members(findings, place, value, label, dict.fromkeys(_MAXIMUMS, "number"))
    if not is_object(value):
        return
    for name, maximum in _MAXIMUMS.items():
        limit = value.get(name)
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            continue
        if limit <= 0:
            message = f'"{label}.{name}" must be greater than 0 but got {show(limit)}.'
            findings.add(NOT_POSITIVE, (*place, name), message)
        elif limit > maximum or not is_whole(limit):
            message = f'"{label}.{name}" should be a whole number up to {maximum} but got {show(limit)}.'
            findings.add(TOO_HIGH, (*place, name), message)
