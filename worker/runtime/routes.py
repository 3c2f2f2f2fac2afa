"""`--outbound ORIGIN=FOLDER|URL`: which origin is answered from where."""

from collections.abc import Iterable
from pathlib import Path

from worker.javascript.errors import JsException
from worker.javascript.urls import URL

Route = Path | str
"""A folder of files, or the address to ask instead."""


class RouteInvalid(ValueError):
    """The text is no mapping of an origin."""


def parse_routes(specs: Iterable[str]) -> dict[str, Route]:
    """Origins and their routes; of two for one origin the later counts."""
    return dict(parse_route(spec) for spec in specs)


def parse_route(spec: str) -> tuple[str, Route]:
    origin_text, _, target = spec.partition("=")
    origin = _parse_origin(origin_text)
    if origin is None or not target:
        raise RouteInvalid(
            f'"{spec}" is not an outbound mapping: expected ORIGIN=FOLDER or ORIGIN=URL, '
            "ORIGIN being like https://example.com"
        )
    if target.startswith(("http://", "https://")):
        if _parse_url(target) is None:
            raise RouteInvalid(f'"{spec}": "{target}" is not a URL')
        return origin, target
    folder = Path(target)
    if not folder.is_dir():
        raise RouteInvalid(f'"{spec}": there is no folder "{target}"')
    return origin, folder


def _parse_origin(text: str) -> str | None:
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


def _parse_url(text: str) -> URL | None:
    try:
        return URL(text)
    except JsException:
        return None
