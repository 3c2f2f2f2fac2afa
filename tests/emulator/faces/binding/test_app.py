"""The protocol as workerd and Miniflare speak it, request by request, as recorded."""

from typing import Any

import pytest

from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from tests.bench import NOW, Bench, at


async def send(
    bench: Bench,
    method: str,
    target: bytes,
    *,
    headers: list[tuple[bytes, bytes]] | None = None,
    body: bytes = b"",
    namespace: bytes | None = b"ns-a-id",
    settings: Settings | None = None,
) -> tuple[int, bytes, dict[bytes, bytes], bytes]:
    """One request as a socket would deliver it: status, reason phrase, headers, body."""
    raw_path, _, query = target.partition(b"?")
    sent = [(b"host", b"fake-host"), *(headers or [])]
    if namespace is not None:
        sent.append((b"cf-kv-namespace", namespace))
    scope = {
        "type": "http",
        "method": method,
        "path": raw_path.decode("latin-1"),
        "raw_path": raw_path,
        "query_string": query,
        "headers": sent,
    }
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def collect(message: Any) -> None:
        messages.append(message)

    app = bench.create_app(settings) if settings else bench.app
    await app(scope, receive, collect)
    start, *rest = messages
    content = b"".join(message.get("body", b"") for message in rest)
    return start["status"], start.get("reason", b""), dict(start["headers"]), content


async def test_value_with_metadata_and_expiration(bench: Bench) -> None:
    metadata = '{"tag":"é😀","n":1}'.encode()
    status, _, _, body = await send(
        bench,
        "PUT",
        b"/j?urlencoded=true&expiration_ttl=60",
        headers=[(b"cf-kv-metadata", metadata)],
        body=b'{"x":1}',
    )
    assert (status, body) == (200, b"")
    status, _, headers, body = await send(bench, "GET", b"/j?urlencoded=true")
    assert (status, body) == (200, b'{"x":1}')
    assert headers[b"cf-kv-metadata"] == metadata
    assert headers[b"cf-expiration"] == str(NOW + 60).encode()
    assert b"cf-cache-status" not in headers


async def test_value_without_metadata_has_no_metadata_header(bench: Bench) -> None:
    await send(bench, "PUT", b"/k", body=b"v")
    _, _, headers, _ = await send(bench, "GET", b"/k")
    assert b"cf-kv-metadata" not in headers
    assert b"cf-expiration" not in headers


async def test_control_character_of_metadata_stays_out_of_the_header(bench: Bench) -> None:
    await send(bench, "PUT", b"/k", headers=[(b"cf-kv-metadata", b'"\x7f"')], body=b"v")
    _, _, headers, _ = await send(bench, "GET", b"/k")
    assert headers[b"cf-kv-metadata"] == b'"\\u007f"'


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"/a%2Fb%20c%3Fd%23e%25f+%C3%A9%F0%9F%98%80:!", "a/b c?d#e%f+é😀:!"),  # as GET and PUT write it
        (b"/a%2Fb%20c%3Fd%23e%25f%2B%C3%A9%F0%9F%98%80%3A!", "a/b c?d#e%f+é😀:!"),  # as DELETE writes it
        (b"/bulk%2Fget", "bulk/get"),
        (b"/bulk/get", "bulk/get"),
        (b"/007", "007"),
        (b"/client/v4/user", "client/v4/user"),
    ],
)
async def test_key_of_a_path(bench: Bench, raw: bytes, name: str) -> None:
    assert (await send(bench, "PUT", raw + b"?urlencoded=true", body=b"v"))[0] == 200
    _, _, _, listing = await send(bench, "GET", b"/")
    assert name.encode() in listing
    assert (await send(bench, "GET", raw + b"?urlencoded=true"))[3] == b"v"
    assert (await send(bench, "DELETE", raw + b"?urlencoded=true"))[0] == 200
    assert (await send(bench, "GET", raw))[0] == 404


async def test_miss_is_a_plain_404(bench: Bench) -> None:
    assert (await send(bench, "GET", b"/missing"))[:2] == (404, b"Not Found")


REFUSALS: list[tuple[str, bytes, int, str]] = [
    ("GET", b"/k?cache_ttl=29", 400, "Invalid cache_ttl of 29. Cache TTL must be at least 30."),
    ("PUT", b"/", 400, "Key names must not be empty"),
    ("DELETE", b"/", 400, "Key names must not be empty"),
    ("GET", b"/%2E", 400, 'Illegal key name ".". Please use a different name.'),
    ("GET", b"/%ED%A0%80", 400, "Could not URL-decode key name"),
    ("GET", b"/" + b"x" * 513, 414, "UTF-8 encoded length of 513 exceeds key length limit of 512."),
    (
        "PUT",
        b"/k?expiration_ttl=0",
        400,
        "Invalid expiration_ttl of 0. Please specify integer greater than 0.",
    ),
    (
        "PUT",
        b"/k?expiration_ttl=30",
        400,
        "Invalid expiration_ttl of 30. Expiration TTL must be at least 60.",
    ),
    (
        "PUT",
        b"/k?expiration=1",
        400,
        "Invalid expiration of 1. Please specify integer greater than "
        "the current number of seconds since the UNIX epoch.",
    ),
    (
        "PUT",
        b"/k?expiration=%d" % (NOW + 59),
        400,
        f"Invalid expiration of {NOW + 59}. Expiration times must be at least 60 seconds in the future.",
    ),
    (
        "GET",
        b"/?key_count_limit=0",
        400,
        "Invalid key_count_limit of 0. Please specify an integer greater than 0.",
    ),
    (
        "GET",
        b"/?key_count_limit=1001",
        400,
        "Invalid key_count_limit of 1001. Please specify an integer less than 1000.",
    ),
    ("GET", b"/?cursor=made-up", 400, "Invalid cursor"),
    ("POST", b"/elsewhere", 404, "Not Found"),
    ("PATCH", b"/k", 405, "Method Not Allowed"),
    ("HEAD", b"/k", 405, "Method Not Allowed"),
]


@pytest.mark.parametrize(("method", "target", "status", "sentence"), REFUSALS)
async def test_refusal_is_the_reason_phrase_and_the_body(
    bench: Bench, method: str, target: bytes, status: int, sentence: str
) -> None:
    answer = await send(bench, method, target, body=b"v")
    assert answer[:2] == (status, sentence.encode())
    assert answer[2][b"content-type"] == b"text/plain; charset=utf-8"
    assert answer[3] == sentence.encode()


@pytest.mark.parametrize(
    ("metadata", "status", "sentence"),
    [
        (b'"' + b"x" * 1023 + b'"', 413, b"Metadata length of 1025 exceeds limit of 1024."),
        (b"{", 400, b"metadata must be valid json"),
    ],
)
async def test_metadata_is_refused(bench: Bench, metadata: bytes, status: int, sentence: bytes) -> None:
    answer = await send(bench, "PUT", b"/k", headers=[(b"cf-kv-metadata", metadata)], body=b"v")
    assert answer[:2] == (status, sentence)


BULK_REFUSALS: list[tuple[bytes, int, bytes]] = [
    (b"{", 400, b"could not parse request body: the body must be JSON"),
    (b"[]", 400, b"could not parse request body: the body must be an object with keys"),
    (b'{"keys":[]}', 400, b"You must request a minimum of 1 key"),
    (b'{"keys":[%b"k"]}' % (b'"k",' * 100), 400, b"You can request a maximum of 100 keys"),
    (
        b'{"keys":["k"],"type":"a\\nb\xc3\xa9"}',
        400,
        '"a bé" is not a valid type. Use "json" or "text"'.encode(),
    ),
    (b'{"keys":["k"],"cacheTtl":"10"}', 400, b"Invalid cache_ttl of 10. Cache TTL must be at least 30."),
    (b'{"keys":["","."]}', 400, b"Key names must not be empty"),
    (
        b'{"keys":["%b"]}' % (b"x" * 513),
        414,
        b"UTF-8 encoded length of 513 exceeds key length limit of 512.",
    ),
    (
        b'{"keys":["k"],"type":"json"}',
        400,
        b"At least one of the requested keys corresponds to a non-json value",
    ),
]


@pytest.mark.parametrize(("body", "status", "sentence"), BULK_REFUSALS)
async def test_bulk_get_is_refused(bench: Bench, body: bytes, status: int, sentence: bytes) -> None:
    await send(bench, "PUT", b"/k", body=b"words")
    assert (await send(bench, "POST", b"/bulk/get", body=body))[:2] == (status, sentence)


async def test_reason_phrase_has_512_characters_at_most(bench: Bench) -> None:
    body = b'{"keys":["k"],"type":"%b"}' % (b"x" * 1000)
    _, reason, _, content = await send(bench, "POST", b"/bulk/get", body=body)
    assert len(reason) == 512
    assert content.startswith(reason)
    assert len(content) > 1000


async def test_list_doubles_the_encoding_of_metadata(bench: Bench) -> None:
    for key, metadata in ((b"/a", b'{"x":[1,2]}'), (b"/b", b'"text"'), (b"/c", b"0"), (b"/d", b"null")):
        await send(bench, "PUT", key, headers=[(b"cf-kv-metadata", metadata)], body=b"v")
    await send(bench, "PUT", b"/e?expiration_ttl=60", body=b"v")
    status, _, headers, body = await send(bench, "GET", b"/")
    assert (status, headers[b"content-type"]) == (200, b"application/json")
    assert body == (
        b'{"keys":[{"name":"a","metadata":"{\\"x\\":[1,2]}"},{"name":"b","metadata":"\\"text\\""},'
        b'{"name":"c","metadata":"0"},{"name":"d"},{"name":"e","expiration":%d}],"list_complete":true}'
    ) % (NOW + 60)


async def test_list_takes_form_encoding_and_empty_parameters(bench: Bench) -> None:
    await send(bench, "PUT", b"/a&b=c%20d%2F%C3%A9", body=b"v")
    listed = b'{"keys":[{"name":"a&b=c d/\xc3\xa9"}],"list_complete":true}'
    assert (await send(bench, "GET", b"/?prefix=a%26b%3Dc+d%2F%C3%A9"))[3] == listed
    assert (await send(bench, "GET", b"/?prefix=&cursor="))[3] == listed


async def test_bulk_get_shapes(bench: Bench) -> None:
    await send(bench, "PUT", b"/j", headers=[(b"cf-kv-metadata", b'{"a":1}')], body=b'{"x": 1.0}')
    await send(bench, "PUT", b"/10", body=b"")
    for request, answer in (
        (b'{"keys":["j","10","missing","j"]}', b'{"j":"{\\"x\\": 1.0}","10":"","missing":null}'),
        (b'{"keys":["j"],"type":"json","cacheTtl":"60"}', b'{"j":{"x": 1.0}}'),
        (
            b'{"keys":["j","10","missing"],"withMetadata":true}',
            b'{"j":{"value":"{\\"x\\": 1.0}","metadata":{"a":1}},'
            b'"10":{"value":"","metadata":null},"missing":null}',
        ),
    ):
        status, _, headers, body = await send(bench, "POST", b"/bulk/get", body=request)
        assert (status, body) == (200, answer)
        assert headers[b"content-type"] == b"application/json"


async def test_two_injected_ids_stay_apart(bench: Bench) -> None:
    await send(bench, "PUT", b"/k", body=b"a")
    assert (await send(bench, "GET", b"/k", namespace=b"ns-b-id"))[0] == 404


async def test_namespace_made_over_rest_is_the_one_a_binding_names(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    assert (await send(bench, "GET", b"/k", namespace=namespace.id.encode()))[3] == b"v"


async def test_unregistered_id_becomes_a_namespace_of_the_default_account(bench: Bench) -> None:
    await send(bench, "PUT", b"/k", body=b"v", namespace="<é>".encode())
    listed = (await bench.rest().get(at(account=DEFAULT_ACCOUNT_ID))).json()["result"]
    assert [(namespace["id"], namespace["title"]) for namespace in listed] == [("<é>", "<é>")]
    stored = await bench.rest().get(at("%3C%C3%A9%3E", "/values/k", DEFAULT_ACCOUNT_ID))
    assert stored.content == b"v"


async def test_title_that_is_taken_is_made_longer(bench: Bench) -> None:
    first = await bench.kv.namespaces.register("one", "things")
    second = await bench.kv.namespaces.register("two", "things")
    assert (first.title, second.title) == ("things", "things two")
    assert await bench.kv.namespaces.register("two", "things") == second
    await bench.kv.namespaces.register("x", "y z")
    third = await bench.kv.namespaces.register("z", "y")
    assert third.title == "y"


ENVELOPE = [
    (b"mf-binding", b"KV"),
    (b"mf-header-cf-kv-flprod-405", b"https://fake-host/a?urlencoded=true"),
    (b"mf-header-content-type", b"text/plain;charset=UTF-8"),
]


def wrap(url: bytes, *more: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    return [*ENVELOPE, (b"mf-url", url), *more]


async def test_miniflare_s_envelope_is_unwrapped(bench: Bench) -> None:
    put = wrap(
        b"https://fake-host/a%2Fb?urlencoded=true&expiration_ttl=60",
        (b"mf-header-cf-kv-metadata", '"é"'.encode()),
        (b"mf-header-content-length", b"5"),
        (b"mf-header-transfer-encoding", b"chunked"),
        (b"content-length", b"5"),
    )
    assert (await send(bench, "PUT", b"/?ns=x", headers=put, body=b"hello", namespace=None))[0] == 200
    get = wrap(b"https://fake-host/a%2Fb?urlencoded=true")
    status, _, headers, body = await send(bench, "GET", b"/?ns=x", headers=get, namespace=None)
    assert (status, body) == (200, b"hello")
    assert headers[b"cf-kv-metadata"] == '"é"'.encode()
    listing = wrap(b"https://fake-host?prefix=a")
    assert b'"name":"a/b"' in (await send(bench, "GET", b"/?ns=x", headers=listing, namespace=None))[3]
    bulk = wrap(b"https://fake-host/bulk/get")
    answer = await send(bench, "POST", b"/?ns=x", headers=bulk, body=b'{"keys":["a/b"]}', namespace=None)
    assert answer[3] == b'{"a/b":"hello"}'


async def test_miniflare_s_binding_name_finds_a_registered_namespace(bench: Bench) -> None:
    namespace = await bench.create()
    bench.kv.namespaces.bind("KV", namespace.id)
    await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    headers = wrap(b"https://fake-host/k")
    assert (await send(bench, "GET", b"/", headers=headers, namespace=None))[3] == b"v"


@pytest.mark.parametrize("header", [b"cf-kv-flprod-405", b"mf-url"])
async def test_request_that_names_no_namespace_is_told(bench: Bench, header: bytes) -> None:
    headers = [(header, b"https://fake-host/k?urlencoded=true")]
    status, reason, _, _ = await send(bench, "GET", b"/k?urlencoded=true", headers=headers, namespace=None)
    assert status == 400
    assert b"inject the header CF-KV-Namespace" in reason


@pytest.mark.parametrize(
    ("authorization", "method", "status"),
    [
        (None, "GET", 401),
        (b"Bearer wrong", "GET", 401),
        (b"Basic writer", "GET", 401),
        (b"Bearer reader", "GET", 404),
        (b"Bearer reader", "PUT", 401),
        (b"Bearer elsewhere", "GET", 401),
        (b"Bearer writer", "PUT", 200),
    ],
)
async def test_configured_tokens_guard_the_binding_too(
    bench: Bench, authorization: bytes | None, method: str, status: int
) -> None:
    settings = Settings(
        tokens=(Token("writer"), Token("reader", can_write=False), Token("elsewhere", "f" * 32))
    )
    headers = [] if authorization is None else [(b"authorization", authorization)]
    answer = await send(bench, method, b"/k", headers=headers, settings=settings)
    assert answer[0] == status
    if status != 200:
        assert bench.store.namespaces.find("ns-a-id") is None, (
            "only a write that is allowed registers anything"
        )


async def test_empty_namespace_id_is_refused(bench: Bench) -> None:
    assert (await send(bench, "PUT", b"/k", body=b"v", namespace=b""))[0] == 400


async def test_reads_of_an_unregistered_namespace_find_it_empty_and_leave_no_trace(bench: Bench) -> None:
    assert (await send(bench, "GET", b"/k"))[:2] == (404, b"Not Found")
    assert (await send(bench, "GET", b"/"))[3] == b'{"keys":[],"list_complete":true}'
    assert (await send(bench, "POST", b"/bulk/get", body=b'{"keys":["k"]}'))[3] == b'{"k":null}'
    assert bench.store.namespaces.find("ns-a-id") is None


async def test_metadata_is_checked_before_the_value(bench: Bench) -> None:
    headers = [(b"cf-kv-metadata", b'"' + b"x" * 1100 + b'"'), (b"content-length", b"26214401")]
    answer = await send(bench, "PUT", b"/k", headers=headers, body=b"not all of it")
    assert answer[:2] == (413, b"Metadata length of 1102 exceeds limit of 1024.")


async def test_value_over_25_mib_is_refused_by_its_announced_length(bench: Bench) -> None:
    headers = [(b"content-length", b"26214401")]
    answer = await send(bench, "PUT", b"/k", headers=headers, body=b"not all of it")
    assert answer[:2] == (413, b"Value length of 26214401 exceeds limit of 26214400.")


async def test_bulk_get_of_more_than_100_mb_is_not_read(bench: Bench) -> None:
    headers = [(b"content-length", b"100000001")]
    assert (await send(bench, "POST", b"/bulk/get", headers=headers))[:2] == (
        413,
        b"Request Entity Too Large",
    )


async def test_client_that_goes_away_while_sending_stores_nothing(bench: Bench) -> None:
    async def disconnect() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send_nothing(_: Any) -> None:
        raise AssertionError("nobody is listening")

    for path, headers in (
        (b"/k", [(b"cf-kv-namespace", b"ns-a-id")]),
        (at("a" * 32, "/values/k").encode(), [(b"authorization", b"Bearer t")]),
    ):
        await bench.store.namespaces.insert("0123456789abcdef" * 2, "a" * 32, "t") if path != b"/k" else None
        scope = {
            "type": "http",
            "method": "PUT",
            "path": path.decode(),
            "raw_path": path,
            "query_string": b"",
            "headers": headers,
        }
        await bench.app(scope, disconnect, send_nothing)
    assert (await send(bench, "GET", b"/k"))[0] == 404
