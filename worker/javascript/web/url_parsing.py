"""The parser of the URL standard (sections 3.5 and 4.4), on split text in place of its state machine."""

import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_to_bytes

from fakeflare.worker.javascript.language.kernel.coercions import encode_text
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
SPECIAL = {*DEFAULT_PORTS, "file"}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_FORBIDDEN_HOST = re.compile(r"[\0\t\n\r #/:<>?@\[\\\]^|]")
_FORBIDDEN_DOMAIN = re.compile(r"[\0-\x20#/:<>?@\[\\\]^|%\x7f]")
_PERCENT_2E = re.compile("%2e", re.IGNORECASE)

# What the standard's percent-encode sets leave as it is, besides letters, digits and `-._~`.
_CONTROL_SAFE = "".join(map(chr, range(0x20, 0x7F)))
_PATH_SAFE = "%!$&'()*+,-./:;=@_~|[]\\"
_QUERY_SAFE = "%!$&()*+,-./:;=?@_~|[]^`{}\\"
_FRAGMENT_SAFE = "%!$&'()*+,-./:;=?@_~|[]^{}\\#"
_USER_SAFE = "%!$&'()*+,-._~"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL record. A host of None is no authority; an opaque path is that of `mailto:` and the like."""

    scheme: str
    username: str = ""
    password: str = ""
    host: str | None = None
    port: int | None = None
    path: str = ""
    is_opaque: bool = False
    query: str | None = None
    fragment: str | None = None

    @property
    def is_special(self) -> bool:
        return self.scheme in SPECIAL

    @property
    def netloc(self) -> str:
        """Host and port."""
        return (self.host or "") if self.port is None else f"{self.host}:{self.port}"

    def format(self) -> str:
        """The serialised URL."""
        text = f"{self.scheme}:"
        if self.host is not None:
            password = f":{self.password}" if self.password else ""
            text += f"//{self.username}{password}{'@' if self.username or password else ''}{self.netloc}"
        elif not self.is_opaque and self.path.startswith("//"):
            text += "/."
        text += self.path
        if self.query is not None:
            text += f"?{self.query}"
        return text if self.fragment is None else f"{text}#{self.fragment}"


class Invalid(Exception):
    """The text is no URL."""


def clean(text: str) -> str:
    """Without the blanks around and the line breaks inside."""
    return re.sub("[\t\r\n]", "", text.strip("".join(map(chr, range(0x21)))))


def parse_address(text: str, base: Address | None = None) -> Address:
    """The address of a text, relative to `base` where it has no scheme; Invalid where it is none."""
    rest, hash_mark, fragment = clean(text).partition("#")
    found = _parse(rest, base)
    return replace(found, fragment=encode_fragment(fragment) if hash_mark else None)


def _parse(text: str, base: Address | None) -> Address:
    match = _SCHEME.fullmatch(text)
    if match is None:
        if base is None or (base.is_opaque and text):
            raise Invalid
        return _parse_relative(text, base)
    scheme, rest = match[1].lower(), match[2]
    is_relative = base is not None and base.scheme == scheme and scheme in SPECIAL
    if is_relative and not re.match(r"[/\\]{2}", rest):
        return _parse_relative(rest, base)  # type: ignore[arg-type] # there is one
    empty = Address(scheme)
    rest, mark, query = rest.partition("?")
    if scheme in DEFAULT_PORTS:
        found = _parse_authority(rest.replace("\\", "/").lstrip("/"), empty)
    elif scheme == "file":
        found = _parse_file(rest.replace("\\", "/"), empty)
    elif rest.startswith("//"):
        found = _parse_authority(rest[2:], empty)
    elif rest.startswith("/"):
        found = replace(empty, path=normalize_path(rest, False))
    else:
        found = replace(empty, path=_encode(rest, _CONTROL_SAFE), is_opaque=True)
    return replace(found, query=encode_query(query, found.is_special)) if mark else found


def _parse_relative(text: str, base: Address) -> Address:
    rest, mark, query_text = text.partition("?")
    query = encode_query(query_text, base.is_special) if mark else None
    if base.is_special:
        rest = rest.replace("\\", "/")
    if rest.startswith("//"):
        empty = Address(base.scheme)
        if base.scheme == "file":
            return replace(_parse_file(rest, empty), query=query)
        return replace(_parse_authority(rest[2:], empty), query=query)
    if not rest:
        return base if query is None else replace(base, query=query)
    path = rest if rest.startswith("/") else base.path.rpartition("/")[0] + "/" + rest
    return replace(base, path=normalize_path(path, base.is_special), query=query)


def _parse_file(rest: str, empty: Address) -> Address:
    host, path = "", rest
    if rest.startswith("//"):
        host, slash, tail = rest[2:].partition("/")
        path = slash + tail
    host = parse_host(host, True) if host else ""
    host = "" if host == "localhost" else host
    return replace(empty, host=host, path=normalize_path(path, True))


def _parse_authority(rest: str, empty: Address) -> Address:
    authority, slash, tail = rest.partition("/")
    user_info, _, place = authority.rpartition("@")
    username, _, password = user_info.partition(":")
    host, port = parse_place(place, empty)
    path = normalize_path(slash + tail, empty.is_special) if slash or empty.is_special else ""
    return replace(
        empty, username=encode_user(username), password=encode_user(password), host=host, port=port, path=path
    )


def parse_place(text: str, address: Address) -> tuple[str, int | None]:
    """Host and port of `host:port`; the scheme's default port is none."""
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", text, re.ASCII | re.DOTALL)
    if match is None or (not match[1] and (address.is_special or match[2])):
        raise Invalid
    return parse_host(match[1], address.is_special), parse_port(match[2] or "", address.scheme)


def parse_port(text: str, scheme: str) -> int | None:
    """None for nothing and for the default port."""
    port = int(text) if text else None
    if port is not None and port > 0xFFFF:
        raise Invalid
    return None if port == DEFAULT_PORTS.get(scheme) else port


def parse_host(text: str, is_special: bool) -> str:
    """A host as it is serialised."""
    if text.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(text[1:-1]).compressed}]"
        except ValueError:
            raise Invalid from None
    if not is_special:
        if _FORBIDDEN_HOST.search(text):
            raise Invalid
        return _encode(text, _CONTROL_SAFE)
    domain = _encode_domain(unquote_to_bytes(encode_text(text)).decode("utf-8", "replace"))
    last = domain.removesuffix(".").rpartition(".")[2]
    if last.isdigit() or re.fullmatch("0x[0-9a-f]*", last):
        return _parse_ipv4(domain)
    return domain


def _encode_domain(text: str) -> str:
    domain = text.lower()
    if not domain.isascii():
        try:
            # choice: Python's IDNA of 2003, which differs for a few letters such as "ß"
            domain = domain.encode("idna").decode().lower()
        except UnicodeError:
            raise Invalid from None
    if not domain or _FORBIDDEN_DOMAIN.search(domain):
        raise Invalid
    return domain


def _parse_ipv4(text: str) -> str:
    numbers = [_parse_ipv4_number(part) for part in text.removesuffix(".").split(".")]
    *heads, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in heads) or last >= 256 ** (5 - len(numbers)):
        raise Invalid
    value = last + sum(number * 256 ** (3 - index) for index, number in enumerate(heads))
    return str(ipaddress.IPv4Address(value))


def _parse_ipv4_number(text: str) -> int:
    try:
        if text.startswith("0x"):
            return int(text[2:] or "0", 16)
        return int(text, 8 if len(text) > 1 and text.startswith("0") else 10)
    except ValueError:
        raise Invalid from None


def normalize_path(path: str, is_special: bool) -> str:
    """The encoded path without `.` and `..` segments, plain or percent-encoded."""
    if not path:
        return "/" if is_special else ""
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for index, segment in enumerate(segments):
        plain = _PERCENT_2E.sub(".", segment) if segment.startswith((".", "%")) else segment
        if plain == "..":
            kept = kept[:-1]
        if plain not in (".", ".."):
            kept.append(segment)
        elif index == len(segments) - 1:
            kept.append("")
    return "/" + _encode("/".join(kept), _PATH_SAFE)


def encode_query(text: str, is_special: bool) -> str:
    return _encode(text, _QUERY_SAFE if is_special else _QUERY_SAFE + "'")


def encode_fragment(text: str) -> str:
    return _encode(text, _FRAGMENT_SAFE)


def encode_user(text: str) -> str:
    return _encode(text, _USER_SAFE)


def _encode(text: str, safe: str) -> str:
    return quote(encode_text(text), safe=safe)


def make_error(text: str) -> JsTypeError:
    return JsTypeError(f"Invalid URL: {text}")
