"""FF58x: which files become the Worker, and how: `rules`, `build`, `alias`, the blobs, `no_bundle`."""

from collections.abc import Iterator, Mapping

from fakeflare.worker.config.document.blocks import Block, describe
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, name_type, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.members import check_members, find_member
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_array, expect_array_of, expect_optional
from fakeflare.worker.config.syntax.nodes import Place

BAD_RULE = define(
    "FF580",
    "bad-module-rule",
    "error",
    "An entry of `rules` has no type that wrangler knows, or a `fallthrough` that is not true or false.",
    """wrangler refuses the file, without saying which entry it means. The types are ESModule, CommonJS,
    CompiledWasm, Text and Data. wrangler 4.164 refuses PythonModule and PythonRequirement as well, which it
    documents and which fakeflare takes.""",
)
SHADOWED_RULE = define(
    "FF581",
    "module-rule-ignored",
    "warning",
    "A rule for modules makes wrangler ignore later ones of the same type.",
    """wrangler warns. A file that only an ignored rule matches is no module, and importing it fails; the
    rules that wrangler has by itself (text for .txt, .html and .sql, data for .bin, WebAssembly for .wasm)
    come last. Write "fallthrough": true to keep the later rules, or false to say that it is meant.""",
)
MINIFY = define(
    "FF582",
    "minify-without-bundling",
    "warning",
    "`minify` is on for code that wrangler does not bundle.",
    """wrangler warns and does not minify: `no_bundle` is on, as it is for every Python Worker. Delete one of
    the two.""",
)
BLOBS = define(
    "FF583",
    "blobs-in-a-python-worker",
    "error",
    "A Worker of modules has `wasm_modules`, `text_blobs` or `data_blobs`.",
    """wrangler refuses to deploy: the three fields are for Workers in the old service-worker form, and a
    Python Worker always consists of modules. Open the file from the Python code.""",
    is_for_deploy=True,
)

# workers-utils: src/config/environment.ts `ConfigModuleRuleType`, `DEFAULT_MODULE_RULES`
_TYPES = ("ESModule", "CommonJS", "CompiledWasm", "Text", "Data", "PythonModule", "PythonRequirement")
_DEFAULTS: tuple[Mapping[str, object], ...] = (
    {"type": "Text", "globs": ["**/*.txt", "**/*.html", "**/*.sql"]},
    {"type": "Data", "globs": ["**/*.bin"]},
    {"type": "CompiledWasm", "globs": ["**/*.wasm", "**/*.wasm?module"]},
)
_IMPORT = "Instead, import the file directly in your code, and optionally configure `[rules]` in your {} file"
_BLOBS = {
    "wasm_modules": "Instead, import the .wasm module directly in your code",
    "text_blobs": _IMPORT,
    "data_blobs": _IMPORT,
}


def check_block(findings: Findings, block: Block) -> None:
    """The fields about modules, of the top level or of an environment."""
    _check_rules(findings, block)
    _check_build(findings, block)
    _check_minify(findings, block)
    if block.top is None:
        _check_alias(findings, block.get_own("alias"))
        for field, advice in _BLOBS.items():
            _check_blobs(findings, block, field, advice)


def _check_rules(findings: Findings, block: Block) -> None:
    """workers-utils: src/config/validation.ts `validateRules`."""
    rules = block.get_own("rules")
    if rules is MISSING or rules is None or not expect_array(findings, block.locate("rules"), rules):
        return  # wrangler lets 0, false and "" pass, and breaks down on them later
    sound = [
        (place, rule) for place, rule in block.list_entries("rules") if _check_rule(findings, place, rule)
    ]
    _check_shadows(findings, [(place, rule) for place, rule in sound if is_object(rule)])


def _check_rule(findings: Findings, place: Place, rule: object) -> bool:
    """workers-utils: src/config/validation.ts `validateRule`."""
    label = describe(place)
    if rule is None or name_type(rule) != "object":
        findings.add(WRONG_TYPE, place, f'"{label}" should be an object but got {show(rule)}.')
        return False
    is_sound = find_member(rule, "type") in _TYPES
    if not is_sound:
        message = (
            'bindings should have a string "type" field, which contains one of "ESModule", "CommonJS", '
            '"CompiledWasm", "Text", or "Data".'
        )
        findings.add(BAD_RULE, (*place, "type"), message)
    globs = find_member(rule, "globs")
    is_sound &= expect_array_of(findings, (*place, "globs"), globs, "string", label=f"{label}.globs")
    if not isinstance(find_member(rule, "fallthrough"), bool) and is_object(rule) and "fallthrough" in rule:
        message = 'the field "fallthrough", when present, should be a boolean.'
        findings.add(BAD_RULE, (*place, "fallthrough"), message)
        is_sound = False
    return is_sound


def _check_shadows(findings: Findings, rules: list[tuple[Place, Mapping[str, object]]]) -> None:
    """wrangler: src/deployment-bundle/rules.ts `parseRules`: the first rule of a type that does not fall
    through ends its type."""
    lasts: dict[object, Place] = {}
    ignored: dict[Place, list[Mapping[str, object]]] = {}
    by_place = dict(rules)
    for place, rule in _list_with_defaults(rules):
        last = lasts.get(rule["type"])
        if last is not None:
            ignored[last].append(rule)
        elif place is not None and rule.get("fallthrough") is not True:
            lasts[rule["type"]] = place
            ignored[place] = []
    for place, later in ignored.items():
        if later and by_place[place].get("fallthrough") is not False:
            _report_shadow(findings, place, by_place[place], later)


def _list_with_defaults(
    rules: list[tuple[Place, Mapping[str, object]]],
) -> Iterator[tuple[Place | None, Mapping[str, object]]]:
    yield from rules
    for rule in _DEFAULTS:
        yield None, rule


def _report_shadow(
    findings: Findings, place: Place, rule: Mapping[str, object], later: list[Mapping[str, object]]
) -> None:
    lines = [
        f" {show(other)}{' (DEFAULT)' if any(other is default for default in _DEFAULTS) else ''}"
        for other in later
    ]
    findings.add(
        SHADOWED_RULE,
        place,
        f"The module rule {show(rule)} does not have a fallback, the following rules will be ignored:\n"
        + "\n".join(lines)
        + "\n\nAdd `fallthrough = true` to rule to allow next rule to be used or `fallthrough = false` to "
        "silence this warning",
    )


def _check_build(findings: Findings, block: Block) -> None:
    """workers-utils: src/config/validation.ts `normalizeAndValidateBuild`."""
    build, place = block.get_own("build"), block.locate("build")
    check_members(findings, place, build, "build", {"command": "string", "cwd": "string"})
    folders = find_member(build, "watch_dir")
    if isinstance(folders, list):
        expect_array_of(findings, (*place, "watch_dir"), folders, "string", label="build.watch_dir")
    else:
        expect_optional(findings, (*place, "watch_dir"), folders, "string", label="build.watch_dir")


def _check_minify(findings: Findings, block: Block) -> None:
    """wrangler: src/deployment-bundle/build-worker.ts; the files of a Python Worker are never bundled."""
    main = block.get("main")
    is_plain = block.get("no_bundle") is True
    if block.get("minify") is True and (is_plain or (isinstance(main, str) and main.endswith(".py"))):
        findings.add(
            MINIFY,
            block.find("minify"),
            "`--minify` and `--no-bundle` can't be used together. If you want to minify your Worker and "
            "disable Wrangler's bundling, please minify as part of your own bundling process.",
            others=[Other(block.find("no_bundle"), '"no_bundle" is here')] if is_plain else [],
        )


def _check_alias(findings: Findings, alias: object) -> None:
    """workers-utils: src/config/validation.ts `normalizeAndValidateAliases`, which breaks down at null."""
    if alias is MISSING:
        return
    if alias is None or name_type(alias) != "object":
        found = "null" if alias is None else name_type(alias)
        findings.add(WRONG_TYPE, ("alias",), f"Expected alias to be an object, but got {found}")
    for name, value in _list_members(alias):
        if not isinstance(value, str):
            message = f'Expected alias["{name}"] to be a string, but got {name_type(value)}'
            findings.add(WRONG_TYPE, ("alias", name), message)


def _check_blobs(findings: Findings, block: Block, field: str, advice: str) -> None:
    """workers-utils: src/config/validation.ts `normalizeAndValidateModulePaths`; deploy-helpers:
    src/deploy/helpers/validate-worker-props.ts."""
    blobs = block.get_own(field)
    if blobs is None:
        findings.add(WRONG_TYPE, (field,), f'Expected "{field}" to be of type object but got null.')
    for name, path in _list_members(blobs):
        if not isinstance(path, str):
            message = f"Expected \"{field}['{name}']\" to be of type string but got {show(path)}."
            findings.add(WRONG_TYPE, (field, name), message)
    main = block.get_own("main")
    if is_true(blobs) and isinstance(main, str) and main.endswith(".py"):
        message = f"You cannot configure [{field}] with an ES module worker. {advice}"
        findings.add(BLOBS, (field,), message.format(findings.document.file_name), on="key")


def _list_members(value: object) -> Iterator[tuple[str | int, object]]:
    """`Object.entries`."""
    if is_object(value):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)
