"""FF900 to FF905: `.wrangler/deploy/config.json`, a build tool's word that another file is the
configuration.

workers-utils: src/config/config-helpers.ts `findRedirectedWranglerConfig`. Paths in the sentences are
relative to the folder of the file that is checked, as wrangler prints them there.
"""

import os
from pathlib import Path

from fakeflare.worker.config.document.redirects import DeployFile, Kind, find_deploy_file, find_problem
from fakeflare.worker.config.document.search import SEARCHED_NAMES
from fakeflare.worker.config.document.values import is_object
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.project_files import ProjectFiles
from fakeflare.worker.config.syntax.nodes import Span

BAD_DEPLOY_FILE = define(
    "FF900",
    "bad-deploy-file",
    "error",
    "`.wrangler/deploy/config.json` cannot be used.",
    """A build tool writes that file to tell wrangler which configuration it generated. `wrangler deploy`
    and `wrangler dev` stop at one that is not JSON, or has no `configPath`. Run the build again, or delete
    the file.""",
    is_for_deploy=True,
)
NO_TARGET = define(
    "FF901",
    "missing-redirect-target",
    "error",
    "The configuration that `.wrangler/deploy/config.json` points to does not exist.",
    """`wrangler deploy` and `wrangler dev` would use that file instead of this one, and stop. Run the build
    that makes it, or delete `.wrangler/deploy/config.json`, a leftover of an earlier build.""",
    is_for_deploy=True,
)
APART = define(
    "FF902",
    "deploy-file-elsewhere",
    "error",
    "The nearest `.wrangler/deploy/config.json` belongs to a folder above this file's.",
    """wrangler does not know which of the two is meant, and stops. Delete the deploy file if an earlier
    build has left it there.""",
    is_for_deploy=True,
)
REDIRECTED = define(
    "FF903",
    "redirected",
    "info",
    "wrangler uses a generated configuration instead of this file.",
    """`.wrangler/deploy/config.json`, written by a build, points to another configuration; `wrangler
    deploy` and `wrangler dev` read that one. Changes here count after the next build.""",
)
REDIRECTED_ENVIRONMENTS = define(
    "FF904",
    "redirected-environments",
    "error",
    "A generated configuration has environments.",
    """A configuration that `.wrangler/deploy/config.json` points to is for one environment, chosen at build
    time; wrangler refuses one with `env`. It is the build tool that wrote it so.""",
)
OTHER_TARGET = define(
    "FF905",
    "redirected-for-another-environment",
    "error",
    "A generated configuration is for another environment than the one that is asked for.",
    """The environment is chosen when the application is built, and `--env` has to name the same one; wrangler
    stops otherwise. Build again with the environment that is meant.""",
)

_RULES: dict[Kind, Rule] = {"bad": BAD_DEPLOY_FILE, "no-target": NO_TARGET, "apart": APART}


def is_redirected(project_files: ProjectFiles) -> bool:
    """Whether the checked file is a generated one that a deploy file points to."""
    if project_files.path is None:
        return False
    path = _make_absolute(project_files.path)
    deploy = find_deploy_file(path.parent)
    return deploy is not None and deploy.target == path


def check_document(findings: Findings) -> None:
    """The deploy file, seen from the configuration that it replaces, or from the one it points to."""
    if findings.project_files.path is None:
        return
    path = _make_absolute(findings.project_files.path)
    deploy = find_deploy_file(path.parent)
    if deploy is None:
        return
    if deploy.target == path:
        _check_environments(findings)
        _check_target(findings)
    elif path.name in SEARCHED_NAMES:
        _check_deploy_file(findings, path, deploy)


def _make_absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _check_deploy_file(findings: Findings, path: Path, deploy: DeployFile) -> None:
    problem = find_problem(deploy, path, path.parent)
    if problem is not None:
        _add_to_file(findings, _RULES[problem.kind], problem.message)
    elif deploy.target is not None:
        used, said = (os.path.relpath(other, path.parent) for other in (deploy.target, deploy.path))
        message = f'wrangler uses "{used}" instead of this file: "{said}" says so.'
        _add_to_file(findings, REDIRECTED, message)


def _add_to_file(findings: Findings, rule: Rule, message: str) -> None:
    findings.add_at(rule, Span(0, min(1, len(findings.document.text))), message)


def _check_environments(findings: Findings) -> None:
    environments = findings.document.values.get("env")
    if not is_object(environments) or not environments:
        return
    names = "\n".join(f"\t- {name}" for name in environments)
    findings.add(
        REDIRECTED_ENVIRONMENTS,
        ("env",),
        "Redirected configurations cannot include environments but the following have been found:\n"
        f"{names}\n\n\n"
        "Such configurations are generated by tools, meaning that one of the tools\n"
        "your application is using is generating the incorrect configuration.\n"
        "Report this issue to the tool's author so that this can be fixed there.",
        on="key",
    )


def _check_target(findings: Findings) -> None:
    # workers-utils: src/config/validation.ts `normalizeAndValidateConfig`
    values = findings.document.values
    target = values.get("targetEnvironment")
    if not isinstance(target, str) or not target or "pages_build_output_dir" in values:
        return
    for name in findings.project_files.environments or ():
        if name != target:
            findings.add(
                OTHER_TARGET,
                ("targetEnvironment",),
                f'You have specified the environment "{name}" via the `--env/-e` CLI argument.\n'
                f'This does not match the target environment "{target}" that was used when building the '
                "application.\n"
                f'Perhaps you need to re-run the custom build of the project with "{name}" as the selected '
                "environment?",
            )
