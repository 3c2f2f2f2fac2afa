"""`env`: one attribute per binding of the configuration."""

from collections.abc import Iterable, Mapping

import httpx

from worker.bindings.kv import KvNamespace
from worker.bindings.wire import KvService
from worker.javascript.json import to_javascript
from worker.javascript.objects import JsObject


def make_env(
    variables: Mapping[str, object], namespaces: Iterable[tuple[str, str]], client: httpx.AsyncClient
) -> JsObject:
    """`env` with vars (texts and numbers natural, other JSON as objects) and (binding, id) KV namespaces."""
    members = {name: to_javascript(value) for name, value in variables.items()}
    for binding, namespace_id in namespaces:
        members[binding] = KvNamespace(KvService(client, namespace_id))
    return JsObject(members)
