"""`version_metadata`: which version of the Worker runs."""

import uuid
from datetime import UTC, datetime

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.config.kinds.version_metadata import VersionBinding
from fakeflare.worker.javascript.language.objects import JsObject


def make(binding: VersionBinding, context: BindingContext) -> JsObject:  # noqa: ARG001
    """Return a version made up for this start: a new id, no tag, now
    (miniflare: src/plugins/version-metadata/index.ts)."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return JsObject({"id": str(uuid.uuid4()), "tag": "", "timestamp": now})
