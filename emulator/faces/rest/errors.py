"""An error of KV as REST answers it: the envelope, in which the operation's name may wrap the words."""

from starlette.responses import Response

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.refusals import RATE_LIMITED, REFUSALS, fill, say
from fakeflare.emulator.faces.rest.envelope import fail

_FAULTS = {
    401: (10000, "Authentication error"),
    403: (10000, "Authentication error"),
    404: (10009, "key not found"),
    429: (10429, RATE_LIMITED),
}
"""Code and message of a status that a fault asks for and says no more of."""


def refuse(error: errors.KVError, operation: str) -> Response:
    """The envelope for `error` in an operation; an operation without a name never wraps."""
    if isinstance(error, errors.Faulted):
        return _refuse_fault(error, operation)
    refusal = REFUSALS[type(error)]
    if isinstance(error, errors.KeyEmpty):
        return fail(refusal.rest_status)  # without any error object
    message = say(error) if refusal.rest_words is None else fill(refusal.rest_words, error)
    if refusal.is_wrapped and operation:
        name = "get namespace" if _is_list_of_nothing(error, operation) else operation
        message = f"{name}: '{message}'"
    response = fail(refusal.rest_status, {"code": refusal.rest_code, "message": message})
    if isinstance(error, errors.WriteRateExceeded | errors.RequestRateExceeded):
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _refuse_fault(error: errors.Faulted, operation: str) -> Response:
    """What was asked for, and Cloudflare's words for what was left open."""
    code, message = _FAULTS.get(error.status, (10500, say(error)))  # choice: no source shows KV's own 5xx
    if error.status == 404 and operation:
        message = f"{operation}: '{message}'"
    failure = {
        "code": code if error.code is None else error.code,
        "message": message if error.message is None else error.message,
    }
    response = fail(error.status, failure)
    if error.retry_after is not None:
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _is_list_of_nothing(error: errors.KVError, operation: str) -> bool:
    """Listing keys of an unknown namespace is said to be about the namespace (live, Oct 2026)."""
    return operation == "list keys" and isinstance(error, errors.NamespaceNotFound)
