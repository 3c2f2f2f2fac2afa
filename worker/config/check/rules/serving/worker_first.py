"""FF56x: `assets.run_worker_first`: which requests the Worker sees before the assets."""

from collections.abc import Iterator, Sequence

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.members import find_member
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_array_of
from fakeflare.worker.config.syntax.nodes import Place

BAD_RULES = define(
    "FF560",
    "bad-run-worker-first",
    "error",
    "`assets.run_worker_first` is a list that wrangler cannot use.",
    """wrangler refuses to deploy and to run. The list has 1 to 100 rules of at most 100 characters; each
    starts with "/", or with "!/" for paths that the assets answer alone; at least one has no "!"; none
    repeats another or is covered by one that ends in "*".""",
)
NO_BINDING = define(
    "FF561",
    "run-worker-first-without-binding",
    "warning",
    "The Worker answers every request and has no binding for the assets.",
    """wrangler warns: nothing serves the assets any more. Give `assets.binding` a name and call
    `env.ASSETS.fetch(request)`, or list the paths that are the Worker's.""",
)
SMART = define(
    "FF562",
    "smart-placement-before-assets",
    "warning",
    "The Worker answers every request before the assets, and smart placement may run it far away.",
    """wrangler warns: then the assets, too, travel from there. Turn one of the two off, or list the paths
    that are the Worker's in `assets.run_worker_first`.""",
)

MAX_RULES = 100
MAX_RULE_LENGTH = 100
"""workers-shared: utils/configuration/constants.ts"""
_MAX_REPORTED = 5

_INVALID = "Invalid routes in `run_worker_first`:"


def check_block(findings: Findings, block: Block) -> None:
    """`run_worker_first` in the `assets` of the top level or of an environment."""
    value = find_member(block.get_own("assets"), "run_worker_first")
    place = block.locate("assets", "run_worker_first")
    if value is not MISSING and not isinstance(value, bool | list):
        message = (
            'The field "assets.run_worker_first" should be an array of strings or a boolean, '
            f"but got {show(value)}."
        )
        findings.add(WRONG_TYPE, place, message)
    if isinstance(value, list) and expect_array_of(
        findings, place, value, "string", label="assets.run_worker_first"
    ):
        _check_rules(findings, place, [str(rule) for rule in value])
    _check_binding(findings, block)
    _check_placement(findings, block)


def _check_binding(findings: Findings, block: Block) -> None:
    """wrangler: src/assets.ts `resolveAssetOptions`."""
    assets = block.get_own("assets")
    if find_member(assets, "run_worker_first") is True and not find_member(assets, "binding"):
        findings.add(
            NO_BINDING,
            block.locate("assets", "run_worker_first"),
            "run_worker_first=true set without an assets binding\n"
            "Setting run_worker_first to true will always invoke your Worker script.\n"
            "To fetch your assets from your Worker, please set the [assets.binding] key in your "
            "configuration file.\n\n"
            "Read more: https://developers.cloudflare.com/workers/static-assets/binding/#binding",
        )


def _check_placement(findings: Findings, block: Block) -> None:
    """wrangler: src/assets.ts `validateAssetsArgsAndConfig`."""
    is_first = find_member(block.get("assets"), "run_worker_first") is True
    if is_first and find_member(block.get("placement"), "mode") == "smart":
        findings.add(
            SMART,
            (*block.find("assets"), "run_worker_first"),
            "Turning on Smart Placement in a Worker that is using assets and run_worker_first set to true "
            "means that your entire Worker could be moved to run closer to your data source, and all "
            "requests will go to that Worker before serving assets.\n"
            "This could result in poor performance as round trip times could increase when serving "
            "assets.\n\n"
            "Read more: https://developers.cloudflare.com/workers/static-assets/binding/#smart-placement",
            others=[Other((*block.find("placement"), "mode"), "smart placement")],
        )


def _check_rules(findings: Findings, place: Place, rules: Sequence[str]) -> None:
    """workers-shared: utils/configuration/parseStaticRouting.ts, which puts all invalid rules into one
    sentence; here each has its own."""
    problem = _find_problem(rules)
    if problem is not None:
        findings.add(BAD_RULES, place, problem)
        return
    for index, sentence, other in _list_invalid(rules):
        others = [] if other is None else [Other((*place, other), "the other rule")]
        findings.add(BAD_RULES, (*place, index), f"{_INVALID}\n{sentence}", others=others)


def _find_problem(rules: Sequence[str]) -> str | None:
    """What is wrong with the list as a whole."""
    if not rules:
        return "No `run_worker_first` rules were provided; must provide at least 1 rule."
    if len(rules) > MAX_RULES:
        return _describe_excess(rules)
    has_negative = any(rule.startswith("!/") for rule in rules)
    if has_negative and not any(rule.startswith("/") for rule in rules):
        return (
            "Only negative `run_worker_first` rules were provided; must provide at least 1 non-negative rule"
        )
    return None


def _describe_excess(rules: Sequence[str]) -> str:
    counts: dict[str, int] = {}
    for rule in rules:
        counts[rule] = counts.get(rule, 0) + 1
    repeated = [rule for rule, count in counts.items() if count > 1]
    start = f"Too many `run_worker_first` rules were provided; {len(rules)} rules provided "
    if not repeated:
        return f"{start}exceeds max of {MAX_RULES}."
    surplus = len(rules) - len(counts)
    lines = [f"- {show(rule)}" for rule in repeated[:_MAX_REPORTED]]
    rest = len(repeated) - len(lines)
    if rest > 0:
        lines.append(f"...and {rest} more duplicated {'rule' if rest == 1 else 'rules'}.")
    return (
        f"{start}({len(counts)} distinct, {surplus} duplicate {'entry' if surplus == 1 else 'entries'}) "
        f"exceeds max of {MAX_RULES}. Note: duplicate entries count towards the route limit. Ensure that no "
        "duplicate rules are present in your `run_worker_first` configuration.\n\n"
        "The duplicated rules found are:\n" + "\n".join(lines)
    )


def _list_invalid(rules: Sequence[str]) -> Iterator[tuple[int, str, int | None]]:
    """Index, sentence and the other rule's index of what is wrong with single rules."""
    for index, rule in enumerate(rules):
        if not rule.startswith(("/", "!/")):
            wanted = "negative rules must start with '!/'"
            yield index, f"'{rule}': {wanted if rule[:1] == '!' else _START}", None
    for mark in ("/", "!/"):
        group = [(index, rule) for index, rule in enumerate(rules) if rule.startswith(mark)]
        yield from _list_conflicts(group)


_START = "rules must start with '/' or '!/'"


def _list_conflicts(group: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, int | None]]:
    firsts: dict[str, int] = {}
    for index, rule in group:
        if len(rule) > MAX_RULE_LENGTH:
            sentence = f"'{rule}': all rules must be less than {MAX_RULE_LENGTH} characters in length"
            yield index, sentence, None
        first = firsts.setdefault(rule, index)
        if first != index:
            yield index, f"'{rule}': rule is a duplicate; rules must be unique", first
        elif rule.endswith("*"):
            for other, covered in group:
                if covered != rule and covered.startswith(rule[:-1]):
                    yield other, f"'{covered}': rule '{rule}' makes it redundant", index
