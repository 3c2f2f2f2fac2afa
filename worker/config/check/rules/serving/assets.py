"""FF55x: `assets`: a folder of files that answer before, after or instead of the Worker."""

import re
from pathlib import Path, PurePosixPath

from fakeflare.worker.config.check.rules.serving.routes import get_pattern, is_custom_domain, is_route
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.diagnostics import Severity
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, name_type
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.disk import exists, is_folder
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.members import Members, check_members, find_member
from fakeflare.worker.config.findings.types import WRONG_TYPE

NO_DIRECTORY = define(
    "FF550",
    "assets-without-directory",
    "info",
    "`assets` has no `directory`.",
    """`wrangler deploy` refuses the file by itself; Cloudflare's plugin for Vite and other build tools fill
    the directory in, and then nothing is missing.""",
)
EMPTY_DIRECTORY = define(
    "FF551",
    "assets-directory-empty",
    "error",
    "`assets.directory` is an empty text.",
    """wrangler refuses to deploy and to run. Write the folder of the assets, relative to the configuration:
    "./public".""",
)
MISSING_DIRECTORY = define(
    "FF552",
    "assets-directory-missing",
    "error",
    "The folder of the assets is not there, or is a file.",
    """wrangler refuses to deploy and to run. It is only a warning where the folder seems to come from a
    build, or where the Worker's own file is missing as well.""",
)
WITH_SITE = define(
    "FF553",
    "assets-and-site",
    "error",
    "The Worker has both `assets` and `site`.",
    "wrangler refuses to deploy and to run. `assets` has taken the place of Workers Sites: delete `site`.",
)
WITHOUT_MAIN = define(
    "FF554",
    "assets-need-main",
    "error",
    "`assets` has a `binding` or `run_worker_first`, and there is no Worker that could use it.",
    """wrangler refuses to deploy and to run. Add `main`, or delete the member. It is only a warning where a
    build tool may add the Worker.""",
)
BAD_BASE_PATH = define(
    "FF555",
    "bad-assets-base-path",
    "error",
    "`assets.base_path` is not the path of a folder.",
    """Cloudflare and the local runtime refuse it. Write a path such as "/docs": no host, no question mark, no
    hash, no backslash, no percent sign.""",
)
UNREACHABLE = define(
    "FF556",
    "assets-base-path-unreachable",
    "warning",
    "No route leads to the assets.",
    """wrangler warns at a deploy: `workers_dev` is off and none of the routes matches `assets.base_path`. Add
    a route for the path.""",
)

_MEMBERS: Members = {
    "directory": "string",
    "binding": "string",
    "html_handling": ("auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none"),
    "not_found_handling": ("single-page-application", "404-page", "none"),
    "base_path": "string",
}
_BUILT = frozenset({"build", "dist", "node_modules", "out", "target", "_site"})
_TOOLS = ("astro", "next", "nuxt", "svelte", "vite", "react-router", "remix", "open-next")
_SUFFIXES = ("js", "mjs", "cjs", "ts", "mts")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_URL = re.compile(r"//|[a-zA-Z][a-zA-Z\d+.\-]*:")
_SCHEME = re.compile(r"https?://")


def check_block(findings: Findings, block: Block) -> None:
    """`assets` of the top level or of an environment (workers-utils: src/config/validation.ts
    `validateAssetsConfig`; wrangler: src/assets.ts)."""
    assets, place = block.get_own("assets"), block.locate("assets")
    if assets is None or name_type(assets) not in ("object", "undefined"):
        message = f'"assets" should be an object, but got value "assets" of type {name_type(assets)}'
        findings.add(WRONG_TYPE, place, message)
    _check_site(findings, block)
    if is_object(assets):
        check_members(findings, place, assets, "assets", _MEMBERS)
        _check_directory(findings, block)
        _check_main(findings, block)
        _check_base_path(findings, block)
    _check_reachable(findings, block)


def _check_site(findings: Findings, block: Block) -> None:
    """wrangler: src/assets.ts `validateAssetsArgsAndConfig`."""
    top = block.top or block
    if is_true(block.get_own("assets")) and is_true(top.get_own("site")):
        if block is not top and is_true(top.get_own("assets")):
            return
        findings.add(
            WITH_SITE,
            block.locate("assets"),
            "Cannot use assets and Workers Sites in the same Worker.\n"
            "Please remove either the `site` or `assets` field from your configuration file.",
            on="key",
            others=[Other(("site",), '"site" is here', "key")],
        )


def _check_directory(findings: Findings, block: Block) -> None:
    """wrangler: src/assets.ts `validateAssetsOptions`."""
    directory = find_member(block.get_own("assets"), "directory")
    place = block.locate("assets", "directory")
    folder = findings.project_files.folder
    if directory is MISSING:
        if folder is None or not _has_tool(folder):
            findings.add(
                NO_DIRECTORY,
                block.locate("assets"),
                "The `assets` property in your configuration is missing the required `directory` property.",
                on="key",
                hint="Cloudflare's plugin for Vite does without.",
            )
    elif directory == "":
        findings.add(EMPTY_DIRECTORY, place, "`The assets directory cannot be an empty string.")
    elif isinstance(directory, str) and folder is not None and not is_folder(folder, directory):
        path = PurePosixPath(findings.document.path).parent / PurePosixPath(directory)
        source = 'specified by the "assets.directory" field in your configuration file'
        message = f"The directory {source} does not exist:\n{path}"
        if exists(folder, directory):
            message = f"The path {source} doesn't point to a directory:\n{path}"
        findings.add(MISSING_DIRECTORY, place, message, severity=_rate_missing(block, folder, directory))


def _rate_missing(block: Block, folder: Path, directory: str) -> Severity:
    """An error where the folder is the author's own and should be there."""
    main = block.get("main")
    is_whole = exists(folder, main) if isinstance(main, str) else exists(folder, "package.json")
    parts = PurePosixPath(directory).parts
    is_built = any(part in _BUILT or (part[0] == "." and part != "..") for part in parts)
    is_built = is_built or bool(find_member(block.get("build"), "command")) or _has_tool(folder)
    return "error" if is_whole and not is_built else "warning"


def _has_tool(folder: Path) -> bool:
    """Whether a tool builds this project, and completes its configuration, before wrangler sees it."""
    return any(exists(folder, f"{tool}.config.{suffix}") for tool in _TOOLS for suffix in _SUFFIXES)


def _check_main(findings: Findings, block: Block) -> None:
    """wrangler: src/assets.ts `validateAssetsArgsAndConfig`, `resolveAssetOptions`."""
    if block.get("main") not in (MISSING, None):
        return
    assets, folder = block.get_own("assets"), findings.project_files.folder
    is_alone = folder is not None and exists(folder, "package.json") and not _has_tool(folder)
    severity: Severity = "error" if is_alone else "warning"
    if find_member(assets, "binding"):
        findings.add(
            WITHOUT_MAIN,
            block.locate("assets", "binding"),
            "Cannot use assets with a binding in an assets-only Worker.\n"
            "Please remove the asset binding from your configuration file, or provide a Worker script in "
            "your configuration file (`main`).",
            severity=severity,
        )
    first = find_member(assets, "run_worker_first")
    if first is True or isinstance(first, list):
        findings.add(
            WITHOUT_MAIN,
            block.locate("assets", "run_worker_first"),
            "Cannot set run_worker_first without a Worker script.\n"
            "Please remove run_worker_first from your configuration file, or provide a Worker script in "
            "your configuration file (`main`).",
            severity=severity,
        )


def _check_base_path(findings: Findings, block: Block) -> None:
    path = find_member(block.get_own("assets"), "base_path")
    problem = _find_problem(path) if isinstance(path, str) else None
    if problem is not None:
        place = block.locate("assets", "base_path")
        findings.add(BAD_BASE_PATH, place, f"Invalid assets base_path: {problem}")


def _find_problem(path: str) -> str | None:
    """workers-shared: utils/base-path.ts."""
    problems = {
        "The value must not be empty.": not path,
        "The value must be a pathname, not a URL.": _URL.match(path) is not None,
        "The value must not contain backslashes.": "\\" in path,
        "The value must not contain control characters.": _CONTROL.search(path) is not None,
        "The value must not contain query strings or fragments.": "?" in path or "#" in path,
        "The value must not contain percent-encoded sequences.": "%" in path,
    }
    return next((sentence for sentence, is_wrong in problems.items() if is_wrong), None)


def _normalize(path: str) -> str:
    """A path with a slash at both ends (workers-shared: utils/base-path.ts)."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return f"/{'/'.join(segments)}/" if segments else "/"


def _check_reachable(findings: Findings, block: Block) -> None:
    """deploy-helpers: src/deploy/helpers/validate-routes.ts."""
    path = find_member(block.get("assets"), "base_path")
    routes, workers_dev = _list_routes(block), block.get("workers_dev")
    is_published = workers_dev if isinstance(workers_dev, bool) else not routes
    if not isinstance(path, str) or _find_problem(path) or is_published:
        return
    folder = _normalize(path)
    if folder != "/" and not any(_matches(route, folder) for route in routes if is_route(route)):
        findings.add(
            UNREACHABLE,
            (*block.find("assets"), "base_path"),
            f'The configured assets base path "{folder}" is not reachable through any configured route. '
            f'Add a route that matches "{folder}" or enable `workers_dev`.',
        )


def _list_routes(block: Block) -> list[object]:
    """The routes in force; `routes` count before `route`."""
    routes, route = block.get("routes"), block.get("route")
    if isinstance(routes, list):
        return routes
    return [] if route in (MISSING, None, "") else [route]


def _matches(route: object, path: str) -> bool:
    if is_custom_domain(route):
        return find_member(route, "enabled") is not False
    _host, slash, pattern = _SCHEME.sub("", get_pattern(route), count=1).partition("/")
    parts = [re.escape(part) for part in f"/{pattern}".split("*")]
    return bool(slash) and re.fullmatch(".*".join(parts), path, re.DOTALL) is not None
