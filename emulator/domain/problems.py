"""What is wrong with data that somebody hands in to arrange a test, in words for a person.

These are no answers of Cloudflare's: its sentences are the faces'.
"""

from collections.abc import Callable
from typing import Any

from fakeflare.emulator.domain import errors
from fakeflare.emulator.domain.limits import (
    MAX_KEY_BYTES,
    MAX_METADATA_BYTES,
    MAX_NAMESPACES,
    MAX_TITLE_CHARACTERS,
    MAX_VALUE_BYTES,
    MIN_EXPIRATION_TTL_SECONDS,
)


class StateInvalid(ValueError):
    """Data cannot be taken in; `str()` is one sentence that says where it is wrong and what is allowed."""


_PROBLEMS: dict[type[errors.KVError], Callable[[Any], str]] = {
    errors.KeyEmpty: lambda _: f"a key has 1 to {MAX_KEY_BYTES} bytes",
    errors.KeyIllegal: lambda error: f'a key cannot be "{error.name}"',
    errors.KeyTooLong: lambda error: f"the key has {error.length} bytes, at most {MAX_KEY_BYTES} are allowed",
    errors.ValueTooLarge: lambda error: (
        f"the value has {error.length} bytes, at most {MAX_VALUE_BYTES} are allowed"
    ),
    errors.Base64Invalid: lambda error: f'"base64" is broken at byte {error.offset}',
    errors.MetadataInvalid: lambda _: '"metadata" must be JSON',
    errors.MetadataTooLarge: lambda error: (
        f'"metadata" has {error.length} bytes as JSON, at most {MAX_METADATA_BYTES} are allowed'
    ),
    errors.ExpirationTtlInvalid: lambda error: (
        f'"expiration_ttl" must be a whole number of {MIN_EXPIRATION_TTL_SECONDS} or more, not {error.raw}'
    ),
    errors.TitleMissing: lambda _: "a title cannot be empty",
    errors.TitleTooLong: lambda error: (
        f"the title has {error.length} characters, at most {MAX_TITLE_CHARACTERS} are allowed"
    ),
    errors.TooManyNamespaces: lambda _: f"an account has at most {MAX_NAMESPACES} namespaces",
}


def describe_problem(error: errors.KVError) -> str:
    """What a key, a value or a title that is handed in breaks."""
    kind = next(kind for kind in type(error).mro() if kind in _PROBLEMS)
    return _PROBLEMS[kind](error)
