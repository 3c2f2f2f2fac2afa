"""An error of KV as a binding shows it: the status, with the words in the reason phrase.

workerd drops the body and tells the Worker `KV PUT failed: <status> <reason phrase>`.
"""

from fakeflare.emulator.domain import errors
from fakeflare.emulator.faces.binding.responses import ReasonedResponse
from fakeflare.emulator.faces.refusals import REFUSALS, fill, say

RUNTIME_HEADER = "fakeflare-error"
"""Says `runtime` where Cloudflare's runtime does not ask KV at all: a Worker is then told the sentence as it
stands, without `KV PUT failed: 429` before it. workerd does not know the header (choice)."""


def refuse(error: errors.KVError) -> ReasonedResponse:
    """The answer to `error`; an item of a bulk request answers with the status of its own rule."""
    if isinstance(error, errors.KeyNotFound):
        return ReasonedResponse(404, "Not Found")  # workerd reads nothing of a miss
    if isinstance(error, errors.Faulted):
        return _refuse_fault(error)
    if isinstance(error, errors.BulkItemRefused):
        return refuse(error.cause)
    refusal = REFUSALS[type(error)]
    words = say(error) if refusal.binding_words is None else fill(refusal.binding_words, error)
    response = ReasonedResponse(refusal.binding_status, words)
    if isinstance(error, errors.DailyQuotaExceeded | errors.InvocationExceeded):
        response.headers[RUNTIME_HEADER] = "runtime"
    return response


def _refuse_fault(error: errors.Faulted) -> ReasonedResponse:
    response = ReasonedResponse(error.status, say(error))
    if error.retry_after is not None:
        response.headers["retry-after"] = str(error.retry_after)
    return response
