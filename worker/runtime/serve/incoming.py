"""A js Request of an ASGI request, with what Cloudflare adds to it."""

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import quote

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.urls import URL
from fakeflare.worker.runtime.serve.asgi import Message, Receive

_NORMAL_URL = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*(?::(?!80/|443/)[1-9]\d{0,3}|:[1-5]\d{4})?"
    r"(?:/(?!\.)[\w.~!$&()*+,;=:@%-]*)+(?:\?[\w.~!$&()*+,;=:@%/?-]*)?",
    re.ASCII,
)
"""What the URL parser leaves as it is; most addresses are so, and parsing costs much of a small request."""

_WEB_SCHEMES = {"ws": "http", "wss": "https"}

# miniflare/src/cf.ts `fallbackCf`: where a request comes from when nobody knows
_ORIGIN: dict[str, object] = {
    "asOrganization": "",
    "asn": 395747,
    "colo": "DFW",
    "city": "Austin",
    "region": "Texas",
    "regionCode": "TX",
    "metroCode": "635",
    "postalCode": "78701",
    "country": "US",
    "continent": "NA",
    "timezone": "America/Chicago",
    "latitude": "30.27130",
    "longitude": "-97.74260",
    "clientTcpRtt": 0,
    "requestPriority": "weight=192;exclusive=0",
    "tlsCipher": "AEAD-AES128-GCM-SHA256",
    "tlsVersion": "TLSv1.3",
    "edgeRequestKeepAliveStatus": 0,
    "clientTrustScore": 99,
}
_NO_CERTIFICATE = {"certPresented": "0", "certVerified": "NONE", "certRevoked": "0"} | dict.fromkeys(
    (
        "certIssuerDN",
        "certSubjectDN",
        "certIssuerDNRFC2253",
        "certSubjectDNRFC2253",
        "certIssuerDNLegacy",
        "certSubjectDNLegacy",
        "certSerial",
        "certIssuerSerial",
        "certSKI",
        "certIssuerSKI",
        "certFingerprintSHA1",
        "certFingerprintSHA256",
        "certNotBefore",
        "certNotAfter",
    ),
    "",
)


class Client:
    """Who sent a request: its body as it comes, and whether it is still there."""

    def __init__(self, receive: Receive, accepted: str = "") -> None:
        self._receive = receive
        self._accepted = accepted
        self._first: Message | None = None
        self._is_reading = False
        self._is_sent = False
        self.is_gone = False
        """True once it is known that nobody waits for the answer."""

    async def read_body(self) -> AsyncIterator[bytes]:
        """Read the body chunk by chunk; JsException when the client leaves before the end."""
        self._is_reading = True
        while not self._is_sent:
            message, self._first = self._first or await self._receive(), None
            self._note(message)
            if self.is_gone:
                raise JsException("Network connection lost.")
            yield message.get("body", b"")

    async def wait_gone(self) -> None:
        """Wait until the client has left: for ever, while its body waits for the Worker to read it."""
        # ASGI tells of the body and of the client's leaving by one `receive`: who asks for the one may be
        # given the other. One message is kept for `read_body`; to ask for more would hold an upload in
        # memory.
        while not self.is_gone:
            if not self._is_sent and (self._is_reading or self._first is not None):
                await asyncio.get_running_loop().create_future()
            message = await self._receive()
            self._note(message)
            if not self._is_sent and not self.is_gone:
                self._first = message

    def accepts(self, coding: str) -> bool:
        """Tell whether it takes a content coding; who says nothing takes any (RFC 9110, section 12.5.3)."""
        weights = dict(_read_weight(item) for item in self._accepted.lower().split(",") if item.strip())
        return not weights or weights.get(coding, weights.get("*", False))

    def _note(self, message: Message) -> None:
        self.is_gone = message["type"] == "http.disconnect"
        self._is_sent = not message.get("more_body", False)


def _read_weight(item: str) -> tuple[str, bool]:
    coding, _, weight = item.partition(";")
    return coding.strip(), weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")


def find_header(scope: Message, wanted: bytes) -> str:
    """Find the first value of a header, or "" where there is none."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def make_request(scope: Message, client: Client | None = None) -> Request:
    """Make the Request of a scope of either kind; header bytes are Latin-1, as in `ByteString`. JsTypeError
    where the host and the path make no URL."""
    headers = _make_headers(scope)
    method: str = scope.get("method", "GET")
    request = Request(_make_url(scope), method, headers)
    if client is not None and method not in ("GET", "HEAD"):
        length = find_header(scope, b"content-length")
        if length or find_header(scope, b"transfer-encoding"):
            stream = ReadableStream(client.read_body())
            stream.expected_length = int(length) if length.isdecimal() else None
            request = Request(request.url, method, headers, stream)
    request.cf = make_cf(scope.get("http_version", "1.1"), find_header(scope, b"accept-encoding"))
    return request


def _make_headers(scope: Message) -> Headers:
    """As miniflare's entry.worker.ts `getUserRequest` sets them."""
    pairs = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in scope["headers"]
        if name != b"accept-encoding"
    ]
    pairs.append(("accept-encoding", "br, gzip"))
    client = scope.get("client")
    if client and not any(name == "cf-connecting-ip" for name, _ in pairs):
        pairs.append(("cf-connecting-ip", client[0]))
    # the server has parsed them
    return Headers.trust(pairs)


def read_path(scope: Message) -> str:
    """Read the path as it was sent, percent-encoded."""
    raw_path: bytes | None = scope.get("raw_path")
    return raw_path.decode("latin-1") if raw_path else quote(scope["path"])


def _make_url(scope: Message) -> str:
    query: bytes = scope.get("query_string", b"")
    host = find_header(scope, b"host") or "{}:{}".format(*(scope.get("server") or ("127.0.0.1", 80)))
    scheme = scope.get("scheme", "http")
    path = read_path(scope)
    # `OPTIONS *` has a path without a slash
    slash = "" if path.startswith("/") else "/"
    url = f"{_WEB_SCHEMES.get(scheme, scheme)}://{host}{slash}{path}"
    if query:
        url += f"?{query.decode('latin-1')}"
    # miniflare: src/workers/core/entry.worker.ts `getUserRequest` makes the request of a parsed URL
    return url if _NORMAL_URL.fullmatch(url) else URL(url).href


def make_cf(http_version: str, accepted: str) -> JsObject:
    """Make `request.cf`: the same place for every request, and what the request itself tells."""
    return JsObject(
        {
            **_ORIGIN,
            "httpProtocol": f"HTTP/{http_version}",
            "clientAcceptEncoding": accepted,
            "tlsClientAuth": JsObject(_NO_CERTIFICATE),
        }
    )
