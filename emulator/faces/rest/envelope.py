"""The JSON around every answer of the API. Text that is JSON already is put in as it stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from fakeflare.emulator.domain.text import dump_json

MEDIA_TYPE = "application/json; charset=UTF-8"
"""As recorded on every KV answer (29 Sep 2026)."""


def succeed(
    result: str, info: Mapping[str, Any] | None = None, messages: Iterable[Mapping[str, Any]] = ()
) -> Response:
    """200 with `result`, which is JSON text; lists add their `result_info` as the last member."""
    tail = f',"result_info":{dump_json(info)}' if info is not None else ""
    return _respond(
        200, f'{{"result":{result},"errors":[],"messages":{dump_json(list(messages))},"success":true{tail}}}'
    )


def fail(status: int, *failures: Mapping[str, Any]) -> Response:
    """The failure envelope; each of `failures` has a code and a message."""
    return _respond(
        status, f'{{"result":null,"errors":{dump_json(list(failures))},"messages":[],"success":false}}'
    )


def _respond(status: int, text: str) -> Response:
    return Response(text.encode(), status, media_type=MEDIA_TYPE)


NOTHING = "null"
"""The result of what returns none."""

DONE = succeed(NOTHING)
"""The answer to writes; being always the same, it is made once."""
