"""JavaScript errors, which Python raises and catches as `JsException`."""

from collections.abc import Iterable
from typing import Any, NoReturn

from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.intrinsics import intrinsics
from fakeflare.worker.javascript.language.kernel.members import has_property, read_property
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class JsException(JsProxy, Exception):
    """`Error` as Pyodide shows it: a proxy and an exception; its text is name and message."""

    # what a traceback shows; of Python's classes there is one for all of JavaScript's errors
    __module__ = "pyodide.ffi"
    __qualname__ = "JsException"
    _ffi_name = "pyodide.ffi.JsException"
    _js_name = "Error"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__module__ = "pyodide.ffi"
        cls.__qualname__ = "JsException"

    def __init__(self, message: object = None, options: object = None, *_rest: object) -> None:
        self.message = "" if message is None else to_string(message)
        # what Pyodide gives an exception, too: the whole text
        Exception.__init__(self, self.to_string())
        if options is not None and has_property(options, "cause"):
            self.cause = read_property(options, "cause")

    @property
    def name(self) -> str:
        return self.__dict__.get("_name") or self.constructor.name

    @name.setter
    def name(self, name: str) -> None:
        self.__dict__["_name"] = name

    @property
    def stack(self) -> str:
        return self.to_string()

    def to_string(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name

    @staticmethod
    def captureStackTrace(*_args: object) -> None:
        """V8's: a stack of JavaScript calls is nothing that Python has."""


class JsTypeError(JsException):
    _js_name = "TypeError"


class JsRangeError(JsException):
    _js_name = "RangeError"


class JsSyntaxError(JsException):
    _js_name = "SyntaxError"


class JsEvalError(JsException):
    _js_name = "EvalError"


class JsReferenceError(JsException):
    _js_name = "ReferenceError"


class JsUriError(JsException):
    _js_name = "URIError"


class JsAggregateError(JsException):
    """`AggregateError`: several errors under one message."""

    _js_name = "AggregateError"

    def __init__(self, errors: Iterable[object] = (), message: object = None, *options: object) -> None:
        super().__init__(message, *options)
        self.errors = intrinsics.make_array(errors)


# Web IDL, section 2.8.1: the names that have a code.
_CODES = {
    "IndexSizeError": 1,
    "HierarchyRequestError": 3,
    "WrongDocumentError": 4,
    "InvalidCharacterError": 5,
    "NoModificationAllowedError": 7,
    "NotFoundError": 8,
    "NotSupportedError": 9,
    "InUseAttributeError": 10,
    "InvalidStateError": 11,
    "SyntaxError": 12,
    "InvalidModificationError": 13,
    "NamespaceError": 14,
    "InvalidAccessError": 15,
    "TypeMismatchError": 17,
    "SecurityError": 18,
    "NetworkError": 19,
    "AbortError": 20,
    "URLMismatchError": 21,
    "QuotaExceededError": 22,
    "TimeoutError": 23,
    "InvalidNodeTypeError": 24,
    "DataCloneError": 25,
}


class DOMException(JsException):
    """`DOMException`: the error of web interfaces, told apart by its name."""

    _js_name = "DOMException"

    INVALID_CHARACTER_ERR = 5
    NOT_FOUND_ERR = 8
    NOT_SUPPORTED_ERR = 9
    INVALID_STATE_ERR = 11
    SYNTAX_ERR = 12
    INVALID_ACCESS_ERR = 15
    TYPE_MISMATCH_ERR = 17
    SECURITY_ERR = 18
    NETWORK_ERR = 19
    ABORT_ERR = 20
    QUOTA_EXCEEDED_ERR = 22
    TIMEOUT_ERR = 23
    DATA_CLONE_ERR = 25

    def __init__(self, message: object = None, name: object = None, *_rest: object) -> None:
        is_options = isinstance(name, JsProxy)
        super().__init__(message, name if is_options else None)
        given = read_property(name, "name") if is_options else name
        self.name = "Error" if given is None else to_string(given)
        self.args = (self.to_string(),)

    @property
    def code(self) -> int:
        return _CODES.get(self.name, 0)


def throw(value: object) -> NoReturn:
    """`throw value`: an error as itself, any other value inside an Error, as Pyodide wraps it."""
    if isinstance(value, BaseException):
        raise value
    raise JsException(to_string(value))
