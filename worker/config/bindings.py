"""The bindings that fakeflare emulates, read from a configuration with wrangler's sentences.

Sources: workers-utils/src/config/validation.ts `validateKVBinding`, `validateServiceBinding`,
`validateVersionMetadataBinding`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from worker.config.fields import FieldReader, show

Binding = TypeVar("Binding")


@dataclass(frozen=True)
class KvBinding:
    """One entry of `kv_namespaces`."""

    binding: str
    id: str
    """`preview_id ?? id ?? binding`: what `wrangler dev` uses. An empty preview_id is an id and wins."""


@dataclass(frozen=True)
class ServiceBinding:
    """One entry of `services`: another Worker, or one of its named entrypoints."""

    binding: str
    service: str
    entrypoint: str | None = None
    props: object = None


def read_kv_namespaces(fields: FieldReader) -> tuple[KvBinding, ...]:
    return _read_list(fields, "kv_namespaces", _read_kv_namespace)


def read_services(fields: FieldReader) -> tuple[ServiceBinding, ...]:
    return _read_list(fields, "services", _read_service)


def read_version_metadata(fields: FieldReader) -> str | None:
    """The name of the binding."""
    value = fields.read_own("version_metadata")
    if value is None and not fields.has_own("version_metadata"):
        return None
    if not isinstance(value, Mapping):
        fields.refuse(
            f'The field "{fields.describe("version_metadata")}" should be an object but got {show(value)}.'
        )
    binding = value.get("binding")
    if not isinstance(binding, str):
        fields.refuse('binding should have a string "binding" field.')
    return binding


def _read_list(
    fields: FieldReader, field: str, read: Callable[[FieldReader, str, Mapping[str, object]], Binding]
) -> tuple[Binding, ...]:
    where = fields.describe(field)
    value = fields.read_own(field)
    if value is None and not fields.has_own(field):
        return ()
    if not isinstance(value, list):
        fields.refuse(f'The field "{where}" should be an array but got {show(value)}.')
    for item in value:
        if not isinstance(item, Mapping):
            # the field's bare name here, and no index
            fields.refuse(f'"{field}" bindings should be objects, but got {show(item)}')
    return tuple(read(fields, f"{where}[{index}]", item) for index, item in enumerate(value))


def _read_kv_namespace(fields: FieldReader, where: str, item: Mapping[str, object]) -> KvBinding:
    binding, own_id, preview_id = item.get("binding"), item.get("id"), item.get("preview_id")
    if not isinstance(binding, str):
        fields.refuse(f'"{where}" bindings should have a string "binding" field but got {show(item)}.')
    if "id" in item and (not isinstance(own_id, str) or not own_id):
        fields.refuse(f'"{where}" bindings should have a string "id" field but got {show(item)}.')
    if preview_id is not None and not isinstance(preview_id, str):
        fields.refuse(
            f'"{where}" bindings should, optionally, have a string "preview_id" field but got {show(item)}.'
        )
    named = preview_id if preview_id is not None else own_id
    return KvBinding(binding, named if isinstance(named, str) else binding)


def _read_service(fields: FieldReader, where: str, item: Mapping[str, object]) -> ServiceBinding:
    binding, service, entrypoint = item.get("binding"), item.get("service"), item.get("entrypoint")
    for name, value in (("binding", binding), ("service", service)):
        if not isinstance(value, str):
            fields.refuse(f'"{where}" bindings should have a string "{name}" field but got {show(item)}.')
    if entrypoint is not None and not isinstance(entrypoint, str):
        fields.refuse(f'"{where}" bindings should have a string "entrypoint" field but got {show(item)}.')
    return ServiceBinding(str(binding), str(service), entrypoint, item.get("props"))
