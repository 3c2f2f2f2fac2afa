"""Each error of KV as it is refused: REST's status and code, the binding's status, and the words.

One table for all faces; each dresses the words its own way and knows nothing of the others.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from fakeflare.emulator.domain import errors, limits


class Refusal(NamedTuple):
    """One class of errors. Words are templates over `error` and the domain's `limits`."""

    rest_status: int
    rest_code: int
    binding_status: int
    words: str
    is_wrapped: bool = True
    """REST: the words stand as `<operation>: '<words>'`, as its service does with what the backend says."""
    rest_words: str | None = None
    """What REST says instead."""
    binding_words: str | None = None
    """What a Worker is told instead."""


RATE_LIMITED = "Rate limited. Please wait and consider throttling your request speed"
"""Logs of August 2026; older ones have code 971 and the second sentence alone."""

_ITS_OWN = Refusal(0, 0, 0, "", is_wrapped=False)

# Sources of words: miniflare `kv/validator.worker.ts` and `kv/namespace.worker.ts` unless a line says
# otherwise. "choice" marks what no source shows. Codes 10022, 10024 and 10030 are known to be KV's limit
# errors; which is which is a choice (wrangler-legacy `kv_help` lists them without saying more).
REFUSALS: Mapping[type[errors.KVError], Refusal] = {
    # --- what a test asked for, and limits
    errors.Faulted: _ITS_OWN,  # it carries what it is to be answered with
    # Words: Worker logs of 2024 to 2026. Code: choice.
    errors.WriteRateExceeded: Refusal(
        429, 10429, 429, "Too Many Requests", is_wrapped=False, rest_words=RATE_LIMITED
    ),
    # REST's alone: no binding is told so.
    errors.RequestRateExceeded: Refusal(
        429, 10429, 429, "Too Many Requests", is_wrapped=False, rest_words=RATE_LIMITED
    ),
    # Words: wrangler logs, many; the binding's: Worker logs of 2025 and 2026, many.
    errors.DailyQuotaExceeded: Refusal(
        429,
        10048,
        429,
        "your account has reached the free usage limit for this operation for today",
        is_wrapped=False,
        binding_words="KV {error.method}() limit exceeded for the day.",
    ),
    # Words: Worker logs of 2026, there about D1 and others; that KV is told the same is a choice. Workers do
    # not come over REST: its code is nobody's.
    errors.InvocationExceeded: Refusal(
        429,
        10429,
        429,
        "Too many API requests by single Worker invocation. To configure this limit, refer to "
        "https://developers.cloudflare.com/workers/wrangler/configuration/#limits",
        is_wrapped=False,
    ),
    # --- namespaces
    errors.NamespaceNotFound: Refusal(404, 10013, 404, "namespace not found"),
    # Live, 29 Sep 2026, with the id as it was sent.
    errors.NamespaceIdInvalid: Refusal(
        400,
        10011,
        400,
        "could not parse UUID from request's namespace_id: 'invalid namespace format: {error.namespace_id}'",
        is_wrapped=False,
    ),
    errors.TitleMissing: Refusal(400, 10019, 400, "request is missing a title definition", is_wrapped=False),
    errors.TitleTaken: Refusal(
        400, 10014, 400, "a namespace with this account ID and title already exists", is_wrapped=False
    ),
    # Code and words: choice.
    errors.TitleTooLong: Refusal(
        400,
        10019,
        400,
        "Title length of {error.length} exceeds limit of {limits.MAX_TITLE_CHARACTERS}.",
        is_wrapped=False,
    ),
    # Code and words: choice.
    errors.JurisdictionInvalid: Refusal(
        400,
        10012,
        400,
        '"{error.jurisdiction}" is not a valid jurisdiction. Use "eu", "fedramp" or "us"',
        is_wrapped=False,
    ),
    # Code and words: choice.
    errors.TooManyNamespaces: Refusal(
        400, 10018, 400, "account has reached the maximum number of namespaces", is_wrapped=False
    ),
    # Code and words: choice.
    errors.PageInvalid: Refusal(
        400, 10028, 400, "Invalid {error.parameter} of {error.raw}.", is_wrapped=False
    ),
    # Code and words: choice.
    errors.RequestBodyInvalid: Refusal(400, 10012, 400, "could not parse request body", is_wrapped=False),
    # --- keys
    errors.KeyNotFound: Refusal(404, 10009, 404, "key not found"),
    # REST, live, Jan 2026: 404 with an empty list of errors.
    errors.KeyEmpty: Refusal(404, 0, 400, "Key names must not be empty"),
    errors.KeyIllegal: Refusal(
        400, 10030, 400, 'Illegal key name "{error.name}". Please use a different name.'
    ),
    errors.KeyTooLong: Refusal(
        414,
        10030,
        414,
        "UTF-8 encoded length of {error.length} exceeds key length limit of {limits.MAX_KEY_BYTES}.",
    ),
    errors.KeyNotDecodable: Refusal(400, 10030, 400, "Could not URL-decode key name"),
    # --- values and what stands beside them
    errors.ValueTooLarge: Refusal(
        413, 10022, 413, "Value length of {error.length} exceeds limit of {limits.MAX_VALUE_BYTES}."
    ),
    # Code and words: choice.
    errors.ValueMissing: Refusal(400, 10012, 400, "could not parse request body"),
    errors.MetadataTooLarge: Refusal(
        413, 10024, 413, "Metadata length of {error.length} exceeds limit of {limits.MAX_METADATA_BYTES}."
    ),
    # Words: REST's; on the binding a choice.
    errors.MetadataInvalid: Refusal(400, 10147, 400, "metadata must be valid json", is_wrapped=False),
    errors.ExpirationInvalid: Refusal(
        400,
        10033,
        400,
        "Invalid expiration of {error.raw}. Please specify integer greater than "
        "the current number of seconds since the UNIX epoch.",
    ),
    errors.ExpirationTooSoon: Refusal(
        400,
        10033,
        400,
        "Invalid expiration of {error.raw}. "
        "Expiration times must be at least {limits.MIN_EXPIRATION_TTL_SECONDS} seconds in the future.",
    ),
    errors.ExpirationTtlInvalid: Refusal(
        400, 10034, 400, "Invalid expiration_ttl of {error.raw}. Please specify integer greater than 0."
    ),
    errors.ExpirationTtlTooShort: Refusal(
        400,
        10034,
        400,
        "Invalid expiration_ttl of {error.raw}. "
        "Expiration TTL must be at least {limits.MIN_EXPIRATION_TTL_SECONDS}.",
    ),
    # Code: a bulk get with the binding's cacheTtl, choice.
    errors.CacheTtlTooShort: Refusal(
        400,
        10029,
        400,
        "Invalid cache_ttl of {error.raw}. Cache TTL must be at least {limits.MIN_CACHE_TTL_SECONDS}.",
    ),
    # --- lists: REST's code and status are live (Oct 2026), its words a choice, as it has its own lower bound
    errors.ListLimitTooSmall: Refusal(
        400,
        10028,
        400,
        "Invalid key_count_limit of {error.raw}. Please specify an integer greater than 0.",
        rest_words="Invalid limit of {error.raw}. Please specify an integer between 10 and 1000.",
    ),
    # "less than 1000", although 1,000 itself is allowed: the words are Miniflare's.
    errors.ListLimitTooLarge: Refusal(
        400,
        10028,
        400,
        "Invalid key_count_limit of {error.raw}. Please specify an integer less than 1000.",
        rest_words="Invalid limit of {error.raw}. Please specify an integer between 10 and 1000.",
    ),
    # Code and words: choice.
    errors.CursorInvalid: Refusal(400, 10028, 400, "Invalid cursor"),
    # --- bulk
    # Words: choice.
    errors.BulkBodyInvalid: Refusal(400, 10012, 400, "could not parse request body: {error.problem}"),
    errors.TooManyBulkPairs: Refusal(
        400,
        10012,
        400,
        "received {error.count} key/value pairs, but max allowed per request is: {limits.MAX_BULK_PAIRS}",
    ),
    # The words are its cause's, and on the binding the status too: see `say` and `binding.errors`.
    errors.BulkItemRefused: Refusal(400, 10012, 0, ""),
    errors.Base64Invalid: Refusal(
        400,
        10012,
        400,
        'could not base64 decode value for key: "{error.key}", '
        "err: 'illegal base64 data at input byte {error.offset}'",
    ),
    errors.TooManyBulkGetKeys: Refusal(400, 10029, 400, "You can request a maximum of 100 keys"),
    errors.NoBulkGetKeys: Refusal(400, 10029, 400, "You must request a minimum of 1 key"),
    errors.BulkGetTypeInvalid: Refusal(
        400, 10029, 400, '"{error.value_type}" is not a valid type. Use "json" or "text"'
    ),
    errors.BulkValueNotText: Refusal(
        400, 10029, 400, "At least one of the requested keys corresponds to a non-text value"
    ),
    errors.BulkValueNotJson: Refusal(
        400, 10029, 400, "At least one of the requested keys corresponds to a non-json value"
    ),
    errors.BulkGetTooLarge: Refusal(413, 10029, 413, "Total size of request exceeds the limit of 25MB"),
}


def say(error: errors.KVError) -> str:
    """The words for this error, where no face has words of its own."""
    if isinstance(error, errors.BulkItemRefused):
        return say(error.cause)
    if isinstance(error, errors.Faulted):
        return error.message or _find_phrase(error.status)
    return fill(REFUSALS[type(error)].words, error)


def fill(words: str, error: errors.KVError) -> str:
    """The words of a refusal, with the numbers and names of `error` in their places."""
    # a miss, the most common of all, has nothing to fill in
    return words.format(error=error, limits=limits) if "{" in words else words


def _find_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
