"""`env`: one attribute per variable and binding of the configuration."""

from collections.abc import Iterable

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.kinds import make_binding
from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.javascript.language.objects import JsObject


def make_env(bindings: Iterable[Binding], context: BindingContext) -> JsObject:
    """Return `env` with all of `bindings`, variables among them. Of two that have the same name the later
    one wins; variables give way to what is not emulated, and that to everything else."""
    made = {binding.name: make_binding(binding, context) for binding in sorted(bindings, key=_rank)}
    return JsObject(made)


def _rank(binding: Binding) -> int:
    if isinstance(binding, Variable):
        return 0
    return 1 if isinstance(binding, UnavailableBinding) else 2
