"""`Blob` and `File`: bytes that know their type (workerd/src/workerd/api/blob.c++)."""

from collections.abc import Iterable
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import (
    ArrayBuffer,
    TypedArray,
    Uint8Array,
    read_bytes,
)
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.coercions import (
    encode_text,
    from_number,
    is_nullish,
    to_string,
)
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_int32, to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.readable import ReadableStream


class Blob(JsProxy):
    def __init__(self, data: bytes = b"", type: str = "") -> None:
        self.data = data
        self.type = type

    @classmethod
    def construct(cls, parts: object = None, options: object = None, *_rest: object) -> "Blob":
        """`new Blob([text | buffer | blob, …], {type})`."""
        return cls(join_parts(parts, cls.name), _read_type(options))

    @property
    def size(self) -> int:
        return len(self.data)

    def slice(self, start: object = None, end: object = None, type: object = None, *_rest: object) -> "Blob":
        """A part as a Blob; negative positions count from the end."""
        first, last, _ = slice(
            None if start is None else to_int32(start), None if end is None else to_int32(end)
        ).indices(len(self.data))
        return Blob(self.data[first:last], "" if type is None else normalize_type(to_string(type)))

    def text(self, *_rest: object) -> Promise:
        return Promise.resolve(self.data.decode("utf-8", "replace"))

    def arrayBuffer(self, *_rest: object) -> Promise:
        return Promise.resolve(ArrayBuffer(self.data))

    def bytes(self, *_rest: object) -> Promise:
        array: TypedArray = Uint8Array.of_bytes(self.data)
        return Promise.resolve(array)

    def stream(self, *_rest: object) -> ReadableStream:
        return ReadableStream.of_bytes(self.data)


_MISSING = object()


class File(Blob):
    """A Blob with a name and a time."""

    def __init__(
        self, data: bytes = b"", type: str = "", name: str = "", last_modified: float | None = None
    ) -> None:
        super().__init__(data, type)
        # an attribute of the instance: the class has a `name` of its own
        self.name = name
        self.lastModified = Date.now() if last_modified is None else from_number(last_modified)

    @classmethod
    def construct(  # type: ignore[override] # the name stands between
        cls, parts: object = None, name: object = _MISSING, options: object = None, *_rest: object
    ) -> "File":
        """`new File(parts, name, {type, lastModified})`."""
        if name is _MISSING:
            raise JsTypeError("Failed to construct 'File': constructor parameter 2 is not of type 'string'.")
        modified = read_property(options, "lastModified")
        return cls(
            join_parts(parts, cls.name),
            _read_type(options),
            to_string(name),
            None if is_nullish(modified) else to_number(modified),
        )


def join_parts(parts: object, kind: str) -> bytes:
    """The bytes of a constructor's first argument; a Python list is no Array in JavaScript."""
    if parts is None:
        return b""
    if not isinstance(parts, JsArray):
        raise JsTypeError(f"Failed to construct '{kind}': constructor parameter 1 is not of type 'Array'.")
    items: Iterable[Any] = parts
    return b"".join(_read_part(item) for item in items)


def _read_part(part: object) -> bytes:
    if isinstance(part, Blob):
        return part.data
    held = read_bytes(part)
    return encode_text(to_string(part)) if held is None else held


def _read_type(options: object) -> str:
    if read_property(options, "endings") is not None:
        # `jsg::Unimplemented` in workerd/src/workerd/api/blob.h
        raise JsException("The 'endings' field on 'Options' is not implemented.")
    # of a Python object, `type` would be the name of its class
    found = read_property(options, "type") if isinstance(options, JsProxy) else None
    return "" if found is None else normalize_type(to_string(found))


def normalize_type(text: str) -> str:
    """Lower case; nothing where a character is not printable ASCII."""
    return text.lower() if all(" " <= character <= "\x7f" for character in text) else ""
