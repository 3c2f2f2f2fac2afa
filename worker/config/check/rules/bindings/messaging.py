"""Queues, e-mail and pipelines: what is special about them."""

from fakeflare.worker.config.check.rules.bindings.entries import (
    MUST,
    Entry,
    Kind,
    Member,
    Scope,
    check_members,
    fail_list,
    list_objects,
)
from fakeflare.worker.config.check.rules.bindings.faults import (
    BAD_CONSUMER_TYPE,
    DEPRECATED_FIELD,
    DUPLICATE_CONSUMER,
    EXCLUSIVE_FIELDS,
    FIELD_EMPTY,
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.document.values import MISSING
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.syntax.nodes import Place

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

_CONSUMERS = Kind(
    "queues.consumers",
    (
        Member("queue", '"{path}" should have a string "{key}" field but got {entry}.', is_required=True),
        *(Member(key, _OPTION % kind, kind) for key, kind in _OPTIONS.items()),
    ),
    # the grammar is wrangler's
    not_an_object='"{path}" should be a objects, but got {entry}',
    name="queue",
)


def check_email(entry: Entry) -> None:
    """`validateSendEmailBinding`"""
    if "destination_address" in entry.members and "allowed_destination_addresses" in entry.members:
        entry.fail(
            EXCLUSIVE_FIELDS,
            "allowed_destination_addresses",
            '"{path}" bindings should have either a "destination_address" or "allowed_destination_addresses" '
            "field, but not both.",
            others=(Other((*entry.place, "destination_address"), "The other one is here.", "key"),),
        )


def check_producer(entry: Entry) -> None:
    """`validateQueueBinding`, `validateQueues`"""
    if "delivery_delay" in entry.members:
        entry.fail(
            DEPRECATED_FIELD,
            "delivery_delay",
            'The "delivery_delay" field in "{path}" is deprecated and has no effect. Queue-level settings '
            'should be configured using "wrangler queues update" instead. This setting will be removed in a '
            "future version.",
        )


def check_consumers(scope: Scope, place: Place, path: str, value: object) -> None:
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


def check_pipeline(entry: Entry) -> None:
    """`validatePipelineBinding`: `stream`, or `pipeline` as it was called before."""
    stream, pipeline = entry.get("stream"), entry.get("pipeline")
    if isinstance(stream, str) and stream:
        return
    if isinstance(pipeline, str) and pipeline:
        sentence = 'The "pipeline" field in "{path}" bindings is deprecated. Use "stream" instead.'
        entry.fail(DEPRECATED_FIELD, "pipeline", sentence)
    elif stream == "":
        entry.fail(FIELD_EMPTY, "stream", MUST)
    else:
        entry.fail(FIELD_MISSING if stream is MISSING else FIELD_TYPE, "stream", MUST)
