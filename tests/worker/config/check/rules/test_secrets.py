"""What is taken for a secret among the variables, and what is not."""

import pytest

from fakeflare.worker.config.check.rules.variables.secrets import find_kind


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("PAYMENT", "sk_live_51H8abcDEFghiJKLmnoPQRstuVWX", "a Stripe key"),
        ("HOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a Stripe key"),
        ("X", "ghp_0123456789abcdefghijABCDEFGHIJ456789", "a GitHub token"),
        ("X", "glpat-abcDEF123456ghiJKL78", "a GitLab token"),
        ("X", "AKIA" + "QWERTYUIOPASDF12", "an AWS key"),
        ("X", "xoxb-1234567890-abcdefGHIJ", "a Slack token"),
        ("X", "SG.abcdefghijklmnop.ABCDEFGHIJKLMNOPQRST", "a SendGrid key"),
        ("X", "sk-ant-api03-abcdefghijklmnopqrstuvwxyz", "an Anthropic key"),
        ("X", "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789", "an OpenAI key"),
        ("X", "123456789:AAabcdefghijklmnopqrstuvwxyz0123456", "a Telegram token"),
        ("X", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA", "a private key"),
        ("X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "a signed token"),
        ("DATABASE_URL", "postgres://app:dJ8s0Lq2@db.example.com/app", "a URL with a password"),
        ("SESSION_SECRET", "f3a81bc94de07f5562ab8d7790c1e4aa", "a secret"),
        ("ADMIN_TOKEN", "0b5d8e1c-7a3f-4c2e-9d61-b8f04a7e3c52", "a secret"),
        ("apiKey", "k9Xb72LmQp4TzR8vWc3N", "a secret"),
        ("RESEND_KEY_PROD", "k9Xb72LmQp4TzR8vWc3N", "a secret"),
    ],
)
def test_a_secret(name: str, value: str, kind: str) -> None:
    assert find_kind(name, value) == kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_TOKEN", ""),
        ("API_TOKEN", "<YOUR_TOKEN>"),
        ("API_TOKEN", "your-api-token-goes-here"),
        ("API_TOKEN", "change-me-in-production"),
        ("STRIPE_SECRET_KEY", "sk_test_xxxxxxxxxxxxxxxxxxxxxxxx"),
        ("GITHUB_TOKEN", "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("DB_PASSWORD", "testpassword"),
        ("DB_PASSWORD", "correct-horse-battery-staple"),
        ("DATABASE_URL", "postgres://postgres:postgres@localhost:5432/app"),
        ("DATABASE_URL", "postgres://user:${PASSWORD}@db.example.com/app"),
        ("DATABASE_URL", "mysql://root:password@mysql:3306/app"),
        ("DATABASE_URL", "postgres://user:<PASSWORD>@db.example.com/app"),
        ("TOKEN_URL", "https://auth.example.com/oauth2/token/v2/k9Xb72LmQp4TzR8vWc3N"),
        ("TURNSTILE_SECRET_KEY", "1x0000000000000000000000000000000AA"),
        ("TURNSTILE_SITE_KEY", "0x4AAAAAAABkMYinukE8nzYS1"),
        ("JWT_PUBLIC_KEY", "f3a81bc94de07f5562ab8d7790c1e4aa"),
        ("SUPABASE_ANON_KEY", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
        ("ACCOUNT_ID", "85d0c02b57ed75faf9b18f92d5c01602"),
        ("SENTRY_DSN", "https://1ff9df95733c4e7d9c31dc13ab05d44a@sentry.example.com/891"),
        ("CACHE_KEY", "my-cache-key-for-the-front-page-2"),
        ("MONKEY", "f3a81bc94de07f5562ab8d7790c1e4aa"),
        ("MAX_TOKENS", "100000000000000000000"),
        ("AI_MODEL", "@cf/meta/llama-3.3-70b-instruct-fp8-fast"),
    ],
)
def test_no_secret(name: str, value: str) -> None:
    assert find_kind(name, value) is None
