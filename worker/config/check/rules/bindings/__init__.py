"""FF300 to FF348: bindings. Each kind that wrangler validates, in wrangler's words, and what nobody checks:
the shapes of ids, placeholders, the same resource twice.

The functions that docstrings here name are wrangler's (workers-utils: src/config/validation.ts).
"""

from collections.abc import Mapping

from fakeflare.worker.config.check.rules.bindings.entries import (
    Scope,
    check_entries,
    check_list,
    check_object,
    scope_block,
)
from fakeflare.worker.config.check.rules.bindings.ids import check_ids
from fakeflare.worker.config.check.rules.bindings.kinds import KINDS, PRODUCERS
from fakeflare.worker.config.check.rules.bindings.messaging import check_consumers
from fakeflare.worker.config.check.rules.bindings.objects import (
    check_durable_objects,
    check_logs,
    check_singles,
)
from fakeflare.worker.config.check.rules.bindings.tails import check_tails
from fakeflare.worker.config.check.rules.bindings.unsafe import check_unsafe
from fakeflare.worker.config.check.rules.bindings.workflows import check_unique_names
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.findings import Findings

_NOT_IN_PREVIEWS = frozenset({"agent_memory", "vpc_networks"})


def check_block(findings: Findings, block: Block) -> None:
    """All bindings of a block, and of its `previews`."""
    scope = scope_block(findings, block)
    _check_scope(scope)
    check_durable_objects(scope)
    check_logs(scope)
    check_unsafe(scope, block.top is not None and block.top.get_own("unsafe") is not MISSING)
    previews = block.get_own("previews")
    if is_object(previews):
        _check_previews(scope, previews)


def _check_scope(scope: Scope, unknown: frozenset[str] = frozenset()) -> None:
    for kind in KINDS:
        if kind.field not in unknown:
            check_list(scope, kind)
    _check_queues(scope)
    check_unique_names(scope)
    check_singles(scope)
    check_tails(scope)
    check_ids(scope)


def _check_queues(scope: Scope) -> None:
    """`validateQueues`"""
    value, place, path = scope.get("queues"), scope.locate("queues"), f"{scope.path}queues"
    if value is MISSING:
        return
    hint = 'Put the array into an object: {"producers": […], "consumers": […]}.'
    if check_object(scope, place, path, value, hint) and is_object(value):
        if "consumers" in value:
            check_consumers(scope, (*place, "consumers"), f"{path}.consumers", value["consumers"])
        if "producers" in value:
            check_entries(scope, PRODUCERS, (*place, "producers"), f"{path}.producers", value["producers"])


def _check_previews(block: Scope, previews: Mapping[str, object]) -> None:
    """`validatePreviewsConfig`: most kinds of bindings, without the environment in any message."""
    scope = Scope(block.findings, previews, block.locate("previews"), "previews.", "previews.")
    _check_scope(scope, _NOT_IN_PREVIEWS)
    check_durable_objects(scope, is_preview=True)
    check_unsafe(scope, is_announced=True)
