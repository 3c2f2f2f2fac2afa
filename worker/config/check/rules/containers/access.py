"""SSH into a container: whether, on which port, and whose keys."""

from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import BAD_ACCESS
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, read_number
from fakeflare.worker.config.findings.members import find_member, is_whole


def check_ssh(container: Container, field: str) -> None:
    ssh = container.get(field)
    if ssh is MISSING:
        return
    if not isinstance(find_member(ssh, "enabled"), bool):
        container.fail(BAD_ACCESS, f"{container.label}.{field}.enabled must be a boolean", field, "enabled")
    port = find_member(ssh, "port")
    if port is not MISSING and not (is_whole(port) and 1 <= read_number(port) <= 65535):
        message = f"{container.label}.{field}.port must be a number between 1 and 65535 inclusive"
        container.fail(BAD_ACCESS, message, field, "port")


def check_keys(container: Container, field: str, *, is_name_required: bool) -> None:
    keys, label = container.get(field), f"{container.label}.{field}"
    if keys is MISSING:
        return
    if not isinstance(keys, list):
        container.fail(BAD_ACCESS, f"{label} must be an array", field)
        return
    for index, key in enumerate(keys):
        if is_object(key):
            name, kinds = name_type(key.get("name", MISSING)), ("string", "undefined")
            if name not in kinds[: 1 if is_name_required else 2]:
                message = f"{label}[{index}].name must be a string"
                container.fail(BAD_ACCESS, message, field, index, "name")
            _check_public_key(container, key.get("public_key"), field, index)
        else:
            container.fail(BAD_ACCESS, f"{label}[{index}] must be an object", field, index)


def _check_public_key(container: Container, text: object, field: str, index: int) -> None:
    label = f"{container.label}.{field}[{index}].public_key"
    if not isinstance(text, str):
        container.fail(BAD_ACCESS, f"{label} must be a string", field, index, "public_key")
    elif not text.lower().startswith("ssh-ed25519"):
        message = f"{label} is an unsupported key type. Please provide an ED25519 public key."
        container.fail(BAD_ACCESS, message, field, index, "public_key")
