"""FF620 to FF625: configurations of Pages projects, those with `pages_build_output_dir`.

workers-utils: src/config/validation-pages.ts. Only `wrangler pages …` runs these checks. `wrangler deploy`
takes such a file for a Worker's, with a warning, so most of them are warnings here.
"""

from fakeflare.worker.config.check.rules.bindings.names import list_compared
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.document import On
from fakeflare.worker.config.document.values import MISSING, is_object
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.schema import load_schema
from fakeflare.worker.config.kinds import find_kind
from fakeflare.worker.config.syntax.nodes import Place

WITH_MAIN = define(
    "FF620",
    "pages-with-main",
    "warning",
    "A configuration has both `main` and `pages_build_output_dir`.",
    """The first makes it a Worker, the second a Pages project. `wrangler pages` refuses the file; `wrangler
    deploy` warns that it "will likely produce unwanted results". Delete the one that is not meant.""",
)
UNSUPPORTED = define(
    "FF621",
    "pages-unsupported-field",
    "warning",
    "A Pages project has a field that only Workers have.",
    """`wrangler pages` refuses the file as long as the field has another value than its default. Delete it,
    or move the project to Workers with static assets.""",
)
ENVIRONMENT_NAME = define(
    "FF622",
    "pages-environment-name",
    "warning",
    "A Pages project has an environment that is neither `preview` nor `production`.",
    """Pages has these two and no others: `wrangler pages` refuses the file. Rename the environment, or delete
    it.""",
)
NO_NAME = define(
    "FF623",
    "pages-name-missing",
    "warning",
    "A Pages project has no `name` at the top level.",
    "`wrangler pages` needs the project's name there and refuses the file without it.",
)
NO_SCRIPT = define(
    "FF624",
    "pages-durable-object-script",
    "warning",
    "A Pages project binds a Durable Object without saying which Worker has its class.",
    """Pages cannot define Durable Objects: `wrangler pages` refuses a binding without `script_name`. Define
    the class in a Worker and name that.""",
)

RESERVED = define(
    "FF625",
    "pages-reserved-name",
    "error",
    "A binding of a Pages project is called `ASSETS`.",
    """That is the name of the binding for the project's own files, which Pages adds. wrangler refuses the
    file, `wrangler deploy` included. Choose another name.""",
)

# besides some kinds of bindings, which say so
_SUPPORTED = frozenset(
    (
        "pages_build_output_dir",
        "name",
        "compatibility_date",
        "compatibility_flags",
        "send_metrics",
        "no_bundle",
        "limits",
        "placement",
        "dev",
        "upload_source_maps",
        # no fields of the Worker, or with a rule of their own
        "$schema",
        "env",
        "main",
    )
)

# workers-utils: src/config/config.ts `defaultWranglerConfig`, where it is not empty
_DEFAULTS = {
    "jsx_factory": "React.createElement",
    "jsx_fragment": "React.Fragment",
    "logfwdr": {"bindings": []},
    "observability": {"enabled": True},
    "python_modules": {"exclude": ["**/*.pyc"]},
    "triggers": {},
}
_EMPTY = ("cloudchamber", "define", "exports", "unsafe")
"""Fields that are an empty object by default; most others are an empty array, or nothing."""
_NO_ARRAYS = ("addresses", "containers", "routes", "streaming_tail_consumers", "tail_consumers")
"""Arrays that are nothing by default."""


def is_pages(block: Block) -> bool:
    """Whether a block belongs to a Pages project."""
    return (block.top or block).get_own("pages_build_output_dir") is not MISSING


def check_block(findings: Findings, block: Block) -> None:
    """The top level, or an environment, of a Pages project."""
    if not is_pages(block):
        return
    if block.top is None:
        _check_name(findings, block)
        _check_environments(findings, block)
    if block.get_own("main") not in (MISSING, None):
        _report_main(findings, block)
    _check_fields(findings, block)
    _check_objects(findings, block)
    for name, kind, place, on in list_compared(block):
        if name == "ASSETS":
            _report_reserved(findings, kind, place, on)


def _report_main(findings: Findings, block: Block) -> None:
    findings.add(
        WITH_MAIN,
        block.locate("main"),
        'Configuration file cannot contain both both "main" and "pages_build_output_dir" configuration '
        "keys.\n"
        'Please use "main" if you are deploying a Worker, or "pages_build_output_dir" if you are deploying a '
        "Pages project.",
        on="key",
        others=(Other(("pages_build_output_dir",), "the other one", "key"),),
    )


def _report_reserved(findings: Findings, kind: str, place: Place, on: On) -> None:
    # workers-utils: src/config/validation.ts `validateBindingsHaveUniqueNames`
    message = (
        "The name 'ASSETS' is reserved in Pages projects. Please use a different name for your "
        f"{kind} binding."
    )
    findings.add(RESERVED, place, message, on=on)


def _check_name(findings: Findings, block: Block) -> None:
    name = block.get_own("name")
    if name is MISSING or (isinstance(name, str) and not name.strip()):
        findings.add(
            NO_NAME,
            ("pages_build_output_dir",) if name is MISSING else ("name",),
            'Missing top-level field "name" in configuration file.\n'
            "Pages requires the name of your project to be configured at the top-level of your Wrangler "
            "configuration file. This is because, in Pages, environments target the same project.",
            on="key" if name is MISSING else "value",
        )


def _check_environments(findings: Findings, block: Block) -> None:
    environments = block.get_own("env")
    names = list(environments) if is_object(environments) else []
    wrong = [name for name in names if name not in ("preview", "production")]
    if wrong:
        listed = ",".join(f'"{name}"' for name in wrong)
        findings.add(
            ENVIRONMENT_NAME,
            ("env", wrong[0]),
            "Configuration file contains the following environment names that are not supported by Pages "
            f"projects:\n{listed}.\n"
            'The supported named-environments for Pages are "preview" and "production".',
            on="key",
            others=[Other(("env", name), "this one, too", "key") for name in wrong[1:]],
        )


def _check_fields(findings: Findings, block: Block) -> None:
    known = load_schema().root.names
    for field, value in block.values.items():
        if field in known and not _is_supported(field) and not _is_default(field, value):
            _report_unsupported(findings, block, field)
    queues = block.get_own("queues")
    if is_object(queues) and queues.get("consumers"):
        _report_unsupported(findings, block, "queues", "consumers")


def _is_supported(field: str) -> bool:
    kind = find_kind(field)
    return field in _SUPPORTED or (kind is not None and kind.is_for_pages)


def _is_default(field: str, value: object) -> bool:
    if value is None or value == _DEFAULTS.get(field):
        return True
    if field == "build" and is_object(value):
        folder = value.get("watch_dir", "./src")
        return folder == "./src" and "command" not in value and "cwd" not in value
    if field in _EMPTY:
        return value == {}
    return value == [] and field not in _NO_ARRAYS


def _report_unsupported(findings: Findings, block: Block, *parts: str) -> None:
    path = ".".join(parts)
    message = f'Configuration file for Pages projects does not support "{path}"'
    findings.add(UNSUPPORTED, block.locate(*parts), message, on="key")


def _check_objects(findings: Findings, block: Block) -> None:
    for place, entry in block.list_entries("durable_objects", "bindings"):
        if is_object(entry) and not isinstance(entry.get("script_name"), str):
            findings.add(
                NO_SCRIPT,
                place,
                'Durable Objects bindings should specify a "script_name".\n'
                "Pages requires Durable Object bindings to specify the name of the Worker where the "
                "Durable Object "
                "is defined.",
            )
