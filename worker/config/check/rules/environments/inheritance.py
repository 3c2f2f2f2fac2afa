"""FF610 to FF613: what an environment does not get from the top level."""

from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.kinds import FIELDS, find_kind, get_kind
from fakeflare.worker.config.syntax.nodes import Place

NOT_INHERITED = define(
    "FF610",
    "not-inherited",
    "warning",
    "An environment lacks a field that the top level has and that is not inherited.",
    """Bindings and variables are not inherited: in the environment they do not exist. wrangler warns only
    when the environment is chosen. Copy the field into the environment, with the environment's own ids.""",
)
BINDING_NOT_INHERITED = define(
    "FF611",
    "binding-not-inherited",
    "warning",
    "An environment lacks a binding that the top level has.",
    """Bindings are not inherited: an environment that has the field has its own entries only. Code that
    uses the binding fails there. Add it to the environment.""",
)
VARIABLE_NOT_INHERITED = define(
    "FF612",
    "variable-not-inherited",
    "warning",
    "An environment lacks entries of `vars` or `define` that the top level has.",
    """`vars` and `define` are not inherited, and not merged: an environment that has the field has its own
    entries only. Add them to the environment.""",
)
DEFINE_WITHOUT_TOP = define(
    "FF613",
    "define-without-top-level",
    "warning",
    "An environment has an entry of `define` that the top level does not have.",
    "wrangler expects every name to be defined at the top level too. Add it there, or remove it here.",
)
# workers-utils: src/config/validation.ts `normalizeAndValidateEnvironment`, each `notInheritable`;
# the kinds of bindings say so themselves
_NOT_INHERITED = (
    "secrets",
    "define",
    "cloudchamber",
    "containers",
    "connect",
    "tail_consumers",
    "streaming_tail_consumers",
)
_HERE = "the top level has it"


def check_block(findings: Findings, block: Block) -> None:
    """An environment beside the top level."""
    if block.top is None:
        return
    kinds = [get_kind(field) for field in FIELDS if field in block.values or field in block.top.values]
    for field in (*_NOT_INHERITED, *(kind.field for kind in kinds if kind.reach == "own")):
        if field not in block.values and field in block.top.values:
            _add_missing(findings, block, block.top, field)
    for kind in kinds:
        if kind.field in block.values and kind.shape == "list":
            _check_kind(findings, block, block.top, kind)
    for field in ("vars", "define"):
        _check_variables(findings, block, block.top, field)


def _check_kind(findings: Findings, block: Block, top: Block, kind: Kind) -> None:
    if len(kind.path) == 1:
        _check_entries(findings, block, top, kind)
    elif kind.path[-1] == "bindings":
        # `logfwdr` is inherited as a whole
        _check_list(findings, block, top, kind.field)


def _add_missing(findings: Findings, block: Block, top: Block, field: str) -> None:
    # workers-utils: src/config/validation-helpers.ts `notInheritable`
    environment = f"env.{block.environment}"
    findings.add(
        NOT_INHERITED,
        block.place,
        f'"{field}" exists at the top level, but not on "{environment}".\n'
        f'This is not what you probably want, since "{field}" is not inherited by environments.\n'
        f'Please add "{field}" to "{environment}".',
        on="key",
        others=(Other(top.locate(field), _HERE, "key"),),
        hint=_describe_loss(block, field, top.get_own(field)),
    )


def _describe_loss(block: Block, field: str, value: object) -> str | None:
    """What the code does not find in the environment."""
    kind = find_kind(field)
    names = [] if kind is None else _list_lost(kind, value)
    texts = [name for name in names if isinstance(name, str) and name]
    shown = ", ".join(texts[:10]) + (", …" if len(texts) > 10 else "")
    return f'In "{block.environment}" there is no {shown}.' if texts else None


def _list_lost(kind: Kind, value: object) -> list[object]:
    if kind.path[1:] == ("bindings",):
        return list(_list_names(value, False) or ())
    if kind.shape == "list" and len(kind.path) == 1 and isinstance(value, list):
        return [entry.get(kind.name) for entry in value if is_object(entry)]
    return list(value) if kind.shape == "map" and is_object(value) else []


def _check_entries(findings: Findings, block: Block, top: Block, kind: Kind) -> None:
    # workers-utils: src/config/validation.ts `validateBindingArray`
    field, key = kind.field, kind.name
    own, above = block.get_own(field), top.get_own(field)
    if not isinstance(own, list) or not isinstance(above, list):
        return
    present = {entry[key] for entry in own if is_object(entry) and isinstance(entry.get(key), str)}
    for index, entry in enumerate(above):
        name = entry.get(key) if is_object(entry) else None
        if not isinstance(name, str) or name in present:
            continue
        present.add(name)
        findings.add(
            BINDING_NOT_INHERITED,
            block.locate(field),
            f'There is a {field} binding with name "{name}" at the top level, but not on '
            f'"env.{block.environment}".\n'
            f'This is not what you probably want, since "{field}" configuration is not inherited by '
            "environments.\n"
            f'Please add a binding for "{name}" to "env.{block.environment}.{field}.bindings".',
            on="key",
            others=(Other(top.locate(field, index), _HERE),),
            hint=f'It belongs in the array "{block.describe(field)}" itself: there is no ".bindings".',
        )


def _check_list(findings: Findings, block: Block, top: Block, field: str) -> None:
    # workers-utils: src/config/validation.ts `validateBindingsProperty`
    own, above = block.get_own(field), _list_names(top.get_own(field), False)
    if not is_object(own) or (field == "unsafe" and own.get("bindings", MISSING) is MISSING):
        return
    present = _list_names(own, field == "durable_objects")
    if present is None or above is None:
        return
    known = set(present)
    missing = [name for name in above if name not in known]
    if not missing:
        return
    findings.add(
        BINDING_NOT_INHERITED,
        block.locate(field),
        f'The following bindings are at the top level, but not on "env.{block.environment}".\n'
        f'This is not what you probably want, since "{field}" configuration is not inherited by '
        "environments.\n"
        f'Please add a binding for each to "{block.describe(field)}.bindings":\n' + _list_lines(missing),
        on="key",
        others=(Other(top.locate(field, "bindings"), "the top level has them", "key"),),
    )


def _list_names(value: object, is_optional: bool) -> list[str] | None:
    """The names in `bindings`; None where they are not a list of named entries."""
    bindings = value.get("bindings", [] if is_optional else MISSING) if is_object(value) else MISSING
    if not isinstance(bindings, list):
        return None
    names = [entry.get("name") if is_object(entry) else None for entry in bindings]
    texts = [name for name in names if isinstance(name, str)]
    return texts if len(texts) == len(names) else None


def _list_lines(names: list[str]) -> str:
    return "\n".join(f"- {name}" for name in names)


def _check_variables(findings: Findings, block: Block, top: Block, field: str) -> None:
    # workers-utils: src/config/validation.ts `validateVars`, `validateDefines`
    own, above = block.get_own(field), top.get_own(field)
    if not is_object(own) or not is_object(above) or not above:
        return
    place = block.locate(field)
    missing = [name for name in above if name not in own]
    if missing:
        what, again = ("vars", "these vars") if field == "vars" else ("define entries", "these entries")
        findings.add(
            VARIABLE_NOT_INHERITED,
            place,
            f'The following {what} exist at the top level, but not on "{describe(place)}".\n'
            f'This is probably not what you want, since "{field}" configuration is not inherited by '
            "environments.\n"
            f'Please add {again} to "{describe(place)}":\n' + _list_lines(missing),
            on="key",
            others=(Other(top.locate(field), "the top level has them", "key"),),
        )
    for name in own if field == "define" else ():
        if name not in above:
            _report_define(findings, block, (*place, name))


def _report_define(findings: Findings, block: Block, place: Place) -> None:
    findings.add(
        DEFINE_WITHOUT_TOP,
        place,
        f'"{place[-1]}" exists on "env.{block.environment}", but not on the top level.\n'
        'This is not what you probably want, since "define" configuration within environments can only '
        "override "
        'existing top level "define" configuration\n'
        f'Please remove "{describe(place)}", or add "define.{place[-1]}".',
        on="key",
        others=(Other(("define",), "it belongs here as well", "key"),),
    )
