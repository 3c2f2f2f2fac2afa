"""Each error of KV as the REST API answers it: status, code, and whether the operation's name wraps it."""

from typing import NamedTuple

from starlette.responses import Response

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.rest.envelope import fail
from fakeflare.emulator.faces.sentences import say


class Refusal(NamedTuple):
    """`is_wrapped`: the sentence stands as `<op>: '<sentence>'`."""

    status: int
    code: int
    is_wrapped: bool = True


# Codes 10022, 10024 and 10030 are known to be KV's limit errors; which is which is a choice
# (wrangler-legacy `kv_help` lists them without saying more).
REFUSALS: dict[type[errors.KVError], Refusal] = {
    errors.Faulted: Refusal(0, 0, is_wrapped=False),  # says itself what it is, see `refuse`
    errors.WriteRateExceeded: Refusal(429, 10429, is_wrapped=False),  # choice
    errors.RequestRateExceeded: Refusal(429, 10429, is_wrapped=False),
    errors.DailyQuotaExceeded: Refusal(429, 10048, is_wrapped=False),
    errors.InvocationExceeded: Refusal(429, 10429, is_wrapped=False),  # Workers do not come this way
    errors.NamespaceNotFound: Refusal(404, 10013),
    errors.NamespaceIdInvalid: Refusal(400, 10011, is_wrapped=False),
    errors.TitleMissing: Refusal(400, 10019, is_wrapped=False),
    errors.TitleTaken: Refusal(400, 10014, is_wrapped=False),
    errors.TitleTooLong: Refusal(400, 10019, is_wrapped=False),  # choice
    errors.JurisdictionInvalid: Refusal(400, 10012, is_wrapped=False),  # choice
    errors.TooManyNamespaces: Refusal(400, 10018, is_wrapped=False),  # choice
    errors.PageInvalid: Refusal(400, 10028, is_wrapped=False),  # choice
    errors.RequestBodyInvalid: Refusal(400, 10012, is_wrapped=False),  # choice
    errors.KeyNotFound: Refusal(404, 10009),
    errors.KeyEmpty: Refusal(404, 0),  # answered without any error object, see `refuse`
    errors.KeyIllegal: Refusal(400, 10030),  # choice
    errors.KeyTooLong: Refusal(414, 10030),  # choice
    errors.KeyNotDecodable: Refusal(400, 10030),  # choice
    errors.ValueTooLarge: Refusal(413, 10022),  # choice
    errors.ValueMissing: Refusal(400, 10012),  # choice
    errors.MetadataTooLarge: Refusal(413, 10024),  # choice
    errors.MetadataInvalid: Refusal(400, 10147, is_wrapped=False),
    errors.ExpirationInvalid: Refusal(400, 10033),
    errors.ExpirationTooSoon: Refusal(400, 10033),
    errors.ExpirationTtlInvalid: Refusal(400, 10034),
    errors.ExpirationTtlTooShort: Refusal(400, 10034),
    errors.CacheTtlTooShort: Refusal(400, 10029),  # a bulk get with the binding's cacheTtl: choice
    errors.ListLimitTooSmall: Refusal(400, 10028),
    errors.ListLimitTooLarge: Refusal(400, 10028),
    errors.CursorInvalid: Refusal(400, 10028),  # choice
    errors.BulkBodyInvalid: Refusal(400, 10012),
    errors.TooManyBulkPairs: Refusal(400, 10012),
    errors.BulkItemRefused: Refusal(400, 10012),
    errors.Base64Invalid: Refusal(400, 10012),
    errors.TooManyBulkGetKeys: Refusal(400, 10029),
    errors.NoBulkGetKeys: Refusal(400, 10029),
    errors.BulkGetTypeInvalid: Refusal(400, 10029),
    errors.BulkValueNotText: Refusal(400, 10029),
    errors.BulkValueNotJson: Refusal(400, 10029),
    errors.BulkGetTooLarge: Refusal(413, 10029),
}

_RATE_SENTENCE = "Rate limited. Please wait and consider throttling your request speed"
"""Logs of August 2026; older ones have code 971 and the second sentence alone."""

_FAULTS = {
    401: (10000, "Authentication error"),
    403: (10000, "Authentication error"),
    404: (10009, "key not found"),
    429: (10429, _RATE_SENTENCE),
}
"""Code and message of a status that a fault asks for and says no more of."""

_RATES = (errors.WriteRateExceeded, errors.RequestRateExceeded)


def refuse(error: errors.KVError, operation: str) -> Response:
    """The envelope for `error` in an operation; an operation without a name never wraps."""
    refusal = REFUSALS[type(error)]
    if isinstance(error, errors.Faulted):
        return _refuse_fault(error, operation)
    if isinstance(error, errors.KeyEmpty):
        return fail(refusal.status)  # live, Jan 2026: 404 with an empty list of errors
    message = _say(error)
    if refusal.is_wrapped and operation:
        name = "get namespace" if _is_list_of_nothing(error, operation) else operation
        message = f"{name}: '{message}'"
    response = fail(refusal.status, {"code": refusal.code, "message": message})
    if isinstance(error, _RATES):
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


def _say(error: errors.KVError) -> str:
    if isinstance(error, _RATES):
        return _RATE_SENTENCE
    if isinstance(error, errors.ListLimitTooSmall | errors.ListLimitTooLarge):
        # Code and status are live (Oct 2026); the text is a choice, as REST has its own lower bound.
        return f"Invalid limit of {error.raw}. Please specify an integer between 10 and 1000."
    return say(error)
