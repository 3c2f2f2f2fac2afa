"""Containers that Durable Objects manage: `scheduling_policy` is `durable_object`."""

import re
from collections.abc import Mapping

from fakeflare.worker.config.check.rules.containers.access import check_keys, check_ssh
from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import BAD_MANAGED, BAD_MANAGED_IMAGE
from fakeflare.worker.config.check.rules.containers.observability import check_observability
from fakeflare.worker.config.document.values import MISSING, is_object

_FIELDS = (
    "name",
    "class_name",
    "scheduling_policy",
    "images",
    "observability",
    "ssh",
    "authorized_keys",
    "unsafe",
)
_MAX_IMAGES = 100
_MAX_NAME_LENGTH = 128
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_DIGEST_REFERENCE = re.compile(rf"{_PART}(?:/{_PART})+@sha256:[a-f0-9]{{64}}\Z")


def check_managed(container: Container, registry: str) -> None:
    """workers-utils: src/config/validation.ts `validateContainerApp`, the first part of it."""
    label = container.label
    _check_images(container, registry)
    check_observability(container)
    observability = container.get("observability")
    if is_object(observability) and any(
        field in observability for field in ("target_instance_count", "target_instance_percentage")
    ):
        container.fail(
            BAD_MANAGED,
            f'"{label}.observability" only supports enabling or disabling logs for Durable Object-managed '
            "Containers; instance targeting is not supported.",
            "observability",
        )
    _check_unsafe(container)
    unsupported = [field for field in container.fields if field not in _FIELDS]
    if unsupported:
        names = ",".join(f'"{field}"' for field in unsupported)
        container.fail(
            BAD_MANAGED,
            f"Unsupported fields for Durable Object-managed Containers in {label}: {names}. Only "
            '"name", "class_name", "scheduling_policy", "images", "observability", "ssh", '
            '"authorized_keys", and '
            'restricted "unsafe" settings are supported.',
            unsupported[0],
            on="key",
        )
    check_ssh(container, "ssh")
    check_keys(container, "authorized_keys", is_name_required=True)


def _check_images(container: Container, registry: str) -> None:
    """workers-utils: src/config/validation.ts `validateDurableObjectContainerImages`."""
    images, label = container.get("images"), f"{container.label}.images"
    if images is MISSING:
        return
    if not is_object(images) or not images:
        message = f'"{label}" must be a non-empty object when present.'
        container.fail(BAD_MANAGED_IMAGE, message, "images")
        return
    if len(images) > _MAX_IMAGES:
        message = f'"{label}" must contain at most {_MAX_IMAGES} images.'
        container.fail(BAD_MANAGED_IMAGE, message, "images", on="key")
    for name, image in images.items():
        if not 1 <= len(name) <= _MAX_NAME_LENGTH:
            message = f'"{label}" image names must be between 1 and {_MAX_NAME_LENGTH} characters.'
            container.fail(BAD_MANAGED_IMAGE, message, "images", name, on="key")
        if is_object(image):
            _check_managed_image(container, name, image, registry)
        else:
            message = f'"{label}.{name}" must be an object with either a "dockerfile" or "image" field.'
            container.fail(BAD_MANAGED_IMAGE, message, "images", name)


def _check_managed_image(container: Container, name: str, image: Mapping[str, object], registry: str) -> None:
    label = f"{container.label}.images.{name}"
    if ("dockerfile" in image) == ("image" in image):
        message = f'"{label}" must specify exactly one of "dockerfile" or "image".'
        container.fail(BAD_MANAGED_IMAGE, message, "images", name)
    for field in ("dockerfile", "image"):
        _check_text(container, name, image, field)
    reference = image.get("image")
    if isinstance(reference, str) and reference and not _is_pinned(reference, registry):
        container.fail(
            BAD_MANAGED_IMAGE,
            f'"{label}.image" must be a digest-pinned image in the managed registry, in the form '
            f'"{registry}/<account-id>/<repository>@sha256:<64 lowercase hex characters>".',
            "images",
            name,
            "image",
        )
    allowed: tuple[str, ...] = ("dockerfile", "image")
    if "dockerfile" in image and "image" not in image:
        allowed = (*allowed, "build_context", "build_vars")
        _check_text(container, name, image, "build_context")
        _check_build_vars(container, name, image.get("build_vars", MISSING))
    unexpected = [field for field in image if field not in allowed]
    if unexpected:
        names = ", ".join(f'"{field}"' for field in unexpected)
        message = f"Unexpected fields found in {label} field: {names}"
        container.fail(BAD_MANAGED_IMAGE, message, "images", name, unexpected[0], on="key")


def _check_text(container: Container, name: str, image: Mapping[str, object], field: str) -> None:
    value = image.get(field, MISSING)
    if value is not MISSING and not (isinstance(value, str) and value):
        message = f'"{container.label}.images.{name}.{field}" must be a non-empty string.'
        container.fail(BAD_MANAGED_IMAGE, message, "images", name, field)


def _is_pinned(reference: str, registry: str) -> bool:
    start = f"{registry}/"
    return reference.startswith(start) and bool(_DIGEST_REFERENCE.match(reference[len(start) :]))


def _check_build_vars(container: Container, name: str, build_vars: object) -> None:
    if build_vars is MISSING:
        return
    if not is_object(build_vars) or not all(isinstance(value, str) for value in build_vars.values()):
        message = f'"{container.label}.images.{name}.build_vars" must be an object with string values.'
        container.fail(BAD_MANAGED_IMAGE, message, "images", name, "build_vars")


def _check_unsafe(container: Container) -> None:
    """workers-utils: src/config/validation.ts `validateDurableObjectContainerUnsafe`."""
    unsafe, label = container.get("unsafe"), f"{container.label}.unsafe"
    if unsafe is MISSING:
        return
    if not is_object(unsafe):
        container.fail(BAD_MANAGED, f'"{label}" should be an object.', "unsafe")
        return
    configuration = unsafe.get("configuration", {})
    if set(unsafe) - {"configuration"} or not (
        is_object(configuration) and not set(configuration) - {"experimental_flags"}
    ):
        message = f'Only "{label}.configuration.experimental_flags" is supported for Durable Object-managed '
        container.fail(BAD_MANAGED, f"{message}Containers.", "unsafe")
        return
    flags = configuration.get("experimental_flags", [])
    if not isinstance(flags, list) or not all(isinstance(flag, str) for flag in flags):
        message = f'"{label}.configuration.experimental_flags" should be an array of strings.'
        container.fail(BAD_MANAGED, message, "unsafe", "configuration", "experimental_flags")
