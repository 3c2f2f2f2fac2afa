"""`assets`: the Worker's own static files, asked like another Worker."""

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.fetchers import Fetcher
from fakeflare.worker.config.kinds.assets import AssetsBinding


def make(binding: AssetsBinding, context: BindingContext) -> Fetcher:
    """Return what answers from the files. Raises RuntimeError in a context without files."""
    if context.fetch_asset is None:
        raise RuntimeError(f"env.{binding.name} has no assets to answer from")
    return Fetcher(context.fetch_asset)
