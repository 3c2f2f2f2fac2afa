"""`queues`: the queues that a Worker sends to, and those whose messages it gets."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    REMOTE,
    Entry,
    EntryTable,
    Member,
    Scope,
    check_entries,
    check_members,
    check_object,
    fail_list,
    list_objects,
)
from fakeflare.worker.config.bindings.faults import (
    DEPRECATED_FIELD,
)
from fakeflare.worker.config.bindings.ids import (
    check_placeholder,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
)
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.syntax.nodes import Place

BAD_CONSUMER_TYPE = define(
    "FF314",
    "bad-consumer-type",
    "error",
    "A queue's consumer is of a type that cannot be configured here.",
    """wrangler refuses the file. Only Workers consume queues by configuration; a pull consumer is made
    with `wrangler queues consumer http add QUEUE`.""",
)
DUPLICATE_CONSUMER = define(
    "FF315",
    "duplicate-consumer",
    "error",
    "A queue is listed twice among the consumers.",
    """wrangler says nothing, and sets up the same consumer twice: a queue has one consumer, so the
    settings of one of the two entries are lost, or the deploy fails. Keep one entry.""",
)

_OPTION = '"{path}" should, optionally, have a %s "{key}" field but got {entry}.'
_OPTIONS = {
    "type": "string",
    "max_batch_size": "number",
    "max_batch_timeout": "number",
    "max_retries": "number",
    "dead_letter_queue": "string",
    "max_concurrency": "number",
    "visibility_timeout_ms": "number",
    "retry_delay": "number",
}

_CONSUMERS = EntryTable(
    "queues.consumers",
    (
        Member("queue", '"{path}" should have a string "{key}" field but got {entry}.', is_required=True),
        *(Member(key, _OPTION % kind, kind) for key, kind in _OPTIONS.items()),
    ),
    # the grammar is wrangler's
    not_an_object='"{path}" should be a objects, but got {entry}',
    name="queue",
)


def _check_producer(entry: Entry) -> None:
    """`validateQueueBinding`, `validateQueues`"""
    if "delivery_delay" in entry.members:
        entry.fail(
            DEPRECATED_FIELD,
            "delivery_delay",
            'The "delivery_delay" field in "{path}" is deprecated and has no effect. Queue-level settings '
            'should be configured using "wrangler queues update" instead. This setting will be removed in a '
            "future version.",
        )


_PRODUCERS = EntryTable(
    "queues.producers",
    (
        BINDING,
        Member(
            "queue",
            '"{path}" bindings should optionally have a non-empty string "{key}" field but got {entry}.',
            may_be_empty=False,
        ),
        Member(
            "delivery_delay",
            '"{path}" should, optionally, have a number "{key}" field but got {entry}.',
            "number",
        ),
        REMOTE,
    ),
    _check_producer,
    label="queue",
)


def _check_queues(scope: Scope) -> None:
    """`validateQueues`"""
    value, place, path = scope.get("queues"), scope.locate("queues"), f"{scope.path}queues"
    if value is MISSING:
        return
    hint = 'Put the array into an object: {"producers": […], "consumers": […]}.'
    if check_object(scope, place, path, value, hint) and is_object(value):
        if "consumers" in value:
            _check_consumers(scope, (*place, "consumers"), f"{path}.consumers", value["consumers"])
        if "producers" in value:
            check_entries(scope, _PRODUCERS, (*place, "producers"), f"{path}.producers", value["producers"])
    _check_placeholders(scope, value)


def _check_placeholders(scope: Scope, queues: object) -> None:
    for side in ("producers", "consumers") if is_object(queues) else ():
        entries = queues.get(side) if is_object(queues) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            queue = entry.get("queue") if is_object(entry) else None
            if isinstance(queue, str):
                path = f"{scope.path}queues.{side}[{index}].queue"
                check_placeholder(scope, scope.locate("queues", side, index, "queue"), path, queue)


def _check_consumers(scope: Scope, place: Place, path: str, value: object) -> None:
    """`validateConsumer`; that a queue has one consumer is the API's rule."""
    if not isinstance(value, list):
        fail_list(scope.findings, place, path, value, "queue")
        return
    consumed: dict[str, Entry] = {}
    for entry in list_objects(scope.findings, _CONSUMERS, place, path, value):
        check_members(entry, _CONSUMERS)
        _check_type(entry)
        queue = entry.get("queue")
        if isinstance(queue, str):
            first = consumed.setdefault(queue, entry)
            if first is not entry:
                _fail_duplicate(entry, first, queue)


def _check_type(entry: Entry) -> None:
    kind = entry.get("type")
    if isinstance(kind, str) and kind != "worker":
        message = (
            f'"{entry.path}.type" has an invalid value "{kind}". '
            'Only "worker" consumers can be configured in your Wrangler configuration.'
        )
        entry.findings.add(BAD_CONSUMER_TYPE, (*entry.place, "type"), message)


def _fail_duplicate(entry: Entry, first: Entry, queue: str) -> None:
    entry.fail(
        DUPLICATE_CONSUMER,
        "queue",
        '"{path}" consumes the queue {queue}, which has a consumer already.',
        hint="A queue has one consumer: put the settings into one entry.",
        others=(Other((*first.place, "queue"), "The first one is here."),),
        queue=queue,
    )


KIND = Kind("Queue", ("queues", "producers"), resource=("queue",), check=_check_queues, is_for_pages=True)
