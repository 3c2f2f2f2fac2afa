"""What KV says about each error, in Cloudflare's words; every face dresses the same sentence its own way.

The REST service wraps what the storage backend says as `<op>: '<sentence>'`, and the inner sentence is
the binding's, verbatim. Sources: miniflare `kv/validator.worker.ts` and
`kv/namespace.worker.ts` unless a line says otherwise; "choice" marks what no source shows.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fakeflare.emulator.domain import errors
from fakeflare.emulator.domain.limits import (
    MAX_BULK_PAIRS,
    MAX_KEY_BYTES,
    MAX_METADATA_BYTES,
    MAX_TITLE_CHARACTERS,
    MAX_VALUE_BYTES,
    MIN_CACHE_TTL_SECONDS,
    MIN_EXPIRATION_TTL_SECONDS,
)

SENTENCES: dict[type[errors.KVError], Callable[[Any], str]] = {
    errors.Faulted: lambda error: error.message or _find_phrase(error.status),
    # Worker logs of 2024 to 2026; over REST the gateway says it in words of its own.
    errors.WriteRateExceeded: lambda _: "Too Many Requests",
    errors.RequestRateExceeded: lambda _: "Too Many Requests",
    # wrangler logs, many; a Worker is told in words of its own.
    errors.DailyQuotaExceeded: lambda _: (
        "your account has reached the free usage limit for this operation for today"
    ),
    # Worker logs of 2026, there about D1 and others; that KV is told the same is a choice.
    errors.InvocationExceeded: lambda _: (
        "Too many API requests by single Worker invocation. To configure this limit, refer to "
        "https://developers.cloudflare.com/workers/wrangler/configuration/#limits"
    ),
    errors.NamespaceNotFound: lambda _: "namespace not found",
    errors.NamespaceIdInvalid: lambda error: (
        # Live, 29 Sep 2026, with the id as it was sent.
        f"could not parse UUID from request's namespace_id: 'invalid namespace format: {error.namespace_id}'"
    ),
    errors.TitleMissing: lambda _: "request is missing a title definition",
    errors.TitleTaken: lambda _: "a namespace with this account ID and title already exists",
    errors.TitleTooLong: lambda error: (  # choice
        f"Title length of {error.length} exceeds limit of {MAX_TITLE_CHARACTERS}."
    ),
    errors.JurisdictionInvalid: lambda error: (  # choice
        f'"{error.jurisdiction}" is not a valid jurisdiction. Use "eu", "fedramp" or "us"'
    ),
    errors.TooManyNamespaces: lambda _: "account has reached the maximum number of namespaces",  # choice
    errors.PageInvalid: lambda error: f"Invalid {error.parameter} of {error.raw}.",  # choice
    errors.RequestBodyInvalid: lambda _: "could not parse request body",  # choice
    errors.KeyNotFound: lambda _: "key not found",
    errors.KeyEmpty: lambda _: "Key names must not be empty",
    errors.KeyIllegal: lambda error: f'Illegal key name "{error.name}". Please use a different name.',
    errors.KeyTooLong: lambda error: (
        f"UTF-8 encoded length of {error.length} exceeds key length limit of {MAX_KEY_BYTES}."
    ),
    errors.KeyNotDecodable: lambda _: "Could not URL-decode key name",
    errors.ValueTooLarge: lambda error: f"Value length of {error.length} exceeds limit of {MAX_VALUE_BYTES}.",
    errors.ValueMissing: lambda _: "could not parse request body",  # choice
    errors.MetadataTooLarge: lambda error: (
        f"Metadata length of {error.length} exceeds limit of {MAX_METADATA_BYTES}."
    ),
    errors.MetadataInvalid: lambda _: "metadata must be valid json",  # REST; on the binding a choice
    errors.ExpirationInvalid: lambda error: (
        f"Invalid expiration of {error.raw}. Please specify integer greater than "
        "the current number of seconds since the UNIX epoch."
    ),
    errors.ExpirationTooSoon: lambda error: (
        f"Invalid expiration of {error.raw}. "
        f"Expiration times must be at least {MIN_EXPIRATION_TTL_SECONDS} seconds in the future."
    ),
    errors.ExpirationTtlInvalid: lambda error: (
        f"Invalid expiration_ttl of {error.raw}. Please specify integer greater than 0."
    ),
    errors.ExpirationTtlTooShort: lambda error: (
        f"Invalid expiration_ttl of {error.raw}. "
        f"Expiration TTL must be at least {MIN_EXPIRATION_TTL_SECONDS}."
    ),
    errors.CacheTtlTooShort: lambda error: (
        f"Invalid cache_ttl of {error.raw}. Cache TTL must be at least {MIN_CACHE_TTL_SECONDS}."
    ),
    errors.ListLimitTooSmall: lambda error: (
        f"Invalid key_count_limit of {error.raw}. Please specify an integer greater than 0."
    ),
    errors.ListLimitTooLarge: lambda error: (
        # "less than 1000", although 1,000 itself is allowed: the words are Miniflare's.
        f"Invalid key_count_limit of {error.raw}. Please specify an integer less than 1000."
    ),
    errors.CursorInvalid: lambda _: "Invalid cursor",  # choice
    errors.BulkBodyInvalid: lambda error: f"could not parse request body: {error.problem}",  # choice
    errors.TooManyBulkPairs: lambda error: (
        f"received {error.count} key/value pairs, but max allowed per request is: {MAX_BULK_PAIRS}"
    ),
    errors.BulkItemRefused: lambda error: say(error.cause),
    errors.Base64Invalid: lambda error: (
        f'could not base64 decode value for key: "{error.key}", '
        f"err: 'illegal base64 data at input byte {error.offset}'"
    ),
    errors.TooManyBulkGetKeys: lambda _: "You can request a maximum of 100 keys",
    errors.NoBulkGetKeys: lambda _: "You must request a minimum of 1 key",
    errors.BulkGetTypeInvalid: lambda error: (
        f'"{error.value_type}" is not a valid type. Use "json" or "text"'
    ),
    errors.BulkValueNotText: lambda _: "At least one of the requested keys corresponds to a non-text value",
    errors.BulkValueNotJson: lambda _: "At least one of the requested keys corresponds to a non-json value",
    errors.BulkGetTooLarge: lambda _: "Total size of request exceeds the limit of 25MB",
}


def _find_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def say(error: errors.KVError) -> str:
    """The sentence for this error."""
    return SENTENCES[type(error)](error)
