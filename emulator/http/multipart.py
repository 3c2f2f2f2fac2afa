"""multipart/form-data as a stream: wanted parts are kept, others dropped as they pass."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Receive

from fakeflare.emulator.http.bodies import check_request_length, read_chunk

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


class MultipartInvalid(Exception):
    """The body is not what its Content-Type says."""


def is_multipart(content_type: str) -> bool:
    """True for `multipart/form-data`, with or without parameters."""
    return content_type.partition(";")[0].strip().lower() == "multipart/form-data"


async def read_parts(
    receive: Receive,
    content_type: str,
    announced: int | None,
    checks: Mapping[str, Callable[[int], object]],
) -> dict[str, bytearray]:
    """The parts named in `checks`; of several with one name the first. Each part's length so far is
    shown to its check, which refuses by raising. Raises `MultipartInvalid`, `RequestTooLarge`.
    """
    check_request_length(announced or 0)
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise MultipartInvalid("no boundary")
    collector = _Collector(checks)
    length = 0
    more = True
    try:
        parser = MultipartParser(boundary, collector.callbacks)
        while more:
            chunk, more = await read_chunk(receive)
            length += len(chunk)
            check_request_length(length)
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise MultipartInvalid(str(error)) from None
    return collector.finish()


class _Collector:
    """Turns the parser's callbacks into named parts."""

    def __init__(self, checks: Mapping[str, Callable[[int], object]]) -> None:
        self._checks = checks
        self._parts: dict[str, bytearray] = {}
        self._field = self._value = b""
        self._disposition = b""
        self._name: str | None = None
        self._ended = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_field,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add_data,
            "on_end": self._end,
        }

    def finish(self) -> dict[str, bytearray]:
        """Return the parts by name. Raises `MultipartInvalid` if the body broke off."""
        if not self._ended:
            raise MultipartInvalid("the last boundary is missing")
        return self._parts

    def _begin_part(self) -> None:
        self._field = self._value = self._disposition = b""
        self._name = None

    def _add_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if name in self._checks and name not in self._parts:
            self._name = name
            self._parts[name] = bytearray()

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._name is None:
            return
        part = self._parts[self._name]
        self._checks[self._name](len(part) + end - start)
        part += data[start:end]

    def _end(self) -> None:
        self._ended = True
