"""`env`: one attribute per variable and binding of the configuration."""

from collections.abc import Iterable

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.kinds import make_binding
from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.javascript.language.objects import JsObject


def make_env(bindings: Iterable[Binding], context: BindingContext) -> JsObject:
    """Return `env` with all of `bindings`, variables among them. Of two that have the same name the later
    one wins, and what is not emulated gives way to everything else."""
    made: dict[str, object] = {}
    for binding in sorted(bindings, key=lambda binding: not isinstance(binding, UnavailableBinding)):
        made[binding.name] = make_binding(binding, context)
    return JsObject(made)
