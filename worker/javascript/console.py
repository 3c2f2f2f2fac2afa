"""`console`: a Worker's log, on the streams that Node would use."""

import sys
from collections.abc import Callable

from worker.javascript.coercions import is_object, to_string
from worker.javascript.errors import JsException
from worker.javascript.json import stringify_json
from worker.javascript.proxies import JsProxy


class Console(JsProxy):
    """`console`."""

    _js_name = "console"

    def log(self, *values: object) -> None:
        _write(sys.stdout.write, values)

    info = debug = log

    def error(self, *values: object) -> None:
        _write(sys.stderr.write, values)

    warn = error


def _write(write: Callable[[str], object], values: tuple[object, ...]) -> None:
    write(" ".join(_describe(value) for value in values) + "\n")


def _describe(value: object) -> str:
    if not is_object(value) or isinstance(value, JsException):
        return to_string(value)
    try:
        return stringify_json(value) or to_string(value)
    except JsException:
        return to_string(value)
