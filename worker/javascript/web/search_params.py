"""`URLSearchParams` and the format it stands for, `application/x-www-form-urlencoded` (URL standard)."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote_plus, unquote_to_bytes

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.lookups import Lookup
from fakeflare.worker.javascript.language.objects import JsObject, get_members

Pairs = list[tuple[str, str]]


def parse_form(data: bytes) -> Pairs:
    """The pairs of an urlencoded text."""
    pairs = []
    for piece in data.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def _decode(piece: bytes) -> str:
    return unquote_to_bytes(piece.replace(b"+", b" ")).decode("utf-8", "replace")


def write_form(pairs: Iterable[tuple[str, str]]) -> str:
    """The urlencoded text of pairs."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in pairs)


def _encode(text: str) -> str:
    return quote_plus(encode_text(text), safe="*").replace("~", "%7E")


class URLSearchParams(Lookup):
    """The pairs of a query, in order. `on_change` hears of every change (`URL.searchParams`)."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]] = (), on_change: Callable[[], None] | None = None
    ) -> None:
        self._pairs: Pairs = list(pairs)
        self._on_change = on_change

    @classmethod
    def construct(cls, init: object = None, *_rest: object) -> "URLSearchParams":
        """`new URLSearchParams(text | pairs | object | params)`."""
        return cls(() if init is None else _read_init(init))

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        # an object, however empty
        return True

    @property
    def size(self) -> int:
        return len(self._pairs)

    def replace_pairs(self, pairs: Pairs) -> None:
        """The address has a new query."""
        self._pairs = pairs

    def append(self, name: object, value: object, *_rest: object) -> None:
        self._pairs.append((to_string(name), to_string(value)))
        self._tell()

    def delete(self, name: object, value: object = None, *_rest: object) -> None:
        wanted = to_string(name)
        text = None if value is None else to_string(value)
        self._pairs = [
            pair for pair in self._pairs if pair[0] != wanted or (text is not None and pair[1] != text)
        ]
        self._tell()

    def get(self, name: object, *_rest: object) -> object:
        """The first value, or null."""
        wanted = to_string(name)
        return next((value for key, value in self._pairs if key == wanted), jsnull)

    def getAll(self, name: object, *_rest: object) -> JsArray:
        wanted = to_string(name)
        return JsArray(value for key, value in self._pairs if key == wanted)

    def has(self, name: object, value: object = None, *_rest: object) -> bool:
        wanted = to_string(name)
        text = None if value is None else to_string(value)
        return any(key == wanted and text in (None, found) for key, found in self._pairs)

    def set(self, name: object, value: object, *_rest: object) -> None:
        """The first pair of that name gets the value, the others go."""
        wanted, text = to_string(name), to_string(value)
        place = next((index for index, pair in enumerate(self._pairs) if pair[0] == wanted), len(self._pairs))
        after = [pair for pair in self._pairs[place:] if pair[0] != wanted]
        self._pairs = [*self._pairs[:place], (wanted, text), *after]
        self._tell()

    def sort(self, *_rest: object) -> None:
        # by code units, not code points
        self._pairs.sort(key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        self._tell()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(list(self._pairs))

    def entries(self, *_rest: object) -> JsIterator:
        return JsIterator(self, "URLSearchParams Iterator")

    def keys(self, *_rest: object) -> JsIterator:
        return JsIterator([name for name, _ in self._pairs], "URLSearchParams Iterator")

    def values(self, *_rest: object) -> JsIterator:
        return JsIterator([value for _, value in self._pairs], "URLSearchParams Iterator")

    def forEach(self, callback: Callable[[str, str, "URLSearchParams"], object]) -> None:
        for name, value in self:
            callback(value, name, self)

    def to_string(self) -> str:
        return write_form(self._pairs)

    def _tell(self) -> None:
        if self._on_change is not None:
            self._on_change()


def _read_init(init: object) -> Iterable[tuple[str, str]]:
    if isinstance(init, URLSearchParams):
        return init
    if isinstance(init, JsMap):
        return ((to_string(name), to_string(value)) for name, value in init.items())
    if isinstance(init, JsObject):
        return ((name, to_string(value)) for name, value in get_members(init).items())
    if isinstance(init, Iterable) and not isinstance(init, str):
        return [_read_pair(pair) for pair in init]
    return parse_form(encode_text(to_string(init).removeprefix("?")))


def _read_pair(pair: object) -> tuple[str, str]:
    parts = list(pair) if isinstance(pair, Iterable) and not isinstance(pair, str) else []
    if len(parts) != 2 or is_nullish(pair):
        # workerd/src/workerd/api/url-standard.c++
        raise JsTypeError("Invalid URL search params sequence.")
    return to_string(parts[0]), to_string(parts[1])
