"""The names of `pyodide.webloop`: its loop exists to be asked about, ours is asyncio's own."""

import asyncio

from fakeflare.worker.pyodide.switching import find_entered


class _LoopKind(type):
    def __instancecheck__(cls, value: object) -> bool:
        # what runs in a Worker runs on this kind of loop, there
        return isinstance(value, asyncio.AbstractEventLoop) and find_entered() is not None


class WebLoop(asyncio.AbstractEventLoop, metaclass=_LoopKind):
    """Pyodide's event loop: inside a Worker, the loop that runs is one."""

    __module__ = "pyodide.webloop"


NAMES: dict[str, object] = {"WebLoop": WebLoop}
