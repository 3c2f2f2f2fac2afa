"""API tokens that `--token` configures: what each may do. Knows no KV."""

import re
from collections.abc import Iterable
from typing import NamedTuple

TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
"""The syntax of a bearer token (RFC 7235, section 2.1), which is what the gateway checks."""

_ACCOUNT = re.compile(r"[0-9a-f]{32}")


class Token(NamedTuple):
    """One configured token; `account=None` means every account."""

    value: str
    account: str | None = None
    can_write: bool = True

    def allows(self, account: str, writes: bool) -> bool:
        """True if the token may do this kind of operation in `account`."""
        return (self.account is None or self.account == account) and (self.can_write or not writes)


class TokenSpecInvalid(ValueError):
    """`--token` was given something else than `TOKEN[:ACCOUNT][:read|write]`."""


def parse_token(spec: str) -> Token:
    """Read `TOKEN[:ACCOUNT][:read|write]`; a token without scope may write."""
    value, *rest = spec.split(":")
    can_write = True
    if rest and rest[-1] in ("read", "write"):
        can_write = rest.pop() == "write"
    account = rest.pop().lower() if rest else None
    if rest or not TOKEN68.fullmatch(value) or (account is not None and not _ACCOUNT.fullmatch(account)):
        raise TokenSpecInvalid(
            f'"{spec}" is not a token: expected TOKEN[:ACCOUNT][:read|write], ACCOUNT being 32 hex digits'
        )
    return Token(value, account, can_write)


class Tokens:
    """The configured tokens; with none, any well-formed token passes."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = tuple(tokens)

    @property
    def configured(self) -> bool:
        """True if only known tokens pass."""
        return bool(self._tokens)

    def find(self, value: str) -> tuple[Token, ...]:
        """All grants of this token value; empty for an unknown one. Unconfigured: one grant of everything."""
        if not self._tokens:
            return (Token(value),)
        return tuple(token for token in self._tokens if token.value == value)
