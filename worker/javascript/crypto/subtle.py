"""`crypto`: random values, and what of `crypto.subtle` Python's own library can do (digests, HMAC, PBKDF2 and
HKDF)."""

import hmac
import secrets
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from fakeflare.worker.javascript.crypto.derivation import DERIVATIONS, derive_bits, read_derived_length
from fakeflare.worker.javascript.crypto.digest_stream import DigestStream
from fakeflare.worker.javascript.crypto.keys import (
    Algorithm,
    CryptoKey,
    export_hmac,
    find_digest,
    generate_hmac,
    import_deriving,
    import_hmac,
    read_algorithm,
)
from fakeflare.worker.javascript.language.buffers.typed_arrays import (
    ArrayBuffer,
    TypedArray,
    View,
    read_bytes,
)
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import check_io

_MAX_RANDOM_BYTES = 0x10000

# What workerd knows and this does not, in capitals
# (workerd/src/workerd/api/crypto/crypto.c++, `lookupAlgorithm`).
_KNOWN_ALGORITHMS = frozenset(
    {
        *("AES-CTR", "AES-CBC", "AES-GCM", "AES-KW"),
        *("RSASSA-PKCS1-V1_5", "RSA-PSS", "RSA-OAEP", "RSA-RAW"),
        *("ECDSA", "ECDH", "NODE-ED25519", "ED25519", "X25519"),
    }
)


def _not_emulated(function: str, algorithm: str | None = None) -> NoReturn:
    what = f"crypto.subtle.{function}" + (f" for {algorithm}" if algorithm else "")
    raise NotImplementedError(f"{what} is {NOT_EMULATED}")


def _read_data(value: object, function: str, position: int) -> bytes:
    data = read_bytes(value)
    if data is None:
        raise JsTypeError(
            f"Failed to execute '{function}' on 'SubtleCrypto': parameter {position} is not of type "
            "'BufferSource'."
        )
    return data


def _promise(work: Callable[[], object]) -> Promise:
    """What `work` does at once, as the promise that the interface returns."""
    try:
        return Promise.resolve(work())
    except Exception as error:  # noqa: BLE001 - the promise's own failure now
        return Promise.reject(error)


class SubtleCrypto(JsProxy):
    def digest(self, algorithm: object = None, data: object = None) -> Awaitable[Any]:
        return _promise(
            lambda: ArrayBuffer(
                find_digest(read_algorithm(algorithm).name).new(_read_data(data, "digest", 2)).digest()
            )
        )

    def timingSafeEqual(self, first: object = None, second: object = None) -> bool:
        one, other = _read_data(first, "timingSafeEqual", 1), _read_data(second, "timingSafeEqual", 2)
        if len(one) != len(other):
            raise JsTypeError("Input buffers must have the same byte length.")
        return hmac.compare_digest(one, other)

    def importKey(
        self,
        format: object = None,
        data: object = None,
        algorithm: object = None,
        extractable: object = False,
        usages: Any = (),
    ) -> Awaitable[Any]:
        def work() -> CryptoKey:
            given = read_algorithm(algorithm)
            return _import(to_string(format), data, given, bool(extractable), list(usages))

        return _promise(work)

    def generateKey(
        self, algorithm: object = None, extractable: object = False, usages: Any = ()
    ) -> Awaitable[Any]:
        def work() -> CryptoKey:
            given = read_algorithm(algorithm)
            _check_algorithm(given.name, "generateKey", "generation")
            check_io()
            return generate_hmac(given, bool(extractable), list(usages))

        return _promise(work)

    def exportKey(self, format: object = None, key: object = None) -> Awaitable[Any]:
        return _promise(lambda: export_hmac(to_string(format), _check_key(key, "exportKey", 2)))

    def sign(self, algorithm: object = None, key: object = None, data: object = None) -> Awaitable[Any]:
        def work() -> ArrayBuffer:
            held = _read_data(data, "sign", 3)
            return ArrayBuffer(_sign(algorithm, _check_key(key, "sign", 2), "sign", held))

        return _promise(work)

    def verify(
        self, algorithm: object = None, key: object = None, signature: object = None, data: object = None
    ) -> Awaitable[Any]:
        def work() -> bool:
            given = _read_data(signature, "verify", 3)
            right = _sign(algorithm, _check_key(key, "verify", 2), "verify", _read_data(data, "verify", 4))
            return hmac.compare_digest(given, right)

        return _promise(work)

    def encrypt(self, *_args: object) -> NoReturn:
        _not_emulated("encrypt")

    def decrypt(self, *_args: object) -> NoReturn:
        _not_emulated("decrypt")

    def deriveBits(
        self, algorithm: object = None, key: object = None, length: object = None
    ) -> Awaitable[Any]:
        def work() -> ArrayBuffer:
            base = _check_key(key, "deriveBits", 2)
            return ArrayBuffer(_derive(read_algorithm(algorithm), base, "deriveBits", length))

        return _promise(work)

    def deriveKey(
        self,
        algorithm: object = None,
        key: object = None,
        derived: object = None,
        extractable: object = False,
        usages: Any = (),
    ) -> Awaitable[Any]:
        def work() -> CryptoKey:
            base, wanted = _check_key(key, "deriveKey", 2), read_algorithm(derived)
            if wanted.name.upper() in _KNOWN_ALGORITHMS:
                _not_emulated("deriveKey", wanted.name)
            length = read_derived_length(wanted)
            secret = _derive(read_algorithm(algorithm), base, "deriveKey", length)
            return _import("raw", ArrayBuffer(secret), wanted, bool(extractable), list(usages))

        return _promise(work)

    def wrapKey(self, *_args: object) -> NoReturn:
        _not_emulated("wrapKey")

    def unwrapKey(self, *_args: object) -> NoReturn:
        _not_emulated("unwrapKey")


def _check_algorithm(name: str, function: str, doing: str) -> None:
    if name.upper() in _KNOWN_ALGORITHMS:
        _not_emulated(function, name)
    if name.upper() != "HMAC":
        raise DOMException(f'Unrecognized key {doing} algorithm "{name}" requested.', "NotSupportedError")


def _import(
    format: str, data: object, algorithm: Algorithm, extractable: bool, usages: list[object]
) -> CryptoKey:
    kind = algorithm.name.upper()
    if kind in DERIVATIONS:
        return import_deriving(kind, format, data, extractable, usages)
    _check_algorithm(algorithm.name, "importKey", "import")
    return import_hmac(format, data, algorithm, extractable, usages)


def _derive(algorithm: Algorithm, key: CryptoKey, usage: str, length: object) -> bytes:
    _check_use(algorithm.name, key, usage)
    return derive_bits(algorithm, key, length)


def _check_key(key: object, function: str, position: int) -> CryptoKey:
    if not isinstance(key, CryptoKey):
        raise JsTypeError(
            f"Failed to execute '{function}' on 'SubtleCrypto': parameter {position} is not of type "
            "'CryptoKey'."
        )
    return key


def _sign(algorithm: object, key: CryptoKey, usage: str, data: bytes) -> bytes:
    _check_use(read_algorithm(algorithm).name, key, usage)
    if key.digest is None:
        raise DOMException(
            f'The {usage} operation is not implemented for "{key.algorithm_name}".', "NotSupportedError"
        )
    return hmac.digest(key.secret, data, key.digest.python_name)


def _check_use(name: str, key: CryptoKey, usage: str) -> None:
    # workerd/src/workerd/api/crypto/crypto.c++, `validateOperation`
    if name.upper() != key.algorithm_name:
        raise DOMException(
            f'Requested algorithm "{name}" does not match this CryptoKey\'s algorithm '
            f'"{key.algorithm_name}".',
            "InvalidAccessError",
        )
    if usage not in key.usages:
        raise DOMException(
            f'Requested key usage "{usage}" does not match any usage listed in this CryptoKey.',
            "InvalidAccessError",
        )


class Crypto(JsProxy):
    def __init__(self) -> None:
        self.subtle = SubtleCrypto()
        self.DigestStream = DigestStream

    def randomUUID(self) -> str:
        check_io()
        return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))

    def getRandomValues(self, view: object = None) -> Any:
        """Fill a typed array of integers, and hand it back."""
        if not isinstance(view, View):
            # choice: workerd's name for the type is not known
            raise JsTypeError(
                "Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type "
                "'ArrayBufferView'."
            )
        # workerd/src/workerd/api/crypto/crypto.c++, `Crypto::getRandomValues`
        if not isinstance(view, TypedArray) or view.item_format in "efd":
            raise DOMException(
                "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
                "TypeMismatchError",
            )
        if view.byteLength > _MAX_RANDOM_BYTES:
            raise DOMException(
                "getRandomValues() only accepts buffers of size <= 64K but provided "
                f"{view.byteLength} bytes.",
                "QuotaExceededError",
            )
        check_io()
        view.view_bytes()[:] = secrets.token_bytes(view.byteLength)
        return view
