"""FF201–FF209: what the Worker is called, where its code is, and whose account it belongs to."""

import re

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.placeholders import looks_like_placeholder
from fakeflare.worker.config.findings.types import expect_type

BAD_NAME = define(
    "FF201",
    "bad-name",
    "error",
    "The Worker's name has characters that wrangler refuses.",
    """wrangler takes lower-case letters, digits, dashes and underscores, no dash first. A text in angle
    brackets is a template's placeholder that was never filled in.""",
)
NO_HOST_NAME = define(
    "FF202",
    "name-is-no-host-name",
    "warning",
    "The Worker's name cannot be part of a host name, for an underscore, its length or its last character.",
    """wrangler and the API take such a name, but `<name>.<account>.workers.dev` is then no valid host name,
    and Cloudflare's manual rules underscores out. Use lower-case letters, digits and dashes, at most 63 of
    them. Be aware that another name is another Worker.""",
)
BAD_ACCOUNT_ID = define(
    "FF206",
    "bad-account-id",
    "warning",
    "The account id is not what Cloudflare gives: 32 hexadecimal digits.",
    """wrangler does not look at it; the API refuses the deploy. `wrangler whoami` shows the id. It may be
    left out: wrangler then takes CLOUDFLARE_ACCOUNT_ID, or the only account of the token.""",
)

# workers-utils: src/config/validation-helpers.ts `isValidName`
_NAME = re.compile(r"(?:[a-z0-9_][a-z0-9\-_]*)?\Z")
_ACCOUNT_ID = re.compile(r"[0-9a-fA-F]{32}\Z")
MAX_HOST_LABEL = 63


def check_block(findings: Findings, block: Block) -> None:
    """The fields that are there for every Worker, as the block itself gives them."""
    _check_name(findings, block)
    expect_type(findings, block.locate("main"), block.get_own("main"), "string", label="main")
    _check_account(findings, block)


def _check_name(findings: Findings, block: Block) -> None:
    name = block.get_own("name")
    if name is MISSING:
        return
    if isinstance(name, str) and _NAME.match(name):
        _check_host_name(findings, block, name)
        return
    findings.add(
        BAD_NAME,
        block.locate("name"),
        'Expected "name" to be of type string, alphanumeric and lowercase with dashes only '
        f"but got {show(name)}.",
        hint=_advise(name),
    )


def _advise(name: object) -> str | None:
    if not isinstance(name, str):
        return f'a name is a text: "{name}"' if type(name) is int and name >= 0 else None
    if looks_like_placeholder(name):
        return "this is a template's placeholder: put the Worker's name in its place"
    fitting = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")[:MAX_HOST_LABEL]
    return f'for example "{fitting}"' if fitting else None


def _check_host_name(findings: Findings, block: Block, name: str) -> None:
    if len(name) > MAX_HOST_LABEL:
        fault = f"{len(name)} characters long, and a part of a host name has at most {MAX_HOST_LABEL}"
    elif "_" in name:
        fault = "not fit for a host name, which has no underscores"
    elif name.endswith("-"):
        fault = "not fit for a host name, no part of which ends with a dash"
    else:
        return
    findings.add(
        NO_HOST_NAME,
        block.locate("name"),
        f'The name "{name}" is {fault}.',
        hint="the Worker's address would be <name>.<account>.workers.dev",
    )


def _check_account(findings: Findings, block: Block) -> None:
    account_id = block.get_own("account_id")
    if not isinstance(account_id, str) or not account_id or _ACCOUNT_ID.match(account_id):
        return
    is_placeholder = looks_like_placeholder(account_id)
    findings.add(
        BAD_ACCOUNT_ID,
        block.locate("account_id"),
        f'"account_id" should be 32 hexadecimal digits but got {show(account_id)}.',
        hint="this is a template's placeholder"
        if is_placeholder
        else "`wrangler whoami` shows the right one",
    )
