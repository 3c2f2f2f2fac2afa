"""`assets`: a folder of files that answer before, after or instead of the Worker."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from worker.config.fields import FieldReader, show

HTML_HANDLINGS = ("auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none")
NOT_FOUND_HANDLINGS = ("single-page-application", "404-page", "none")

MAX_RULES = 100
MAX_RULE_LENGTH = 100
"""Of `run_worker_first` (workers-shared: utils/configuration/constants.ts)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"//|[a-zA-Z][a-zA-Z\d+.\-]*:")


@dataclass(frozen=True)
class WorkerFirst:
    """`run_worker_first` as a list: globs of paths for the Worker, and of those for the assets alone."""

    worker: tuple[str, ...]
    assets: tuple[str, ...]


@dataclass(frozen=True)
class Assets:
    """The field `assets`."""

    directory: Path
    binding: str | None = None
    html_handling: str = "auto-trailing-slash"
    not_found_handling: str = "none"
    run_worker_first: bool | WorkerFirst = False
    base_path: str = "/"


def read_assets(fields: FieldReader, value: object, folder: Path) -> Assets | None:
    """The field's value; paths are relative to `folder`, the configuration's
    (workers-utils: src/config/validation.ts `validateAssetsConfig`; wrangler: src/assets.ts)."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        fields.refuse(f'"assets" should be an object, but got value "assets" of type {_name_type(value)}')
    for name in ("directory", "binding", "html_handling", "not_found_handling", "base_path"):
        if value.get(name) is not None and not isinstance(value[name], str):
            fields.refuse(f'Expected "assets.{name}" to be of type string but got {show(value[name])}.')
    return Assets(
        directory=_read_directory(fields, value.get("directory"), folder),
        binding=value.get("binding"),
        html_handling=_read_choice(fields, value, "html_handling", HTML_HANDLINGS) or "auto-trailing-slash",
        not_found_handling=_read_choice(fields, value, "not_found_handling", NOT_FOUND_HANDLINGS) or "none",
        run_worker_first=_read_worker_first(fields, value.get("run_worker_first")),
        base_path=_read_base_path(fields, value.get("base_path")),
    )


def _name_type(value: object) -> str:
    """`typeof`."""
    kinds = {str: "string", bool: "boolean", int: "number", float: "number"}
    return kinds.get(type(value), "object")


def _read_choice(
    fields: FieldReader, value: Mapping[str, object], name: str, choices: tuple[str, ...]
) -> str | None:
    found = value.get(name)
    if found is not None and found not in choices:
        fields.refuse(f'Expected "assets.{name}" field to be one of {show(choices)} but got {show(found)}.')
    return None if found is None else str(found)


def _read_directory(fields: FieldReader, value: object, folder: Path) -> Path:
    if value is None:
        fields.refuse(
            "The `assets` property in your configuration is missing the required `directory` property."
        )
    if value == "":
        fields.refuse("`The assets directory cannot be an empty string.")
    directory = folder / str(value)
    source = '"assets.directory" field in your configuration file'
    if not directory.exists():
        fields.refuse(f"The directory specified by the {source} does not exist: {directory}")
    if not directory.is_dir():
        fields.refuse(f"The path specified by the {source} doesn't point to a directory: {directory}")
    return directory


def _read_worker_first(fields: FieldReader, value: object) -> bool | WorkerFirst:
    if value is None or isinstance(value, bool):
        return bool(value)
    if not isinstance(value, list):
        fields.refuse(
            'The field "assets.run_worker_first" should be an array of strings or a boolean, '
            f"but got {show(value)}."
        )
    if not all(isinstance(rule, str) for rule in value):
        fields.refuse(f'Expected "assets.run_worker_first" to be an array of strings but got {show(value)}')
    problem = find_rule_problem(value)
    if problem is not None:
        fields.refuse(problem)
    return WorkerFirst(
        tuple(rule for rule in value if rule.startswith("/")),
        tuple(rule[1:] for rule in value if rule.startswith("!")),
    )


def find_rule_problem(rules: Sequence[str]) -> str | None:
    """What is wrong with a list of `run_worker_first`
    (workers-shared: utils/configuration/parseStaticRouting.ts)."""
    if not rules:
        return "No `run_worker_first` rules were provided; must provide at least 1 rule."
    if len(rules) > MAX_RULES:
        return (
            f"Too many `run_worker_first` rules were provided; {len(rules)} rules provided "
            f"exceeds max of {MAX_RULES}."
        )
    negative = [rule for rule in rules if rule.startswith("!/")]
    positive = [rule for rule in rules if rule.startswith("/")]
    if negative and not positive:
        return (
            "Only negative `run_worker_first` rules were provided; must provide at least 1 non-negative rule"
        )
    invalid = [
        f"'{rule}': negative rules must start with '!/'"
        if rule.startswith("!")
        else f"'{rule}': rules must start with '/' or '!/'"
        for rule in rules
        if not rule.startswith(("/", "!/"))
    ]
    invalid += _list_rule_problems(positive) + _list_rule_problems(negative)
    return f"Invalid routes in `run_worker_first`:\n{chr(10).join(invalid)}" if invalid else None


def _list_rule_problems(rules: list[str]) -> list[str]:
    problems = []
    for index, rule in enumerate(rules):
        if len(rule) > MAX_RULE_LENGTH:
            problems.append(f"'{rule}': all rules must be less than {MAX_RULE_LENGTH} characters in length")
        if rule in rules[:index]:
            problems.append(f"'{rule}': rule is a duplicate; rules must be unique")
        if rule.endswith("*"):
            problems += [
                f"'{other}': rule '{rule}' makes it redundant"
                for other in rules
                if other != rule and other.startswith(rule[:-1])
            ]
    return problems


def _read_base_path(fields: FieldReader, value: object) -> str:
    """A path with a slash at both ends (workers-shared: utils/base-path.ts)."""
    path = "/" if value is None else str(value)
    problem = _find_path_problem(path)
    if problem is not None:
        fields.refuse(f"Invalid assets base_path: {problem}")
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return f"/{'/'.join(segments)}/" if segments else "/"


def _find_path_problem(path: str) -> str | None:
    problems = {
        "The value must not be empty.": not path,
        "The value must be a pathname, not a URL.": _SCHEME.match(path) is not None,
        "The value must not contain backslashes.": "\\" in path,
        "The value must not contain control characters.": _CONTROL.search(path) is not None,
        "The value must not contain query strings or fragments.": "?" in path or "#" in path,
        "The value must not contain percent-encoded sequences.": "%" in path,
    }
    return next((sentence for sentence, is_wrong in problems.items() if is_wrong), None)
