"""FF50x: the fields that are one plain value: a text, a truth value, one of some words."""

from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.disk import exists
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import (
    expect_array_of,
    expect_choice,
    expect_optional,
    expect_type,
)

EMPTY_FIELD = define(
    "FF500",
    "empty-field-ignored",
    "warning",
    "`account_id` or `route` is an empty text.",
    """wrangler passes over the field: the account is found as if the field were not there, and there is no
    route. Delete the field, or fill it in.""",
)
NO_SCHEMA = define(
    "FF501",
    "schema-file-missing",
    "info",
    "`$schema` names a file that is not there.",
    """wrangler never reads `$schema`; editors do, and without the file they complete and check nothing. It is
    usually a file of node_modules: install the packages, or write
    "https://unpkg.com/wrangler/config-schema.json".""",
)

# workers-utils: src/config/validation.ts `normalizeAndValidateEnvironment`
_INHERITED: Mapping[str, str] = {
    "account_id": "string",
    "base_dir": "string",
    "find_additional_modules": "boolean",
    "first_party_worker": "boolean",
    "jsx_factory": "string",
    "jsx_fragment": "string",
    "keep_names": "boolean",
    "logpush": "boolean",
    "minify": "boolean",
    "no_bundle": "boolean",
    "preserve_file_names": "boolean",
    "preview_urls": "boolean",
    "tsconfig": "string",
    "upload_source_maps": "boolean",
    "workers_dev": "boolean",
}

# workers-utils: src/config/validation.ts `normalizeAndValidateConfig`
_TOP: Mapping[str, str] = {
    "$schema": "string",
    "keep_vars": "boolean",
    "pages_build_output_dir": "string",
    "send_metrics": "boolean",
}

_REGIONS = ("public", "fedramp_high")


def check_block(findings: Findings, block: Block) -> None:
    """The plain fields of the top level or of an environment."""
    for field, kind in _INHERITED.items():
        expect_type(findings, block.locate(field), block.get_own(field), kind, label=field)
    expect_choice(
        findings,
        block.locate("compliance_region"),
        block.get_own("compliance_region"),
        _REGIONS,
        label="compliance_region",
    )
    if block.get_own("account_id") == "":
        report_empty(findings, block, "account_id")
    if block.top is None:
        _check_top(findings, block)


def report_empty(findings: Findings, block: Block, field: str) -> None:
    # start-up: only where there is something to repair
    from fakeflare.worker.config.document.edits import delete_member

    findings.add(
        EMPTY_FIELD,
        block.locate(field),
        f'The "{field}" field in your configuration is an empty string and will be ignored.\n'
        f'Please remove the "{field}" field from your configuration.',
        edits=delete_member(findings.document, block.locate(field)),
    )


def _check_top(findings: Findings, block: Block) -> None:
    for field, kind in _TOP.items():
        expect_optional(findings, (field,), block.get_own(field), kind)
    addresses = block.get_own("addresses")
    if addresses is not MISSING:
        expect_array_of(findings, ("addresses",), addresses, "string")
    _check_schema(findings, block.get_own("$schema"))


def _check_schema(findings: Findings, schema: object) -> None:
    folder = findings.project_files.folder
    if not isinstance(schema, str) or not schema or "://" in schema or folder is None:
        return
    if not exists(folder, schema.partition("#")[0]):
        findings.add(NO_SCHEMA, ("$schema",), f'"$schema" points to "{schema}", which does not exist.')
