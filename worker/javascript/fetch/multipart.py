"""`multipart/form-data`, written and read as workerd does (workerd/src/workerd/api/form-data.c++)."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fakeflare.worker.javascript.language.kernel.coercions import encode_text
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError

_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_DISPOSITION = re.compile(r"\s*([\w-]+)\s*")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*"((?:[^"\n\\]|\\[^\n])+)"\s*', re.DOTALL)


class Part(NamedTuple):
    """A field; one with a file name is a file."""

    name: str
    data: bytes
    filename: str | None = None
    type: str = ""


def write_multipart(parts: Iterable[Part], boundary: str) -> bytes:
    """The body of a form."""
    pieces: list[bytes] = []
    for part in parts:
        pieces.append(f'--{boundary}\r\nContent-Disposition: form-data; name="'.encode() + _escape(part.name))
        if part.filename is not None:
            kind = part.type or "application/octet-stream"
            pieces.append(b'"; filename="' + _escape(part.filename) + b'"\r\nContent-Type: ' + kind.encode())
        else:
            pieces.append(b'"')
        pieces += [b"\r\n\r\n", part.data, b"\r\n"]
    pieces.append(f"--{boundary}--".encode())
    return b"".join(pieces)


def _escape(text: str) -> bytes:
    if text.endswith("\\"):
        raise JsTypeError("Name or filename can't end with backslash")
    return encode_text(text.replace("\\", "\\\\").replace('"', "%22").replace("\n", "%0A"))


def read_multipart(body: bytes, boundary: str) -> Iterator[Part]:
    """The fields of a form; a JsTypeError says what is wrong with it."""
    mark = b"--" + boundary.encode("utf-8", "replace")
    _, found, rest = body.partition(mark)
    if not found or not rest:
        raise JsTypeError("No initial boundary string (or you have a truncated message).")
    while not rest.startswith(b"--"):
        end = re.match(rb"\r?\n", rest)
        if end is None:
            raise JsTypeError("Boundary string was not succeeded by CRLF, LF, or '--'.")
        rest = rest[end.end() :]
        headers_end = _HEADERS_END.search(rest)
        if headers_end is None:
            raise JsTypeError("No multipart message header termination found.")
        headers = _read_headers(rest[: headers_end.start()])
        data, _, rest = rest[headers_end.end() :].partition(b"\n" + mark)
        if not rest:
            raise JsTypeError("No subsequent boundary string after multipart message.")
        name, filename = _read_disposition(headers)
        yield Part(name, data.removesuffix(b"\r"), filename, headers.get("content-type", ""))


def _read_headers(block: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            raise JsTypeError("FormData part had invalid headers.")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _read_disposition(headers: dict[str, str]) -> tuple[str, str | None]:
    """Name and file name of a part."""
    text = headers.get("content-disposition")
    if text is None:
        raise JsTypeError("No valid Content-Disposition header found in FormData part.")
    kind = _DISPOSITION.match(text)
    if kind is None:
        raise JsTypeError("Invalid Content-Disposition header found in FormData part.")
    if kind[1] != "form-data":
        raise JsTypeError(
            'Content-Disposition header for FormData part must have the value "form-data", possibly followed '
            f'by parameters. Got: "{kind[1]}"'
        )
    parameters = {
        name: re.sub(r"\\(.)", r"\1", value) for name, value in _PARAMETER.findall(text, kind.end())
    }
    if "name" not in parameters:
        raise JsTypeError("Content-Disposition header in FormData part is missing a name.")
    return parameters["name"], parameters.get("filename")
