"""Queuing strategies: how much a stream holds back (Streams standard, section 7)."""

import math
from collections.abc import Callable

from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, View
from fakeflare.worker.javascript.language.callbacks import find_callback, invoke
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

Measure = Callable[[object], float]


class CountQueuingStrategy(JsProxy):
    def __init__(self, high_water_mark: float) -> None:
        self.highWaterMark = high_water_mark

    @classmethod
    def construct(cls, init: object = None, *_rest: object) -> "CountQueuingStrategy":
        return cls(to_number(read_property(init, "highWaterMark")))

    def size(self, _chunk: object = None) -> float:
        return 1


class ByteLengthQueuingStrategy(CountQueuingStrategy):
    """A chunk counts its bytes."""

    def size(self, chunk: object = None) -> float:
        return chunk.byteLength if isinstance(chunk, ArrayBuffer | View) else 0


def read_strategy(strategy: object, default_mark: float) -> tuple[float, Measure | None]:
    """The high water mark, and how a chunk is measured (None: each counts one)."""
    mark = read_property(strategy, "highWaterMark")
    number = default_mark if mark is None else to_number(mark)
    if math.isnan(number) or number < 0:
        raise JsRangeError("Invalid highWaterMark")
    measure = find_callback(strategy, "size")
    if measure is None or type(strategy) is CountQueuingStrategy:
        return number, None
    return number, lambda chunk: to_number(invoke(measure, chunk))
