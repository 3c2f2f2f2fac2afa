"""What each kind of binding is to a Worker: a module for each of `worker/config/kinds/`, under the same name,
with a `make` that returns the member of `env`.

Kinds that are not emulated say so: their `make` is `make_unavailable`.
"""

from importlib import import_module

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.config.bindings.binding import Binding


def make_binding(binding: Binding, context: BindingContext) -> object:
    """Return the member of `env` that a binding is."""
    # start-up: a Worker has few kinds
    made: object = import_module(f"{__name__}.{binding.field}").make(binding, context)
    return made
