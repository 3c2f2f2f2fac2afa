"""FF300 to FF348: bindings. Each kind that wrangler validates, in wrangler's words, and what nobody checks:
the shapes of ids, placeholders, the same resource twice.

What is particular about a kind stands in `config/kinds/`, with the rules that it alone has.
"""

from collections.abc import Iterable

from fakeflare.worker.config.bindings.entries import (
    Scope,
    check_list,
    check_single,
    scope_block,
    scope_previews,
)
from fakeflare.worker.config.bindings.ids import check_ids
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.check.rules.bindings.tails import check_tails
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.kinds import FIELDS, get_kind


def check_block(findings: Findings, block: Block) -> None:
    """Check all bindings of a block, and of its `previews`."""
    scope = scope_block(findings, block)
    _check_scope(scope, _list_kinds(scope))
    previews = block.get_own("previews")
    if is_object(previews):
        inner = scope_previews(scope, previews)
        _check_scope(inner, _list_kinds(inner))


def _list_kinds(scope: Scope) -> list[Kind]:
    return [get_kind(field) for field in FIELDS if field in scope.values]


def _check_scope(scope: Scope, kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        # ids are looked at even where wrangler does not look for the kind
        if kind.is_in_previews or scope.block is not None:
            _check_kind(scope, kind)
        if kind.ids is not None:
            check_ids(scope, kind.field, kind.ids)
    check_tails(scope)


def _check_kind(scope: Scope, kind: Kind) -> None:
    if kind.entries is not None:
        check_entries = check_single if kind.shape == "single" else check_list
        check_entries(scope, kind.entries)
    if kind.check is not None:
        kind.check(scope)
