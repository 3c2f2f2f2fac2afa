"""The JSON around every answer of the API. Text that is JSON already is put in as it stands."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/json; charset=UTF-8"
"""As recorded on every KV answer (29 Sep 2026)."""


def dump(value: object) -> str:
    """Compact JSON text in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def succeed(
    result: str, info: Mapping[str, Any] | None = None, messages: Iterable[Mapping[str, Any]] = ()
) -> Response:
    """200 with `result`, which is JSON text; lists add their `result_info` as the last member."""
    tail = f',"result_info":{dump(info)}' if info is not None else ""
    return _respond(
        200, f'{{"result":{result},"errors":[],"messages":{dump(list(messages))},"success":true{tail}}}'
    )


def fail(status: int, *failures: Mapping[str, Any]) -> Response:
    """The failure envelope; each of `failures` has a code and a message."""
    return _respond(
        status, f'{{"result":null,"errors":{dump(list(failures))},"messages":[],"success":false}}'
    )


def _respond(status: int, text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), status, media_type=MEDIA_TYPE)


NOTHING = "null"
"""The result of writes that return none."""
