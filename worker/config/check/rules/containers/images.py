"""The image of a container: a Dockerfile on the disk, or an image in a registry."""

import re
from pathlib import Path

from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import IMAGE_NOT_FOUND, NO_IMAGE
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, show
from fakeflare.worker.config.findings.disk import exists, is_folder

# What WHATWG's URL standard forbids in a host, besides what ends one
_IPV6 = re.compile(r"\[[0-9a-fA-F:.]+\]")
_FORBIDDEN = re.compile(r"[\x00-\x20<>^|%\[\]\x7f]")


def check_image(container: Container) -> None:
    configuration, own = container.get("configuration"), container.get("image")
    older = configuration.get("image") if is_object(configuration) else None
    if not is_true(own) and not is_true(older):
        container.fail(
            NO_IMAGE,
            '"containers.image" field must be defined for each container app. This should be the path to '
            "your "
            "Dockerfile or an image URI pointing to the Cloudflare registry.",
            *(("image",) if "image" in container.fields else ()),
        )
        return
    is_own = own is not None and own is not MISSING
    image, parts = (own, ("image",)) if is_own else (older, ("configuration", "image"))
    problem = _find_problem(container, image)
    if problem is not None:
        hint = None if isinstance(image, str) else "Write the path, or the name of the image, as a text."
        container.fail(IMAGE_NOT_FOUND, problem, *parts, hint=hint)


def _find_problem(container: Container, image: object) -> str | None:
    if not isinstance(image, str):
        return f'The "paths[1]" argument must be of type string. Received {_describe(image)}'
    folder = container.findings.project_files.folder
    return None if folder is None else find_image_problem(folder, image)


def find_image_problem(folder: Path, image: str) -> str | None:
    """Why wrangler does not take an image (workers-utils: src/config/validation.ts `isDockerfile`)."""
    if is_folder(folder, image):
        return f"{image} is a directory, you should specify a path to the Dockerfile"
    if exists(folder, image):
        return None
    start = (
        f'The image "{image}" does not appear to be a valid path to a Dockerfile, or a valid image registry '
        "path:\n"
    )
    if not _is_address(image):
        return f"{start}Invalid URL"
    if ":" not in image.split("/")[-1]:
        return (
            f"{start}If this is an image registry path, it needs to include at least a tag ':' "
            "(e.g: docker.io/httpd:1)"
        )
    if "://" in image:
        return (
            f"{start}Image reference should not include the protocol part (e.g: docker.io/httpd:1, not "
            "https://docker.io/httpd:1)"
        )
    return None


def _is_address(image: str) -> bool:
    """Whether JavaScript's `new URL` takes the text after `https://`: it minds the host and the port
    alone."""
    text = re.sub(r"[\t\r\n]", "", image).rstrip("".join(map(chr, range(33)))).lstrip("/\\")
    authority = re.split(r"[/\\?#]", text, maxsplit=1)[0].rpartition("@")[2]
    address = _IPV6.match(authority)
    host = address[0] if address else authority.partition(":")[0]
    port = authority[len(host) :]
    is_port = port in ("", ":") or (re.fullmatch(r":[0-9]{1,9}", port) and int(port[1:]) <= 65535)
    return bool(is_port and (address or _is_host(host)))


def _is_host(host: str) -> bool:
    if not host or _FORBIDDEN.search(host):
        return False
    return _is_number_free(host) or _is_ipv4(host)


def _is_number_free(host: str) -> bool:
    last = host.removesuffix(".").rpartition(".")[2]
    return not re.fullmatch(r"[0-9]+|0[xX][0-9a-fA-F]*", last)


def _is_ipv4(host: str) -> bool:
    parts = host.removesuffix(".").split(".")
    numbers = [_read_part(part) for part in parts]
    *leading, last = [-1 if number is None else number for number in numbers]
    is_small = all(0 <= part < 256 for part in leading)
    return len(parts) <= 4 and is_small and 0 <= last < 256 ** (5 - len(parts))


def _read_part(part: str) -> int | None:
    """A decimal or hexadecimal number of an address."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]{0,8}", part):
        return int(part[2:] or "0", 16)
    return int(part) if re.fullmatch(r"[0-9]{1,10}", part) else None


def _describe(value: object) -> str:
    """How Node tells what it got instead of a text."""
    if isinstance(value, list | dict):
        return f"an instance of {'Array' if isinstance(value, list) else 'Object'}"
    return f"type {'boolean' if isinstance(value, bool) else 'number'} ({show(value)})"
