"""The names of `pyodide.webloop`: its loop exists to be asked about, ours is asyncio's own."""

import asyncio


class WebLoop(asyncio.AbstractEventLoop):
    """Pyodide's event loop; here no loop is one."""


NAMES: dict[str, object] = {"WebLoop": WebLoop}
