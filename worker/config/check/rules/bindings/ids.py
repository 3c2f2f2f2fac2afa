"""FF340 to FF348: ids that wrangler takes as they are, though the API will not, or that surprise.

Any text will do as an id in `wrangler dev`, so all of this is warnings.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.config.check.rules.bindings.entries import Scope
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
BAD_KV_ID = define(
    "FF341",
    "bad-kv-id",
    "warning",
    "A KV namespace's id is not 32 hexadecimal digits.",
    """wrangler takes it, and a name of your own is fine as long as the Worker stays on your machine. At a
    deploy the API answers `KV namespace '…' is not valid` [code: 10042]. `wrangler kv namespace list` shows
    the ids.""",
)
BAD_D1_ID = define(
    "FF342",
    "bad-d1-id",
    "warning",
    "A D1 database's id is no UUID.",
    """wrangler takes it, and a name of your own is fine as long as the Worker stays on your machine. A
    deploy fails: no database has such an id. `wrangler d1 list` shows the ids; without `database_id`
    wrangler creates the database at the first deploy.""",
)
BAD_HYPERDRIVE_ID = define(
    "FF343",
    "bad-hyperdrive-id",
    "warning",
    "A Hyperdrive configuration's id is not 32 hexadecimal digits.",
    """wrangler takes it, and locally it is not used at all. A deploy fails: no configuration has
    such an id. `wrangler hyperdrive list` shows the ids.""",
)
BAD_RATE_ID = define(
    "FF344",
    "bad-ratelimit-namespace",
    "warning",
    "The `namespace_id` of a rate limit is no integer.",
    """wrangler takes any string. Cloudflare's manual asks for an integer, in quotes, that you choose and
    that is unique in your account.""",
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


class _Id(NamedTuple):
    rule: Rule
    shape: re.Pattern[str]
    wanted: str
    advice: str


_HEX = re.compile(r"[0-9a-fA-F]{32}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_INTEGER = re.compile(r"-?[0-9]+")

_SHAPES: Mapping[tuple[str, str], _Id] = {
    ("kv_namespaces", "id"): _Id(
        BAD_KV_ID,
        _HEX,
        "32 hexadecimal digits",
        "Good enough locally; a deploy needs an id of `wrangler kv namespace list`, or none at all to have "
        "it made.",
    ),
    ("d1_databases", "database_id"): _Id(
        BAD_D1_ID,
        _UUID,
        "a UUID",
        "Good enough locally; a deploy needs an id of `wrangler d1 list`, or none at all to have it made.",
    ),
    ("hyperdrive", "id"): _Id(
        BAD_HYPERDRIVE_ID,
        _HEX,
        "32 hexadecimal digits",
        "Good enough locally; a deploy needs an id of `wrangler hyperdrive list`.",
    ),
    ("ratelimits", "namespace_id"): _Id(
        BAD_RATE_ID,
        _INTEGER,
        "an integer in quotes",
        'You choose it, unique in your account, such as "1001".',
    ),
}

# the members of each kind that name a resource
_RESOURCES: Mapping[str, tuple[str, ...]] = {
    "kv_namespaces": ("id", "preview_id"),
    "r2_buckets": ("bucket_name", "preview_bucket_name"),
    "d1_databases": ("database_id", "preview_database_id"),
    "vectorize": ("index_name",),
    "ai_search_namespaces": ("namespace",),
    "ai_search": ("instance_name",),
    "agent_memory": ("namespace",),
    "hyperdrive": ("id",),
    "services": ("service",),
    "analytics_engine_datasets": ("dataset",),
    "dispatch_namespaces": ("namespace",),
    "mtls_certificates": ("certificate_id",),
    "pipelines": ("stream", "pipeline"),
    "k2": ("stream",),
    "secrets_store_secrets": ("store_id",),
    "artifacts": ("namespace",),
    "flagship": ("app_id",),
    "ratelimits": ("namespace_id",),
    "vpc_services": ("service_id",),
    "vpc_networks": ("tunnel_id", "network_id"),
}

_PREVIEWS = {
    "kv_namespaces": ("id", "preview_id"),
    "r2_buckets": ("bucket_name", "preview_bucket_name"),
    "d1_databases": ("database_id", "preview_database_id"),
}
_UNIQUE = {
    "kv_namespaces": ("KV namespace", "id", None),
    "r2_buckets": ("bucket", "bucket_name", "jurisdiction"),
    "d1_databases": ("database", "database_id", None),
    "hyperdrive": ("Hyperdrive configuration", "id", None),
}


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


def check_ids(scope: Scope) -> None:
    """The ids of all bindings that have some."""
    for field, keys in _RESOURCES.items():
        for item in _list_items(scope, field):
            for key in keys:
                _check_id(item, field, key)
            if field in _PREVIEWS:
                _check_preview(item, *_PREVIEWS[field])
        if field in _UNIQUE:
            _check_same(scope, field)
    for place, path, queue in _list_queues(scope):
        _check_placeholder(scope, place, path, queue, None)


def _list_items(scope: Scope, field: str) -> Iterator[_Item]:
    value = scope.get(field)
    if not isinstance(value, list):
        return
    for index, members in enumerate(value):
        if isinstance(members, Mapping):
            yield _Item(scope, scope.locate(field, index), f"{scope.path}{field}[{index}]", members)


def _check_id(item: _Item, field: str, key: str) -> None:
    value, path = item.members.get(key), f"{item.path}.{key}"
    if not isinstance(value, str):
        return
    wanted = _SHAPES.get((field, key))
    if wanted is not None and wanted.shape.fullmatch(value) and not _is_filler(value):
        return
    place = (*item.place, key)
    if _check_placeholder(item.scope, place, path, value, wanted and wanted.wanted) or wanted is None:
        return
    # wrangler has a sentence of its own for an empty KV id
    if value or field != "kv_namespaces":
        message = f'"{path}" should be {wanted.wanted}, but is {show(value)}.'
        item.add(wanted.rule, key, message, wanted.advice)


def _is_filler(value: str) -> bool:
    """Whether an id has the right shape but only zeros in it."""
    return len(value) > 8 and not value.strip("0-")


def _check_placeholder(scope: Scope, place: Place, path: str, value: str, wanted: str | None) -> bool:
    if not looks_like_placeholder(value):
        return False
    verb = f"should be {wanted}, but looks" if wanted else "looks"
    message = f'"{path}" {verb} like a placeholder: {show(value)}.'
    scope.findings.add(PLACEHOLDER, place, message, hint=_advise_id(place))
    return True


def _advise_id(place: Place) -> str | None:
    fields = {
        "kv_namespaces": "`wrangler kv namespace list` shows the ids",
        "d1_databases": "`wrangler d1 list` shows the ids",
        "r2_buckets": "`wrangler r2 bucket list` shows the names",
    }
    known = next((fields[str(part)] for part in place if part in fields), None)
    return known and f"{known}; without one wrangler makes it at the first deploy."


def _list_queues(scope: Scope) -> Iterator[tuple[Place, str, str]]:
    queues = scope.get("queues")
    for side in ("producers", "consumers") if isinstance(queues, Mapping) else ():
        entries = queues.get(side) if isinstance(queues, Mapping) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            queue = entry.get("queue") if isinstance(entry, Mapping) else None
            if isinstance(queue, str):
                path = f"{scope.path}queues.{side}[{index}].queue"
                yield scope.locate("queues", side, index, "queue"), path, queue


def _check_preview(item: _Item, key: str, preview_key: str) -> None:
    value, preview = item.members.get(key), item.members.get(preview_key)
    # an R2 bucket's empty name is an error of wrangler's
    if preview == "" and preview_key != "preview_bucket_name":
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


def _check_same(scope: Scope, field: str) -> None:
    noun, key, qualifier = _UNIQUE[field]
    first: dict[tuple[object, str], _Item] = {}
    for item in _list_items(scope, field):
        value = item.members.get(key)
        if not isinstance(value, str) or not value:
            continue
        before = first.setdefault((value, show(item.members.get(qualifier or ""))), item)
        if before is not item and not looks_like_placeholder(value):
            item.add(
                SAME_RESOURCE,
                key,
                f'"{item.path}" leads to the same {noun} as "{before.path}".',
                "Fine if both names are meant for it; otherwise one of the ids was copied and not changed.",
                Other((*before.place, key), "It is bound here already."),
            )
