"""What the emulator of a run is told of the namespaces that configurations bind."""

from collections.abc import Iterable
from pathlib import Path

from fakeflare.emulator.settings import BoundNamespace, Settings
from fakeflare.emulator.storage.location import make_location
from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.config.model.config import Config


def list_namespaces(configs: Iterable[Config]) -> tuple[BoundNamespace, ...]:
    """Return every KV namespace that the configurations bind."""
    return tuple(
        BoundNamespace(binding.name, binding.id, make_title(config.name, binding.name))
        for config in configs
        for binding in config.bindings
        if isinstance(binding, KvBinding)
    )


def make_settings(
    configs: Iterable[Config],
    *,
    data: Path | None = None,
    bound_host: str = "127.0.0.1",
    seed: Path | None = None,
) -> Settings:
    """Return the settings of an emulator for these Workers. `data` is its folder, None for memory; the
    others are those of `Settings`."""
    return Settings(
        location=make_location(data), bindings=list_namespaces(configs), bound_host=bound_host, seed=seed
    )


def make_title(name: str, binding: str) -> str:
    """Return the title that wrangler gives a namespace that it creates for a binding
    (deploy-helpers/src/deploy/helpers/provision-bindings.ts `autoProvisionedResourceName`)."""
    return f"{name}-{binding.lower().replace('_', '-')}"
