"""FF710: secrets in plain text among the variables.

A value counts as a secret by what it begins with, as the keys of well-known services do, or by its
variable's name together with a look of having been drawn at random. Tests, placeholders and public keys are
let through.
"""

import re
from collections.abc import Iterator

from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.placeholders import looks_like_placeholder
from fakeflare.worker.config.syntax.nodes import Place

SECRET_IN_VARS = define(
    "FF710",
    "secret-in-vars",
    "warning",
    "A variable's value looks like a secret.",
    """Variables are plain text: in the repository, in the dashboard, in every log of a deploy. wrangler
    does not look at them. Revoke the secret if the file has been shared, store a new one with `wrangler
    secret put NAME`, list the name in `secrets.required`, and keep the value for your own machine in
    `.dev.vars`. We go by well-known prefixes, and by names such as `*_TOKEN` with a value that looks
    random; where it is no secret, a comment `// fakeflare: ignore FF710` says so.""",
)

# patterns are texts here: most configurations have no value that is long enough to need them compiled
_KNOWN = r"""
    (?P<a_Stripe_key>(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{20,})
    | (?P<a_GitHub_token>gh[opsur]_[A-Za-z0-9]{30,}|github_pat_\w{30,})
    | (?P<a_GitLab_token>glpat-[\w-]{20,})
    | (?P<an_AWS_key>(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9]))
    | (?P<a_Slack_token>xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{20,})
    | (?P<a_SendGrid_key>SG\.[\w-]{16,}\.[\w-]{16,})
    | (?P<an_Anthropic_key>sk-ant-[\w-]{20,})
    | (?P<an_OpenAI_key>sk-(?:proj-|svcacct-)?[\w-]{32,})
    | (?P<a_Hugging_Face_token>hf_[A-Za-z0-9]{30,})
    | (?P<an_npm_token>npm_[A-Za-z0-9]{30,})
    | (?P<a_PyPI_token>pypi-[\w-]{40,})
    | (?P<a_DigitalOcean_token>do[opr]_v1_[0-9a-f]{40,})
    | (?P<a_Shopify_token>shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})
    | (?P<a_Telegram_token>\d{8,10}:AA[\w-]{30,})
    | (?P<a_Slack_webhook>https://hooks\.slack\.com/services/T\w+/B\w+/\w{20,})
    | (?P<a_private_key>-----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----)
    | (?P<a_URL_with_a_password>[a-z][a-z0-9+.-]*://[^/\s:@]+:(?P<password>[^/\s@]+)@(?P<host>[^/\s:?]+))
    | (?P<a_signed_token>eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,})
    """
_TELLING_NAME = (
    r".*(?:secret|token|passw(?:or)?d|passphrase|credentials?|(?:api|access|auth|private|encryption|signing|"
    r"secret|service|jwt)key|(?<![a-z])key)(?:_?(?:v?\d+|dev|prod|production|staging|live))?"
)
_PUBLIC_NAME = (
    r"public|publishable|anon|site_?key|client_?id|firebase|posthog|sentry|segment|algolia_search|maps|"
    r"example|dummy|fake"
)
_LOCAL_HOST = r"localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|db$|postgres$|mysql$|redis$"
_RANDOM_RUN = r"[A-Za-z0-9+/=]{16,}"
_TURN = r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])"
MIN_TURNS = 4
MIN_LETTERS = 8


def check_block(findings: Findings, block: Block) -> None:
    """The block's own variables, objects in them included. The message never shows the value."""
    for place, name, value in _list_texts(findings, block):
        kind = find_kind(name, value)
        if kind is not None:
            findings.add(
                SECRET_IN_VARS,
                place,
                f'The value of "{describe(place)}" looks like {kind}, and vars are plain text.',
                hint=f"`wrangler secret put {place[len(block.place) + 1]}` stores it encrypted; "
                "on your machine, put it in .dev.vars",
            )


def find_kind(name: str, value: str) -> str | None:
    """What kind of secret a value looks like, if any."""
    if len(value) < 16 or re.search(_PUBLIC_NAME, name, re.IGNORECASE) or looks_like_placeholder(value):
        return None
    known = re.match(_KNOWN, value, re.VERBOSE | re.ASCII)
    if known is not None:
        return None if _is_harmless(known) else (known.lastgroup or "a_secret").replace("_", " ")
    is_random = any(_looks_random(run) for run in re.findall(_RANDOM_RUN, value.replace("-", "")))
    return (
        "a secret"
        if is_random and re.fullmatch(_TELLING_NAME, name, re.IGNORECASE | re.DOTALL) and "://" not in value
        else None
    )


def _is_harmless(known: re.Match[str]) -> bool:
    """A database on one's own machine, or a key that is made up."""
    password, host = known["password"], known["host"]
    if host is not None:
        return looks_like_placeholder(password) or re.match(_LOCAL_HOST, host) is not None or "$" in password
    return len(set(known[0])) < MIN_LETTERS


def _looks_random(run: str) -> bool:
    return len(re.findall(_TURN, run)) >= MIN_TURNS and len(set(run)) >= MIN_LETTERS


def _list_texts(findings: Findings, block: Block) -> Iterator[tuple[Place, str, str]]:
    """Each text with its place and its nearest name."""
    place = block.locate("vars")
    node = findings.document.find(place)
    for found, text in () if node is None else node.walk(place):
        if isinstance(text.value, str) and len(found) > len(place):
            yield found, next(part for part in reversed(found) if isinstance(part, str)), text.value
