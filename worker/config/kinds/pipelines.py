"""`pipelines`: pipelines, which take in streams of records."""

from fakeflare.worker.config.bindings.entries import (
    MUST,
    MUST_BINDING,
    REMOTE,
    Entry,
    EntryTable,
)
from fakeflare.worker.config.bindings.faults import (
    DEPRECATED_FIELD,
    FIELD_EMPTY,
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
)


def _check_pipeline(entry: Entry) -> None:
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


KIND = Kind(
    "Pipeline",
    ("pipelines",),
    entries=EntryTable("pipelines", (MUST_BINDING, REMOTE), _check_pipeline, label="pipeline"),
    resource=("stream", "pipeline"),
    ids=Ids(("stream", "pipeline")),
)
