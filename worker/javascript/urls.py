"""`URL`: the common part of the URL standard, for absolute addresses and what is relative to one."""

import re
from urllib.parse import quote, urljoin, urlsplit

from worker.javascript.coercions import encode_text, to_string
from worker.javascript.errors import JsTypeError
from worker.javascript.proxies import JsProxy

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}

# What the standard's path, query and fragment percent-encode sets leave as it is.
_PATH_SAFE = "%!$&'()*+,-./:;=@_~|[]^"
_QUERY_SAFE = "%!$&()*+,-./:;=?@_~|[]^`{}\\"
_FRAGMENT_SAFE = "%!$&'()*+,-./:;=?@_~|[]^{}\\#"


class URL(JsProxy):
    """`URL`, read only."""

    def __init__(self, text: str, base: str | None = None) -> None:
        cleaned = re.sub("[\t\r\n]", "", text.strip(" \0\t\r\n\f"))
        try:
            parts = urlsplit(urljoin(base, cleaned) if base is not None else cleaned)
            self._host, self._port = parts.hostname or "", parts.port
        except ValueError:
            raise _make_error(text) from None
        self._scheme = parts.scheme.lower()
        if not self._scheme or (self._scheme in DEFAULT_PORTS and not self._host):
            raise _make_error(text)
        if self._port == DEFAULT_PORTS.get(self._scheme):
            self._port = None
        self._host = _encode_host(self._host, text)
        self.username, self.password = parts.username or "", parts.password or ""
        path = parts.path.replace("\\", "/") if self._scheme in DEFAULT_PORTS else parts.path
        self.pathname = _encode(_drop_dots(path) if self._host else path, _PATH_SAFE)
        self.search = f"?{_encode(parts.query, _QUERY_SAFE)}" if parts.query else ""
        self.hash = f"#{_encode(parts.fragment, _FRAGMENT_SAFE)}" if parts.fragment else ""

    @classmethod
    def construct(cls, url: object = None, base: object = None, *_rest: object) -> "URL":
        return cls(to_string(url), None if base is None else URL(to_string(base)).href)

    @staticmethod
    def canParse(url: object, base: object = None) -> bool:
        try:
            URL.construct(url, base)
        except JsTypeError:
            return False
        return True

    @property
    def protocol(self) -> str:
        return f"{self._scheme}:"

    @property
    def hostname(self) -> str:
        return self._host

    @property
    def port(self) -> str:
        return "" if self._port is None else str(self._port)

    @property
    def host(self) -> str:
        return self._host if self._port is None else f"{self._host}:{self._port}"

    @property
    def origin(self) -> str:
        return f"{self.protocol}//{self.host}" if self._host else "null"

    @property
    def href(self) -> str:
        credentials = self.username + (f":{self.password}" if self.password else "")
        slashes = "//" if self._host else ""
        at = f"{credentials}@" if credentials else ""
        return f"{self.protocol}{slashes}{at}{self.host}{self.pathname}{self.search}{self.hash}"

    def toJSON(self) -> str:
        return self.href

    def to_string(self) -> str:
        return self.href


def _make_error(text: str) -> JsTypeError:
    return JsTypeError(f"Invalid URL: {text}")


def _encode_host(host: str, text: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise _make_error(text) from None


def _encode(text: str, safe: str) -> str:
    return quote(encode_text(text), safe=safe)


def _drop_dots(path: str) -> str:
    """The path without `.` and `..` segments, plain or percent-encoded."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for index, segment in enumerate(segments):
        plain = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
        is_last = index == len(segments) - 1
        if plain == "..":
            kept = kept[:-1]
        if plain not in (".", ".."):
            kept.append(segment)
        elif is_last:
            kept.append("")
    return "/" + "/".join(kept)
