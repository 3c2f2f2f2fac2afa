"""`vars`: a variable or a secret."""

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.javascript.language.json.json import to_javascript


def make(binding: Variable, context: BindingContext) -> object:  # noqa: ARG001
    """Return texts and numbers as they are, other JSON as JavaScript objects."""
    return to_javascript(binding.value)
