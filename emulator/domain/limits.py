"""The numbers of Workers KV (developers.cloudflare.com/kv/platform/limits; REST: OpenAPI of 27 Jul 2026)."""

MAX_KEY_BYTES = 512
"""Of the UTF-8 encoded name."""

MAX_VALUE_BYTES = 25 * 1024 * 1024

MAX_METADATA_BYTES = 1024
"""Of the metadata's JSON text."""

MIN_EXPIRATION_TTL_SECONDS = 60
"""Still 60 in November 2026; only `cacheTtl` fell to 30."""

MIN_CACHE_TTL_SECONDS = 30

MAX_LIST_LIMIT = 1000

MIN_LIST_LIMIT = 1
"""What the binding accepts."""

MIN_REST_LIST_LIMIT = 10
"""REST refuses smaller pages with code 10028."""

MAX_BULK_PAIRS = 10_000
"""Pairs of one bulk write, and keys of one bulk delete."""

MAX_BULK_GET_KEYS = 100

MAX_BULK_GET_BYTES = 25 * 1024 * 1024

MAX_NAMESPACES = 1000
"""Per account, since 28 Jan 2025."""

MAX_TITLE_CHARACTERS = 512

DEFAULT_NAMESPACES_PER_PAGE = 20
MAX_NAMESPACES_PER_PAGE = 1000

MAX_SECONDS = 2**53 - 1
"""The largest time that JSON carries exactly to JavaScript; a choice, far below SQLite's 64 bits."""
