"""ArrayBuffer, typed arrays and DataView: bytes that JavaScript holds."""

import struct
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, cast

from worker.javascript.errors import JsRangeError, JsTypeError
from worker.javascript.proxies import JsClass, JsProxy, Unwrapping


class ArrayBuffer(JsProxy):
    """`ArrayBuffer`: the memory that views look at."""

    def __init__(self, data: bytes | bytearray | memoryview = b"") -> None:
        self.data = bytearray(data)

    @classmethod
    def construct(cls, length: object = 0, *_rest: object) -> "ArrayBuffer":
        from worker.javascript.coercions import to_int32

        return cls(bytes(to_int32(length)))

    @property
    def byteLength(self) -> int:
        return len(self.data)

    def slice(self, start: int = 0, end: int | None = None) -> "ArrayBuffer":
        return ArrayBuffer(self.data[start:end])

    def to_bytes(self) -> bytes:
        return bytes(self.data)

    def to_memoryview(self) -> memoryview:
        return memoryview(bytearray(self.data))

    def to_string_text(self, encoding: str = "utf-8") -> str:
        return self.data.decode(encoding)

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:  # noqa: ARG002 - an override
        return self.to_memoryview()


class View(JsProxy):
    """A window on an ArrayBuffer (`ArrayBuffer.isView`)."""

    def __init__(self, buffer: ArrayBuffer, byteOffset: int = 0, byteLength: int | None = None) -> None:
        self.buffer = buffer
        self.byteOffset = byteOffset
        self.byteLength = len(buffer.data) - byteOffset if byteLength is None else byteLength

    def to_bytes(self) -> bytes:
        return bytes(self.buffer.data[self.byteOffset : self.byteOffset + self.byteLength])

    def to_memoryview(self) -> memoryview:
        return memoryview(bytearray(self.to_bytes()))

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:  # noqa: ARG002 - an override
        return self.to_memoryview()


class DataView(View):
    """`DataView`, as a holder of bytes; its getters are not emulated."""


class TypedArray(View):
    """One of the typed arrays; `item_format` is its item in the words of `struct`."""

    item_format: ClassVar[str] = "B"

    @classmethod
    def of_bytes(cls, data: bytes | bytearray | memoryview) -> "TypedArray":
        return cls(ArrayBuffer(data))

    @classmethod
    def item_size(cls) -> int:
        return struct.calcsize(cls.item_format)

    @classmethod
    def construct(cls, source: object = 0, offset: object = None, length: object = None) -> "TypedArray":
        """`new Uint8Array(length | items | buffer, offset, length)`."""
        if isinstance(source, ArrayBuffer):
            return cls._view_buffer(source, offset, length)
        if isinstance(source, bytes | bytearray | memoryview):
            return cls.of_bytes(struct.pack(f"<{len(source)}{cls.item_format}", *source))
        if isinstance(source, Iterable):
            items = list(source)
            return cls.of_bytes(struct.pack(f"<{len(items)}{cls.item_format}", *items))
        if not isinstance(source, int) or source < 0:
            raise JsRangeError(f"Invalid typed array length: {source}")
        return cls.of_bytes(bytes(source * cls.item_size()))

    @classmethod
    def _view_buffer(cls, buffer: ArrayBuffer, offset: object, length: object) -> "TypedArray":
        start = offset if isinstance(offset, int) else 0
        if start % cls.item_size():
            raise JsRangeError(f"start offset of {cls.name} should be a multiple of {cls.item_size()}")
        size = length * cls.item_size() if isinstance(length, int) else len(buffer.data) - start
        if start + size > len(buffer.data) or size % cls.item_size():
            raise JsRangeError(f"Invalid typed array length: {size // cls.item_size()}")
        return cls(buffer, start, size)

    @property
    def length(self) -> int:
        return self.byteLength // self.item_size()

    @property
    def BYTES_PER_ELEMENT(self) -> int:
        return self.item_size()

    def _view_items(self) -> Any:
        window = memoryview(self.buffer.data)[self.byteOffset : self.byteOffset + self.byteLength]
        return window.cast(self.item_format)  # type: ignore[call-overload] # a format by variable

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[int | float]:
        return iter(self._view_items().tolist())

    def __getitem__(self, index: int) -> int | float:
        found: int | float = self._view_items()[index]
        return found

    def __setitem__(self, index: int, value: int | float) -> None:
        self._view_items()[index] = value

    def subarray(self, start: int = 0, end: int | None = None) -> "TypedArray":
        first, last, _ = slice(start, end).indices(self.length)
        size = self.item_size()
        return type(self)(self.buffer, self.byteOffset + first * size, max(last - first, 0) * size)

    def to_memoryview(self) -> memoryview:
        view: memoryview = super().to_memoryview().cast(self.item_format)  # type: ignore[call-overload]
        return view

    def to_string(self) -> str:
        from worker.javascript.coercions import to_string

        return ",".join(to_string(item) for item in self)


def _make_typed_array(name: str, item_format: str) -> type[TypedArray]:
    kind: Any = JsClass(
        name, (TypedArray,), {"item_format": item_format, "__doc__": f"`{name}`.", "__module__": __name__}
    )
    return cast("type[TypedArray]", kind)


# The formats are native ones that have the size that JavaScript prescribes.
TYPED_ARRAYS: dict[str, type[TypedArray]] = {
    item_format: _make_typed_array(name, item_format)
    for name, item_format in (
        ("Uint8Array", "B"),
        ("Int8Array", "b"),
        ("Uint16Array", "H"),
        ("Int16Array", "h"),
        ("Uint32Array", "I"),
        ("Int32Array", "i"),
        ("BigUint64Array", "Q"),
        ("BigInt64Array", "q"),
        ("Float32Array", "f"),
        ("Float64Array", "d"),
    )
}
Uint8Array = TYPED_ARRAYS["B"]


def copy_buffer(source: object) -> TypedArray:
    """A typed array holding a copy of a Python buffer, of the kind that fits its items."""
    view = memoryview(source)  # type: ignore[arg-type]
    kind = TYPED_ARRAYS.get({"c": "B", "?": "B"}.get(view.format, view.format))
    if kind is None:
        raise JsTypeError(f"a buffer of format {view.format!r} has no typed array")
    return kind.of_bytes(view.tobytes())


def read_bytes(value: object) -> bytes | None:
    """The bytes of an ArrayBuffer or a view; None for anything else."""
    if isinstance(value, ArrayBuffer | View):
        return value.to_bytes()
    return None
