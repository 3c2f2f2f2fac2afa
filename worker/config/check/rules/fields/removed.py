"""FF101 to FF103: fields that were valid once, and what to write today."""

from typing import NamedTuple

from fakeflare.worker.config.check.rules.files.redirected import is_redirected
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Place

REMOVED_FIELD = define(
    "FF101",
    "removed-field",
    "warning",
    "A field that earlier versions of wrangler had, and that nothing reads any more.",
    """wrangler passes it over with a warning that does not say that it was valid once. The hint says since
    when, and what took its place. Delete it.""",
)
NODE_COMPAT = define(
    "FF102",
    "node-compat-removed",
    "error",
    "`node_compat` is no longer supported.",
    """wrangler 4 refuses the file, whatever the value is. Delete the field; for Node.js APIs, add
    `nodejs_compat` to `compatibility_flags`.""",
)
LEGACY_ENV = define(
    "FF103",
    "legacy-env-removed",
    "error",
    "`legacy_env` is no longer supported.",
    """wrangler refuses the file, whatever the value is. Each environment is a Worker of its own, as it was
    with `legacy_env = true`. Delete the field.""",
)

# workers-utils: src/config/validation.ts `normalizeAndValidateEnvironment`
_NODE_COMPAT_TEXT = (
    'Removed: "node_compat":\n'
    'The "node_compat" field is no longer supported as of Wrangler v4. Instead, use the `nodejs_compat` '
    "compatibility flag. This includes the functionality from legacy `node_compat` polyfills and natively "
    "implemented Node.js APIs. See https://developers.cloudflare.com/workers/runtime-apis/nodejs for more "
    "information."
)
# workers-utils: src/config/validation.ts `normalizeAndValidateConfig`
_LEGACY_ENV_TEXT = (
    'The "legacy_env" field is no longer supported, so please remove it from your configuration file.\n'
    "Service environments have been removed, and each environment is now deployed as its own Worker named "
    '"<name>-<environment>". This matches the behaviour of "legacy_env = true", which was the default, so '
    "removing the field will not change how your Worker is deployed.\n"
    "Refer to https://developers.cloudflare.com/workers/wrangler/environments/ for more information."
)


class Removal(NamedTuple):
    """What is known of a field that is gone."""

    hint: str
    is_idle: bool = False
    """Whether it can be deleted without a thought."""


_REMOVALS = {
    "type": Removal("Since Wrangler 2 (2022) every Worker is bundled in one way: delete it.", True),
    "usage_model": Removal(
        "It has had no effect since March 2024, when the Standard usage model became the only one: delete "
        "it.",
        True,
    ),
    "zone_id": Removal(
        "Wrangler 1 read it. Since Wrangler 2 the zone is part of the route: "
        '"routes": [{"pattern": "example.com/*", "zone_id": "…"}].'
    ),
    "webpack_config": Removal(
        'Wrangler 1 read it. Wrangler 2 and later bundle with esbuild; "build.command" runs a bundler of '
        "your own."
    ),
    "build.upload": Removal(
        'Wrangler 1 read it. "build.upload.main" is the field "main" today, "build.upload.rules" is "rules", '
        "and the format is found out."
    ),
    "websearch": Removal("An experimental binding of wrangler 4 that later versions do not have any more."),
    "experimental_services": Removal('Wrangler 2 read it. Use "services".'),
    "experimental_assets": Removal('Wrangler 3 read it. Use "assets".'),
    "legacy_assets": Removal('It went with Wrangler 4. Use "assets".'),
    "miniflare": Removal('It was for Miniflare 2. `wrangler dev` reads "dev".'),
    "legacy_env": Removal("It is gone: each environment is a Worker of its own. Delete it.", True),
}
"""By the field's path within its block, as wrangler writes it."""


def find_removal(path: str) -> Removal | None:
    """What is known of an unknown field, by its path within the top level or the environment."""
    return _REMOVALS.get(path)


def report_removed(findings: Findings, place: Place, message: str, removal: Removal) -> None:
    """One such field; `message` is wrangler's sentence about unexpected fields."""
    edits = _delete(findings, place) if removal.is_idle else ()
    findings.add(REMOVED_FIELD, place, message, on="key", hint=removal.hint, edits=edits)


def report_refused(findings: Findings, place: Place) -> bool:
    """Report a field that wrangler refuses as removed; whether it is one."""
    if place == ("legacy_env",):
        if not is_redirected(findings.project_files):
            edits = _delete(findings, place)
            findings.add(LEGACY_ENV, place, _LEGACY_ENV_TEXT, on="key", hint="Delete it.", edits=edits)
        return True
    if place[-1] != "node_compat" or len(place) not in (1, 3) or (len(place) == 3 and place[0] != "env"):
        return False
    hint = 'Delete it; where Node.js APIs are used, add "nodejs_compat" to "compatibility_flags".'
    findings.add(NODE_COMPAT, place, _NODE_COMPAT_TEXT, on="key", hint=hint)
    return True


def _delete(findings: Findings, place: Place) -> tuple[Edit, ...]:
    # start-up: only where there is something to repair
    from fakeflare.worker.config.document.edits import delete_member

    return delete_member(findings.document, place)
