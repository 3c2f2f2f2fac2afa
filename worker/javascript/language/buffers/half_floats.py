"""Numbers of half precision in memory, which a memoryview of Python does not show as such."""

import struct

_SIZE = 2


class HalfItems:
    """As much of a memoryview of such numbers as typed arrays use."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._count = len(memory) // _SIZE

    def tolist(self) -> list[float]:
        return list(struct.unpack(f"={self._count}e", self._memory))

    def __getitem__(self, index: int) -> float:
        found: float = struct.unpack_from("=e", self._memory, range(self._count)[index] * _SIZE)[0]
        return found

    def __setitem__(self, index: int, number: float) -> None:
        struct.pack_into("=e", self._memory, range(self._count)[index] * _SIZE, number)
