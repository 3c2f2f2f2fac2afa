"""`Headers` (Fetch standard, section 5.1): names of any case, values joined, `set-cookie` kept apart."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.lookups import Lookup
from fakeflare.worker.javascript.language.objects import JsObject, get_members

# workerd refuses ASCII that is no token, and nothing else: no name at all and names beyond ASCII pass
# (workerd 2026-11-17)
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z\x80-\uffff]*")
_BLANKS = " \t\r\n"
_FORBIDDEN = re.compile("[\0\r\n]")


class Headers(Lookup):
    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = [(_check_name(name), _check_value(value)) for name, value in pairs]

    @classmethod
    def trust(cls, pairs: list[tuple[str, str]]) -> "Headers":
        """Headers of a list that is given away: names in lower case, all checked already."""
        headers = cls.__new__(cls)
        headers._pairs = pairs
        return headers

    @classmethod
    def construct(cls, init: object = None, *_rest: object) -> "Headers":
        """`new Headers(headers | object | pairs)`; a Python iterable of pairs is one too."""
        if init is None:
            return cls.trust([])
        if isinstance(init, Headers):
            return cls.trust(init._pairs.copy())
        if isinstance(init, JsObject):
            return cls((name, to_string(value)) for name, value in get_members(init).items())
        if isinstance(init, JsMap):
            return cls((to_string(name), to_string(value)) for name, value in init.items())
        if isinstance(init, str) or not isinstance(init, Iterable):
            raise JsTypeError(
                "Failed to construct 'Headers': constructor parameter 1 is not of type "
                "'Headers or Sequence or object'."
            )
        return cls(_read_pair(pair) for pair in init)

    @classmethod
    def read_field(cls, init: object, dictionary: str) -> "Headers":
        """The member `headers` of a dictionary of options."""
        if init is not None and (isinstance(init, str) or not isinstance(init, JsProxy | Iterable)):
            raise JsTypeError(
                f"Incorrect type for the 'headers' field on '{dictionary}': the provided value is not of "
                "type 'Headers or Sequence or object'."
            )
        return cls.construct(init)

    def list_pairs(self) -> list[tuple[str, str]]:
        """Every header as it was appended, names in lower case."""
        return list(self._pairs)

    def set_default(self, name: str, value: str) -> None:
        """A header of ours, its name in lower case, unless there is one of that name."""
        for found, _ in self._pairs:
            if found == name:
                return
        self._pairs.append((name, value))

    def append(self, name: object, value: object, *_rest: object) -> None:
        self._pairs.append((_check_name(name), _check_value(value)))

    def set(self, name: object, value: object, *_rest: object) -> None:
        wanted, text = _check_name(name), _check_value(value)
        self.delete(wanted)
        self._pairs.append((wanted, text))

    def delete(self, name: object, *_rest: object) -> None:
        wanted = _check_name(name)
        self._pairs = [pair for pair in self._pairs if pair[0] != wanted]

    def has(self, name: object, *_rest: object) -> bool:
        wanted = _check_name(name)
        return any(pair[0] == wanted for pair in self._pairs)

    def get(self, name: object, *_rest: object) -> object:
        """The values joined, or null."""
        wanted = _check_name(name)
        values = [value for key, value in self._pairs if key == wanted]
        return ", ".join(values) if values else jsnull

    def getAll(self, name: object, *_rest: object) -> list[str]:
        wanted = _check_name(name)
        if wanted != "set-cookie":
            # workerd/src/workerd/api/headers.c++
            raise JsTypeError('getAll() can only be used with the header name "Set-Cookie".')
        return self.getSetCookie()

    def getSetCookie(self, *_rest: object) -> list[str]:
        return [value for name, value in self._pairs if name == "set-cookie"]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Sorted by name, joined, except `set-cookie`."""
        for name in sorted({name for name, _ in self._pairs}):
            values = [value for key, value in self._pairs if key == name]
            if name == "set-cookie":
                yield from ((name, value) for value in values)
            else:
                yield name, ", ".join(values)

    def entries(self, *_rest: object) -> JsIterator:
        return JsIterator(self, "Headers Iterator")

    def keys(self, *_rest: object) -> JsIterator:
        return JsIterator((name for name, _ in self), "Headers Iterator")

    def values(self, *_rest: object) -> JsIterator:
        return JsIterator((value for _, value in self), "Headers Iterator")

    def forEach(self, callback: Callable[[str, str, "Headers"], object]) -> None:
        for name, value in self:
            callback(value, name, self)


def _read_pair(pair: object) -> tuple[str, str]:
    parts = (
        [to_string(part) for part in pair] if isinstance(pair, Iterable) and not isinstance(pair, str) else []
    )
    if len(parts) != 2:
        raise JsTypeError(
            "To initialize a Headers object from a sequence, each inner sequence must have "
            "exactly two elements."
        )
    return parts[0], parts[1]


def _check_name(name: object) -> str:
    return _lower_name(name if isinstance(name, str) else to_string(name))


@lru_cache(maxsize=1024)
def _lower_name(text: str) -> str:
    """The name in lower case; few names come again and again."""
    if not _NAME.fullmatch(text):
        raise JsTypeError("Invalid header name.")
    return text.lower()


def _check_value(value: object) -> str:
    text = (value if isinstance(value, str) else to_string(value)).strip(_BLANKS)
    if _FORBIDDEN.search(text):
        raise JsTypeError("Invalid header value.")
    return text
