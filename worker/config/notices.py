"""What a configuration asks for and this version of fakeflare passes over: said at start."""

from collections.abc import Mapping
from pathlib import Path

from worker.config.environments import Environment

# Not inherited (workers-utils/src/config/environment.ts, EnvironmentNonInheritable) …
_OWN = (
    "ai",
    "analytics_engine_datasets",
    "browser",
    "d1_databases",
    "dispatch_namespaces",
    "durable_objects",
    "hyperdrive",
    "images",
    "mtls_certificates",
    "pipelines",
    "queues",
    "r2_buckets",
    "ratelimits",
    "secrets_store_secrets",
    "send_email",
    "services",
    "vectorize",
    "version_metadata",
    "workflows",
)
# … and inherited ones.
_INHERITED = ("assets", "triggers", "rules")

_SECRETS = (".dev.vars", ".env")


def list_notices(path: Path, environment: Environment) -> tuple[str, ...]:
    """One line for each field and file that is passed over."""
    fields = [
        environment.describe(field)
        for field in (*_OWN, *_INHERITED)
        if not _is_empty(environment.read_own(field) if field in _OWN else environment.read_inherited(field))
    ]
    files = [name for name in _SECRETS if (path.parent / name).is_file()]
    return (
        *(f'"{field}" is not emulated by fakeflare yet and is passed over' for field in fields),
        *(f"{name} is not read by fakeflare yet" for name in files),
    )


def _is_empty(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_empty, value.values()))
    return value in (None, [], "")
