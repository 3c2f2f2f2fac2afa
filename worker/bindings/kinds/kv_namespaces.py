"""`kv_namespaces`: the methods of a KV namespace, asked over the binding protocol."""

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.kv.namespace import KvNamespace
from fakeflare.worker.bindings.kv.wire import KvService
from fakeflare.worker.config.kinds.kv_namespaces import KvBinding


def make(binding: KvBinding, context: BindingContext) -> KvNamespace:
    """Return the namespace with the binding's id, asked from where the Worker runs."""
    return KvNamespace(KvService(context.carrier, binding.id, context.location))
