"""FF340 to FF348: ids that wrangler takes as they are, though the API will not, or that surprise.

Any text will do as an id in `wrangler dev`, so all of this is warnings.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.config.bindings.entries import Scope
from fakeflare.worker.config.document.values import show
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.findings.placeholders import looks_like_placeholder
from fakeflare.worker.config.syntax.nodes import Place

PLACEHOLDER = define(
    "FF340",
    "placeholder-id",
    "warning",
    "An id or a resource's name is what a template left to be filled in.",
    """wrangler takes it, and `wrangler dev` works with it, for local data is kept under any id. The API
    refuses the deploy. Put in the real one; or leave out the id of a KV namespace, a D1 database or an R2
    bucket, and wrangler creates one at the first deploy.""",
)
PREVIEW_EQUALS_ID = define(
    "FF345",
    "preview-equals-id",
    "warning",
    "A preview id is the same as the id.",
    """wrangler says nothing. The preview id exists so that `wrangler dev --remote` does not touch what
    production uses; where both are the same, it writes into production's data. Give it a namespace, bucket
    or database of its own, or remove it if local development is all that you need.""",
)
EMPTY_PREVIEW_ID = define(
    "FF346",
    "empty-preview-id",
    "warning",
    "A preview id is empty.",
    """wrangler takes it, and `wrangler dev` prefers it to the id all the same: the data of a namespace with
    an empty id is used, which all bindings of this kind share. Remove the field.""",
)
REMOTE_WITHOUT_ID = define(
    "FF347",
    "remote-without-id",
    "warning",
    "A binding is remote, but there is no id to connect to.",
    """wrangler takes it, and creates the resource at a deploy; but in `wrangler dev` it has nothing to
    connect the binding to. Add the id, or remove `remote`.""",
)
SAME_RESOURCE = define(
    "FF348",
    "same-resource-twice",
    "warning",
    "Two bindings of the same block lead to the same resource.",
    """wrangler says nothing. It works, and what is written through one binding shows in the other. That may
    be meant; more often it is an id that was copied with its binding. Ignore the rule where it is meant.""",
)


class IdForm(NamedTuple):
    """What an id looks like where it is real."""

    rule: Rule
    """The one that finds fault with others."""
    shape: re.Pattern[str]
    wanted: str
    advice: str
    may_be_empty: bool = False
    """Whether an empty one is left to a sentence of wrangler's."""


class Ids(NamedTuple):
    """The members of a kind's entries that name something in Cloudflare's account; the first is the one that
    a deploy uses."""

    keys: tuple[str, ...]
    form: IdForm | None = None
    """Of the first."""
    preview: str | None = None
    """The member that `wrangler dev` prefers to the first."""
    may_preview_be_empty: bool = True
    """Whether an empty one is taken by wrangler, to everybody's surprise."""
    noun: str | None = None
    """What it is called where two bindings may not lead to the same one unnoticed."""
    qualifier: str | None = None
    """The member that tells two of the same name apart."""
    listing: str | None = None
    """Where the real ones are found."""


HEX_ID = re.compile(r"[0-9a-fA-F]{32}")
"""An id of most things."""


class _Item(NamedTuple):
    """An entry that is an object."""

    scope: Scope
    place: Place
    path: str
    members: Mapping[str, object]

    def add(
        self, rule: Rule, key: str, message: str, hint: str | None = None, other: Other | None = None
    ) -> None:
        others = () if other is None else (other,)
        self.scope.findings.add(rule, (*self.place, key), message, hint=hint, others=others)


def check_ids(scope: Scope, field: str, ids: Ids) -> None:
    """The ids of all entries of a field."""
    for item in _list_items(scope, field):
        for key in ids.keys:
            _check_id(item, ids, key)
        if ids.preview is not None:
            _check_preview(item, ids, ids.preview)
    if ids.noun is not None:
        _check_same(scope, field, ids, ids.noun)


def _list_items(scope: Scope, field: str) -> Iterator[_Item]:
    value = scope.get(field)
    if not isinstance(value, list):
        return
    for index, members in enumerate(value):
        if isinstance(members, Mapping):
            yield _Item(scope, scope.locate(field, index), f"{scope.path}{field}[{index}]", members)


def _check_id(item: _Item, ids: Ids, key: str) -> None:
    value, path = item.members.get(key), f"{item.path}.{key}"
    if not isinstance(value, str):
        return
    form = ids.form if key == ids.keys[0] else None
    if form is not None and form.shape.fullmatch(value) and not _is_filler(value):
        return
    place, wanted = (*item.place, key), form and form.wanted
    if check_placeholder(item.scope, place, path, value, wanted, ids.listing) or form is None:
        return
    if value or not form.may_be_empty:
        message = f'"{path}" should be {form.wanted}, but is {show(value)}.'
        item.add(form.rule, key, message, form.advice)


def _is_filler(value: str) -> bool:
    """Whether an id has the right shape but only zeros in it."""
    return len(value) > 8 and not value.strip("0-")


def check_placeholder(
    scope: Scope,
    place: Place,
    path: str,
    value: str,
    wanted: str | None = None,
    listing: str | None = None,
) -> bool:
    """Whether a value was left to be filled in; reported if so."""
    if not looks_like_placeholder(value):
        return False
    verb = f"should be {wanted}, but looks" if wanted else "looks"
    message = f'"{path}" {verb} like a placeholder: {show(value)}.'
    hint = listing and f"{listing}; without one wrangler makes it at the first deploy."
    scope.findings.add(PLACEHOLDER, place, message, hint=hint)
    return True


def _check_preview(item: _Item, ids: Ids, preview_key: str) -> None:
    key = ids.keys[0]
    value, preview = item.members.get(key), item.members.get(preview_key)
    if preview == "" and ids.may_preview_be_empty:
        item.add(
            EMPTY_PREVIEW_ID,
            preview_key,
            f'"{item.path}.{preview_key}" is empty, and `wrangler dev` prefers it to "{key}".',
            "Remove the field.",
        )
    elif isinstance(preview, str) and preview == value and not looks_like_placeholder(preview):
        item.add(
            PREVIEW_EQUALS_ID,
            preview_key,
            f'"{item.path}.{preview_key}" is the same as "{key}": `wrangler dev --remote` writes to '
            f"production.",
            other=Other((*item.place, key), f'"{key}" is here.'),
        )
    if item.members.get("remote") is True and key not in item.members and preview_key not in item.members:
        message = f'"{item.path}" is remote, but has no "{key}" to connect to.'
        item.add(REMOTE_WITHOUT_ID, "remote", message)


def _check_same(scope: Scope, field: str, ids: Ids, noun: str) -> None:
    key = ids.keys[0]
    first: dict[tuple[object, str], _Item] = {}
    for item in _list_items(scope, field):
        value = item.members.get(key)
        if not isinstance(value, str) or not value:
            continue
        before = first.setdefault((value, show(item.members.get(ids.qualifier or ""))), item)
        if before is not item and not looks_like_placeholder(value):
            item.add(
                SAME_RESOURCE,
                key,
                f'"{item.path}" leads to the same {noun} as "{before.path}".',
                "Fine if both names are meant for it; otherwise one of the ids was copied and not changed.",
                Other((*before.place, key), "It is bound here already."),
            )
