"""JavaScript errors, which Python raises and catches as `JsException`."""

from worker.javascript.proxies import JsProxy


class JsException(JsProxy, Exception):
    """`Error` as Pyodide shows it: a proxy and an exception; its text is name and message."""

    # what a traceback shows; of Python's classes there is one for all of JavaScript's errors
    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _js_name = "Error"

    def __init__(self, message: object = None, *_options: object) -> None:
        from worker.javascript.coercions import to_string

        self.message = "" if message is None else to_string(message)
        Exception.__init__(self, self.message)

    @property
    def name(self) -> str:
        return self.constructor.name

    @property
    def stack(self) -> str:
        return self.to_string()

    def to_string(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name


class JsTypeError(JsException):
    """`TypeError`."""

    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _js_name = "TypeError"


class JsRangeError(JsException):
    """`RangeError`."""

    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _js_name = "RangeError"


class JsSyntaxError(JsException):
    """`SyntaxError`."""

    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _js_name = "SyntaxError"
