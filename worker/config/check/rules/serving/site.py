"""FF54x: `site`: Workers Sites, the forerunner of `assets`."""

import posixpath
from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, show, write
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_array_of, expect_field, expect_optional

ENTRY_POINT = define(
    "FF540",
    "site-entry-point-deprecated",
    "warning",
    "`site.entry-point` is a field of wrangler 1.",
    "wrangler still reads it and warns. Put the path of the file into the field `main` of the top level.",
)
NO_ENTRY_POINT = define(
    "FF541",
    "site-without-main",
    "warning",
    "There is a `site`, and neither `main` nor `site.entry-point`.",
    """wrangler warns and takes "workers-site/index.js". Write the field `main`.""",
)
TWO_ENTRY_POINTS = define(
    "FF542",
    "main-and-site-entry-point",
    "error",
    "`main` and `site.entry-point` both name the Worker's file.",
    "wrangler refuses the file. Delete `site.entry-point`.",
)
EMPTY_BUCKET = define(
    "FF543",
    "site-bucket-empty",
    "error",
    "`site.bucket` is an empty text.",
    "wrangler refuses to deploy. Write the folder whose files are uploaded.",
    is_for_deploy=True,
)


def check_block(findings: Findings, block: Block) -> None:
    """`site`, which only the top level has, beside the `main` of each block (workers-utils:
    src/config/validation.ts `normalizeAndValidateSite`)."""
    if block.top is None:
        if block.get_own("site") is not MISSING:
            _check_site(findings, block)
    elif block.get_own("main") and not block.top.get_own("main"):
        site = block.top.get_own("site")
        if is_object(site) and site.get("entry-point"):
            _report_two(findings, block)


def _check_site(findings: Findings, block: Block) -> None:
    site = block.get_own("site")
    if not isinstance(site, Mapping | list):
        # wrangler breaks down
        findings.add(WRONG_TYPE, ("site",), f'"site" should be an object but got {show(site)}.')
        return
    members: Mapping[str, object] = site if is_object(site) else {}
    bucket = members.get("bucket", MISSING)
    expect_field(findings, ("site", "bucket"), bucket, "string")
    if bucket == "":
        message = "A [site] definition requires a `bucket` field with a path to the site's assets directory."
        findings.add(EMPTY_BUCKET, ("site", "bucket"), message)
    for name in ("include", "exclude"):
        if name in members:
            expect_array_of(findings, ("site", name), members[name], "string", label=f"sites.{name}")
    _check_entry_point(findings, block, members)


def _check_entry_point(findings: Findings, block: Block, members: Mapping[str, object]) -> None:
    place = ("site", "entry-point")
    entry_point = members.get("entry-point", MISSING)
    if not expect_optional(findings, place, entry_point, "string"):
        return
    if entry_point is not MISSING:
        findings.add(
            ENTRY_POINT,
            place,
            'Deprecation: "site.entry-point":\n'
            "Delete the `site.entry-point` field, then add the top level `main` field to your "
            f'configuration file:\n```\nmain = "{_get_main(write(entry_point))}"\n```',
            on="key",
        )
    main = block.get_own("main")
    # an empty `main` is the folder itself to wrangler
    has_main = main == "" or bool(main)
    if not has_main and not entry_point:
        findings.add(
            NO_ENTRY_POINT,
            ("site",),
            "Because you've defined a [site] configuration, we're defaulting to \"workers-site\" for the "
            "deprecated `site.entry-point`field.\nAdd the top level `main` field to your configuration "
            'file:\n```\nmain = "workers-site/index.js"\n```',
            on="key",
        )
    elif has_main and entry_point:
        _report_two(findings, block)


def _get_main(entry_point: str) -> str:
    path = entry_point or "workers-site"
    if posixpath.splitext(path)[1]:
        return posixpath.normpath(path)
    return posixpath.normpath(posixpath.join(path, "index.js"))


def _report_two(findings: Findings, block: Block) -> None:
    entry_point = ("site", "entry-point")
    place = entry_point if block.top is None else block.locate("main")
    other = block.locate("main") if block.top is None else entry_point
    findings.add(
        TWO_ENTRY_POINTS,
        place,
        "Don't define both the `main` and `site.entry-point` fields in your configuration.\n"
        "They serve the same purpose: to point to the entry-point of your worker.\n"
        "Delete the deprecated `site.entry-point` field from your config.",
        on="key",
        others=[Other(other, "the other one", "key")],
    )
