from typing import Any

import pytest

from tests.bench import NOW, Bench, at, success


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "application/octet-stream",
        "text/plain;charset=UTF-8",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=x",
        "nonsense",
    ],
)
async def test_only_a_form_is_taken_apart(bench: Bench, content_type: str | None) -> None:
    namespace = await bench.create()
    body = b'--x\r\nContent-Disposition: form-data; name="value"\r\n\r\n\xff\r\n--x--\r\n'
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = await bench.rest().put(at(namespace, "/values/k"), content=body, headers=headers)
    assert response.json() == success(None)
    stored = await bench.rest().get(at(namespace, "/values/k"))
    assert stored.content == body
    assert stored.headers["content-type"] == "application/octet-stream"
    assert "expiration" not in stored.headers


# The parts as recorded from the clients: header lines, then content.
VALUE = 'form-data; name="value"'
FORMS: list[tuple[str, list[tuple[str, bytes]], bytes, Any]] = [
    (
        "wrangler --metadata",
        [(VALUE, b"v"), ('form-data; name="metadata"', b'{"a":1}')],
        b"v",
        {"a": 1},
    ),
    (
        "wrangler --path --metadata",
        [
            (f'{VALUE}; filename="blob"\r\nContent-Type: application/octet-stream', b"\x00\xff\r\n--"),
            ('form-data; name="metadata"', b"[1]"),
        ],
        b"\x00\xff\r\n--",
        [1],
    ),
    (
        "python SDK, metadata dict",
        [
            ('form-data; name="metadata"\r\nContent-Type: application/json', b'{"a": 1, "b": [1]}'),
            (f'{VALUE}; filename="upload"\r\nContent-Type: application/octet-stream', b"v"),
        ],
        b"v",
        {"a": 1, "b": [1]},
    ),
    (
        "python SDK, metadata str",
        [
            ('form-data; name="metadata"\r\nContent-Type: text/plain', '{"a":"é"}'.encode()),
            (f'{VALUE}; filename="upload"\r\nContent-Type: application/octet-stream', b"v"),
        ],
        b"v",
        {"a": "é"},
    ),
    (
        "typescript SDK, metadata object",
        [
            ('form-data; name="metadata[a]"', b"1"),
            ('form-data; name="metadata[b][]"', b"1"),
            (VALUE, b"v"),
        ],
        b"v",
        None,
    ),
    ("metadata null", [(VALUE, b"v"), ('form-data; name="metadata"', b"null")], b"v", None),
    ("no metadata", [(VALUE, b"v")], b"v", None),
    ("empty value", [(VALUE, b""), ('form-data; name="metadata"', b"0")], b"", 0),
    ("first of two values", [(VALUE, b"first"), (VALUE, b"second")], b"first", None),
    ("unquoted name", [("form-data; name=value", b"v")], b"v", None),
]


@pytest.mark.parametrize(
    ("parts", "value", "metadata"), [form[1:] for form in FORMS], ids=[f[0] for f in FORMS]
)
async def test_form(bench: Bench, parts: list[tuple[str, bytes]], value: bytes, metadata: Any) -> None:
    namespace = await bench.create()
    boundary = b"----formdata-undici-0123"
    body = b"".join(
        b"--%b\r\nContent-Disposition: %b\r\n\r\n%b\r\n" % (boundary, head.encode(), content)
        for head, content in parts
    )
    response = await bench.rest().put(
        at(namespace, "/values/k"),
        content=body + b"--%b--\r\n" % boundary,
        headers={"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"},
    )
    assert response.json() == success(None)
    assert (await bench.rest().get(at(namespace, "/values/k"))).content == value
    assert (await bench.rest().get(at(namespace, "/metadata/k"))).json() == success(metadata)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"v"),
        ("multipart/form-data; boundary=", b"v"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"not a form"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="value"\r\n\r\ncut',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nno colon\r\n\r\nv\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        (f"multipart/form-data; boundary={'x' * 5000}", b"v"),
    ],
)
async def test_broken_form_is_refused(bench: Bench, content_type: str, body: bytes) -> None:
    namespace = await bench.create()
    response = await bench.rest().put(
        at(namespace, "/values/k"), content=body, headers={"Content-Type": content_type}
    )
    assert response.status_code == 400
    assert response.json()["errors"] == [{"code": 10012, "message": "put: 'could not parse request body'"}]


async def test_form_writes_a_value_of_25_mib_and_not_a_byte_more(bench: Bench) -> None:
    namespace = await bench.create()
    for size, status in ((26_214_400, 200), (26_214_401, 413)):
        form: dict[str, tuple[str | None, bytes]] = {
            "value": ("blob", bytes(size)),
            "metadata": (None, b"{}"),
        }
        response = await bench.rest().put(at(namespace, "/values/k"), files=form)
        assert response.status_code == status
    assert len((await bench.rest().get(at(namespace, "/values/k"))).content) == 26_214_400


async def test_expiration_is_a_header_of_the_value(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, "/values/k?expiration=1&expiration_ttl=60"), content=b"v")
    stored = await bench.rest().get(at(namespace, "/values/k"))
    assert stored.headers["expiration"] == str(NOW + 60)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("a/b", "a/b"),
        ("a//b/", "a//b/"),
        ("a%2Fb", "a/b"),
        ("%25", "%"),
        ("a+b", "a+b"),
        ("%0A", "\n"),
        ("keys", "keys"),
        ("values/k", "values/k"),
    ],
)
async def test_key_is_the_rest_of_the_raw_path(bench: Bench, raw: str, key: str) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, f"/values/{raw}"), content=b"v")
    listed = (await bench.rest().get(at(namespace, "/keys"))).json()["result"]
    assert listed == [{"name": key}]
    assert (await bench.rest().get(at(namespace, f"/metadata/{raw}"))).json() == success(None)


async def test_delete_with_a_content_type_and_no_body(bench: Bench) -> None:
    namespace = await bench.create()
    response = await bench.rest().delete(
        at(namespace, "/values/k"), headers={"Content-Type": "application/json"}
    )
    assert response.json() == success(None)
