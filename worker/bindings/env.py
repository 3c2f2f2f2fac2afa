"""`env`: one attribute per variable and binding of the configuration."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from fakeflare.worker.bindings.caller_headers import Location
from fakeflare.worker.bindings.kv.namespace import KvNamespace
from fakeflare.worker.bindings.kv.wire import Carrier, KvService
from fakeflare.worker.bindings.unavailable import UnavailableMember
from fakeflare.worker.config.unavailable import UnavailableBinding
from fakeflare.worker.javascript.language.json.json import to_javascript
from fakeflare.worker.javascript.language.objects import JsObject


def make_env(
    variables: Mapping[str, object],
    namespaces: Iterable[tuple[str, str]],
    carrier: Carrier,
    *,
    unavailable: Iterable[UnavailableBinding] = (),
    version_metadata: str | None = None,
    members: Mapping[str, object] | None = None,
    location: Location | None = None,
) -> JsObject:
    """`env` with vars (texts and numbers natural, other JSON as objects), (binding, id) KV namespaces
    reached by `carrier` from `location`, the named version metadata, and `members` that are ready; later
    ones win."""
    made = {name: to_javascript(value) for name, value in variables.items()}
    made.update((binding.binding, UnavailableMember(binding)) for binding in unavailable)
    made.update((binding, KvNamespace(KvService(carrier, key, location))) for binding, key in namespaces)
    if version_metadata is not None:
        made[version_metadata] = make_version_metadata()
    made.update(members or {})
    return JsObject(made)


def make_version_metadata() -> JsObject:
    """A version made up for this start: a new id, no tag, now
    (miniflare: src/plugins/version-metadata/index.ts)."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return JsObject({"id": str(uuid.uuid4()), "tag": "", "timestamp": now})
