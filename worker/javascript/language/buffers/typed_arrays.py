"""ArrayBuffer and typed arrays: bytes that JavaScript holds."""

import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, NoReturn, cast

from fakeflare.worker.javascript.language.buffers.half_floats import HalfItems
from fakeflare.worker.javascript.language.buffers.items import (
    coerce_clamped,
    coerce_float,
    coerce_half,
    coerce_single,
    make_bigint_coercion,
    make_integer_coercion,
)
from fakeflare.worker.javascript.language.buffers.memory import Buffer
from fakeflare.worker.javascript.language.collections.arrays import list_array_like
from fakeflare.worker.javascript.language.collections.sequences import (
    Sequence,
    Visit,
    is_true,
    sort_items,
    to_index,
)
from fakeflare.worker.javascript.language.kernel.coercions import from_number, is_nullish, is_object
from fakeflare.worker.javascript.language.kernel.equality import refuse_hash
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.functions import static
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.numeric import to_integer
from fakeflare.worker.javascript.language.kernel.proxies import JsClass

Bytes = bytes | bytearray | memoryview


class ArrayBuffer(Buffer):
    """`ArrayBuffer`: the memory that views look at."""

    resizable = False
    detached = False

    def __init__(self, data: Bytes = b"") -> None:
        self.data = bytearray(data)

    @classmethod
    def construct(cls, length: object = 0, options: object = None, *_rest: object) -> "ArrayBuffer":
        if not is_nullish(options) and read_option(options, "maxByteLength") is not None:
            raise NotImplementedError(f"a resizable ArrayBuffer is {NOT_EMULATED}")
        size = to_integer(length)
        if not 0 <= size < 2**53:
            is_huge = size > 0
            raise JsRangeError("Array buffer allocation failed" if is_huge else "Invalid array buffer length")
        return cls(bytes(int(size)))

    @static
    def isView(value: object) -> bool:
        return isinstance(value, View)

    @property
    def byteLength(self) -> int:
        return len(self.data)

    @property
    def maxByteLength(self) -> int:
        return len(self.data)

    def slice(self, start: object = None, end: object = None) -> "ArrayBuffer":
        length = len(self.data)
        return ArrayBuffer(self.data[to_index(start, length, 0) : to_index(end, length, length)])

    def resize(self, *_args: object) -> NoReturn:
        raise JsTypeError(
            "Method ArrayBuffer.prototype.resize called on incompatible receiver #<ArrayBuffer>"
        )

    def transfer(self, *_args: object) -> NoReturn:
        raise NotImplementedError(f"ArrayBuffer.transfer is {NOT_EMULATED}")

    def view_bytes(self) -> memoryview:
        return memoryview(self.data)

    def to_bytes(self) -> bytes:
        return bytes(self.data)


class View(Buffer):
    """A window on an ArrayBuffer (`ArrayBuffer.isView`)."""

    def __init__(self, buffer: ArrayBuffer, byteOffset: int = 0, byteLength: int | None = None) -> None:
        self.buffer = buffer
        self.byteOffset = byteOffset
        self.byteLength = len(buffer.data) - byteOffset if byteLength is None else byteLength

    def view_bytes(self) -> memoryview:
        return memoryview(self.buffer.data)[self.byteOffset : self.byteOffset + self.byteLength]


class TypedArray(Sequence, View):
    """One of the typed arrays; `item_format` is its item in the words of `struct`."""

    item_format: ClassVar[str] = "B"
    coerce: ClassVar[Callable[[Any], Any]]
    """A number as this kind of array stores it."""

    to_string = View.to_string
    toString = Sequence.toString

    @classmethod
    def of_bytes(cls, data: Bytes) -> "TypedArray":
        return cls(ArrayBuffer(data))

    @classmethod
    def of_items(cls, items: Iterable[Any]) -> "TypedArray":
        """A new array of values that are brought into its range, as JavaScript does it."""
        numbers = [cls.coerce(item) for item in items]
        return cls.of_bytes(struct.pack(f"={len(numbers)}{cls.item_format}", *numbers))

    @classmethod
    def item_size(cls) -> int:
        return struct.calcsize(f"={cls.item_format}")

    @classmethod
    def construct(cls, source: Any = 0, offset: object = None, length: object = None) -> "TypedArray":
        """`new Uint8Array(length | items | buffer, offset, length)`."""
        if isinstance(source, ArrayBuffer):
            return cls._view_buffer(source, offset, length)
        if isinstance(source, Bytes) and cls is Uint8Array:
            return cls.of_bytes(source)
        if isinstance(source, Iterable) and not isinstance(source, str):
            return cls.of_items(source)
        return cls.of_bytes(bytes(_read_length(source) * cls.item_size()))

    @classmethod
    def _view_buffer(cls, buffer: ArrayBuffer, offset: object, length: object) -> "TypedArray":
        start, held, size = int(to_integer(offset or 0)), len(buffer.data), cls.item_size()
        if start % size:
            raise JsRangeError(f"start offset of {cls.name} should be a multiple of {size}")
        if length is not None:
            count = int(to_integer(length))
            if start + count * size > held:
                raise JsRangeError(f"Invalid typed array length: {count}")
            return cls(buffer, start, count * size)
        if held % size:
            raise JsRangeError(f"byte length of {cls.name} should be a multiple of {size}")
        if start > held:
            raise JsRangeError(f"Start offset {start} is outside the bounds of the buffer")
        return cls(buffer, start, held - start)

    @classmethod
    def of(cls, *items: object) -> "TypedArray":
        return cls.of_items(items)

    @classmethod
    def from_(cls, source: Any, change: Callable[[Any, int], Any] | None = None) -> "TypedArray":
        """`Uint8Array.from`: of an iterable or of what has a length."""
        items = list_array_like(source)
        if change is not None:
            items = [change(item, index) for index, item in enumerate(items)]
        return cls.of_items(items)

    @property
    def length(self) -> int:
        return self.byteLength // self.item_size()

    def view_items(self) -> Any:
        """The memory itself, as items."""
        if self.item_format == "e":
            return HalfItems(self.view_bytes())
        return self.view_bytes().cast(self.item_format)  # type: ignore[call-overload] # a format by variable

    def list_items(self) -> list[Any]:
        items: list[Any] = self.view_items().tolist()
        if self.item_format in "efd":
            return [from_number(item) for item in items]
        return items

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Any]:
        return iter(self.list_items())

    def __bytes__(self) -> bytes:
        return self.to_bytes() if self.item_format == "B" else bytes(self.list_items())

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __getitem__(self, index: int) -> Any:
        if isinstance(index, slice):
            raise NotImplementedError("Slice subscripting isn't implemented for typed arrays")
        try:
            return from_number(self.view_items()[index])
        except IndexError:
            raise IndexError(index) from None

    def __setitem__(self, index: int, value: object) -> None:
        if isinstance(index, slice):
            raise NotImplementedError("Slice assignment isn't implemented for typed arrays")
        number = type(self).coerce(value)
        # JavaScript ignores what lies outside
        if -self.length <= index < self.length:
            self.view_items()[index] = number

    def __delitem__(self, index: int) -> NoReturn:
        raise TypeError("object doesn't support item deletion")

    def set(self, source: Any, offset: object = 0) -> None:
        """Copy items, or another typed array's, into this one."""
        start = int(to_integer(offset))
        numbers = [type(self).coerce(item) for item in list_array_like(source)]
        if start < 0 or start + len(numbers) > self.length:
            raise JsRangeError("offset is out of bounds")
        view = self.view_items()
        for index, number in enumerate(numbers, start):
            view[index] = number

    def subarray(self, start: object = None, end: object = None) -> "TypedArray":
        """A second view of the same memory."""
        first, last = to_index(start, self.length, 0), to_index(end, self.length, self.length)
        size = self.item_size()
        return type(self)(self.buffer, self.byteOffset + first * size, max(last - first, 0) * size)

    def slice(self, start: object = None, end: object = None) -> "TypedArray":
        return self.of_bytes(self.subarray(start, end).view_bytes())

    def fill(self, value: object, start: object = None, end: object = None) -> "TypedArray":
        number, view = type(self).coerce(value), self.view_items()
        for index in range(to_index(start, self.length, 0), to_index(end, self.length, self.length)):
            view[index] = number
        return self

    def _replace(self, items: list[Any]) -> "TypedArray":
        self.view_bytes()[:] = self.of_items(items).view_bytes()
        return self

    def reverse(self) -> None:
        """Pyodide shows Python's method of this name, which returns nothing."""
        self._replace(self.list_items()[::-1])

    def sort(self, compare: Any = None) -> "TypedArray":
        return self._replace(sort_items(self.list_items(), compare, _order_numbers))

    def toSorted(self, compare: Any = None) -> "TypedArray":
        return self.slice().sort(compare)

    def toReversed(self) -> "TypedArray":
        return self.of_items(self.list_items()[::-1])

    def with_(self, index: int, value: object) -> "TypedArray":
        copy = self.slice()
        copy[index] = value
        return copy

    def filter(self, check: Visit) -> "TypedArray":
        pairs = enumerate(self.list_items())
        return self.of_items(item for index, item in pairs if is_true(check(item, index, self)))

    def map(self, change: Visit) -> "TypedArray":
        return self.of_items(change(item, index, self) for index, item in enumerate(self.list_items()))

    def to_memoryview(self) -> memoryview:
        if self.item_format == "e":
            # before 3.14 no memoryview can be of such numbers
            raise NotImplementedError(f"a Float16Array as a memoryview is {NOT_EMULATED}")
        view: memoryview = super().to_memoryview().cast(self.item_format)  # type: ignore[call-overload]
        return view


def _read_length(source: object) -> int:
    if is_object(source):
        # an object that cannot be iterated is an array-like one without length
        return 0
    length = to_integer(source)
    if not 0 <= length < 2**53:
        raise JsRangeError(f"Invalid typed array length: {source}")
    return int(length)


def _order_numbers(item: Any) -> tuple[bool, Any]:
    # NaN comes last
    return item != item, item


def _make_typed_array(name: str, item_format: str, coerce: Callable[[Any], Any]) -> type[TypedArray]:
    members = {
        "item_format": item_format,
        "coerce": staticmethod(coerce),
        "BYTES_PER_ELEMENT": struct.calcsize(f"={item_format}"),
        "__doc__": f"`{name}`.",
        "__module__": __name__,
    }
    kind: Any = JsClass(name, (TypedArray,), members)
    return cast("type[TypedArray]", kind)


# The formats are native ones that have the size that JavaScript prescribes.
TYPED_ARRAYS: dict[str, type[TypedArray]] = {
    item_format: _make_typed_array(name, item_format, coerce)
    for name, item_format, coerce in (
        ("Uint8Array", "B", make_integer_coercion(8, False)),
        ("Int8Array", "b", make_integer_coercion(8, True)),
        ("Uint16Array", "H", make_integer_coercion(16, False)),
        ("Int16Array", "h", make_integer_coercion(16, True)),
        ("Uint32Array", "I", make_integer_coercion(32, False)),
        ("Int32Array", "i", make_integer_coercion(32, True)),
        ("BigUint64Array", "Q", make_bigint_coercion(False)),
        ("BigInt64Array", "q", make_bigint_coercion(True)),
        ("Float16Array", "e", coerce_half),
        ("Float32Array", "f", coerce_single),
        ("Float64Array", "d", coerce_float),
    )
}
Uint8Array = TYPED_ARRAYS["B"]
Uint8ClampedArray = _make_typed_array("Uint8ClampedArray", "B", coerce_clamped)


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
