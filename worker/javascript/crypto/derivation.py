"""Secrets derived from others: PBKDF2 and HKDF of `crypto.subtle` (workerd/src/workerd/api/crypto)."""

import hashlib
import hmac
from typing import NoReturn

from fakeflare.worker.javascript.crypto.keys import Algorithm, CryptoKey, Digest, read_digest, read_length
from fakeflare.worker.javascript.language.buffers.typed_arrays import read_bytes
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.numeric import to_int32

DERIVATIONS = frozenset({"PBKDF2", "HKDF"})

_MAX_BLOCKS = 255
"""Of HKDF (RFC 5869, section 2.3)."""


def derive_bits(algorithm: Algorithm, key: CryptoKey, length: object) -> bytes:
    """`length` bits of what the algorithm makes of a key, which is one of its own."""
    kind = key.algorithm_name
    digest = read_digest(algorithm)
    salt = _read_field(algorithm, "salt")
    if kind == "HKDF":
        info = _read_field(algorithm, "info")
        return _expand(digest, _extract(digest, salt, key.secret), info, _read_size(kind, length))
    count = read_option(algorithm.parameters, "iterations")
    if count is None:
        _refuse_missing("iterations")
    size, iterations = _read_size(kind, length), to_int32(count)
    if iterations <= 0:
        raise DOMException(
            f"PBKDF2 requires a positive iteration count (requested {iterations}).", "OperationError"
        )
    # Python takes no length of 0
    return hashlib.pbkdf2_hmac(digest.python_name, key.secret, salt, iterations, size) if size else b""


def read_derived_length(algorithm: Algorithm) -> int | None:
    """How many bits a derived key takes; None (which nothing can derive) for keys to derive from."""
    kind = algorithm.name.upper()
    if kind in DERIVATIONS:
        return None
    if kind != "HMAC":
        raise DOMException(
            f'Unrecognized derived key type "{algorithm.name}" requested.', "NotSupportedError"
        )
    digest, given = read_digest(algorithm, "derivedKeyParams"), read_length(algorithm)
    if given is not None and given <= 0:
        raise JsTypeError("HMAC key length must be a non-zero unsigned long integer.")
    return digest.block_bytes * 8 if given is None else given


def _read_size(kind: str, length: object) -> int:
    if is_nullish(length):
        raise DOMException(f"{kind} cannot derive a key with null length.", "OperationError")
    bits = to_int32(length)
    if bits % 8:
        raise DOMException(
            f"{kind} requires a derived key length that is a multiple of eight (requested {bits}).",
            "OperationError",
        )
    return bits // 8


def _read_field(algorithm: Algorithm, name: str) -> bytes:
    held = read_bytes(read_option(algorithm.parameters, name))
    if held is None:
        _refuse_missing(name)
    return held


def _refuse_missing(name: str) -> NoReturn:
    raise JsTypeError(f'Missing field "{name}" in "algorithm".')


def _extract(digest: Digest, salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, digest.python_name)


def _expand(digest: Digest, key: bytes, info: bytes, size: int) -> bytes:
    """Stretch a secret to a length (HKDF-Expand: RFC 5869, section 2.3)."""
    if size > _MAX_BLOCKS * len(key):
        raise DOMException("HKDF deriveBits failed.", "OperationError")
    block = result = b""
    while len(result) < size:
        block = hmac.digest(key, block + info + bytes([len(result) // len(key) + 1]), digest.python_name)
        result += block
    return result[:size]
