"""`services`: another local Worker, found when it is called."""

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.services import ServiceFetcher
from fakeflare.worker.config.kinds.services import ServiceBinding


def make(binding: ServiceBinding, context: BindingContext) -> ServiceFetcher:
    """Return the other Worker, or its entrypoint, seen from this one. Raises RuntimeError in a context
    without Workers."""
    if context.connect is None:
        raise RuntimeError(f"env.{binding.name} has no Workers to find its service among")
    return ServiceFetcher(context.connect(binding))
