"""FF51x: `route` and `routes`: the addresses at which a Worker answers."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from fakeflare.worker.config.check.rules.running.scalars import report_empty
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.members import find_member
from fakeflare.worker.config.findings.types import WRONG_TYPE
from fakeflare.worker.config.syntax.nodes import Place

BAD_ROUTE = define(
    "FF510",
    "bad-route",
    "error",
    "A route is neither a text nor an object of the form that wrangler knows.",
    """wrangler refuses the file, without saying what it minds. A route is a pattern, or an object with
    `pattern` and one of `zone_name`, `zone_id` and `custom_domain`; `enabled` and `previews_enabled` go with
    a custom domain only, and no other member is allowed.""",
)
ROUTE_AND_ROUTES = define(
    "FF511",
    "route-and-routes",
    "error",
    "`route` and `routes` stand in the same block.",
    "wrangler refuses the file. Put the one route into the list.",
)
BAD_CUSTOM_DOMAIN = define(
    "FF512",
    "bad-custom-domain",
    "error",
    "The pattern of a custom domain has a wildcard or a path.",
    """wrangler refuses to deploy. A custom domain is a whole host name, and the Worker answers all of it:
    write "app.example.com". For a part of a host, or many hosts, take a route with a zone.""",
    is_for_deploy=True,
)
DUPLICATE_ROUTE = define(
    "FF513",
    "duplicate-route",
    "warning",
    "The same route stands twice in the list.",
    "wrangler says nothing and sends it twice. Delete one of the two.",
)
ROUTE_TO_ASSETS = define(
    "FF514",
    "assets-below-a-path",
    "warning",
    "A route that is not all of a host serves assets from a folder of the same path.",
    """wrangler warns at a deploy. The path of the request is the path of the file: with the route
    "example.com/docs/*" the assets are looked for in the folder `docs` of the assets. Put the files there, or
    set `assets.base_path`, or let the Worker answer first with `assets.run_worker_first`.""",
    is_for_deploy=True,
)

_SHAPE = "{ pattern, custom_domain, zone_id | zone_name, enabled, previews_enabled }"
_TYPES: Mapping[str, type] = {
    "zone_id": str,
    "zone_name": str,
    "custom_domain": bool,
    "enabled": bool,
    "previews_enabled": bool,
}
_SCHEME = re.compile(r"https?://")


def check_block(findings: Findings, block: Block) -> None:
    """`route` and `routes` of the top level or of an environment."""
    route, routes = block.get_own("route"), block.get_own("routes")
    if route == "":
        report_empty(findings, block, "route")
        route = MISSING
    if route is not MISSING and not is_route(route):
        _report_route(findings, block.locate("route"), route)
    if routes is not MISSING:
        _check_routes(findings, block, routes)
        if route is not MISSING:
            findings.add(
                ROUTE_AND_ROUTES,
                block.locate("routes"),
                'Expected exactly one of the following fields ["routes","route"].',
                on="key",
                others=[Other(block.locate("route"), '"route" is here', "key")],
            )
    sound = [(place, item) for place, item in list_routes(block) if is_route(item)]
    for place, item in sound:
        _check_custom_domain(findings, place, item)
    _check_duplicates(findings, sound)
    _check_mounted(findings, block, sound)


def list_routes(block: Block) -> Iterator[tuple[Place, object]]:
    """The block's own routes, with their places; `routes` count before `route`."""
    if isinstance(block.get_own("routes"), list):
        yield from block.list_entries("routes")
    elif block.get_own("route") not in (MISSING, ""):
        yield block.locate("route"), block.get_own("route")


def get_pattern(route: object) -> str:
    """The pattern of a route that is one."""
    return str(find_member(route, "pattern")) if is_object(route) else str(route)


def is_custom_domain(route: object) -> bool:
    return find_member(route, "custom_domain") is True


def is_route(value: object) -> bool:
    return _explain(value) is None


def _check_routes(findings: Findings, block: Block, routes: object) -> None:
    """workers-utils: src/config/validation.ts `isRouteArray`, which puts all that it refuses into one
    sentence; here each has its own."""
    if not isinstance(routes, list):
        message = f'Expected "routes" to be an array but got {show(routes)}.'
        hint = "Put it in brackets, or call the field `route`." if is_route(routes) else None
        findings.add(WRONG_TYPE, block.locate("routes"), message, hint=hint)
        return
    for index, item in enumerate(routes):
        if not is_route(item):
            _report_item(findings, block.locate("routes", index), item)


def _report_route(findings: Findings, place: Place, route: object) -> None:
    """workers-utils: src/config/validation.ts `isRoute`."""
    key, hint = _explain(route) or (None, "")
    findings.add(
        BAD_ROUTE,
        place if key is None else (*place, key),
        f'Expected "route" to be either a string, or an object with shape {_SHAPE}, but got {show(route)}.',
        on="value" if key is None else "key",
        hint=hint,
    )


def _report_item(findings: Findings, place: Place, route: object) -> None:
    key, hint = _explain(route) or (None, "")
    findings.add(
        BAD_ROUTE,
        place if key is None else (*place, key),
        f'Expected "routes" to be an array of either strings or objects with the shape {_SHAPE}, '
        f"but these weren't valid: {show([route], 2)}.",
        on="value" if key is None else "key",
        hint=hint,
    )


def _explain(route: object) -> tuple[str | None, str] | None:
    """What is wrong with a route: the member, if it is one, and a sentence."""
    if isinstance(route, str):
        return None if route else (None, "The pattern is empty.")
    if not is_object(route):
        return None, 'Write a pattern, such as "example.com/*", or an object with a "pattern".'
    if "pattern" not in route:
        return None, 'Add a "pattern".'
    return _explain_members(route) or _explain_choice(route)


def _explain_members(route: Mapping[str, object]) -> tuple[str | None, str] | None:
    for name, value in route.items():
        kind = str if name == "pattern" else _TYPES.get(name)
        if kind is None:
            known = ", ".join(f'"{known}"' for known in ("pattern", *_TYPES))
            return name, f'A route has no "{name}"; it may have {known}.'
        if not isinstance(value, kind):
            return name, f'"{name}" must be {"a string" if kind is str else "true or false"}.'
    return None


def _explain_choice(route: Mapping[str, object]) -> tuple[str | None, str] | None:
    if "zone_id" in route and "zone_name" in route:
        return "zone_id", 'Give "zone_name" or "zone_id", not both.'
    if "custom_domain" in route:
        return None
    for name in ("enabled", "previews_enabled"):
        if name in route:
            return name, f'"{name}" needs "custom_domain".'
    if "zone_id" in route or "zone_name" in route:
        return None
    return None, 'Add "zone_name" (or "zone_id"), or "custom_domain": true.'


def _check_custom_domain(findings: Findings, place: Place, route: object) -> None:
    """deploy-helpers: src/deploy/helpers/validate-routes.ts."""
    if not is_custom_domain(route):
        return
    pattern = get_pattern(route)
    faults = ["Wildcard operators (*) are not allowed in Custom Domains"] if "*" in pattern else []
    faults += ["Paths are not allowed in Custom Domains"] if "/" in pattern else []
    if faults:
        sentences = "\n".join(faults)
        host = _SCHEME.sub("", pattern).partition("/")[0]
        is_plain = host and "*" not in host
        findings.add(
            BAD_CUSTOM_DOMAIN,
            (*place, "pattern"),
            f"Invalid Routes:\n{pattern}:\n{sentences}",
            hint=f'Write "{host}".' if is_plain else 'For many hosts take "zone_name" instead.',
        )


def _check_duplicates(findings: Findings, routes: list[tuple[Place, object]]) -> None:
    firsts: dict[tuple[str, bool], Place] = {}
    for place, route in routes:
        first = firsts.setdefault((get_pattern(route), is_custom_domain(route)), place)
        if first != place:
            message = f'The route "{get_pattern(route)}" stands twice in "{place[-2]}".'
            findings.add(DUPLICATE_ROUTE, place, message, others=[Other(first, "the first one")])


def _check_mounted(findings: Findings, block: Block, routes: list[tuple[Place, object]]) -> None:
    """deploy-helpers: src/deploy/helpers/validate-routes.ts; a sentence for each route."""
    assets = block.get("assets")
    directory = find_member(assets, "directory")
    if not isinstance(directory, str) or find_member(assets, "run_worker_first") is True:
        return
    for place, route in routes:
        _host, _slash, path = get_pattern(route).partition("/")
        if is_custom_domain(route) or (_slash and path == "*"):
            continue
        findings.add(
            ROUTE_TO_ASSETS,
            place,
            "Warning: The following routes will attempt to serve Assets on a configured path:\n"
            f"  • {get_pattern(route)} (Will match assets: {_join(directory, get_pattern(route))})"
            + _describe_rest(block),
        )


def _join(directory: str, pattern: str) -> str:
    """`path.join` of the assets' folder and a route's path."""
    bare = _SCHEME.sub("", pattern)
    rest = bare[max(bare.find("/"), 0) :]
    base = posixpath.normpath(directory)
    joined = posixpath.normpath(rest if base == "." else f"{base}/{rest}")
    return f"{joined}/" if rest.endswith("/") and not joined.endswith("/") else joined


def _describe_rest(block: Block) -> str:
    if block.get("main") in (MISSING, None):
        return ""
    return "\n\nRequests not matching an asset will be forwarded to the Worker's code."
