"""Warnings about what an environment does not get from the top level."""

from collections.abc import Mapping

from worker.config.environments import Environment
from worker.config.kinds import KINDS

# workers-utils/src/config/environment.ts, EnvironmentNonInheritable
NOT_INHERITED = frozenset(
    field.partition(".")[0] for field, kind in KINDS.items() if not kind.is_inherited
) | {
    "cloudchamber",
    "connect",
    "containers",
    "define",
    "secrets",
    "streaming_tail_consumers",
    "tail_consumers",
}


def list_warnings(environment: Environment) -> tuple[str, ...]:
    """wrangler's warnings, in the order of the file (workers-utils: src/config/validation-helpers.ts
    `notInheritable`; src/config/validation.ts `validateBindingArray`, `validateVars`)."""
    if environment.block is None:
        return ()
    warnings: list[str] = []
    for field, value in environment.top.items():
        if field not in NOT_INHERITED:
            continue
        if field not in environment.block:
            warnings.append(_warn_field(environment, field))
        elif field == "vars":
            warnings += _warn_vars(environment, value)
        elif field in KINDS and KINDS[field].shape == "list":
            warnings += _warn_bindings(environment, field, value)
    return tuple(warnings)


def _warn_field(environment: Environment, field: str) -> str:
    return (
        f'"{field}" exists at the top level, but not on "env.{environment.name}". This is not what you '
        f'probably want, since "{field}" is not inherited by environments. '
        f'Please add "{field}" to "env.{environment.name}".'
    )


def _warn_vars(environment: Environment, value: object) -> list[str]:
    own = environment.read_own("vars")
    if not isinstance(value, Mapping) or not isinstance(own, Mapping):
        return []
    missing = [name for name in value if name not in own]
    where = environment.describe("vars")
    if not missing:
        return []
    return [
        f'The following vars exist at the top level, but not on "{where}". This is probably not what you '
        'want, since "vars" configuration is not inherited by environments. Please add these vars to '
        f'"{where}": {" ".join(f"- {name}" for name in missing)}'
    ]


def _warn_bindings(environment: Environment, field: str, value: object) -> list[str]:
    own = _list_names(environment.read_own(field))
    return [
        f'There is a {field} binding with name "{name}" at the top level, but not on '
        f'"env.{environment.name}". This is not what you probably want, since "{field}" configuration is '
        f'not inherited by environments. Please add a binding for "{name}" to '
        f'"{environment.describe(field)}.bindings".'
        for name in _list_names(value)
        if name not in own
    ]


def _list_names(value: object) -> list[str]:
    if not isinstance(value, list):
        return []
    names = [entry.get("binding") for entry in value if isinstance(entry, Mapping)]
    return [name for name in names if isinstance(name, str)]
