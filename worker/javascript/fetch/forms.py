"""`FormData`, as an object and as a body of both encodings (workerd/src/workerd/api/form-data.c++)."""

import secrets
from collections.abc import Callable, Iterable, Iterator

from fakeflare.worker.javascript.fetch.blobs import Blob, File
from fakeflare.worker.javascript.fetch.content_types import parse_content_type
from fakeflare.worker.javascript.fetch.multipart import Part, read_multipart, write_multipart
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.lookups import Lookup
from fakeflare.worker.javascript.web.search_params import parse_form

Entry = tuple[str, str | File]

_UTF_8 = ("utf-8", "utf8", "unicode-1-1-utf-8")


class FormData(Lookup):
    """Names with texts or files, in order."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: list[Entry] = list(entries)

    @classmethod
    def construct(cls, *_arguments: object) -> "FormData":
        return cls()

    def append(self, name: object, value: object, filename: object = None) -> None:
        key = to_string(name)
        self._entries.append((key, _read_value(key, value, filename)))

    def set(self, name: object, value: object, filename: object = None) -> None:
        """The first entry of that name gets the value, the others go."""
        key = to_string(name)
        found = _read_value(key, value, filename)
        place = next((index for index, entry in enumerate(self._entries) if entry[0] == key), None)
        if place is None:
            self._entries.append((key, found))
            return
        after = [entry for entry in self._entries[place + 1 :] if entry[0] != key]
        self._entries = [*self._entries[:place], (key, found), *after]

    def delete(self, name: object) -> None:
        key = to_string(name)
        self._entries = [entry for entry in self._entries if entry[0] != key]

    def get(self, name: object) -> object:
        """The first value, or null."""
        key = to_string(name)
        return next((value for found, value in self._entries if found == key), jsnull)

    def getAll(self, name: object) -> JsArray:
        key = to_string(name)
        return JsArray(value for found, value in self._entries if found == key)

    def has(self, name: object) -> bool:
        key = to_string(name)
        return any(found == key for found, _ in self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def entries(self) -> JsIterator:
        return JsIterator(self, "FormData Iterator")

    def keys(self) -> JsIterator:
        return JsIterator([name for name, _ in self._entries], "FormData Iterator")

    def values(self) -> JsIterator:
        return JsIterator([value for _, value in self._entries], "FormData Iterator")

    def forEach(self, callback: Callable[[str | File, str, "FormData"], object]) -> None:
        for name, value in self:
            callback(value, name, self)


def _read_value(name: str, value: object, filename: object) -> str | File:
    """A Blob becomes a File, called like the field unless a name is given."""
    if isinstance(value, File) and filename is None:
        return value
    if isinstance(value, Blob):
        return File(value.data, value.type, name if filename is None else to_string(filename))
    return to_string(value)


def write_form_data(form: FormData) -> tuple[bytes, str]:
    """The body and its content type."""
    boundary = secrets.token_hex(16)
    parts = (
        Part(name, encode_text(value))
        if isinstance(value, str)
        else Part(name, value.data, value.name, value.type)
        for name, value in form
    )
    return write_multipart(parts, boundary), f"multipart/form-data; boundary={boundary}"


def read_form_data(body: bytes, content_type: object) -> FormData:
    """The form of a body; a JsTypeError where it is none."""
    if not isinstance(content_type, str):
        raise JsTypeError("Parsing a Body as FormData requires a Content-Type header.")
    kind = parse_content_type(content_type)
    if kind is not None and kind.essence == "multipart/form-data":
        boundary = kind.parameters.get("boundary")
        if boundary is None:
            raise JsTypeError(
                "No boundary string in Content-Type header. The multipart/form-data MIME type requires a "
                "boundary parameter, e.g. 'Content-Type: multipart/form-data; boundary=\"abcd\"'. See "
                "RFC 7578, section 4."
            )
        return FormData((part.name, _read_part(part)) for part in read_multipart(body, boundary))
    if kind is not None and kind.essence == "application/x-www-form-urlencoded":
        if kind.parameters.get("charset", "utf-8").lower() not in _UTF_8:
            raise JsTypeError("Non-utf-8 application/x-www-form-urlencoded body.")
        return FormData(parse_form(body))
    raise JsTypeError(
        "Unrecognized Content-Type header value. FormData can only parse the following MIME types: "
        "multipart/form-data, application/x-www-form-urlencoded"
    )


def _read_part(part: Part) -> str | File:
    if part.filename is None:
        return part.data.decode("utf-8", "replace")
    return File(part.data, part.type, part.filename)
