"""Blob, File and FormData, and the bodies made of them."""

from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.blobs import Blob, File
from fakeflare.worker.javascript.fetch.content_types import parse_content_type
from fakeflare.worker.javascript.fetch.forms import FormData
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.web.search_params import URLSearchParams


async def test_a_blob_joins_its_parts() -> None:
    parts = JsArray(["é", Uint8Array.of_bytes(b"\x01"), Blob(b"in"), 7])
    blob = Blob.new(parts, type="Text/HTML", endings=None)
    assert (blob.size, blob.type) == (6, "text/html")
    assert (await blob.arrayBuffer()).to_bytes() == (await blob.bytes()).to_bytes() == "é\x01in7".encode()
    assert await blob.text() == "é\x01in7"
    assert [chunk.to_bytes() async for chunk in blob.stream()] == ["é\x01in7".encode()]
    assert (Blob.new().size, Blob.new(JsArray(), type="a\nb").type) == (0, "")


@pytest.mark.parametrize(
    ("bounds", "text"),
    [((), "hello"), ((1, 3), "el"), ((-2,), "lo"), ((3, 1), ""), ((None, -1), "hell"), ((9,), "")],
)
async def test_slices_of_a_blob(bounds: tuple[object, ...], text: str) -> None:
    assert await Blob(b"hello", "text/plain").slice(*bounds).text() == text


def test_a_slice_has_its_own_type() -> None:
    blob = Blob(b"hello", "text/plain")
    assert (blob.slice().type, blob.slice(0, 1, "A/B").type) == ("", "a/b")


def test_a_python_list_is_no_array() -> None:
    with pytest.raises(
        JsTypeError, match="Failed to construct 'Blob': constructor parameter 1 is not of type"
    ):
        Blob.new(["a"])
    with pytest.raises(JsException, match="The 'endings' field on 'Options' is not implemented"):
        Blob.new(JsArray(), endings="native")


def test_a_file_has_a_name_and_a_time() -> None:
    file = File.new(JsArray(["x"]), "a.txt", type="text/plain", lastModified=12)
    assert (file.name, file.type, file.lastModified, file.size) == ("a.txt", "text/plain", 12, 1)
    assert (file.constructor.name, file.typeof) == ("File", "object")
    assert abs(File.new(JsArray(), "b").lastModified - Date.now()) < 60_000


def test_entries_of_a_form() -> None:
    form = FormData.new()
    form.append("a", 1)
    form.append("b", "two")
    form.append("a", "three")
    assert list(form) == list(form.entries()) == [("a", "1"), ("b", "two"), ("a", "three")]
    assert (list(form.keys()), list(form.values())) == (["a", "b", "a"], ["1", "two", "three"])
    assert (form.get("a"), form.get("z"), form.has("b"), form.has("z")) == ("1", jsnull, True, False)
    assert list(form.getAll("a")) == ["1", "three"]
    form.set("a", "only")
    form.set("c", "new")
    form.delete("b")
    seen: list[tuple[Any, str]] = []
    form.forEach(lambda value, name, _: seen.append((value, name)))
    assert seen == [("only", "a"), ("new", "c")]


def test_a_blob_in_a_form_is_a_file() -> None:
    form, file = FormData.new(), File(b"x", "text/plain", "kept.txt")
    form.append("field", Blob(b"x", "a/b"))
    form.append("field", Blob(b"x"), "given.txt")
    form.append("field", file, None)
    names = [(item.name, item.type) for item in form.getAll("field")]
    assert names == [("field", "a/b"), ("given.txt", ""), ("kept.txt", "text/plain")]
    assert form.getAll("field")[2] is file


async def test_a_form_travels_as_multipart() -> None:
    form = FormData.new()
    form.append('te"xt\n', "grüße")
    form.append("file", File(b"\x00\r\n\xff", "a/b", "ä.bin"))
    form.append("plain", Blob(b"data"))
    request = Request.new("http://a/", method="POST", body=form)
    kind = str(request.headers.get("content-type"))
    assert kind.startswith("multipart/form-data; boundary=")
    copy = await request.clone().formData()
    assert copy.get("te%22xt%0A") == "grüße"
    file, plain = copy.get("file"), copy.get("plain")
    assert ((await file.bytes()).to_bytes(), file.name, file.type) == (b"\x00\r\n\xff", "ä.bin", "a/b")
    assert (plain.name, plain.type) == ("plain", "application/octet-stream")
    lines = (await request.text()).split("\r\n")
    boundary = kind.partition("boundary=")[2]
    assert lines[:4] == [
        f"--{boundary}",
        'Content-Disposition: form-data; name="te%22xt%0A"',
        "",
        "grüße",
    ]
    assert lines[-1] == f"--{boundary}--"


async def test_a_name_cannot_end_with_a_backslash() -> None:
    form = FormData.new()
    form.append("a\\", "x")
    with pytest.raises(JsTypeError, match="Name or filename can't end with backslash"):
        Response.new(form)


async def read(body: bytes, kind: str | None) -> Any:
    headers = Headers() if kind is None else Headers([("content-type", kind)])
    return await Response(body, 200, headers).formData()


async def test_multipart_is_read_leniently() -> None:
    body = (
        b'preamble\n--x\nContent-Disposition: form-data; name="a\\"b"\n\none\n--x\r\n'
        b'content-disposition:form-data;name="f";filename="n.txt"\r\nContent-Type: text/x\r\n\r\ntwo\r\n--x--'
    )
    form = await read(body, 'Multipart/Form-Data; boundary="x"')
    assert form.get('a"b') == "one"
    assert (form.get("f").name, form.get("f").type, await form.get("f").text()) == ("n.txt", "text/x", "two")


async def test_urlencoded_forms() -> None:
    form = await read(b"a=1+2&b=%C3%A9&a=&&c", "application/x-www-form-urlencoded; charset=UTF-8")
    assert list(form) == [("a", "1 2"), ("b", "é"), ("a", ""), ("c", "")]
    assert list(await read(b"", "application/x-www-form-urlencoded")) == []


PART = 'Content-Disposition: form-data; name="a"'


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        ("x", None, "Parsing a Body as FormData requires a Content-Type header."),
        (
            "x",
            "text/plain",
            "Unrecognized Content-Type header value. FormData can only parse the following MIME",
        ),
        ("x", "rubbish", "Unrecognized Content-Type header value."),
        ("x", "multipart/form-data", "No boundary string in Content-Type header."),
        (
            "a=1",
            "application/x-www-form-urlencoded; charset=latin1",
            "Non-utf-8 application/x-www-form-urlencoded",
        ),
        ("x", "multipart/form-data; boundary=b", "No initial boundary string"),
        (
            "--bx",
            "multipart/form-data; boundary=b",
            "Boundary string was not succeeded by CRLF, LF, or '--'.",
        ),
        ("--b\nx", "multipart/form-data; boundary=b", "No multipart message header termination found."),
        ("--b\nx\n\n", "multipart/form-data; boundary=b", "FormData part had invalid headers."),
        (f"--b\n{PART}\n\nx", "multipart/form-data; boundary=b", "No subsequent boundary string"),
        (
            "--b\na: b\n\n\n--b--",
            "multipart/form-data; boundary=b",
            "No valid Content-Disposition header found",
        ),
        (
            "--b\nContent-Disposition: =\n\n\n--b--",
            "multipart/form-data; boundary=b",
            "Invalid Content-Disposition header found in FormData part.",
        ),
        (
            "--b\nContent-Disposition: file\n\n\n--b--",
            "multipart/form-data; boundary=b",
            'must have the value "form-data", possibly followed by parameters. Got: "file"',
        ),
        (
            "--b\nContent-Disposition: form-data\n\n\n--b--",
            "multipart/form-data; boundary=b",
            "Content-Disposition header in FormData part is missing a name.",
        ),
    ],
)
async def test_what_is_wrong_with_a_form_is_said(body: str, kind: str | None, sentence: str) -> None:
    with pytest.raises(JsTypeError) as caught:
        await read(body.encode(), kind)
    assert sentence in str(caught.value)


async def test_a_form_is_read_once() -> None:
    response = Response.new("a=1", headers=JsObject({"content-type": "application/x-www-form-urlencoded"}))
    await response.formData()
    with pytest.raises(JsTypeError, match="Body has already been used"):
        await response.formData()


async def test_blobs_and_parameters_as_bodies() -> None:
    response = Response.new(Blob(b"x", "a/b"))
    assert (response.headers.get("content-type"), await response.text()) == ("a/b", "x")
    assert Response.new(Blob(b"x")).headers.get("content-type") is jsnull
    response = Response.new(URLSearchParams([("a", "é ")]))
    assert response.headers.get("content-type") == "application/x-www-form-urlencoded;charset=UTF-8"
    assert await response.text() == "a=%C3%A9+"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Text/Plain; Charset=UTF-8", "text/plain;charset=UTF-8"),
        ('a/b; x="y z"; x=2; =; q', 'a/b;x="y z"'),
        ('a/b; x="\\"y"', 'a/b;x="\\"y"'),
        ("nonsense", ""),
        (None, ""),
    ],
)
async def test_a_body_read_as_blob_has_its_type(header: str | None, kind: str) -> None:
    headers = Headers() if header is None else Headers([("content-type", header)])
    blob = await Response(b"x", 200, headers).blob()
    assert (blob.type, blob.size) == (kind, 1)


def test_a_type_needs_two_parts() -> None:
    assert (parse_content_type("text"), parse_content_type("a/")) == (None, None)
