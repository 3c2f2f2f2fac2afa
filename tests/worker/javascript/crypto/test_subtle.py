"""`crypto`, with workerd's sentences."""

import hashlib
import re
import uuid
from typing import Any

import pytest

from fakeflare.worker.javascript.crypto.keys import CryptoKey
from fakeflare.worker.javascript.crypto.subtle import Crypto
from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import (
    TYPED_ARRAYS,
    Uint8Array,
    Uint8ClampedArray,
)
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsException, JsTypeError
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered

crypto: Any = Crypto()
subtle = crypto.subtle


def data(text: bytes) -> Any:
    return Uint8Array.new(text)


def algorithm(**members: object) -> JsObject:
    return JsObject({"name": "HMAC", "hash": "SHA-256", **members})


async def import_key(secret: bytes = b"key", **options: Any) -> Any:
    usages = options.pop("usages", JsArray(["sign", "verify"]))
    extractable = options.pop("extractable", True)
    return await subtle.importKey("raw", data(secret), algorithm(**options), extractable, usages)


def test_random_values() -> None:
    view = Uint8Array.new(32)
    assert crypto.getRandomValues(view) is view
    assert any(view)
    assert len(set(crypto.getRandomValues(Uint8ClampedArray.new(9)))) > 1
    assert (uuid.UUID(crypto.randomUUID()).version, crypto.randomUUID() != crypto.randomUUID()) == (4, True)


@pytest.mark.parametrize(
    ("view", "name", "message"),
    [
        (
            TYPED_ARRAYS["d"].new(1),
            "TypeMismatchError",
            "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
        ),
        (
            DataView.new(Uint8Array.new(1).buffer),
            "TypeMismatchError",
            "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
        ),
        (
            Uint8Array.new(65537),
            "QuotaExceededError",
            "getRandomValues() only accepts buffers of size <= 64K but provided 65537 bytes.",
        ),
    ],
)
def test_random_values_refuse(view: object, name: str, message: str) -> None:
    with pytest.raises(DOMException) as caught:
        crypto.getRandomValues(view)
    assert (caught.value.name, caught.value.message) == (name, message)


def test_random_values_need_a_view_and_a_request() -> None:
    async def refuse(_request: object) -> object:
        raise AssertionError

    with pytest.raises(JsTypeError):
        crypto.getRandomValues(b"abc")
    with entered(WorkerState("a", refuse, is_loading=True)), pytest.raises(JsException, match="global scope"):
        crypto.randomUUID()


@pytest.mark.parametrize(
    ("name", "python_name"),
    [("SHA-1", "sha1"), ("sha-256", "sha256"), ("SHA-384", "sha384"), ("SHA-512", "sha512"), ("MD5", "md5")],
)
async def test_digests(name: str, python_name: str) -> None:
    expected = hashlib.new(python_name, b"abc").digest()
    for given in (name, JsObject({"name": name})):
        assert (await subtle.digest(given, data(b"abc"))).to_bytes() == expected


async def test_digest_refuses() -> None:
    with pytest.raises(DOMException, match="Unrecognized or unimplemented digest algorithm requested"):
        await subtle.digest("SHA-3", data(b""))
    with pytest.raises(JsTypeError, match="parameter 2 is not of type"):
        await subtle.digest("SHA-1", b"python bytes")
    with pytest.raises(DOMException, match="Unrecognized or unimplemented digest algorithm requested"):
        await subtle.digest(JsObject(), data(b""))
    with pytest.raises(JsTypeError, match='Missing field "name"'):
        await subtle.digest(None, data(b""))


def test_timing_safe_equal() -> None:
    assert (
        subtle.timingSafeEqual(data(b"ab"), data(b"ab").buffer),
        subtle.timingSafeEqual(data(b"ab"), data(b"ac")),
    ) == (
        True,
        False,
    )
    with pytest.raises(
        JsTypeError, match=r"^Input buffers must have the same byte length\.$|must have the same"
    ):
        subtle.timingSafeEqual(data(b"a"), data(b"ab"))


async def test_hmac_signs_and_verifies() -> None:
    key = await import_key()
    signature = await subtle.sign("HMAC", key, data(b"message"))
    # RFC 2104 over SHA-256, computed by openssl
    assert signature.to_bytes().hex() == "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"
    assert await subtle.verify(algorithm(), key, signature, data(b"message"))
    assert not await subtle.verify("hmac", key, signature, data(b"other"))
    assert (key.type, key.extractable, list(key.usages), key.algorithm.to_py()) == (
        "secret",
        True,
        ["sign", "verify"],
        {"name": "HMAC", "hash": {"name": "SHA-256"}, "length": 24},
    )


async def test_keys_travel_as_bytes_and_as_json() -> None:
    key = await import_key(b"\xff\xfe")
    exported = await subtle.exportKey("jwk", key)
    assert exported.to_py() == {
        "kty": "oct",
        "k": "__4",
        "alg": "HS256",
        "ext": True,
        "key_ops": ["sign", "verify"],
    }
    again = await subtle.importKey("jwk", exported, algorithm(), True, JsArray(["sign"]))
    assert (await subtle.exportKey("raw", again)).to_bytes() == b"\xff\xfe"


async def test_generated_keys_are_as_long_as_asked() -> None:
    key = await subtle.generateKey(algorithm(hash=JsObject({"name": "SHA-512"})), True, JsArray(["sign"]))
    short = await subtle.generateKey(algorithm(length=9), True, JsArray(["sign"]))
    assert ((await subtle.exportKey("raw", key)).byteLength, key.algorithm.length) == (128, 1024)
    cut = (await subtle.exportKey("raw", short)).to_bytes()
    assert (len(cut), cut[1] & 0x7F, short.algorithm.length) == (2, 0, 9)
    assert (await import_key(b"\xff\xff", length=12)).secret == b"\xff\xf0"


@pytest.mark.parametrize(
    ("call", "name", "message"),
    [
        (
            lambda: subtle.importKey("raw", data(b"k"), algorithm(), True, JsArray(["encrypt"])),
            "SyntaxError",
            'Attempt to import secret HMAC key with invalid usage "encrypt".',
        ),
        (
            lambda: subtle.importKey("raw", data(b"k"), algorithm(), True, JsArray()),
            "SyntaxError",
            "Secret/private CryptoKeys must have at least one usage.",
        ),
        (
            lambda: subtle.importKey("raw", data(b"k"), JsObject({"name": "HMAC"}), True, JsArray(["sign"])),
            "TypeError",
            'Missing field "hash" in "algorithm".',
        ),
        (
            lambda: subtle.importKey("spki", data(b"k"), algorithm(), True, JsArray(["sign"])),
            "NotSupportedError",
            'Unrecognized key import format "spki".',
        ),
        (
            lambda: subtle.importKey("raw", "k", algorithm(), True, JsArray(["sign"])),
            "TypeError",
            "Failed to execute 'importKey' on 'SubtleCrypto': parameter 2 is not of type "
            "'BufferSource or JsonWebKey'.",
        ),
        (
            lambda: subtle.importKey("jwk", data(b"k"), algorithm(), True, JsArray(["sign"])),
            "TypeError",
            'Import data provided for "jwk" import format must be a JsonWebKey.',
        ),
        (
            lambda: subtle.importKey(
                "jwk", JsObject({"kty": "oct", "k": "AA", "ext": False}), algorithm(), True, JsArray(["sign"])
            ),
            "DataError",
            'JWK ext field for "HMAC" is set to false but extractable is true',
        ),
        (
            lambda: subtle.importKey("jwk", JsObject({"kty": "RSA"}), algorithm(), True, JsArray(["sign"])),
            "DataError",
            'A JSON Web Key for HMAC must be of the type "oct" and hold "k".',
        ),
        (
            lambda: subtle.importKey(
                "jwk", JsObject({"kty": "oct", "k": "A"}), algorithm(), True, JsArray(["sign"])
            ),
            "DataError",
            'The "k" of a JSON Web Key must be base64url.',
        ),
        (
            lambda: subtle.importKey("raw", data(b""), algorithm(), True, JsArray(["sign"])),
            "DataError",
            "Imported HMAC key length (0) must be a non-zero value.",
        ),
        (
            lambda: subtle.importKey("raw", data(b"k"), "ROT13", True, JsArray(["sign"])),
            "NotSupportedError",
            'Unrecognized key import algorithm "ROT13" requested.',
        ),
        (
            lambda: subtle.generateKey("ROT13", True, JsArray(["sign"])),
            "NotSupportedError",
            'Unrecognized key generation algorithm "ROT13" requested.',
        ),
        (
            lambda: subtle.generateKey(algorithm(length=0), True, JsArray(["sign"])),
            "OperationError",
            "HMAC key length must be a non-zero unsigned long integer (requested 0).",
        ),
        (
            lambda: subtle.sign("HMAC", "key", data(b"")),
            "TypeError",
            "Failed to execute 'sign' on 'SubtleCrypto': parameter 2 is not of type 'CryptoKey'.",
        ),
    ],
)
async def test_wrong_keys_are_refused(call: Any, name: str, message: str) -> None:
    with pytest.raises(JsException) as caught:
        await call()
    assert (caught.value.name, caught.value.message) == (name, message)


async def test_keys_do_only_what_they_are_for() -> None:
    key = await import_key(extractable=False, usages=JsArray(["verify"]))
    calls: tuple[tuple[Any, str], ...] = (
        (lambda: subtle.sign("HMAC", key, data(b"")), 'Requested key usage "sign" does not match any usage'),
        (lambda: subtle.verify("AES-GCM", key, data(b""), data(b"")), 'algorithm "AES-GCM" does not match'),
        (lambda: subtle.exportKey("raw", key), "Attempt to export non-extractable HMAC key"),
    )
    for call, message in calls:
        with pytest.raises(DOMException, match=message) as caught:
            await call()
        assert caught.value.name == "InvalidAccessError"
    with pytest.raises(DOMException, match="Unimplemented key export format"):
        await subtle.exportKey("spki", await import_key())
    with pytest.raises(JsTypeError, match="Illegal constructor"):
        CryptoKey.new()


async def test_what_is_missing_says_so() -> None:
    with pytest.raises(
        NotImplementedError, match=r"crypto\.subtle\.importKey for AES-GCM is not emulated by"
    ):
        await subtle.importKey("raw", data(b"k" * 16), "AES-GCM", True, JsArray(["encrypt"]))
    for name in ("encrypt", "decrypt", "wrapKey", "unwrapKey"):
        with pytest.raises(
            NotImplementedError, match=rf"crypto\.subtle\.{name} is not emulated by fakeflare yet"
        ):
            getattr(subtle, name)("x")
    for name in ("crc32c", "crc64nvme"):
        with pytest.raises(NotImplementedError, match=f"DigestStream for {name} is not emulated"):
            crypto.DigestStream.new(name)


@pytest.mark.parametrize(
    ("name", "expected"), [("SHA-256", hashlib.sha256(b"abcd").hexdigest()), ("crc32", "ed82cd11")]
)
async def test_digest_stream(name: str, expected: str) -> None:
    stream = crypto.DigestStream.new(name)
    writer = stream.getWriter()
    await writer.write(data(b"ab"))
    await writer.write("cd")
    await writer.close()
    assert ((await stream.digest).to_bytes().hex(), stream.bytesWritten) == (expected, 4)


async def test_digest_stream_fails_with_its_writer() -> None:
    stream = crypto.DigestStream.new("MD5")
    with pytest.raises(JsTypeError, match="DigestStream is a byte stream"):
        await stream.getWriter().write(JsObject())
    given_up = crypto.DigestStream.new("MD5")
    await given_up.abort(JsException("enough"))
    with pytest.raises(JsException, match="enough"):
        await given_up.digest


async def derive(kind: str, length: object, **fields: Any) -> bytes:
    key = await subtle.importKey("raw", data(b"\1\2"), kind, False, JsArray(["deriveBits"]))
    parameters = JsObject(
        {"name": kind, "salt": data(b"\t\t"), "info": data(b"\7"), "hash": "SHA-256", **fields}
    )
    found: bytes = (await subtle.deriveBits(parameters, key, length)).to_bytes()
    return found


# what workerd 2026-11-17 answers
async def test_bits_are_derived() -> None:
    found = await derive("PBKDF2", 256, iterations=1000)
    assert found.hex() == "1c4edc987f2b8470b8ab41ecb8da26eb4cfd9fb30fcc87d8fa2dd4416c9c7a9e"
    assert await derive("PBKDF2", 8, iterations=1, hash=JsObject({"name": "SHA-1"})) == bytes([226])
    assert await derive("PBKDF2", 0, iterations=1) == b""
    found = await derive("HKDF", 256)
    assert found.hex() == "97ea94c0f435394595 85ffe20fd2dfe8e3ee3a3ae5fb784f3de4dcdaaf0d08a9".replace(" ", "")
    assert hashlib.md5(await derive("HKDF", 65280)).hexdigest() == "98ee4bcf569b1d6a5cbf1ffd04a372c6"


async def derive_hmac(**fields: object) -> Any:
    key = await subtle.importKey("raw", data(b"\1\2"), "PBKDF2", False, JsArray(["deriveKey"]))
    parameters = JsObject({"name": "PBKDF2", "salt": data(b"\1"), "hash": "SHA-256", "iterations": 3})
    return await subtle.deriveKey(
        parameters, key, JsObject({"name": "HMAC", "hash": "SHA-256", **fields}), True, JsArray(["sign"])
    )


async def test_keys_are_derived() -> None:
    key = await derive_hmac(length=128)
    assert (key.algorithm.name, key.algorithm.length, list(key.usages)) == ("HMAC", 128, ["sign"])
    raw = (await subtle.exportKey("raw", key)).to_bytes()
    assert list(raw) == [46, 42, 194, 97, 5, 255, 155, 253, 108, 191, 200, 236, 220, 73, 239, 190]
    assert (await derive_hmac()).algorithm.length == 512
    with pytest.raises(JsTypeError, match="HMAC key length must be a non-zero unsigned long integer"):
        await derive_hmac(length=0)
    with pytest.raises(DOMException, match='Unrecognized derived key type "ROT13" requested'):
        await derive_hmac(name="ROT13")
    with pytest.raises(DOMException, match="PBKDF2 cannot derive a key with null length"):
        await derive_hmac(name="HKDF")
    with pytest.raises(NotImplementedError, match="deriveKey for AES-GCM is not emulated by fakeflare"):
        await derive_hmac(name="AES-GCM")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: derive("PBKDF2", 7, iterations=1),
            "length that is a multiple of eight (requested 7)",
        ),
        (lambda: derive("PBKDF2", None, iterations=1), "PBKDF2 cannot derive a key with null length."),
        (
            lambda: derive("PBKDF2", 8, iterations=0),
            "a positive iteration count (requested 0).",
        ),
        (lambda: derive("PBKDF2", 8), 'Missing field "iterations" in "algorithm".'),
        (lambda: derive("HKDF", 8, salt=None), 'Missing field "salt" in "algorithm".'),
        (lambda: derive("HKDF", 8, hash=None), 'Missing field "hash" in "algorithm".'),
        (lambda: derive("HKDF", 65288), "HKDF deriveBits failed."),
        (
            lambda: derive("HKDF", 8, name="PBKDF2"),
            'does not match this CryptoKey\'s algorithm "HKDF".',
        ),
        (
            lambda: subtle.importKey("raw", data(b"k"), "HKDF", True, JsArray(["deriveBits"])),
            "HKDF key cannot be extractable.",
        ),
        (
            lambda: subtle.importKey("raw", data(b"k"), "PBKDF2", False, JsArray(["sign"])),
            'Attempt to import secret PBKDF2 key with invalid usage "sign".',
        ),
        (
            lambda: subtle.importKey("spki", data(b"k"), "PBKDF2", False, JsArray(["deriveBits"])),
            'PBKDF2 key must be imported in "raw" format (requested "spki").',
        ),
    ],
)
async def test_derivation_refuses(call: Any, message: str) -> None:
    with pytest.raises(JsException, match=re.escape(message)):
        await call()
