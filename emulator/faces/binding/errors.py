"""Each error of KV as a binding shows it: the status, with the sentence in the reason phrase.

workerd drops the body and tells the Worker `KV PUT failed: <status> <reason phrase>`.
"""

from collections.abc import Mapping

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.binding.responses import ReasonedResponse
from fakeflare.emulator.faces.sentences import say

STATUSES: Mapping[type[errors.KVError], int] = {
    errors.Faulted: 0,  # says itself what it is
    errors.WriteRateExceeded: 429,
    errors.RequestRateExceeded: 429,  # REST's alone
    errors.DailyQuotaExceeded: 429,
    errors.InvocationExceeded: 429,
    errors.NamespaceNotFound: 404,
    errors.NamespaceIdInvalid: 400,
    errors.TitleMissing: 400,
    errors.TitleTaken: 400,
    errors.TitleTooLong: 400,
    errors.JurisdictionInvalid: 400,
    errors.TooManyNamespaces: 400,
    errors.PageInvalid: 400,
    errors.RequestBodyInvalid: 400,
    errors.KeyNotFound: 404,
    errors.KeyEmpty: 400,
    errors.KeyIllegal: 400,
    errors.KeyTooLong: 414,
    errors.KeyNotDecodable: 400,
    errors.ValueTooLarge: 413,
    errors.ValueMissing: 400,
    errors.MetadataTooLarge: 413,
    errors.MetadataInvalid: 400,
    errors.ExpirationInvalid: 400,
    errors.ExpirationTooSoon: 400,
    errors.ExpirationTtlInvalid: 400,
    errors.ExpirationTtlTooShort: 400,
    errors.CacheTtlTooShort: 400,
    errors.ListLimitTooSmall: 400,
    errors.ListLimitTooLarge: 400,
    errors.CursorInvalid: 400,
    errors.BulkBodyInvalid: 400,
    errors.TooManyBulkPairs: 400,
    errors.BulkItemRefused: 400,
    errors.Base64Invalid: 400,
    errors.TooManyBulkGetKeys: 400,
    errors.NoBulkGetKeys: 400,
    errors.BulkGetTypeInvalid: 400,
    errors.BulkValueNotText: 400,
    errors.BulkValueNotJson: 400,
    errors.BulkGetTooLarge: 413,
}

RUNTIME_HEADER = "fakeflare-error"
"""Says `runtime` where Cloudflare's runtime does not ask KV at all: a Worker is then told the sentence as it
stands, without `KV PUT failed: 429` before it. workerd does not know the header (choice)."""


def refuse(error: errors.KVError) -> ReasonedResponse:
    """The answer to `error`; an item of a bulk request answers with the status of its own rule."""
    rule = error.cause if isinstance(error, errors.BulkItemRefused) else error
    if isinstance(error, errors.KeyNotFound):
        return ReasonedResponse(404, "Not Found")  # workerd reads nothing of a miss
    if isinstance(error, errors.Faulted):
        return _refuse_fault(error)
    response = ReasonedResponse(STATUSES[type(rule)], _say(error))
    if isinstance(error, errors.DailyQuotaExceeded | errors.InvocationExceeded):
        response.headers[RUNTIME_HEADER] = "runtime"
    return response


def _refuse_fault(error: errors.Faulted) -> ReasonedResponse:
    response = ReasonedResponse(error.status, say(error))
    if error.retry_after is not None:
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _say(error: errors.KVError) -> str:
    if isinstance(error, errors.DailyQuotaExceeded):
        # Worker logs of 2025 and 2026, many
        return f"KV {error.method}() limit exceeded for the day."
    return say(error)
