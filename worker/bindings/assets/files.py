"""The files of an asset folder: which paths exist, what they are, and their bytes.

A path exists if it is, letter by letter, the place of a file below the folder: nothing that points out of
the folder has one.
"""

import asyncio
import hashlib
import mimetypes
import os
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from fakeflare.worker.bindings.assets.ignoring import IgnoreRules
from fakeflare.worker.bindings.assets.watching import WatchedFile
from fakeflare.worker.javascript.streams.readable import ReadableStream

IGNORE_FILE = ".assetsignore"
HEADERS_FILE = "_headers"
REDIRECTS_FILE = "_redirects"

MAX_HELD_BYTES = 256 * 1024
"""A larger file is a stream."""

_CHUNK_BYTES = 64 * 1024

# workers-shared: utils/helpers.ts `createAssetsIgnoreFunction`
_ALWAYS_IGNORED = tuple(f"/{name}" for name in (IGNORE_FILE, REDIRECTS_FILE, HEADERS_FILE))

# What npm's `mime` 4 says of files of the web, where Python knows nothing or something else.
_TYPES = {
    "apng": "image/apng",
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "cjs": "application/node",
    "conf": "text/plain",
    "epub": "application/epub+zip",
    "geojson": "application/geo+json",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "gz": "application/gzip",
    "ics": "text/calendar",
    "ini": "text/plain",
    "js": "text/javascript",
    "json5": "application/json5",
    "jsonld": "application/ld+json",
    "jsx": "text/jsx",
    "jxl": "image/jxl",
    "less": "text/less",
    "log": "text/plain",
    "m4a": "audio/mp4",
    "manifest": "text/cache-manifest",
    "map": "application/json",
    "markdown": "text/markdown",
    "md": "text/markdown",
    "mid": "audio/midi",
    "mjs": "text/javascript",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "otf": "font/otf",
    "rss": "application/rss+xml",
    "rtf": "application/rtf",
    "sql": "application/sql",
    "svgz": "image/svg+xml",
    "toml": "application/toml",
    "ts": "video/mp2t",
    "ttc": "font/collection",
    "ttf": "font/ttf",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "yaml": "text/yaml",
    "yml": "text/yaml",
}

# Python's own table: what the machine's files say would differ from machine to machine.
_KNOWN = mimetypes.MimeTypes(filenames=()).types_map[True]

_SEPARATORS = re.compile(
    "|".join(re.escape(mark) for mark in {"\0", os.sep, os.altsep} - {None, "/"} if mark)
)


class AssetFile(NamedTuple):
    """One file that can be served."""

    name: str
    """Its path in URLs, decoded."""
    path: Path
    size: int
    etag: str


class AssetFolder:
    """A folder of assets, looked at anew for every request."""

    def __init__(self, directory: Path) -> None:
        self._root = os.path.realpath(directory)
        self._ignored = WatchedFile(directory / IGNORE_FILE, _read_ignored)

    def find(self, name: str) -> AssetFile | None:
        """The file with this decoded path, `/css/style.css`."""
        parts = name.split("/")
        if parts[0] or any(part in ("", ".", "..") or _SEPARATORS.search(part) for part in parts[1:]):
            return None
        path = os.path.join(self._root, *parts[1:])
        found = _stat_file(path)
        if found is None or not os.path.realpath(path).startswith(os.path.join(self._root, "")):
            return None
        if self._ignored.read().ignores(name[1:]):
            return None
        return AssetFile(name, Path(path), found.st_size, _make_etag(name, found))


def _read_ignored(text: str | None) -> IgnoreRules:
    return IgnoreRules([*_ALWAYS_IGNORED, *("" if text is None else text).split("\n")])


def _stat_file(path: str) -> os.stat_result | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _make_etag(name: str, found: os.stat_result) -> str:
    """As local wrangler: of name and time of change, 32 digits; Cloudflare's own is of the content
    (miniflare: src/plugins/assets/index.ts `walk`)."""
    return hashlib.sha256(f"{name}{found.st_mtime_ns}{found.st_size}".encode("utf-8", "replace")).hexdigest()[
        :32
    ]


def guess_type(name: str) -> str | None:
    """The Content-Type by extension, if any (workers-shared: utils/helpers.ts `getContentType`)."""
    extension = name.rpartition("/")[2].rpartition(".")[2].lower()
    kind = _TYPES.get(extension) or _KNOWN.get(f".{extension}")
    return f"{kind}; charset=utf-8" if kind is not None and kind.startswith("text/") else kind


def read_file(file: AssetFile) -> bytes | ReadableStream:
    """The content; raises OSError if the file has gone since it was found."""
    if file.size <= MAX_HELD_BYTES:
        return file.path.read_bytes()
    return ReadableStream(_iterate_file(file.path))


async def _iterate_file(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as content:
        while chunk := await asyncio.to_thread(content.read, _CHUNK_BYTES):
            yield chunk
