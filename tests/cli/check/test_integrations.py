"""The files that bring the check into pre-commit and into GitHub's annotations."""

import json
import re
from pathlib import Path

import pytest

from fakeflare.cli.check.reports import find_report
from tests.cli.check.sample import SETTING, make_sample

ROOT = Path(__file__).parents[3]


def read_hook() -> dict[str, str]:
    """The only hook's fields; the file is a list of one flat mapping."""
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8").splitlines()
    assert lines[0].startswith("- ")
    return dict(line[2:].split(": ", 1) for line in lines)


def test_hook_installs_the_command_and_gives_it_the_files() -> None:
    hook = read_hook()
    assert (hook["id"], hook["entry"]) == ("fakeflare-check", "fakeflare check")
    assert (hook["language"], hook["pass_filenames"]) == ("python", "true")
    # `identify` has no tag for .jsonc: with `types`, pre-commit would never hand over such a file
    assert not {"types", "types_or"} & set(hook)


@pytest.mark.parametrize(
    "name",
    [
        "wrangler.jsonc",
        "wrangler.json",
        "wrangler.toml",
        "apps/api/wrangler.jsonc",
        "wrangler.assets.jsonc",
        "wrangler_workflow.jsonc",
        "spa.wrangler.jsonc",
        "packages/a/wrangler.e2e-test.toml",
    ],
)
def test_hook_sees_every_name_that_configurations_have(name: str) -> None:
    assert re.search(read_hook()["files"], name)


@pytest.mark.parametrize(
    "name",
    [
        "package.json",
        "wrangler/package.json",
        "wrangler.ts",
        "wrangler.jsonc.bak",
        "wrangler.json5",
        "a-toml",
    ],
)
def test_hook_leaves_other_files_alone(name: str) -> None:
    assert not re.search(read_hook()["files"], name)


@pytest.mark.parametrize("has_color", [False, True])
def test_problem_matcher_reads_the_text_report(has_color: bool) -> None:
    matcher = json.loads((ROOT / ".github/fakeflare-matcher.json").read_text("utf-8"))
    [pattern] = matcher["problemMatcher"][0]["pattern"]
    output = find_report("text")(make_sample(), SETTING._replace(has_color=has_color))
    # the runner takes colours away first (actions/runner: src/Runner.Worker/Handlers/OutputManager.cs)
    lines = re.sub(r"\x1b\[[0-9;]*m?", "", output).splitlines()
    matches = [found for line in lines if (found := re.match(pattern["regexp"], line))]
    fields = ("file", "line", "column", "severity", "code", "message")
    assert [tuple(found[pattern[field]] for field in fields) for found in matches] == [
        ("wrangler.jsonc", "1", "1", "warning", "FF902", "second-sample: The whole file:"),
        ("wrangler.jsonc", "2", "10", "error", "FF901", 'first-sample: Expected "name", or so.'),
        (
            *("wrangler.jsonc", "6", "13", "error", "FF901"),
            "first-sample: A terminal's escape \\x1b[31m in a message.",
        ),
        ("wrangler.jsonc", "7", "212", "warning", "FF902", "second-sample: A long line."),
        ("wrangler.jsonc", "8", "2", "error", "FF901", "first-sample: The end."),
        *[("odd, 100%: name\\x0d.json", "1", "1", "error", "FF901", "first-sample: There is no text.")] * 2,
    ]
