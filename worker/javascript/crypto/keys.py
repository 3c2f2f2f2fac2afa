"""Keys of `crypto.subtle`, and the digests that it knows (workerd/src/workerd/api/crypto)."""

import base64
import binascii
import hashlib
import secrets
from typing import Any, NamedTuple

from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, read_bytes
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject


class Digest(NamedTuple):
    name: str
    python_name: str
    block_bytes: int
    jwk_name: str

    def new(self, data: bytes = b"") -> Any:
        return hashlib.new(self.python_name, data, usedforsecurity=False)


_DIGESTS = {
    digest.name: digest
    for digest in (
        Digest("SHA-1", "sha1", 64, "HS1"),
        Digest("SHA-256", "sha256", 64, "HS256"),
        Digest("SHA-384", "sha384", 128, "HS384"),
        Digest("SHA-512", "sha512", 128, "HS512"),
        # workerd's own addition to the standard
        Digest("MD5", "md5", 64, "HMD5"),
    )
}
_USAGES = ("sign", "verify")
_DERIVING_USAGES = ("deriveKey", "deriveBits")


class Algorithm(NamedTuple):
    """An algorithm's name and, where it was given as an object, its parameters."""

    name: str
    parameters: object


def read_algorithm(value: object) -> Algorithm:
    """An algorithm, given by name or as `{name, …}`."""
    if isinstance(value, str):
        return Algorithm(value, None)
    if is_nullish(value):
        # choice: workerd's sentence is not known
        raise JsTypeError('Missing field "name" in "algorithm".')
    # an object without a name is refused as one of an unknown name (workerd 2026-11-17)
    return Algorithm(to_string(read_option(value, "name", "")), value)


def find_digest(name: str) -> Digest:
    digest = _DIGESTS.get(name.upper())
    if digest is None:
        raise DOMException("Unrecognized or unimplemented digest algorithm requested.", "NotSupportedError")
    return digest


class CryptoKey(JsProxy):
    """`CryptoKey`: a secret, of HMAC or to derive others from."""

    type = "secret"

    def __init__(
        self,
        secret: bytes,
        algorithm: JsObject,
        extractable: bool,
        usages: list[str],
        digest: Digest | None = None,
    ) -> None:
        self.secret = secret
        self.digest = digest
        self.extractable = extractable
        self.usages = JsArray(usage for usage in (*_USAGES, *_DERIVING_USAGES) if usage in usages)
        self.algorithm = algorithm

    @property
    def algorithm_name(self) -> str:
        return to_string(read_option(self.algorithm, "name"))

    @classmethod
    def construct(cls, *_args: object) -> "CryptoKey":
        raise JsTypeError("Illegal constructor")


def _make_hmac(secret: bytes, bits: int, digest: Digest, extractable: bool, usages: list[str]) -> CryptoKey:
    algorithm = JsObject({"name": "HMAC", "hash": JsObject({"name": digest.name}), "length": bits})
    return _check_used(CryptoKey(secret, algorithm, extractable, usages, digest))


def _check_usages(
    usages: list[object], doing: str, kind: str = "HMAC", known: tuple[str, ...] = _USAGES
) -> list[str]:
    names = [to_string(usage) for usage in usages]
    for name in names:
        if name not in known:
            raise DOMException(f'Attempt to {doing} {kind} key with invalid usage "{name}".', "SyntaxError")
    return names


def _check_used(key: CryptoKey) -> CryptoKey:
    if not len(key.usages):
        raise DOMException("Secret/private CryptoKeys must have at least one usage.", "SyntaxError")
    return key


def read_digest(algorithm: Algorithm, parameter: str = "algorithm") -> Digest:
    """The hash that an algorithm names, in the parameter of this name."""
    given = read_option(algorithm.parameters, "hash")
    if is_nullish(given):
        raise JsTypeError(f'Missing field "hash" in "{parameter}".')
    return find_digest(read_algorithm(given).name)


def read_length(algorithm: Algorithm) -> int | None:
    """The length in bits that an algorithm asks for."""
    length = read_option(algorithm.parameters, "length")
    return None if length is None else to_int32(length)


def generate_hmac(algorithm: Algorithm, extractable: bool, usages: list[object]) -> CryptoKey:
    """A random key, as long as a block of the digest unless a length is asked for."""
    digest = read_digest(algorithm)
    names = _check_usages(usages, "generate")
    given = read_length(algorithm)
    bits = digest.block_bytes * 8 if given is None else given
    if bits <= 0:
        raise DOMException(
            f"HMAC key length must be a non-zero unsigned long integer (requested {bits}).", "OperationError"
        )
    secret = _cut(secrets.token_bytes((bits + 7) // 8), bits)
    return _make_hmac(secret, bits, digest, extractable, names)


def import_hmac(
    format: str, data: object, algorithm: Algorithm, extractable: bool, usages: list[object]
) -> CryptoKey:
    """A key of bytes ("raw") or of a JSON Web Key ("jwk")."""
    if format not in ("raw", "jwk"):
        raise DOMException(f'Unrecognized key import format "{format}".', "NotSupportedError")
    held = _read_raw(data) if format == "raw" else _read_jwk(data, extractable)
    names = _check_usages(usages, "import secret")
    digest = read_digest(algorithm)
    given, size = read_length(algorithm), len(held) * 8
    bits = size if given is None else given
    # a length may only cut bits of the last byte
    if not bits or not size - 8 < bits <= size:
        raise DOMException(f"Imported HMAC key length ({bits}) must be a non-zero value.", "DataError")
    return _make_hmac(_cut(held, bits), bits, digest, extractable, names)


def import_deriving(
    kind: str, format: str, data: object, extractable: bool, usages: list[object]
) -> CryptoKey:
    """A key of PBKDF2 or HKDF: bytes that others are derived from."""
    if format == "jwk" and read_option(data, "kty") is None:
        raise JsTypeError('Import data provided for "jwk" import format must be a JsonWebKey.')
    if format != "raw":
        raise DOMException(
            f'{kind} key must be imported in "raw" format (requested "{format}").', "NotSupportedError"
        )
    names = _check_usages(usages, "import secret", kind, _DERIVING_USAGES)
    if extractable:
        raise DOMException(f"{kind} key cannot be extractable.", "SyntaxError")
    return _check_used(CryptoKey(_read_raw(data), JsObject({"name": kind}), extractable, names))


def _cut(data: bytes, bits: int) -> bytes:
    rest = len(data) * 8 - bits
    return data[:-1] + bytes([data[-1] & (0xFF00 >> (8 - rest)) & 0xFF]) if rest else data


def _read_raw(data: object) -> bytes:
    if isinstance(data, str):
        raise JsTypeError(
            "Failed to execute 'importKey' on 'SubtleCrypto': parameter 2 is not of type "
            "'BufferSource or JsonWebKey'."
        )
    held = read_bytes(data)
    if held is None:
        raise JsTypeError("Import data provided for buffer-based import formats must be a buffer source.")
    return held


def _read_jwk(data: object, extractable: bool) -> bytes:
    kind, text = read_option(data, "kty"), read_option(data, "k")
    if kind is None:
        raise JsTypeError('Import data provided for "jwk" import format must be a JsonWebKey.')
    if read_option(data, "ext") is False and extractable:
        raise DOMException('JWK ext field for "HMAC" is set to false but extractable is true', "DataError")
    if kind != "oct" or not isinstance(text, str):
        # choice: workerd's sentence is not known
        raise DOMException('A JSON Web Key for HMAC must be of the type "oct" and hold "k".', "DataError")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise DOMException('The "k" of a JSON Web Key must be base64url.', "DataError") from None


def export_hmac(format: str, key: CryptoKey) -> Any:
    """The key as bytes ("raw") or as a JSON Web Key ("jwk")."""
    if not key.extractable:
        raise DOMException(
            f"Attempt to export non-extractable {key.algorithm_name} key.", "InvalidAccessError"
        )
    if format == "raw":
        return ArrayBuffer(key.secret)
    if format != "jwk":
        # choice: workerd's sentence is not known
        raise DOMException(f'Unimplemented key export format "{format}".', "NotSupportedError")
    text = base64.urlsafe_b64encode(key.secret).rstrip(b"=").decode()
    name = None if key.digest is None else key.digest.jwk_name
    members: dict[str, object] = {"kty": "oct", "k": text, "alg": name}
    return JsObject({**members, "ext": True, "key_ops": JsArray(key.usages)})
