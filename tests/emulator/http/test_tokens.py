import pytest

from fakeflare.emulator.http.tokens import Token, Tokens, TokenSpecInvalid, parse_token

ACCOUNT = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("spec", "token"),
    [
        ("abc", Token("abc")),
        ("abc:read", Token("abc", None, False)),
        ("abc:write", Token("abc")),
        (f"abc:{ACCOUNT}", Token("abc", ACCOUNT)),
        (f"abc:{ACCOUNT.upper()}:read", Token("abc", ACCOUNT, False)),
        ("a-b_c.d~e+f/g==", Token("a-b_c.d~e+f/g==")),
    ],
)
def test_token_is_read(spec: str, token: Token) -> None:
    assert parse_token(spec) == token


@pytest.mark.parametrize("spec", ["", ":read", "a b", "abc:short", f"abc:{ACCOUNT}:all", "abc:read:write"])
def test_token_is_refused(spec: str) -> None:
    with pytest.raises(TokenSpecInvalid, match=r"expected TOKEN\[:ACCOUNT\]\[:read\|write\]"):
        parse_token(spec)


def test_any_token_passes_while_none_is_configured() -> None:
    assert Tokens(()).find("whatever") == (Token("whatever"),)
    assert not Tokens(()).configured
    assert Tokens([Token("a")]).find("b") == ()
