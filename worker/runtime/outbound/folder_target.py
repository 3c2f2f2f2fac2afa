"""A folder of files that answers requests, as a simple web server would."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response


def answer_from_folder(folder: Path, pathname: str, method: str) -> Response:
    """Answer with the file of a path, `index.html` for a folder; 404 for what is not there, 405 for other
    methods."""
    if method not in ("GET", "HEAD"):
        return _refuse(405, "Method Not Allowed", [("allow", "GET, HEAD")])
    path = _find_file(folder.resolve(), unquote(pathname).lstrip("/"))
    if path is None:
        return _refuse(404, "Not Found")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    data = path.read_bytes()
    headers = Headers([("content-type", kind), ("content-length", str(len(data)))])
    return Response(None if method == "HEAD" else data, 200, headers, "OK")


def _refuse(status: int, phrase: str, more: list[tuple[str, str]] | None = None) -> Response:
    headers = Headers([("content-type", "text/plain; charset=utf-8"), *(more or ())])
    return Response(phrase.encode(), status, headers, phrase)


def _find_file(root: Path, name: str) -> Path | None:
    """The file below `root`; what leads out of it is not there."""
    if "\0" in name:
        return None
    path = (root / name).resolve()
    if path.is_dir():
        path = (path / "index.html").resolve()
    return path if path.is_relative_to(root) and path.is_file() else None
