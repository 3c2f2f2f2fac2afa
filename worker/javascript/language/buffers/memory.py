"""What Pyodide lets Python do with any memory of JavaScript (`pyodide.ffi.JsBuffer`)."""

from typing import Any

from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, Unwrapping


class Buffer(JsProxy):
    """An ArrayBuffer or a view of one."""

    def view_bytes(self) -> memoryview:
        """The memory itself, not a copy."""
        raise NotImplementedError

    def to_bytes(self) -> bytes:
        return bytes(self.view_bytes())

    def to_memoryview(self) -> memoryview:
        """A copy, as Python has no way into JavaScript's memory."""
        return memoryview(bytearray(self.view_bytes()))

    def to_string(self, encoding: str | None = None, errors: str | None = None) -> str:
        """The bytes as text; JavaScript's text of the object is `toString`."""
        return str(self.view_bytes(), encoding or "utf-8", errors or "strict")

    def toString(self) -> str:
        return JsProxy.to_string(self)

    def assign(self, source: Any, /) -> None:
        """Overwrite this memory with a Python buffer of the same size."""
        data, view = memoryview(source).cast("B"), self.view_bytes()
        if len(data) != len(view):
            raise ValueError(
                f"cannot assign to TypedArray of length {len(data)} from buffer of length {len(view)}"
            )
        view[:] = data

    def assign_to(self, target: Any, /) -> None:
        """Copy this memory into a writable Python buffer of the same size."""
        data, view = memoryview(target).cast("B"), self.view_bytes()
        if len(data) != len(view):
            raise ValueError(
                f"cannot assign from TypedArray of length {len(view)} to buffer of length {len(data)}"
            )
        data[:] = view

    def to_file(self, file: Any, /) -> None:
        file.write(self.view_bytes())

    def from_file(self, file: Any, /) -> None:
        file.readinto(self.view_bytes())

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:  # noqa: ARG002 - an override
        return self.to_memoryview()
