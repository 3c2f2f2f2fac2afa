"""What the binding sends, byte for byte, and what it makes of replies, as recorded from workerd."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from fakeflare.worker.bindings.kv.namespace import KvNamespace
from fakeflare.worker.bindings.kv.wire import KvService
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream


@dataclass
class Service:
    """An ASGI app that answers as told and keeps what it was asked."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    scopes: list[Any] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.scopes.append(scope)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})

    @property
    def lines(self) -> list[str]:
        return [
            f"{scope['method']} {scope['raw_path'].decode()}"
            + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
            for scope in self.scopes
        ]


def run(service: Service, check: Callable[[KvNamespace], Awaitable[object]]) -> object:
    async def main() -> object:
        transport = httpx.ASGITransport(app=service)
        async with httpx.AsyncClient(transport=transport, base_url="http://fake-host") as client:
            return await check(KvNamespace(KvService(client, "ns-id")))

    return asyncio.run(main())


def fail(check: Callable[[KvNamespace], Awaitable[object]], service: Service | None = None) -> str:
    used = service or Service()
    with pytest.raises(JsException) as caught:
        run(used, check)
    if service is None:
        assert used.scopes == []
    return str(caught.value)


ODD_KEY = "a/b c?d#e%f+é😀:!"


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda kv: kv.get("a"), "GET /a?urlencoded=true"),
        (lambda kv: kv.get("a", JsObject({"type": "text"})), "GET /a?urlencoded=true"),
        (lambda kv: kv.get("a", cacheTtl=60.9), "GET /a?urlencoded=true&cache_ttl=60"),
        (lambda kv: kv.get(ODD_KEY), "GET /a%2Fb%20c%3Fd%23e%25f+%C3%A9%F0%9F%98%80:!?urlencoded=true"),
        (lambda kv: kv.get("&=:;@!$()*,~|^'[]+"), "GET /&=:;@!$()*,~|^'[]+?urlencoded=true"),
        (lambda kv: kv.get("\ud800"), "GET /%ED%A0%80?urlencoded=true"),
        (lambda kv: kv.get(None), "GET /undefined?urlencoded=true"),
        (lambda kv: kv.get(jsnull), "GET /null?urlencoded=true"),
        (lambda kv: kv.get(JsObject()), "GET /[object%20Object]?urlencoded=true"),
        (
            lambda kv: kv.put(ODD_KEY, "v", expirationTtl=60),
            "PUT /a%2Fb%20c%3Fd%23e%25f+%C3%A9%F0%9F%98%80:!?urlencoded=true&expiration_ttl=60",
        ),
        (
            lambda kv: kv.put("a", "v", expirationTtl=-5, expiration=1),
            "PUT /a?urlencoded=true&expiration=1&expiration_ttl=-5",
        ),
        (
            lambda kv: kv.delete(ODD_KEY),
            "DELETE /a%2Fb%20c%3Fd%23e%25f%2B%C3%A9%F0%9F%98%80%3A!?urlencoded=true",
        ),
        (lambda kv: kv.list(), "GET /"),
        (lambda kv: kv.list(jsnull), "GET /"),
        (lambda kv: kv.list(limit=0), "GET /"),
        (
            lambda kv: kv.list(limit=2.7, prefix="t", cursor="t2"),
            "GET /?key_count_limit=2&prefix=t&cursor=t2",
        ),
        (lambda kv: kv.list(prefix="a&b=c d/é~*"), "GET /?prefix=a%26b%3Dc+d%2F%C3%A9%7E*"),
        (lambda kv: kv.list(prefix="", cursor=""), "GET /?prefix=&cursor="),
        (lambda kv: kv.list(prefix=jsnull, cursor=jsnull), "GET /"),
        (lambda kv: kv.get(JsArray(["a"])), "POST /bulk/get"),
    ],
)
def test_request_line(call: Callable[[KvNamespace], Awaitable[object]], line: str) -> None:
    service = Service(body=b"{}")
    run(service, call)
    assert service.lines == [line]


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (lambda kv: kv.get(JsArray(["a", "b"])), b'{"keys":["a","b"]}'),
        (lambda kv: kv.get(JsArray([1, jsnull]), "json"), b'{"keys":["1","null"],"type":"json"}'),
        (lambda kv: kv.get(JsArray(["", "."]), ""), b'{"keys":["","."]}'),
        (
            lambda kv: kv.getWithMetadata(JsArray(["é"]), JsObject({"type": "json", "cacheTtl": 77})),
            '{"keys":["é"],"type":"json","withMetadata":true,"cacheTtl":"77"}'.encode(),
        ),
    ],
)
def test_bulk_get_body(call: Callable[[KvNamespace], Awaitable[object]], body: bytes) -> None:
    service = Service(body=b"{}")
    run(service, call)
    assert service.bodies == [body]
    assert (b"content-type", b"application/json") in service.scopes[0]["headers"]


def test_put_sends_what_workerd_sends() -> None:
    service = Service()
    metadata = JsObject({"a": 1, "u": "é🤓"})
    run(service, lambda kv: kv.put("a b", "é\ud800", metadata=metadata, expirationTtl=60))
    # WTF-8, which reading shows as three U+FFFD
    assert service.bodies == ["é".encode() + b"\xed\xa0\x80"]
    assert sorted(service.scopes[0]["headers"]) == [
        (b"cf-kv-flprod-405", b"https://fake-host/a%20b?urlencoded=true&expiration_ttl=60"),
        (b"cf-kv-metadata", '{"a":1,"u":"é🤓"}'.encode()),
        (b"cf-kv-namespace", b"ns-id"),
        (b"content-length", b"5"),
        (b"content-type", b"text/plain;charset=UTF-8"),
        (b"host", b"fake-host"),
    ]


def test_put_of_a_stream_is_chunked_without_a_type() -> None:
    service = Service()
    run(service, lambda kv: kv.put("s", ReadableStream.of_bytes(b"streamed")))
    assert service.bodies == [b"streamed"]
    headers = dict(service.scopes[0]["headers"])
    assert headers[b"transfer-encoding"] == b"chunked"
    assert b"content-type" not in headers


def test_delete_has_a_content_length_and_list_names_the_bare_host() -> None:
    service = Service(body=b"{}")
    run(service, lambda kv: kv.delete("a"))
    run(service, lambda kv: kv.list(prefix="a"))
    assert dict(service.scopes[0]["headers"])[b"content-length"] == b"0"
    assert dict(service.scopes[1]["headers"])[b"cf-kv-flprod-405"] == b"https://fake-host?prefix=a"


@pytest.mark.parametrize("verb", ["get", "getWithMetadata", "put", "delete"])
@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "TypeError: Key name cannot be empty."),
        (".", 'TypeError: "." is not allowed as a key name.'),
        ("..", 'TypeError: ".." is not allowed as a key name.'),
    ],
)
def test_keys_refused_before_sending(verb: str, key: str, message: str) -> None:
    assert fail(lambda kv: getattr(kv, verb)(key, "v")) == message


@pytest.mark.parametrize(("verb", "shown"), [("get", "GET"), ("put", "PUT"), ("delete", "DELETE")])
def test_keys_longer_than_512_bytes_are_refused_before_sending(verb: str, shown: str) -> None:
    assert fail(lambda kv: getattr(kv, verb)("é" * 257, "v")) == (
        f"Error: KV {shown} failed: 414 UTF-8 encoded length of 514 exceeds key length limit of 512."
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda kv: kv.put(),
            "Failed to execute 'put' on 'KvNamespace': parameter 1 is not of type 'string'.",
        ),
        (
            lambda kv: kv.put("k"),
            "Failed to execute 'put' on 'KvNamespace': parameter 2 is not of type 'string or Object'.",
        ),
        (
            lambda kv: kv.put("k", "v", 60),
            "Failed to execute 'put' on 'KvNamespace': parameter 3 is not of type 'PutOptions'.",
        ),
        (
            lambda kv: kv.put("k", "v", expiration=4102444800),
            "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
        ),
        (
            lambda kv: kv.put("", "v", expiration=2**31),
            "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
        ),
        (lambda kv: kv.put("k", "v", metadata=JsArray([2**60])), "Do not know how to serialize a BigInt"),
        (
            lambda kv: kv.put("k", b"a raw Python object"),
            "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.",
        ),
    ],
)
def test_arguments_refused_before_sending(
    call: Callable[[KvNamespace], Awaitable[object]], message: str
) -> None:
    assert fail(call) == f"TypeError: {message}"


@pytest.mark.parametrize("status", [404, 410])
def test_get_of_a_missing_key_is_null(status: int) -> None:
    assert run(Service(status), lambda kv: kv.get("k", "json")) is jsnull


def test_get_of_no_content_is_empty_text() -> None:
    assert run(Service(204), lambda kv: kv.get("k")) == ""


def test_get_text_replaces_bad_utf8_and_keeps_a_byte_order_mark() -> None:
    assert run(Service(body=b"\xef\xbb\xbfa\xff"), lambda kv: kv.get("k")) == "\ufeffa\ufffd"


def test_get_decodes_gzip() -> None:
    import gzip

    service = Service(headers=[(b"content-encoding", b"gzip")], body=gzip.compress(b"plain"))
    assert run(service, lambda kv: kv.get("k")) == "plain"


def test_error_is_the_body_where_the_transport_has_no_reason() -> None:
    for status, verb in ((302, "get"), (429, "put"), (404, "delete")):
        service = Service(status, body=b"Its sentence")

        def call(kv: Any, verb: str = verb) -> Any:
            return getattr(kv, verb)("k", "v")

        message = fail(call, service)
        assert message == f"Error: KV {verb.upper()} failed: {status} Its sentence"


def test_error_is_cut_and_never_empty() -> None:
    assert (
        fail(lambda kv: kv.get("k"), Service(500, body=b"x" * 600))
        == f"Error: KV GET failed: 500 {'x' * 512}"
    )
    assert fail(lambda kv: kv.list(), Service(503)) == "Error: KV GET failed: 503 Service Unavailable"


def test_error_is_the_reason_phrase_where_there_is_one() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, text="the body", extensions={"reason_phrase": "Grund é".encode()})

    async def main() -> None:
        async with httpx.AsyncClient(
            transport=httpx.MockTransport(answer), base_url="http://fake-host"
        ) as client:
            await KvNamespace(KvService(client, "ns-id")).get("k")

    with pytest.raises(JsException, match=r"^Error: KV GET failed: 400 Grund é$"):
        asyncio.run(main())


def test_unreachable_service_is_a_lost_connection() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async def main() -> None:
        transport = httpx.MockTransport(refuse)
        async with httpx.AsyncClient(transport=transport, base_url="http://fake-host") as client:
            await KvNamespace(KvService(client, "ns-id")).put("k", "v")

    with pytest.raises(JsException, match=r"^Error: Network connection lost\.$"):
        asyncio.run(main())


def test_value_that_is_not_json_is_a_syntax_error() -> None:
    assert fail(lambda kv: kv.get("k", "json"), Service(body=b"hello")) == (
        "SyntaxError: Unexpected token 'h', \"hello\" is not valid JSON"
    )


def test_list_parses_metadata_that_is_text_and_passes_on_the_rest() -> None:
    page = (
        b'{"keys":[{"name":"a","metadata":"{\\"x\\":1}"},{"name":"b","metadata":"\\"s\\"","y":2}],"more":3}'
    )
    found = run(Service(headers=[(b"CF-Cache-Status", b"HIT")], body=page), lambda kv: kv.list())
    assert isinstance(found, JsObject)
    assert found.to_py() == {
        "keys": [{"name": "a", "metadata": {"x": 1}}, {"name": "b", "metadata": "s", "y": 2}],
        "more": 3,
        "cacheStatus": "HIT",
    }


def test_namespace_says_what_it_is() -> None:
    async def main() -> None:
        kv = KvNamespace(KvService(httpx.AsyncClient(), "ns-id"))
        assert kv.constructor.name == "KvNamespace"
        assert str(kv) == "[object KvNamespace]"

    asyncio.run(main())


def test_raw_python_dict_is_no_options_object() -> None:
    # a PyProxy, whose `type` is that of the Python object
    message = fail(lambda kv: kv.get("k", {"type": "json"}), Service(body=b"{}"))
    assert message.startswith("TypeError: Unknown response type.")
