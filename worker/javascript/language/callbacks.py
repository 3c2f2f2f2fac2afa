"""How our objects call the functions that a Worker hands them: underlying sources and sinks, transformers.

A function may be a plain one, an async one or a `create_proxy`; what it raises becomes a JavaScript error.
"""

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVar

from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.proxies import JsClass

Callback = Callable[..., object]
Result = TypeVar("Result")

# The loop itself keeps only weak references to tasks.
_running: set[asyncio.Task[Any]] = set()


class PythonError(JsException):
    """A Python exception that has passed through JavaScript: its message is the whole traceback."""

    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _js_name = "PythonError"

    def __init__(self, error: BaseException) -> None:
        super().__init__("".join(traceback.format_exception(error)))
        self.type = type(error).__name__
        self.__cause__ = error


def to_error(reason: object) -> JsException:
    """What a promise rejected with `reason` raises in Python; text stands for an Error of that text."""
    if isinstance(reason, JsException):
        return reason
    if isinstance(reason, BaseException):
        return PythonError(reason)
    return JsException(to_string(reason))


def invoke(function: Callback, *args: object) -> Any:
    """Call now; the result may be something to wait for with `settle`."""
    try:
        return function(*args)
    except JsException:
        raise
    except Exception as error:
        raise PythonError(error) from error


async def settle(result: Any) -> Any:
    """What a callback's result comes to."""
    if not is_awaitable(result):
        return result
    try:
        return await result
    except JsException:
        raise
    except Exception as error:
        raise PythonError(error) from error


async def call_callback(function: Callback, *args: object) -> Any:
    """Call a Worker's function and wait for what it returns; whatever it raises is a JsException."""
    return await settle(invoke(function, *args))


def is_awaitable(value: object) -> bool:
    return hasattr(value, "__await__")


def begin(work: Coroutine[Any, Any, Result], context: Context | None = None) -> asyncio.Task[Result]:
    """Run `work` as a task of that context (else the present one); it lives until it is done."""
    loop = asyncio.get_running_loop()
    # not `create_task(context=…)`: the loop's task factory shall find itself in that context too
    task = loop.create_task(work) if context is None else context.run(loop.create_task, work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


def find_callback(holder: object, name: str) -> Callback | None:
    """The function called `name` of an underlying source, sink or the like; None where there is none."""
    found = read_property(holder, name)
    if is_nullish(found):
        return None
    if not callable(found) or isinstance(found, JsClass):
        raise JsTypeError(f"Incorrect type: the '{name}' field is not of type 'function'.")
    return found
