"""TextEncoder and TextDecoder."""

from typing import Any

import pytest

from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.web.encoding import TextDecoder, TextEncoder


def make_bytes(data: bytes) -> Any:
    return Uint8Array.of_bytes(data)


def test_encode() -> None:
    encoder = TextEncoder.new()
    assert (encoder.encode("é\ud800").to_bytes(), encoder.encoding) == (b"\xc3\xa9\xef\xbf\xbd", "utf-8")
    assert (encoder.encode().to_bytes(), encoder.encode(None).to_bytes()) == (b"", b"")


def test_encode_into_counts_utf_16_units() -> None:
    target = Uint8Array.new(6)
    result = TextEncoder.new().encodeInto("a😀éx", target)
    assert (result.read, result.written, target.to_bytes()) == (3, 5, b"a\xf0\x9f\x98\x80\0")
    with pytest.raises(JsTypeError, match="parameter 2 is not of type 'Uint8Array'"):
        TextEncoder.new().encodeInto("a", "b")


@pytest.mark.parametrize(
    ("label", "data", "text", "encoding"),
    [
        (" UTF8 ", b"\xef\xbb\xbf\xc3\xa9\xff", "é\ufffd", "utf-8"),
        ("latin1", b"\xe9\x80\x81", "é€\x81", "windows-1252"),
        ("utf-16", b"\xff\xfea\x00", "a", "utf-16le"),
        ("utf-16be", b"\x00a", "a", "utf-16be"),
        ("koi8-r", b"\xc1", "а", "koi8-r"),
        ("shift-jis", b"\x82\xa0", "あ", "shift_jis"),
        ("gb2312", b"\xc4\xe3", "你", "gbk"),
    ],
)
def test_decode(label: str, data: bytes, text: str, encoding: str) -> None:
    decoder = TextDecoder.new(label)
    assert (decoder.decode(make_bytes(data)), decoder.encoding) == (text, encoding)


def test_decoding_in_pieces() -> None:
    decoder = TextDecoder.new()
    assert decoder.decode(make_bytes(b"\xef\xbb"), stream=True) == ""
    assert decoder.decode(make_bytes(b"\xbf\xc3"), JsObject({"stream": True})) == ""
    assert decoder.decode(make_bytes(b"\xa9")) == "é"
    assert decoder.decode(make_bytes(b"\xef\xbb\xbfa"), stream=True) == "a"
    assert (decoder.decode(), decoder.decode(make_bytes(b"\xc3"))) == ("", "\ufffd")


def test_decoder_options() -> None:
    kept = TextDecoder.new("utf-8", ignoreBOM=True)
    assert kept.decode(make_bytes(b"\xef\xbb\xbfa")) == "\ufeffa"
    strict = TextDecoder.new("utf-8", fatal=True)
    assert (strict.fatal, strict.ignoreBOM, kept.ignoreBOM) == (True, False, True)
    for _ in range(2):
        with pytest.raises(JsTypeError, match="Failed to decode input"):
            strict.decode(make_bytes(b"\xff"))
    assert strict.decode(make_bytes(b"ok")) == "ok"


def test_what_is_no_encoding_or_no_buffer_is_refused() -> None:
    with pytest.raises(JsRangeError, match='"utf-7" is not a valid encoding'):
        TextDecoder.new("utf-7")
    with pytest.raises(JsTypeError, match="parameter 1 is not of type 'Array'"):
        TextDecoder.new().decode(b"python bytes are a proxy in JavaScript")
