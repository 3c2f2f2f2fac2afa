"""`DataView`: numbers of any kind at any place of an ArrayBuffer."""

import struct
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import (
    TYPED_ARRAYS,
    ArrayBuffer,
    TypedArray,
    View,
)
from fakeflare.worker.javascript.language.collections.sequences import is_true
from fakeflare.worker.javascript.language.kernel.coercions import from_number
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.numeric import to_integer


class DataView(View):
    """`DataView`: numbers of any kind at any place, big end first unless asked."""

    @classmethod
    def construct(cls, buffer: object = None, offset: object = None, length: object = None) -> "DataView":
        if not isinstance(buffer, ArrayBuffer):
            raise JsTypeError("First argument to DataView constructor must be an ArrayBuffer")
        start = int(to_integer(offset or 0))
        if not 0 <= start <= len(buffer.data):
            raise JsRangeError(f"Start offset {start} is outside the bounds of the buffer")
        size = len(buffer.data) - start if length is None else int(to_integer(length))
        if not 0 <= size <= len(buffer.data) - start:
            raise JsRangeError(f"Invalid DataView length {size}")
        return cls(buffer, start, size)

    def _get(self, kind: type[TypedArray], offset: object, is_little: object) -> Any:
        place = self._place(kind, offset)
        item_format = ("<" if is_true(is_little) else ">") + kind.item_format
        return from_number(struct.unpack_from(item_format, self.buffer.data, place)[0])

    def _set(self, kind: type[TypedArray], offset: object, value: object, is_little: object) -> None:
        place, number = self._place(kind, offset), kind.coerce(value)
        item_format = ("<" if is_true(is_little) else ">") + kind.item_format
        struct.pack_into(item_format, self.buffer.data, place, number)

    def _place(self, kind: type[TypedArray], offset: object) -> int:
        place = to_integer(0 if offset is None else offset)
        if not 0 <= place <= self.byteLength - kind.item_size():
            raise JsRangeError("Offset is outside the bounds of the DataView")
        return self.byteOffset + int(place)


def _add_accessors(kind: type[TypedArray]) -> None:
    """`getUint8` and `setUint8` and so on."""

    def get(self: DataView, offset: object = 0, is_little: object = False) -> Any:
        return self._get(kind, offset, is_little)

    def put(self: DataView, offset: object = 0, value: object = None, is_little: object = False) -> None:
        self._set(kind, offset, value, is_little)

    number = kind.name.removesuffix("Array")
    setattr(DataView, f"get{number}", get)
    setattr(DataView, f"set{number}", put)


for _kind in TYPED_ARRAYS.values():
    _add_accessors(_kind)
