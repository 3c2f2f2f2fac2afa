"""Static assets: answers requests from a folder as Cloudflare does, and decides which are the Worker's.

Sources: workers-shared: asset-worker/src/handler.ts, asset-worker/src/utils/headers.ts,
router-worker/src/worker.ts.
"""

import logging
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from fakeflare.worker.bindings.assets.files import (
    HEADERS_FILE,
    REDIRECTS_FILE,
    AssetFile,
    AssetFolder,
    guess_type,
    read_file,
)
from fakeflare.worker.bindings.assets.headers import HeaderRules
from fakeflare.worker.bindings.assets.paths import Found, decode_path, encode_path, find_answer
from fakeflare.worker.bindings.assets.redirects import RedirectRules
from fakeflare.worker.bindings.assets.watching import WatchedFile
from fakeflare.worker.config.kinds.assets import Assets, WorkerFirst
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.web.urls import URL

_log = logging.getLogger("fakeflare.worker")

CACHE_CONTROL = "public, max-age=0, must-revalidate"

NAVIGATION_FLAG = "assets_navigation_prefers_asset_serving"
NO_NAVIGATION_FLAG = "assets_navigation_has_no_effect"
NAVIGATION_DATE = "2025-04-01"
"""From this date on a browser's navigation gets `not_found_handling` before the Worker
(asset-worker/src/compatibility-flags.ts)."""

Rules = TypeVar("Rules", HeaderRules, RedirectRules)


class AssetServer:
    """The assets of one Worker. The folder and its rules may change at any time."""

    def __init__(
        self, assets: Assets, compatibility_date: str | None = None, compatibility_flags: Collection[str] = ()
    ) -> None:
        """Date and flags are the Worker's."""
        self._assets = assets
        self._folder = AssetFolder(assets.directory)
        self._headers = _watch_rules(assets.directory / HEADERS_FILE, HeaderRules)
        self._redirects = _watch_rules(
            assets.directory / REDIRECTS_FILE, lambda text: RedirectRules(text, assets.html_handling)
        )
        self._prefers_navigation = NAVIGATION_FLAG in compatibility_flags or (
            (compatibility_date or "") >= NAVIGATION_DATE and NO_NAVIGATION_FLAG not in compatibility_flags
        )

    def has(self, path: str) -> bool:
        """Whether a file lies at this path, percent-encoded as in a URL; no handling of `.html`."""
        return self._folder.find(decode_path(path)) is not None

    def runs_worker_first(self, path: str) -> bool:
        """Whether `run_worker_first` gives this path to the Worker, whatever files there are."""
        rules = self._assets.run_worker_first
        if isinstance(rules, bool):
            return rules
        return not _matches(rules.assets, path) and _matches(rules.worker, path)

    def answers(self, request: Request) -> bool:
        """Whether the request is for the assets and not for the Worker: the whole decision."""
        rules, url = self._assets.run_worker_first, URL(request.url)
        is_routed = isinstance(rules, WorkerFirst)
        if isinstance(rules, WorkerFirst) and _matches(rules.assets, url.pathname):
            return True
        if self.runs_worker_first(url.pathname):
            return False
        is_navigation = self._prefers_navigation and request.headers.get("sec-fetch-mode") == "navigate"
        handling = self._assets.not_found_handling if is_routed or is_navigation else "none"
        return self._resolve(request, url, handling) is not None

    async def fetch(self, request: Request) -> Response:
        """The answer, 404 where there is nothing."""
        url = URL(request.url)
        if _strip_base(decode_path(url.pathname), self._assets.base_path) is None:
            return _make_response(404)
        found = self._resolve(request, url, self._assets.not_found_handling)
        if isinstance(found, Found):
            found = self._serve(request, found)
        return self._attach_headers(url, _make_response(404) if found is None else found)

    def _resolve(self, request: Request, url: URL, handling: str) -> Response | Found | None:
        """A response that is ready, a file to serve, or None."""
        path, is_rewritten = url.pathname, False
        if _strip_base(decode_path(path), self._assets.base_path) is None:
            return None
        redirect = self._redirects.read().find(url.hostname, path)
        if redirect is not None:
            target = URL(redirect.to, url.href)
            if redirect.status != 200:
                return _redirect(redirect.status, _write_location(url, target))
            path, is_rewritten = target.pathname, True
        found = self._find(decode_path(path), handling, is_rewritten)
        if found is None:
            return _make_response(404) if is_rewritten else None
        if request.method not in ("GET", "HEAD"):
            return _make_response(405)
        return self._settle(path, found) or _redirect(307, self._write_destination(path, found) + url.search)

    def _find(self, path: str, handling: str, is_rewritten: bool) -> Found | None:
        base = self._assets.base_path
        inner = _strip_base(path, base)
        if inner is None:
            return None
        if not is_rewritten and (destination := self._find_root(path)) is not None:
            return Found(redirect=destination)
        return find_answer(inner, self._assets.html_handling, handling, self._folder.find)

    def _find_root(self, path: str) -> str | None:
        """Where the root of a base path has its slash, or lacks it."""
        base, style = self._assets.base_path, self._assets.html_handling
        if base == "/" or style == "none" or path not in (base, base[:-1]):
            return None
        wants_slash = style != "drop-trailing-slash"
        if path.endswith("/") == wants_slash or self._folder.find("/index.html") is None:
            return None
        return "/" if wants_slash else ""

    def _settle(self, path: str, found: Found) -> Found | None:
        """The file, if `path` is the one spelling under which it is served."""
        return found if found.redirect is None and encode_path(decode_path(path)) == path else None

    def _write_destination(self, path: str, found: Found) -> str:
        if found.redirect is None:
            return encode_path(decode_path(path))
        base = self._assets.base_path
        return encode_path(base if found.redirect == "/" else base[:-1] + found.redirect)

    def _serve(self, request: Request, found: Found) -> Response:
        file = found.file
        assert file is not None  # noqa: S101 - what has no file is a redirect
        headers = _make_headers(request, file)
        if request.headers.get("if-none-match") in (f'"{file.etag}"', f'W/"{file.etag}"'):
            return Response(None, 304, headers)
        if request.method == "HEAD":
            return Response(None, found.status, headers)
        try:
            return Response(read_file(file), found.status, headers)
        except OSError:
            # gone since it was found
            return _make_response(404)

    def _attach_headers(self, url: URL, response: Response) -> Response:
        """What `_headers` says goes before ours; several rules for one header add up."""
        changed: set[str] = set()
        for rule in self._headers.read().find(url.hostname, url.pathname):
            for name in rule.unset:
                response.headers.delete(name)
            for name, value in rule.set.items():
                if name in changed:
                    response.headers.append(name, value)
                else:
                    response.headers.set(name, value)
                    changed.add(name)
        return response


def _watch_rules(path: Path, parse: Callable[[str | None], Rules]) -> WatchedFile[Rules]:
    """Rules of a file, whose complaints are logged each time it is read."""

    def read(text: str | None) -> Rules:
        rules = parse(text)
        for complaint in rules.complaints:
            _log.warning("%s:%d: %s", path, complaint.line, complaint.message)
        return rules

    return WatchedFile(path, read)


def _matches(globs: tuple[str, ...], path: str) -> bool:
    return any(re.fullmatch(".*".join(map(re.escape, glob.split("*"))), path, re.DOTALL) for glob in globs)


def _strip_base(path: str, base: str) -> str | None:
    """A decoded path below the base path; None for another."""
    if base == "/":
        return path
    if path == base[:-1]:
        return "/"
    return path[len(base) - 1 :] if path.startswith(base) else None


def _make_headers(request: Request, file: AssetFile) -> Headers:
    headers = Headers([("etag", f'"{file.etag}"')])
    kind = guess_type(file.name)
    if kind is not None:
        headers.append("content-type", kind)
    if not request.headers.has("authorization") and not request.headers.has("range"):
        headers.append("cache-control", CACHE_CONTROL)
    # always at hand here; Cloudflare says MISS of what it had to fetch
    headers.append("cf-cache-status", "HIT")
    return headers


def _make_response(status: int) -> Response:
    return Response(None, status)


def _redirect(status: int, location: str) -> Response:
    return Response(None, status, Headers([("location", location)]))


def _write_location(url: URL, target: URL) -> str:
    """A target's own query goes before the request's."""
    search = target.search or url.search
    start = "" if target.origin == url.origin else target.origin
    return f"{start}{target.pathname}{search}{target.hash}"
