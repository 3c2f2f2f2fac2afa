"""Calls of KV that Cloudflare takes and that do something else than they seem to: said once in the log.

Nothing here changes what a call does.
"""

import logging
import re
from collections.abc import Iterable

from fakeflare.worker.bindings.callers import UserLine, find_user_line
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject, get_members

_log = logging.getLogger("fakeflare.worker")

_said: set[tuple[UserLine | None, str, str]] = set()

GET_OPTIONS = frozenset({"type", "cacheTtl"})
PUT_OPTIONS = frozenset({"expiration", "expirationTtl", "metadata"})
LIST_OPTIONS = frozenset({"prefix", "limit", "cursor"})

# what ECMAScript calls an array index: V8 keeps such members apart
_INTEGER = re.compile(r"0|[1-9][0-9]{0,9}")
_MAX_INDEX = 2**32 - 2


def warn_options(method: str, options: object, known: frozenset[str]) -> None:
    """Options that do not exist, and numbers that are null."""
    for name, value in _list_members(options):
        if name not in known:
            _say(method, name, f"the option {name} does not exist and is ignored{_suggest(name, known)}")
        elif value is jsnull and name in ("expiration", "expirationTtl", "cacheTtl"):
            _say(method, name, f"{name}=None is sent as 0, which KV refuses: leave it out instead")


def _list_members(options: object) -> Iterable[tuple[str, object]]:
    if isinstance(options, JsObject):
        return get_members(options).items()
    if isinstance(options, JsMap) and options.is_literal:
        return [(str(name), value) for name, value in options.items()]
    return ()


def _suggest(name: str, known: frozenset[str]) -> str:
    camel = re.sub(r"_([a-z])", lambda found: found[1].upper(), name.lower())
    meant = next((option for option in known if option.lower() in (name.lower(), camel.lower())), None)
    return f"; known are {', '.join(sorted(known))}" if meant is None else f": it is called {meant}"


def warn_value(value: object) -> None:
    """None is stored as a word."""
    if value is None or value is jsnull:
        stored = "undefined" if value is None else "null"
        _say("put", "value", f'None is stored as the text "{stored}"; use delete to remove a key')


def warn_keys(method: str, keys: Iterable[str]) -> None:
    """workerd loses such keys: it walks the reply without its indices (kv.c++:251)."""
    found = [key for key in keys if _INTEGER.fullmatch(key) and int(key) <= _MAX_INDEX]
    if found:
        _say(
            method,
            "keys",
            f'on Cloudflare the key "{found[0]}" would be missing from the answer to several keys, '
            "as are all keys that look like an integer",
        )


def warn_deleted(key: object, text: str) -> None:
    """A list is turned into one key."""
    if isinstance(key, JsArray):
        _say("delete", "key", f'a list is not taken apart: this deletes the one key "{text}"')


def _say(method: str, subject: str, text: str) -> None:
    """Once for each line, method and subject: the text may name keys, which have no end."""
    line = find_user_line()
    if (line, method, subject) in _said:
        return
    _said.add((line, method, subject))
    _log.warning("%sKV %s: %s", "" if line is None else f"{line}: ", method, text)
