"""A Worker's configuration as the rest of the house sees it. Knows no network and starts nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fakeflare.worker.config.bindings.binding import Binding
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.check.sources import look_around
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.environments import list_environments, select_block
from fakeflare.worker.config.document.fields import get_object, get_text, get_texts, list_texts, pick_text
from fakeflare.worker.config.document.reading import read_file
from fakeflare.worker.config.document.redirects import find_deploy_file, find_problem
from fakeflare.worker.config.document.search import SEARCHED_NAMES, find_document
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.kinds import list_bindings
from fakeflare.worker.config.kinds.assets import Assets, get_assets
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.config.model.applicable_fields import list_stopping
from fakeflare.worker.config.model.errors import ConfigError, refuse_findings
from fakeflare.worker.config.model.modules import Rule, get_module_root, list_rules
from fakeflare.worker.config.model.warnings import NOT_EMULATED, list_warnings


@dataclass(frozen=True)
class Config:
    """What a wrangler configuration says of one Worker in one environment."""

    path: Path
    folder: Path
    """Where the user's own configuration lies: secrets files and local data belong there. It differs from
    `path.parent` only where a build tool has redirected to a configuration of its own."""
    environment: str | None
    name: str
    main: Path
    module_root: Path
    compatibility_date: str | None
    compatibility_flags: tuple[str, ...]
    vars: Mapping[str, object]
    required_secrets: tuple[str, ...] | None = None
    """`secrets.required`; None where the configuration has no `secrets`, so that nothing is filtered."""
    bindings: tuple[Binding, ...] = ()
    """What `env` holds besides variables, in the order of wrangler's list of kinds."""
    assets: Assets | None = None
    crons: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    dev_ip: str | None = None
    dev_port: int | None = None
    warnings: tuple[str, ...] = ()
    """What the configuration asks for and fakeflare passes over, one line each."""
    findings: tuple[Diagnostic, ...] = ()
    """What the check of the file found, in all environments, and a local run does not stop for."""

    def list_members(self) -> tuple[Binding, ...]:
        """Return all that `env` holds: the variables, then the bindings."""
        return (*(Variable(name, value=value) for name, value in self.vars.items()), *self.bindings)


def load_config(path: Path | None, environment: str | None, start: Path) -> Config:
    """Read `path`, or the file that wrangler would find from `start`, in the given environment.

    Raises ConfigError where there is none, or where the check finds errors in what a local run reads.
    """
    found = find_document(start) if path is None else path
    redirected = _find_redirect(start, found) if path is None else None
    if found is None and redirected is None:
        raise ConfigError(
            None, f"no {', '.join(SEARCHED_NAMES)} in {start} or in a folder above it: give one with --config"
        )
    # absolute, but not resolved: a link's folder is the project's
    used = Path(os.path.abspath(redirected or found or ""))
    folder = used.parent if found is None else Path(os.path.abspath(found)).parent
    document = read_file(used)
    asked = [*list_environments(document), environment or ""]
    findings = check_document(document, look_around(used, asked))
    # of a redirected configuration, the build has chosen the environment already
    block = select_block(document, None if redirected else environment)
    stopping = list_stopping(findings, block)
    if stopping:
        raise refuse_findings(used, stopping)
    config = _read_block(used, folder, block)
    return replace(config, environment=environment or None, findings=tuple(findings))


def _find_redirect(start: Path, user: Path | None) -> Path | None:
    """The configuration that a build tool has put in the place of the one that was found by search."""
    deploy = find_deploy_file(start)
    problem = None if deploy is None else find_problem(deploy, user, Path.cwd())
    if problem is not None:
        raise ConfigError(None, problem.message)
    return None if deploy is None else deploy.target


def _read_block(path: Path, folder: Path, block: Block) -> Config:
    main = _find_main(path, block)
    bindings = tuple(list_bindings(block))
    others = tuple(binding for binding in bindings if not isinstance(binding, Variable))
    ip, port = _get_dev_address(block)
    return Config(
        path=path,
        folder=folder,
        environment=block.environment,
        name=_get_name(block) or path.parent.name,
        main=main,
        module_root=get_module_root(block, main, path.parent),
        compatibility_date=get_text(block, "compatibility_date"),
        compatibility_flags=get_texts(block, "compatibility_flags"),
        vars={binding.name: binding.value for binding in bindings if isinstance(binding, Variable)},
        required_secrets=_get_required_secrets(block),
        bindings=others,
        assets=get_assets(block, path.parent),
        crons=_list_crons(block),
        rules=list_rules(block),
        dev_ip=ip,
        dev_port=port,
        warnings=list_warnings(block, others),
    )


def _find_main(path: Path, block: Block) -> Path:
    main = get_text(block, "main")
    if main:
        return path.parent / main
    if is_object(block.get("assets")):
        raise ConfigError(path, f'a Worker of assets alone, without "main", is {NOT_EMULATED}')
    raise ConfigError(path, 'the field "main" is missing: it names the Worker\'s Python file')


def _get_name(block: Block) -> str | None:
    """The environment's own name, else `<top>-<environment>`, which wrangler does not check."""
    own = block.get_own("name")
    name = get_text(block, "name")
    if name is None or block.environment is None or (block.top is not None and isinstance(own, str)):
        return name
    return f"{name}-{block.environment}"


def _get_required_secrets(block: Block) -> tuple[str, ...] | None:
    secrets = get_object(block, "secrets")
    return None if secrets is None else list_texts(secrets.get("required"))


def _list_crons(block: Block) -> tuple[str, ...]:
    triggers = block.get("triggers")
    return list_texts(triggers.get("crons")) if is_object(triggers) else ()


def _get_dev_address(block: Block) -> tuple[str | None, int | None]:
    """`dev.ip` and `dev.port`, which the top level alone has (workers-utils: src/config/validation.ts
    `normalizeAndValidateDev`)."""
    top = block if block.top is None else block.top
    dev = get_object(top, "dev") or {}
    port = dev.get("port", MISSING)
    return pick_text(dev, "ip"), port if isinstance(port, int) and not isinstance(port, bool) else None
