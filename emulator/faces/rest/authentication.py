"""Who asks, as Cloudflare's gateway sees it: bearer tokens, or key and e-mail; then what they may do."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import Scope

from fakeflare.emulator.faces.routes import Access
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.http.tokens import TOKEN68, Token, Tokens

_KEY = re.compile(r"[A-Za-z0-9_\-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

ACCOUNT_OWNED_PREFIX = "cfat_"
"""Tokens that belong to an account, not to a user (fundamentals/api, token formats)."""


class Denied(Exception):
    """The request does not pass; carries the status and the error object of the answer."""

    def __init__(self, status: int, code: int, message: str, chain: tuple[int, str] | None = None) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.failure: dict[str, Any] = {"code": code, "message": message}
        if chain is not None:
            self.failure["error_chain"] = [{"code": chain[0], "message": chain[1]}]


class Identity(NamedTuple):
    """Somebody with a credential; `grants` say what it opens."""

    credential: str
    grants: tuple[Token, ...]

    @property
    def is_account_owned(self) -> bool:
        """True for a token that belongs to an account and to no user."""
        return self.credential.startswith(ACCOUNT_OWNED_PREFIX)

    @property
    def token_id(self) -> str:
        """What the API calls this credential."""
        return hashlib.sha256(self.credential.encode()).hexdigest()[:32]

    @property
    def owner(self) -> str:
        """Whose requests are counted together: the one user's, with whatever token or key, or those of a
        token that belongs to an account."""
        return f"token {self.token_id}" if self.is_account_owned else "user"


_MOST_REMEMBERED = 1024

_UNKNOWN: Mapping[Access, tuple[int, int, str]] = {
    "account": (401, 10000, "Authentication error"),
    "user": (403, 9109, "Invalid access token"),
    "verify": (401, 1000, "Invalid API Token"),
}
"""How a wrong token is refused, which depends on the product that is asked: KV, or what knows of callers."""


class Authentication:
    """Finds out who asks. Bearer tokens that passed are remembered: clients send the same one every time."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._passed: dict[str, Identity] = {}

    def authenticate(self, scope: Scope, access: Access) -> Identity:
        """The identity behind the request's headers. Raises `Denied`."""
        authorization = find_header(scope, b"authorization")
        if authorization is None:
            return _authenticate_key(scope, self._tokens)
        identity = self._passed.get(authorization)
        if identity is None:
            identity = _authenticate_bearer(authorization, self._tokens, access)
            if len(self._passed) < _MOST_REMEMBERED:
                self._passed[authorization] = identity
        return identity


def _authenticate_bearer(authorization: str, tokens: Tokens, access: Access) -> Identity:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer" or not TOKEN68.fullmatch(value):
        if access == "verify":
            raise Denied(400, 6111, "Invalid format for Authorization header")
        raise _invalid_header(6111, "Authorization")
    grants = tokens.find(value)
    if not grants:
        raise Denied(*_UNKNOWN[access])
    return Identity(value, grants)


def _authenticate_key(scope: Scope, tokens: Tokens) -> Identity:
    key, email = find_header(scope, b"x-auth-key"), find_header(scope, b"x-auth-email")
    if key is None and email is None:
        raise Denied(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers")
    if key is None or email is None:
        missing = "X-Auth-Key" if key is None else "X-Auth-Email"
        raise Denied(400, 9107, f"Missing {missing} header")  # code live, words a choice
    if not _EMAIL.fullmatch(email):
        raise _invalid_header(6102, "X-Auth-Email")
    if not _KEY.fullmatch(key):
        raise _invalid_header(6103, "X-Auth-Key")
    if tokens.configured:
        raise Denied(400, 9103, "Unknown X-Auth-Key or X-Auth-Email")
    return Identity(key, tokens.find(key))


def _invalid_header(code: int, name: str) -> Denied:
    return Denied(400, 6003, "Invalid request headers", (code, f"Invalid format for {name} header"))


def authorize(identity: Identity, account: str, writes: bool) -> None:
    """Nothing, if a grant of the identity covers this account and this kind of operation. Raises `Denied`."""
    for grant in identity.grants:
        if grant.allows(account, writes):
            return
    raise Denied(403, 10000, "Authentication error")
