"""`TextEncoder` and `TextDecoder` (Encoding standard; workerd/src/workerd/api/encoding.c++)."""

import codecs
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import TypedArray, Uint8Array, View, read_bytes
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.objects import JsObject

# Encoding standard, section 4.2: the name of an encoding, Python's codec for it, its other labels.
_ENCODINGS = (
    ("utf-8", "utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8"),
    ("utf-16le", "utf-16-le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16"),
    ("utf-16be", "utf-16-be", "unicodefffe"),
    ("ibm866", "cp866", "866 cp866 csibm866"),
    ("iso-8859-2", "iso8859-2", "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 l2 latin2"),
    ("iso-8859-3", "iso8859-3", "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 l3 latin3"),
    ("iso-8859-4", "iso8859-4", "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 l4 latin4"),
    ("iso-8859-5", "iso8859-5", "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5"),
    ("iso-8859-6", "iso8859-6", "arabic asmo-708 csisolatinarabic ecma-114 iso-ir-127 iso8859-6 iso88596"),
    (
        "iso-8859-7",
        "iso8859-7",
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597",
    ),
    ("iso-8859-8", "iso8859-8", "csisolatinhebrew hebrew iso-ir-138 iso8859-8 iso88598 visual"),
    ("iso-8859-8-i", "iso8859-8", "csiso88598i logical"),
    ("iso-8859-10", "iso8859-10", "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"),
    ("iso-8859-13", "iso8859-13", "iso8859-13 iso885913"),
    ("iso-8859-14", "iso8859-14", "iso8859-14 iso885914"),
    ("iso-8859-15", "iso8859-15", "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9"),
    ("iso-8859-16", "iso8859-16", ""),
    ("koi8-r", "koi8-r", "cskoi8r koi koi8 koi8_r"),
    ("koi8-u", "koi8-u", "koi8-ru"),
    ("macintosh", "mac-roman", "csmacintosh mac x-mac-roman"),
    ("windows-874", "cp874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"),
    ("windows-1250", "cp1250", "cp1250 x-cp1250"),
    ("windows-1251", "cp1251", "cp1251 x-cp1251"),
    (
        "windows-1252",
        "cp1252",
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
        "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii x-cp1252",
    ),
    ("windows-1253", "cp1253", "cp1253 x-cp1253"),
    ("windows-1254", "cp1254", "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 l5 latin5"),
    ("windows-1255", "cp1255", "cp1255 x-cp1255"),
    ("windows-1256", "cp1256", "cp1256 x-cp1256"),
    ("windows-1257", "cp1257", "cp1257 x-cp1257"),
    ("windows-1258", "cp1258", "cp1258 x-cp1258"),
    ("x-mac-cyrillic", "mac-cyrillic", "x-mac-ukrainian"),
    ("gbk", "gb18030", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk"),
    ("gb18030", "gb18030", ""),
    ("big5", "big5hkscs", "big5-hkscs cn-big5 csbig5 x-x-big5"),
    ("euc-jp", "euc_jp", "cseucpkdfmtjapanese x-euc-jp"),
    ("iso-2022-jp", "iso2022_jp", "csiso2022jp"),
    ("shift_jis", "cp932", "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis"),
    (
        "euc-kr",
        "cp949",
        "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ksc5601 ksc_5601 windows-949",
    ),
)
_CODECS = {name: codec for name, codec, _ in _ENCODINGS}
_NAMES = {label: name for name, _, labels in _ENCODINGS for label in (name, *labels.split())}
_SPACES = " \t\n\r\f"

# What the standard maps and Python's cp1252 leaves undefined.
_C1_CONTROLS = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def _decode_c1(error: Any) -> tuple[str, int]:
    return _C1_CONTROLS[error.object[error.start]], error.start + 1


codecs.register_error("worker.c1", _decode_c1)


class TextEncoder(JsProxy):
    encoding = "utf-8"

    def encode(self, text: object = "") -> TypedArray:
        return Uint8Array.of_bytes(b"" if text is None else encode_text(to_string(text)))

    def encodeInto(self, text: object, target: View) -> JsObject:
        """Fill a Uint8Array with whole characters; how many UTF-16 units went into how many bytes."""
        if not isinstance(target, Uint8Array):
            raise JsTypeError(
                "Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'."
            )
        read, data = 0, bytearray()
        for character in encode_text(to_string(text)).decode():
            piece = character.encode()
            if len(data) + len(piece) > target.byteLength:
                break
            data += piece
            read += 1 if ord(character) < 0x10000 else 2
        target.buffer.data[target.byteOffset : target.byteOffset + len(data)] = data
        return JsObject({"read": read, "written": len(data)})


class TextDecoder(JsProxy):
    """Bytes of an encoding to text."""

    def __init__(self, label: str = "utf-8", fatal: bool = False, ignores_mark: bool = False) -> None:
        name = _NAMES.get(label.strip(_SPACES).lower())
        if name is None:
            raise JsRangeError(f'"{label}" is not a valid encoding.')
        self.encoding = name
        self.fatal = fatal
        self.ignoreBOM = ignores_mark
        errors = "worker.c1" if name == "windows-1252" else "strict" if fatal else "replace"
        self._decoder = codecs.getincrementaldecoder(_CODECS[name])(errors)
        self._is_at_start = True

    @classmethod
    def construct(cls, label: object = None, options: object = None, *_rest: object) -> "TextDecoder":
        fatal, ignores = (bool(read_property(options, name)) for name in ("fatal", "ignoreBOM"))
        return cls("utf-8" if label is None else to_string(label), fatal, ignores)

    def decode(self, *arguments: object, **options: object) -> str:
        """`decode(buffer, {stream})`: with `stream`, a character cut in two is kept for the next call."""
        source, settings = (*fold_options(arguments, options), None, None)[:2]
        data = b"" if source is None else read_bytes(source)
        if data is None:
            raise JsTypeError(
                "Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'."
            )
        return self.decode_bytes(data, is_last=not read_property(settings, "stream"))

    def decode_bytes(self, data: bytes, is_last: bool) -> str:
        try:
            text = self._decoder.decode(data, is_last)
        except UnicodeDecodeError:
            self._decoder.reset()
            self._is_at_start = True
            raise JsTypeError("Failed to decode input.") from None
        if text and self._is_at_start:
            self._is_at_start = False
            if not self.ignoreBOM and self.encoding.startswith("utf-"):
                text = text.removeprefix("\ufeff")
        if is_last:
            self._decoder.reset()
            self._is_at_start = True
        return text
