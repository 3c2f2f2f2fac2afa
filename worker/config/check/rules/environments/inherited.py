"""FF606 to FF609, FF614, FF615: what an environment shares with the top level, meant or not."""

from collections.abc import Mapping
from typing import TypeGuard

from fakeflare.worker.config.check.rules.environments.environments import list_asked
from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.values import MISSING, is_object, write
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.placeholders import looks_like_placeholder
from fakeflare.worker.config.syntax.nodes import Place

SHADOWED_ROUTE = define(
    "FF606",
    "shadowed-route",
    "error",
    "An environment's `route` is ignored, because the top level's `routes` is inherited and wins.",
    """`routes` and `route` are two fields, each inherited for itself, and a deploy takes `routes` where it
    has both. Deploying the environment publishes the top level's routes and not the one that is written.
    wrangler says nothing. Write `routes` in the environment as well.""",
    is_for_deploy=True,
)
INHERITED_DOMAINS = define(
    "FF607",
    "inherited-custom-domain",
    "warning",
    "An environment inherits the custom domains of the top level.",
    """Deploying the environment takes the domains away from the top level's Worker. Give the environment
    `routes` of its own; an empty array is enough.""",
)
INHERITED_ROUTES = define(
    "FF608",
    "inherited-routes",
    "warning",
    "An environment inherits the routes of the top level.",
    """`routes` and `route` are inherited, so that two Workers ask for the same addresses. wrangler says
    nothing. Give the environment `routes` of its own; an empty array is enough.""",
)
INHERITED_CRONS = define(
    "FF609",
    "inherited-crons",
    "info",
    "An environment inherits the cron triggers of the top level.",
    """`triggers` is inherited, `null` included, so that the same jobs run in both Workers. If that is not
    meant, write `"triggers": {"crons": []}` in the environment.""",
)
SHARED_NAMESPACE = define(
    "FF614",
    "shared-kv-namespace",
    "warning",
    "Two environments use the same KV namespace.",
    """What one of them writes, the other one reads: a test deployment changes production's data. wrangler
    does not compare them. Create a namespace for each environment; where sharing is meant, ignore this
    rule.""",
)
DIFFERENT_REGION = define(
    "FF615",
    "different-compliance-region",
    "info",
    "An environment has another compliance region than the top level.",
    """The region decides which Cloudflare API is called, and an account belongs to one. It cannot be right
    for both unless they are deployed to different accounts.""",
)


def check_block(findings: Findings, block: Block) -> None:
    """An environment beside the top level."""
    if block.top is not None:
        _check_routes(findings, block, block.top)
        _check_crons(findings, block, block.top)
        _check_region(findings, block, block.top)


def _is_absent(value: object) -> bool:
    return value is MISSING or value is None


def _check_routes(findings: Findings, block: Block, top: Block) -> None:
    routes, route = top.get_own("routes"), block.get_own("route")
    if not _is_absent(block.get_own("routes")):
        return
    others = (Other(top.locate("routes"), "these are inherited", "key"),)
    if isinstance(routes, list) and not _is_absent(route) and route != "":
        findings.add(
            SHADOWED_ROUTE,
            block.locate("route"),
            f'"{block.describe("route")}" is ignored: the "routes" of the top level is inherited and wins: '
            f'deploying "{block.environment}" publishes {_list_patterns(routes) or "no route"}.',
            others=others,
            hint=f'Write it as "{block.describe("routes")}", an array.',
        )
    if not isinstance(routes, list):
        _check_route(findings, block, top)
        return
    custom = [entry for entry in routes if _is_custom(entry)]
    if custom and block.get_own("routes") is MISSING:
        findings.add(
            INHERITED_DOMAINS, block.place, _describe_domains(block, custom), on="key", others=others
        )
    plain = [entry for entry in routes if not _is_custom(entry)]
    if plain and _is_absent(route):
        _report_inherited(findings, block, _list_patterns(plain), others)


def _check_route(findings: Findings, block: Block, top: Block) -> None:
    route = top.get_own("route")
    if _is_absent(block.get_own("route")) and isinstance(route, str | Mapping) and route:
        others = (Other(top.locate("route"), "it is inherited", "key"),)
        _report_inherited(findings, block, _list_patterns([route]), others)


def _report_inherited(findings: Findings, block: Block, patterns: str, others: tuple[Other, ...]) -> None:
    findings.add(
        INHERITED_ROUTES,
        block.place,
        f'"{describe(block.place)}" inherits the routes of the top level ({patterns}): its Worker asks for '
        "the same "
        "addresses.",
        on="key",
        others=others,
        hint=f'Add "routes" to "{describe(block.place)}"; an empty array is enough.',
    )


def _is_custom(entry: object) -> TypeGuard[Mapping[str, object]]:
    return is_object(entry) and entry.get("custom_domain") is True


def _list_patterns(routes: list[object]) -> str:
    """The patterns of some routes, the first of them if they are many."""
    patterns = [write(entry.get("pattern", "?") if is_object(entry) else entry) for entry in routes]
    return ", ".join(patterns[:5]) + (", …" if len(patterns) > 5 else "")


def _describe_domains(block: Block, custom: list[Mapping[str, object]]) -> str:
    # workers-utils: src/config/validation.ts `validateRoutes`
    environment = f"env.{block.environment}"
    domains = ", ".join(write(entry.get("pattern", MISSING)) for entry in custom)
    return (
        f'The "{environment}" environment inherits the top-level `routes` configuration, which includes '
        "the custom "
        f"domain(s): {domains}. Deploying this environment will reassign these custom domains away from the "
        f'top-level Worker. Add `"routes": []` to "{environment}" to prevent inheritance, or copy the route '
        "configuration from the top level to hide this warning."
    )


def _check_crons(findings: Findings, block: Block, top: Block) -> None:
    triggers = top.get_own("triggers")
    crons = triggers.get("crons") if is_object(triggers) else None
    if not isinstance(crons, list) or not crons or not _is_absent(block.get_own("triggers")):
        return
    findings.add(
        INHERITED_CRONS,
        block.place,
        f'"{describe(block.place)}" inherits the cron triggers of the top level: they run in both Workers.',
        on="key",
        others=(Other(top.locate("triggers", "crons"), "these are inherited", "key"),),
        hint='If that is not meant, give it a "triggers" with an empty array "crons".',
    )


def _check_region(findings: Findings, block: Block, top: Block) -> None:
    own, above = block.get_own("compliance_region"), top.get_own("compliance_region")
    if isinstance(own, str) and isinstance(above, str) and own != above:
        findings.add(
            DIFFERENT_REGION,
            block.locate("compliance_region"),
            f'"{describe(block.place)}" is deployed to the compliance region "{own}", the top level to '
            f'"{above}".',
            others=(Other(top.locate("compliance_region"), "the top level's"),),
        )


def check_document(findings: Findings) -> None:
    """The same KV id in two environments, the top level being one."""
    if not findings.document.parsed.is_sound:
        return
    first: dict[str, tuple[Place, Place]] = {}
    blocks: list[tuple[Place, Mapping[str, object]]] = [((), findings.document.values)]
    blocks += [(("env", name), value) for name, value in list_asked(findings) if is_object(value)]
    for block, values in blocks:
        entries = values.get("kv_namespaces")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            name = entry.get("id") if is_object(entry) else None
            if isinstance(name, str) and name and not looks_like_placeholder(name):
                place = (*block, "kv_namespaces", index)
                other = first.setdefault(name, (block, place))
                if other[0] != block:
                    _report_shared(findings, name, place, other[1])


def _report_shared(findings: Findings, name: str, place: Place, other: Place) -> None:
    findings.add(
        SHARED_NAMESPACE,
        (*place, "id"),
        f'"{describe(place)}" and "{describe(other)}" have the same "id" "{name}": one namespace for both.',
        others=(Other((*other, "id"), "the other one"),),
        hint="Create one for each with `wrangler kv namespace create`.",
    )
