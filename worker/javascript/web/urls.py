"""`URL` (URL standard, section 6.1)."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.web.search_params import URLSearchParams, parse_form
from fakeflare.worker.javascript.web.url_parsing import (
    DEFAULT_PORTS,
    SPECIAL,
    Address,
    Invalid,
    clean,
    encode_fragment,
    encode_query,
    encode_user,
    make_error,
    normalize_path,
    parse_address,
    parse_host,
    parse_place,
    parse_port,
)


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
            start = None if base is None else parse_address(to_string(base))
            found = parse_address(to_string(url), start)
        except Invalid:
            return jsnull
        return URL(found.format())

    @property
    def href(self) -> str:
        return self._address.format()

    @href.setter
    def href(self, text: object) -> None:
        self._address = _parse(to_string(text), None)
        self._refresh_params()

    @property
    def origin(self) -> str:
        if self._address.scheme not in DEFAULT_PORTS:
            return "null"
        return f"{self._address.scheme}://{self._address.netloc}"

    @property
    def protocol(self) -> str:
        return f"{self._address.scheme}:"

    @protocol.setter
    def protocol(self, text: object) -> None:
        scheme = to_string(text).partition(":")[0].lower()
        with suppress(Invalid):
            parse_address(f"{scheme}://host/")
            if (scheme in SPECIAL) == self._address.is_special:
                port = None if self._address.port == DEFAULT_PORTS.get(scheme) else self._address.port
                self._address = replace(self._address, scheme=scheme, port=port)

    @property
    def username(self) -> str:
        return self._address.username

    @username.setter
    def username(self, text: object) -> None:
        if self._address.host and self._address.scheme != "file":
            self._address = replace(self._address, username=encode_user(to_string(text)))

    @property
    def password(self) -> str:
        return self._address.password

    @password.setter
    def password(self, text: object) -> None:
        if self._address.host and self._address.scheme != "file":
            self._address = replace(self._address, password=encode_user(to_string(text)))

    @property
    def host(self) -> str:
        return self._address.netloc

    @host.setter
    def host(self, text: object) -> None:
        if self._address.is_opaque:
            return
        with suppress(Invalid):
            given = self._cut_host(to_string(text))
            host, port = parse_place(given, self._address)
            # a port that is not named stays
            self._address = replace(
                self._address, host=host, port=port if ":" in given else self._address.port
            )

    @property
    def hostname(self) -> str:
        return self._address.host or ""

    @hostname.setter
    def hostname(self, text: object) -> None:
        given = self._cut_host(to_string(text))
        if self._address.is_opaque or (":" in given and not given.startswith("[")):
            return
        with suppress(Invalid):
            self._address = replace(self._address, host=parse_host(given, self._address.is_special))

    @property
    def port(self) -> str:
        return "" if self._address.port is None else str(self._address.port)

    @port.setter
    def port(self, text: object) -> None:
        given = clean(to_string(text))
        digits = given[: len(given) - len(given.lstrip("0123456789"))]
        if not self._address.host or self._address.scheme == "file" or (given and not digits):
            return
        with suppress(Invalid):
            self._address = replace(self._address, port=parse_port(digits, self._address.scheme))

    @property
    def pathname(self) -> str:
        return self._address.path

    @pathname.setter
    def pathname(self, text: object) -> None:
        if self._address.is_opaque:
            return
        path = clean_part(to_string(text)).replace("?", "%3F").replace("#", "%23")
        is_special = self._address.is_special
        self._address = replace(
            self._address, path=normalize_path(path.replace("\\", "/") if is_special else path, is_special)
        )

    @property
    def search(self) -> str:
        return f"?{self._address.query}" if self._address.query else ""

    @search.setter
    def search(self, text: object) -> None:
        given = clean_part(to_string(text)).removeprefix("?").replace("#", "%23")
        is_kept = bool(to_string(text))
        query = encode_query(given, self._address.is_special) if is_kept else None
        self._address = replace(self._address, query=query)
        self._refresh_params()

    @property
    def searchParams(self) -> URLSearchParams:
        """The query as pairs: a change on either side shows on the other."""
        if self._params is None:
            self._params = URLSearchParams(self._read_pairs(), self._take_params)
        return self._params

    @property
    def hash(self) -> str:
        return f"#{self._address.fragment}" if self._address.fragment else ""

    @hash.setter
    def hash(self, text: object) -> None:
        given = to_string(text)
        fragment = encode_fragment(clean_part(given).removeprefix("#")) if given else None
        self._address = replace(self._address, fragment=fragment)

    def toJSON(self) -> str:
        return self.href

    def to_string(self) -> str:
        return self.href

    def _cut_host(self, text: str) -> str:
        for end in "/?#" + ("\\" if self._address.is_special else ""):
            text = text.partition(end)[0]
        return clean_part(text)

    def _read_pairs(self) -> list[tuple[str, str]]:
        return parse_form((self._address.query or "").encode())

    def _refresh_params(self) -> None:
        if self._params is not None:
            self._params.replace_pairs(self._read_pairs())

    def _take_params(self) -> None:
        text = "" if self._params is None else self._params.to_string()
        self._address = replace(self._address, query=text or None)


def clean_part(text: str) -> str:
    """A part without line breaks; blanks around it stay."""
    return text.replace("\t", "").replace("\r", "").replace("\n", "")


def _parse(text: str, base: str | None) -> Address:
    start = None
    if base is not None:
        try:
            start = parse_address(base)
        except Invalid:
            raise make_error(base) from None
    try:
        return parse_address(text, start)
    except Invalid:
        raise make_error(text) from None
