"""FF200, FF203, FF210: what wrangler asks for only when a Worker is deployed.

`wrangler deploy` takes these from the command line too, and other tools (Vite, Vitest) need not have them.
They are errors where the rest of a deploy is there, and warnings where it is not, or where nobody may look.
"""

from collections.abc import Callable
from typing import NamedTuple

from fakeflare.worker.config.check.rules.worker.entry import can_deploy
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings

WHEN = """It is an error where the Worker's code or assets are on the disk, so that nothing else stops the
deploy; otherwise a warning. The top level may lack it when each environment has its own."""

MISSING_NAME = define(
    "FF200",
    "missing-worker-name",
    "error",
    "The Worker has no name.",
    f"""wrangler refuses to deploy it without `--name`. {WHEN}""",
    is_for_deploy=True,
)
MISSING_ENTRY = define(
    "FF203",
    "missing-entry-point",
    "warning",
    "There is neither `main` nor `assets`: nothing to deploy.",
    """`wrangler deploy` and `wrangler dev` refuse to begin unless the command line names the script or the
    assets. It is a warning, since Vite and Vitest can do without.""",
)
MISSING_DATE = define(
    "FF210",
    "missing-compatibility-date",
    "error",
    "The Worker has no compatibility date.",
    f"""wrangler refuses to deploy it without `--compatibility-date`; `wrangler dev` takes the newest date
    that it knows, so that the Worker may behave otherwise with each update of wrangler. {WHEN}""",
    is_for_deploy=True,
)

NEWEST_DATE = "2026-11-17"
"""The date that wrangler 4.164.0 offers (deploy-helpers: `DEFAULT_COMPAT_DATE`)."""


class Requirement(NamedTuple):
    rule: Rule
    field: str
    is_lacking: Callable[[Block], bool]
    write: Callable[[Findings], tuple[str, str | None]]
    """The message and the hint."""


def check_document(findings: Findings) -> None:
    """Each requirement is reported once for the file, or at the environments that alone lack it. Pages
    projects have other rules."""
    values = findings.document.values
    if not findings.document.parsed.is_sound or "pages_build_output_dir" in values:
        return
    top = Block(values)
    environments = values.get("env")
    asked = findings.project_files.environments
    blocks = [
        Block(own, name, top)
        for name, own in (environments.items() if is_object(environments) else ())
        if is_object(own) and (asked is None or name in asked)
    ]
    for requirement in _REQUIREMENTS:
        lacking = [block for block in blocks if requirement.is_lacking(block)]
        if requirement.is_lacking(top) and len(lacking) == len(blocks):
            lacking = [top]
        for block in lacking:
            _add(findings, requirement, block)


def _add(findings: Findings, requirement: Requirement, block: Block) -> None:
    message, hint = requirement.write(findings)
    is_error = requirement.rule.severity == "error" and can_deploy(findings, block)
    findings.add(
        requirement.rule,
        block.locate(requirement.field),
        message,
        hint=hint,
        severity="error" if is_error else "warning",
    )


def _lacks_name(block: Block) -> bool:
    return block.get("name") in (MISSING, "")


def _lacks_date(block: Block) -> bool:
    return block.get("compatibility_date") is MISSING


def _lacks_entry(block: Block) -> bool:
    has_site = "site" in (block if block.top is None else block.top).values
    return block.get("main") is MISSING and block.get("assets") in (MISSING, None) and not has_site


def _write_name(findings: Findings) -> tuple[str, str | None]:
    # deploy-helpers: src/deploy/helpers/validate-worker-props.ts `validateWorkerProps`
    snippet = 'name = "<name>"' if findings.document.syntax == "toml" else '{\n  "name": "<name>"\n}'
    return (
        "You need to provide the name of your worker. Either pass it as a cli arg with --name <name> or in "
        f"your config file as {snippet}",
        None,
    )


def _write_date(findings: Findings) -> tuple[str, str | None]:
    # the same function
    is_toml = findings.document.syntax == "toml"
    pair = f'compatibility_date = "{NEWEST_DATE}"' if is_toml else f'{{"compatibility_date":"{NEWEST_DATE}"}}'
    return (
        "A compatibility_date is required when uploading a Worker. Add the following to your "
        f"{_get_name(findings)} file:\n    ```\n    {pair}\n    ```\n"
        f"    Or you could pass it in your terminal as `--compatibility-date {NEWEST_DATE}`\n"
        "See https://developers.cloudflare.com/workers/platform/compatibility-dates for more information.",
        None,
    )


def _write_entry(findings: Findings) -> tuple[str, str | None]:
    # wrangler: src/deployment-bundle/entry.ts `getEntry`, whose text goes on with examples
    if findings.document.syntax == "toml":
        examples = 'main = "src/index.ts"', 'assets = { directory = "./dist" }'
    else:
        examples = '"main": "src/index.ts"', '"assets": { "directory": "./dist" }'
    return (
        "Missing entry-point to Worker script or to assets directory",
        f"with code, add {examples[0]}; for a directory of assets, add {examples[1]}",
    )


def _get_name(findings: Findings) -> str:
    name = findings.document.path.replace("\\", "/").rpartition("/")[2]
    if name != "-":
        return name
    return "wrangler.toml" if findings.document.syntax == "toml" else "wrangler.jsonc"


_REQUIREMENTS = (
    Requirement(MISSING_NAME, "name", _lacks_name, _write_name),
    Requirement(MISSING_ENTRY, "main", _lacks_entry, _write_entry),
    Requirement(MISSING_DATE, "compatibility_date", _lacks_date, _write_date),
)
