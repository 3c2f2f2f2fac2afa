"""Each format: its whole output for one sample, what its readers need of it, and that nothing breaks it."""

import json
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from fakeflare.cli.check.reports import FORMATS, find_report
from fakeflare.cli.check.reports.places import relate
from fakeflare.cli.check.results import Checked
from fakeflare.worker.config.document.diagnostics import DOCS
from tests.cli.check.sample import RULES, SETTING, make_document, make_finding, make_sample

GOLDEN = Path(__file__).parent / "golden"

HOSTILE = (
    "".join(map(chr, range(0x20))) + "\x7f\x9b]]>&\"'<\ud800\udfff\ufffe\uffff\u2028\u202e\u0301\U0010ffff"
)


@pytest.fixture(autouse=True)
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules and a version that do not change."""
    monkeypatch.setattr("fakeflare.cli.check.reports.sarif.RULES", RULES)
    monkeypatch.setattr("fakeflare.cli.check.reports.sarif.read_version", lambda: "1.2.3")


@pytest.mark.parametrize("name", FORMATS)
def test_report_of_the_sample(name: str) -> None:
    """FAKEFLARE_WRITE_CASES=1 writes the expectations anew."""
    output = find_report(name)(make_sample(), SETTING)
    expected = GOLDEN / f"{name}.out"
    if os.environ.get("FAKEFLARE_WRITE_CASES"):
        expected.write_bytes(output.encode())
    assert output == expected.read_bytes().decode()


def report(name: str, checked: list[Checked] | None = None) -> str:
    return find_report(name)(make_sample() if checked is None else checked, SETTING)


def parse(name: str, text: str) -> object:
    """The output, as strict readers read it."""
    if name == "junit":
        return ElementTree.fromstring(text.encode())
    if name in ("json", "gitlab", "sarif"):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines()] if name == "json-lines" else text.splitlines()


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_a_file_breaks_a_report(name: str) -> None:
    document = make_document(HOSTILE, HOSTILE)
    found = make_finding((1, 1, 9, 9), 1, HOSTILE, HOSTILE)._replace(hint=HOSTILE, place=(HOSTILE, 0))
    output = report(name, [Checked(document, [found])])
    assert parse(name, output)
    if name not in ("text", "github"):
        assert output.isascii()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202e]", output)


@pytest.mark.parametrize("name", FORMATS)
def test_report_of_nothing_is_valid(name: str) -> None:
    clean = [Checked(make_document("wrangler.json", "{}"), [])]
    assert parse(name, report(name, clean)) is not None
    assert parse(name, report(name, [])) is not None


FIRST = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "code",
    "name",
    "message",
    "hint",
    "docs_url",
]


def test_json_names_the_fields_of_a_finding_in_this_order() -> None:
    listed: list[dict[str, Any]] = json.loads(report("json"))
    assert [list(record)[:11] for record in listed] == [FIRST] * 8
    assert listed == [json.loads(line) for line in report("json-lines").splitlines()]
    assert listed[1]["related"] == [
        {
            "path": "apps/other.jsonc",
            "line": 9,
            "column": 3,
            "end_line": 9,
            "end_column": 7,
            "message": "the other half, 100% sure",
        }
    ]
    assert [record["environment"] for record in listed[:3]] == [None, None, "staging"]


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner of GitHub Actions reads it (actions/runner: ActionCommand.cs)."""
    head, _, data = line.removeprefix("::").partition("::")
    command, _, listed = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in listed.split(","))
    return command, {name: unescape(value) for name, value in properties.items()}, unescape(data)


def unescape(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_s_runner_reads_back_what_was_found() -> None:
    commands = [read_command(line) for line in report("github").splitlines()]
    assert [command for command, _, _ in commands] == [
        "warning",
        "error",
        "notice",
        "error",
        "warning",
        "error",
        "error",
        "error",
    ]
    assert commands[1] == (
        "error",
        {"file": "wrangler.jsonc", "line": "2", "endLine": "2", "col": "10", "endColumn": "20"}
        | {"title": "FF901 first-sample"},
        'Expected "name", or so.\nnote: apps/other.jsonc:9:3: the other half, 100% sure',
    )
    assert commands[6][1]["file"] == "odd, 100%: name\r.json"


def test_gitlab_fingerprints_are_unique_and_do_not_depend_on_lines() -> None:
    issues = json.loads(report("gitlab"))
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints) == 8
    assert {issue["severity"] for issue in issues} == {"info", "minor", "critical"}
    assert issues[4]["location"] == {"path": "wrangler.jsonc", "lines": {"begin": 7}}
    document = make_document("wrangler.jsonc", "")
    moved = [Checked(document, [make_finding((line, 1, line, 2))]) for line in (1, 5)]
    first, second = (json.loads(report("gitlab", [one]))[0]["fingerprint"] for one in moved)
    assert first == second


def test_sarif_has_what_code_scanning_asks_for() -> None:
    log = json.loads(report("sarif"))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["FF901", "FF902", "FF903"]
    assert [rule["helpUri"] for rule in rules] == [f"{DOCS}#ff90{number}" for number in (1, 2, 3)]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == 8
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        [location] = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    prints = [result["partialFingerprints"]["fakeflareFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == 8
    assert run["results"][6]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "odd%2C%20100%25%3A%20name%0D.json"
    )


def test_sarif_fixes_name_the_text_that_goes() -> None:
    [fix] = json.loads(report("sarif"))["runs"][0]["results"][1]["fixes"]
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 20},
            "insertedContent": {"text": '"w"'},
        }
    ]


def test_junit_counts_what_fails() -> None:
    root = ElementTree.fromstring(report("junit"))
    assert root.attrib == {
        "name": "fakeflare check",
        "tests": "9",
        "failures": "5",
        "errors": "0",
        "time": "0",
    }
    assert [suite.get("failures") for suite in root] == ["3", "2", "0"]
    assert len(root.findall(".//testcase")) == 9
    assert len(root.findall(".//failure")) == 5
    assert root[2][0].get("name") == "no problems"
    strict = SETTING._replace(failing=frozenset({"error", "warning"}))
    failures = ElementTree.fromstring(find_report("junit")(make_sample(), strict)).findall(".//failure")
    assert [failure.get("type") for failure in failures].count("warning") == 2


@pytest.mark.parametrize(
    ("path", "root", "related"),
    [
        ("a.json", "/repo/app", "a.json"),
        ("a.json", "/repo", "app/a.json"),
        ("../a.json", "/repo", "a.json"),
        ("../a.json", "/repo/app", "/repo/a.json"),
        ("/repo/app/b/a.json", "/repo/app", "b/a.json"),
        ("/elsewhere/a.json", "/repo", "/elsewhere/a.json"),
        ("..a.json", "/repo/app", "..a.json"),
    ],
)
def test_paths_are_relative_to_the_repository(path: str, root: str, related: str) -> None:
    assert relate(path, "/repo/app", root) == related


def test_sarif_names_a_file_outside_of_the_repository_by_its_whole_address() -> None:
    outside = make_finding((1, 1, 1, 1), path="/else where/wrangler.json")
    log = json.loads(report("sarif", [Checked(make_document(outside.path, ""), [outside])]))
    [location] = log["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///else%20where/wrangler.json"}


def test_colors_mark_the_severity_and_leave_the_text_as_it_is() -> None:
    colored = find_report("text")(make_sample(), SETTING._replace(has_color=True))
    assert "\x1b[1;31merror FF901\x1b[0m" in colored
    assert "\x1b[1;33mwarning FF902\x1b[0m" in colored
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == report("text")


def show_line(text: str, start: int, end: int, end_line: int = 1) -> list[str]:
    """The source line and the carets, without the gutter."""
    document = make_document("wrangler.json", text)
    found = make_finding((1, start, end_line, end))
    lines = report("text", [Checked(document, [found])]).splitlines()
    return [line[8:] for line in lines[1:3]]


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ('"name": 1', 9, 10, ['"name": 1', "        ^"]),
        ("\t\tx", 3, 4, ["        x", "        ^"]),
        ("世界x", 3, 4, ["世界x", "    ^"]),
        ("世界x", 1, 3, ["世界x", "^^^^"]),
        ("e\u0301x", 3, 4, ["e\u0301x", " ^"]),
        ("\x1bx", 2, 3, ["\\x1bx", "    ^"]),
        ("ab", 3, 3, ["ab", "  ^"]),
        ("ab", 9, 12, ["ab", "  ^"]),
    ],
)
def test_the_caret_stands_below_its_place(text: str, start: int, end: int, shown: list[str]) -> None:
    assert show_line(text, start, end) == shown


def test_a_place_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert show_line("abc {\n}", 5, 2, end_line=2) == ["abc {", "    ^"]


def test_a_line_of_a_megabyte_is_cut_around_each_place() -> None:
    text = "x" * 1_000_000
    document = make_document("wrangler.json", text)
    findings = [make_finding((1, column, 1, column + 500)) for column in range(1, 1_000_000, 1000)]
    output = report("text", [Checked(document, findings)])
    assert max(map(len, output.splitlines())) < 200


def test_quiet_says_nothing_of_what_is_well() -> None:
    clean = [Checked(make_document("wrangler.json", "{}"), [])]
    assert find_report("text")(clean, SETTING) == "no problems in wrangler.json\n"
    assert find_report("text")(clean, SETTING._replace(is_quiet=True)) == ""
    assert find_report("text")(clean * 9, SETTING) == "no problems in 9 files\n"
