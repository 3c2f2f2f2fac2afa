"""`--outbound ORIGIN=FOLDER|URL|worker:NAME`: which origin is answered from where."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.web.urls import URL

ANY_ORIGIN = "*"
"""The origin that stands for every one without a target of its own."""

_WORKER = "worker:"


@dataclass(frozen=True)
class FolderTarget:
    """The files below a folder answer."""

    folder: Path


@dataclass(frozen=True)
class AddressTarget:
    """Another address is asked instead; the path is added to it."""

    url: str


@dataclass(frozen=True)
class WorkerTarget:
    """A local Worker answers, found by its name."""

    name: str


@dataclass(frozen=True)
class HandlerTarget:
    """A Python function answers, in tests. It takes an `httpx.Request`; see `handler_target.py` for what it
    returns."""

    handler: Callable[[httpx.Request], object]


Target = FolderTarget | AddressTarget | WorkerTarget | HandlerTarget


class TargetInvalid(ValueError):
    """The text is no mapping of an origin."""


def parse_targets(specs: Iterable[str] | Mapping[str, object], base: Path = Path()) -> dict[str, Target]:
    """Read origins and their targets: texts as on the command line, of which the later counts where two are
    for one origin, or a mapping of origins to FOLDER, URL, worker:NAME or a Python function. Folders are
    relative to `base`. Raises TargetInvalid."""
    if not isinstance(specs, Mapping):
        return dict(parse_target(spec, base) for spec in specs)
    return dict(_parse_member(text, target, base) for text, target in specs.items())


def _parse_member(text: str, target: object, base: Path) -> tuple[str, Target]:
    origin = parse_origin(text)
    if origin is None:
        raise TargetInvalid(f'"{text}" is not an origin: expected one like https://example.com, or *')
    return origin, HandlerTarget(target) if callable(target) else parse_target(f"{text}={target}", base)[1]


def parse_target(spec: str, base: Path = Path()) -> tuple[str, Target]:
    """Read one mapping: the origin and its target. Raises TargetInvalid, which says what is expected."""
    origin_text, _, target = spec.partition("=")
    origin = parse_origin(origin_text)
    if origin is None or not target:
        raise TargetInvalid(
            f'"{spec}" is not an outbound mapping: expected ORIGIN=FOLDER, ORIGIN=URL or ORIGIN=worker:NAME, '
            "ORIGIN being like https://example.com, or * for every origin"
        )
    if target.startswith(_WORKER):
        return origin, _parse_worker(spec, target.removeprefix(_WORKER))
    if target.startswith(("http://", "https://")):
        if _parse_url(target) is None:
            raise TargetInvalid(f'"{spec}": "{target}" is not a URL')
        return origin, AddressTarget(target)
    folder = base / target
    if not folder.is_dir():
        raise TargetInvalid(f'"{spec}": there is no folder "{target}"')
    return origin, FolderTarget(folder)


def _parse_worker(spec: str, name: str) -> WorkerTarget:
    if not name:
        raise TargetInvalid(f'"{spec}": the name of a Worker is missing after "{_WORKER}"')
    return WorkerTarget(name)


def parse_origin(text: str) -> str | None:
    """Read an origin, its default port left out, or `*`; None where the text is neither."""
    if text == ANY_ORIGIN:
        return ANY_ORIGIN
    url = _parse_url(text)
    if (
        url is None
        or url.protocol not in ("http:", "https:")
        or url.pathname != "/"
        or url.search
        or url.hash
    ):
        return None
    return url.origin


def find_target(targets: Mapping[str, Target], origin: str) -> Target | None:
    """Find the target of an origin, or the one for all."""
    return targets.get(origin) or targets.get(ANY_ORIGIN)


def _parse_url(text: str) -> URL | None:
    try:
        return URL(text)
    except JsException:
        return None
