"""Which file answers a path: `html_handling` and `not_found_handling`.

Source: workers-shared: asset-worker/src/handler.ts.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from fakeflare.worker.bindings.assets.files import AssetFile

Find = Callable[[str], AssetFile | None]

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Found(NamedTuple):
    """A file to serve, with its status, or a path to redirect to."""

    file: AssetFile | None = None
    status: int = 200
    redirect: str | None = None


class _Step(NamedTuple):
    """Serve `file` if it exists, or, with a destination, redirect there if that would serve `file`."""

    file: str
    destination: str | None = None


def find_answer(path: str, html_handling: str, not_found_handling: str, find: Find) -> Found | None:
    """What answers a decoded path; None if nothing does."""
    for step in _STEPS[html_handling](path):
        if step.destination is None:
            file = find(step.file)
            if file is not None:
                return Found(file)
        elif _leads_to(step.destination, step.file, html_handling, find):
            return Found(redirect=step.destination)
    return _find_substitute(path, not_found_handling, find)


def _leads_to(destination: str, name: str, html_handling: str, find: Find) -> bool:
    """Whether `destination` serves the file `name` without another redirect, not being a file itself."""
    if find(name) is None or find(destination) is not None:
        return False
    for step in _STEPS[html_handling](destination):
        if step.destination is None and find(step.file) is not None:
            return step.file == name
    return False


def _find_substitute(path: str, handling: str, find: Find) -> Found | None:
    if handling == "single-page-application":
        file = find("/index.html")
        return None if file is None else Found(file)
    if handling == "404-page":
        # the nearest one upwards
        while path:
            path = path[: path.rfind("/")] if "/" in path else ""
            file = find(f"{path}/404.html")
            if file is not None:
                return Found(file, 404)
    return None


def _list_auto(path: str) -> Iterator[_Step]:
    """auto-trailing-slash: `foo.html` at `/foo`, `foo/index.html` at `/foo/`."""
    if path.endswith("/index"):
        stem = path.removesuffix("/index")
        yield _Step(path)
        yield _Step(f"{path}.html", f"{stem}/")
        yield _Step(f"{stem}.html", stem)
    elif path.endswith("/index.html"):
        stem = path.removesuffix("/index.html")
        yield _Step(path, f"{stem}/")
        yield _Step(f"{stem}.html", stem)
    elif path.endswith("/"):
        yield _Step(f"{path}index.html")
        yield _Step(f"{path[:-1]}.html", path[:-1])
    elif path.endswith(".html"):
        stem = path.removesuffix(".html")
        yield _Step(path, stem)
        yield _Step(f"{stem}/index.html", f"{stem}/")
    yield _Step(path)
    yield _Step(f"{path}.html")
    yield _Step(f"{path}/index.html", f"{path}/")


def _list_force(path: str) -> Iterator[_Step]:
    """force-trailing-slash: both at `/foo/`."""
    if path.endswith("/index"):
        stem = path.removesuffix("/index")
        yield _Step(path)
        yield _Step(f"{path}.html", f"{stem}/")
        yield _Step(f"{stem}.html", f"{stem}/")
    elif path.endswith("/index.html"):
        stem = path.removesuffix("/index.html")
        yield _Step(path, f"{stem}/")
        yield _Step(f"{stem}.html", f"{stem}/")
    elif path.endswith("/"):
        yield _Step(f"{path}index.html")
        yield _Step(f"{path[:-1]}.html")
    elif path.endswith(".html"):
        stem = path.removesuffix(".html")
        yield _Step(path, f"{stem}/")
        yield _Step(path)
        yield _Step(f"{stem}/index.html", f"{stem}/")
    yield _Step(path)
    yield _Step(f"{path}.html", f"{path}/")
    yield _Step(f"{path}/index.html", f"{path}/")


def _list_drop(path: str) -> Iterator[_Step]:
    """drop-trailing-slash: both at `/foo`; the root keeps its slash."""
    if path.endswith(("/index", "/index.html")):
        yield from _list_drop_index(path)
    elif path == "/":
        yield _Step("/index.html")
    elif path.endswith("/"):
        yield _Step(f"{path[:-1]}.html", path[:-1])
        yield _Step(f"{path}index.html", path[:-1])
    elif path.endswith(".html"):
        stem = path.removesuffix(".html")
        yield _Step(path, stem)
        yield _Step(f"{stem}/index.html", stem)
    yield _Step(path)
    yield _Step(f"{path}.html")
    yield _Step(f"{path}/index.html")


def _list_drop_index(path: str) -> Iterator[_Step]:
    stem = path.removesuffix(".html").removesuffix("/index")
    if path.endswith(".html"):
        yield _Step(path, stem or "/")
        yield _Step(path)
    else:
        yield _Step(path)
    if stem:
        yield _Step(f"{stem}.html", stem)
    yield _Step(f"{stem}/index.html", stem or "/")


def _list_none(path: str) -> Iterator[_Step]:
    yield _Step(path)


_STEPS: dict[str, Callable[[str], Iterator[_Step]]] = {
    "auto-trailing-slash": _list_auto,
    "force-trailing-slash": _list_force,
    "drop-trailing-slash": _list_drop,
    "none": _list_none,
}


def decode_path(path: str) -> str:
    """Each segment decoded, or left as it is where it cannot be; runs of slashes are one."""
    return re.sub("/+", "/", "/".join(_decode_segment(segment) for segment in path.split("/")))


def _decode_segment(segment: str) -> str:
    if "%" not in segment or _BROKEN_ESCAPE.search(segment):
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        return segment


def encode_path(path: str) -> str:
    """`encodeURIComponent` of each segment: the one spelling under which a file is served."""
    return "/".join(quote(segment, safe="!'()*-._~") for segment in path.split("/"))
