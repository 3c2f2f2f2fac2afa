"""`URL` (URL standard, section 6.1), on Ada: the parser that workerd itself uses."""

from contextlib import suppress
from typing import Any

import ada_url

from fakeflare.worker.javascript.language.kernel.coercions import encode_text, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.web.search_params import URLSearchParams, parse_form


class URL(JsProxy):
    """An address, its parts readable and settable. What a part cannot be is not taken, without an error."""

    def __init__(self, text: str, base: str | None = None) -> None:
        self._address = _parse(text, base)
        self._params: URLSearchParams | None = None

    @classmethod
    def construct(cls, url: object = None, base: object = None, *_rest: object) -> "URL":
        try:
            return cls(to_string(url), None if base is None else to_string(base))
        except JsTypeError:
            # workerd names the text for a Request only
            raise JsTypeError("Invalid URL string.") from None

    @staticmethod
    def canParse(url: object, base: object = None) -> bool:
        return URL.parse(url, base) is not jsnull

    @staticmethod
    def parse(url: object, base: object = None) -> Any:
        """The URL, or null where there is none."""
        try:
            return URL(to_string(url), None if base is None else to_string(base))
        except JsTypeError:
            return jsnull

    @property
    def href(self) -> str:
        return self._address.href

    @href.setter
    def href(self, text: object) -> None:
        self._address = _parse(to_string(text), None)
        self._refresh_params()

    @property
    def origin(self) -> str:
        return self._address.origin

    @property
    def protocol(self) -> str:
        return self._address.protocol

    @protocol.setter
    def protocol(self, text: object) -> None:
        self._set("protocol", text)

    @property
    def username(self) -> str:
        return self._address.username

    @username.setter
    def username(self, text: object) -> None:
        self._set("username", text)

    @property
    def password(self) -> str:
        return self._address.password

    @password.setter
    def password(self, text: object) -> None:
        self._set("password", text)

    @property
    def host(self) -> str:
        return self._address.host

    @host.setter
    def host(self, text: object) -> None:
        self._set("host", text)

    @property
    def hostname(self) -> str:
        return self._address.hostname

    @hostname.setter
    def hostname(self, text: object) -> None:
        self._set("hostname", text)

    @property
    def port(self) -> str:
        return self._address.port

    @port.setter
    def port(self, text: object) -> None:
        self._set("port", text)

    @property
    def pathname(self) -> str:
        return self._address.pathname

    @pathname.setter
    def pathname(self, text: object) -> None:
        self._set("pathname", text)

    @property
    def search(self) -> str:
        return self._address.search

    @search.setter
    def search(self, text: object) -> None:
        self._set("search", text)
        self._refresh_params()

    @property
    def searchParams(self) -> URLSearchParams:
        """The query as pairs: a change on either side shows on the other."""
        if self._params is None:
            self._params = URLSearchParams(self._read_pairs(), self._take_params)
        return self._params

    @property
    def hash(self) -> str:
        return self._address.hash

    @hash.setter
    def hash(self, text: object) -> None:
        self._set("hash", text)

    def toJSON(self) -> str:
        return self.href

    def to_string(self) -> str:
        return self.href

    def _set(self, part: str, text: object) -> None:
        given = _make_unicode(to_string(text))
        # Ada's binding raises where the standard's setters do nothing
        with suppress(ValueError):
            setattr(self._address, part, given)

    def _read_pairs(self) -> list[tuple[str, str]]:
        return parse_form(self._address.search.removeprefix("?").encode())

    def _refresh_params(self) -> None:
        if self._params is not None:
            self._params.replace_pairs(self._read_pairs())

    def _take_params(self) -> None:
        self._address.search = "" if self._params is None else self._params.to_string()


def _make_unicode(text: str) -> str:
    """The text as Web IDL's USVString: a lone surrogate becomes U+FFFD."""
    return text if text.isascii() else encode_text(text).decode()


def _parse(text: str, base: str | None) -> ada_url.URL:
    start = None if base is None else _make_unicode(base)
    try:
        return ada_url.URL(_make_unicode(text), start)
    except ValueError:
        wrong = base if base is not None and not ada_url.check_url(_make_unicode(base)) else text
        raise JsTypeError(f"Invalid URL: {wrong}") from None
