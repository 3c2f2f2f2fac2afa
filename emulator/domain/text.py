"""Numbers and text as KV reads them, for the other modules of this floor."""

import json
import re
from typing import Any, NoReturn

_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ESCAPED = json.JSONEncoder(allow_nan=False, separators=(",", ":"))

_INTEGER = re.compile(r"[+-]?[0-9]{1,16}")


def parse_integer(raw: object) -> int | None:
    """An integer of at most 16 digits from a query's text or a JSON number; None for anything else.

    A JSON number may be written `60.0` (Go and JavaScript see the same number); `true` is no number.
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw if abs(raw) < 10**16 else None
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < 10**16 else None
    if isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    return None


def encode_text(text: str) -> bytes:
    """UTF-8, with lone surrogates replaced by U+FFFD, as Go and JavaScript encode them."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def parse_json(text: str | bytes | bytearray) -> Any:
    """The value of a JSON text. Raises ValueError; unlike `json.loads`, also for NaN, Infinity and a BOM."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode(), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def dump_json(value: object) -> str:
    """Compact JSON text that UTF-8 can encode. Raises ValueError for what JSON cannot say (1e999)."""
    text = _COMPACT.encode(value)
    return text if text.isascii() or _encodes(text) else _ESCAPED.encode(value)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
