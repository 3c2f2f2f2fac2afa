"""`fakeflare check` in this process: exit codes, what is printed and where, and what the flags change."""

import io
import json
import sys
from pathlib import Path

import pytest

from fakeflare.cli.main import main
from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.document.reading import MAX_BYTES

RULES = list_rules()
BAD_NAME = "fakeflare.worker.config.check.rules.worker.identity.BAD_NAME"

GOOD = '{ "name": "demo", "main": "entry.js", "compatibility_date": "2026-08-01" }\n'
BAD = '{ "name": "My Worker", "main": 12, "compatibility_date": "2026-08-01" }\n'
ENVIRONMENTS = (
    '{ "name": "demo", "main": "entry.js", "compatibility_date": "2026-08-01", "env": {\n'
    '  "staging": { "name": "Bad one" },\n'
    '  "production": { "name": "Bad two" }\n'
    "} }\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and no variables."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "entry.js").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


Capture = pytest.CaptureFixture[str]


def check(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(["check", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def refuse(capsys: Capture, *arguments: str) -> str:
    """The last line of a usage error."""
    with pytest.raises(SystemExit) as caught:
        main(["check", *arguments])
    said = capsys.readouterr()
    assert (caught.value.code, said.out) == (2, "")
    return said.err.splitlines()[-1]


def list_places(capsys: Capture, *arguments: str) -> list[tuple[str, int, str]]:
    _, out, _ = check(capsys, "--format", "json", *arguments)
    return [(found["path"], found["line"], found["code"]) for found in json.loads(out)]


def test_a_clean_file_is_named_and_exits_with_0(folder: Path, capsys: Capture) -> None:
    (folder / "wrangler.json").write_text(GOOD)
    assert check(capsys) == (0, "no problems in wrangler.json\n", "")
    assert check(capsys, "--quiet") == (0, "", "")


def test_errors_exit_with_1(folder: Path, capsys: Capture) -> None:
    (folder / "wrangler.json").write_text(BAD)
    code, out, err = check(capsys)
    assert (code, err) == (1, "")
    assert out == (
        'wrangler.json:1:11: error FF201 bad-name: Expected "name" to be of type string, alphanumeric and '
        'lowercase with dashes only but got "My Worker".\n'
        f"    1 | {BAD.rstrip()}\n"
        "      |           ^^^^^^^^^^^\n"
        '    hint: for example "my-worker"\n'
        "\n"
        'wrangler.json:1:32: error FF110 wrong-type: Expected "main" to be of type string but got 12.\n'
        f"    1 | {BAD.rstrip()}\n"
        "      |                                ^^\n"
        "\n"
        "2 errors in 1 file\n"
    )


def test_several_files_are_checked_and_counted(folder: Path, capsys: Capture) -> None:
    for name in ("one.json", "two.jsonc"):
        (folder / name).write_text(BAD)
    (folder / "three.json").write_text(GOOD)
    code, out, _ = check(capsys, "one.json", "two.jsonc", "three.json")
    assert (code, out.splitlines()[-1]) == (1, "4 errors in 2 files")
    places = list_places(capsys, "one.json", "two.jsonc", "three.json")
    assert [path for path, _, _ in places] == ["one.json"] * 2 + ["two.jsonc"] * 2


def test_nothing_to_check_exits_with_2(folder: Path, capsys: Capture) -> None:
    code, out, err = check(capsys)
    assert (code, out) == (2, "")
    assert err == f"fakeflare: no wrangler.json, wrangler.jsonc or wrangler.toml in {folder} or above it\n"


def test_a_file_that_cannot_be_read_is_an_error_like_others(folder: Path, capsys: Capture) -> None:
    (folder / "good.json").write_text(GOOD)
    (folder / "empty").mkdir()
    code, out, _ = check(capsys, "none.json", "empty", "good.json")
    assert (code, out.splitlines()[-1]) == (1, "2 errors in 2 files")
    assert "none.json:1:1: error FF0" in out
    assert "empty:1:1: error FF0" in out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["--select", "FF1,no-such"],
            '"no-such" is neither the code of a rule, nor its beginning, nor its name',
        ),
        (["--ignore", "bad-nam"], "did you mean bad-name?"),
        (["--explain", "bad-nam"], "did you mean bad-name?"),
        (["--format", "yaml"], "'yaml' is not a format"),
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments: list[str], complaint: str, capsys: Capture) -> None:
    assert complaint in refuse(capsys, *arguments)


def test_warnings_fail_a_strict_check_alone(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES["FF201"]
    monkeypatch.setattr(
        "fakeflare.worker.config.check.rules.worker.identity.BAD_NAME", rule._replace(severity="warning")
    )
    (folder / "wrangler.json").write_text(BAD)
    selected = ("--select", "bad-name")
    assert check(capsys, *selected)[0] == 0
    assert check(capsys, "--strict", *selected)[0] == 1
    assert check(capsys, "--quiet", *selected)[:2] == (0, "")
    assert "FF201" in check(capsys, "--quiet", "--strict", *selected)[1]
    monkeypatch.setattr(
        "fakeflare.worker.config.check.rules.worker.identity.BAD_NAME", rule._replace(severity="info")
    )
    assert check(capsys, "--strict", *selected)[0] == 0


def test_environments_are_all_checked_unless_some_are_named(folder: Path, capsys: Capture) -> None:
    (folder / "wrangler.json").write_text(ENVIRONMENTS)

    def find(*arguments: str) -> list[int]:
        return [line for _, line, _ in list_places(capsys, "--select", "bad-name", *arguments)]

    assert find() == [2, 3]
    assert find("--env", "production") == [3]
    assert find("-e", "production", "-e", "staging") == [2, 3]
    assert find("--env", "") == []


def test_rules_are_selected_and_ignored(folder: Path, capsys: Capture) -> None:
    (folder / "wrangler.json").write_text(BAD)
    name, main_ = ("wrangler.json", 1, "FF201"), ("wrangler.json", 1, "FF110")
    assert list_places(capsys, "--select", "FF2") == [name]
    assert list_places(capsys, "--ignore", "bad-name") == [main_]
    assert list_places(capsys, "--select", "FF1,FF2", "--ignore", "FF110") == [name]


def give_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (BAD.encode(), None, ("-", 1, "FF201")),
        (BAD.encode(), "app/wrangler.json", ("app/wrangler.json", 1, "FF201")),
        (b'\nname = "My Worker"\n', "wrangler.toml", ("wrangler.toml", 2, "FF201")),
        (b"\xef\xbb\xbf" + BAD.encode(), None, ("-", 1, "FF201")),
    ],
)
def test_standard_input_is_read_by_its_name(
    content: bytes,
    name: str | None,
    expected: tuple[str, int, str],
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_input(monkeypatch, content)
    named = [] if name is None else ["--stdin-filename", name]
    assert expected in list_places(capsys, "-", *named)


def test_standard_input_without_an_end_is_not_read_to_it(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_input(monkeypatch, b" " * (MAX_BYTES + 1))
    assert check(capsys, "-")[0] == 1


@pytest.mark.parametrize(
    ("variables", "is_terminal", "has_color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colors_are_for_terminals_and_by_request(
    variables: dict[str, str],
    is_terminal: bool,
    has_color: bool,
    folder: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "wrangler.json").write_text(BAD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: is_terminal)
    assert ("\x1b[" in check(capsys)[1]) is has_color


def test_paths_for_services_are_relative_to_their_checkout(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wrangler.json").write_text(BAD)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.setenv(name, str(folder.parent))
    assert f"file={folder.name}/wrangler.json," in check(capsys, "--format", "github")[1]
    issues = json.loads(check(capsys, "--format", "gitlab")[1])
    assert issues[0]["location"]["path"] == f"{folder.name}/wrangler.json"


def test_explain_tells_what_a_rule_is_about(capsys: Capture) -> None:
    rule = RULES["FF201"]
    code, by_code, _ = check(capsys, "--explain", "ff201")
    assert code == 0
    assert by_code.startswith("FF201 bad-name (error)\n\n")
    assert rule.summary in by_code
    assert by_code.rstrip().endswith("docs/rules.md#ff201")
    assert check(capsys, "--explain", "bad-name") == (0, by_code, "")
    heads = [line for line in check(capsys, "--explain", "FF2")[1].splitlines() if line.startswith("FF2")]
    assert heads[0] == "FF200 missing-worker-name (error)"
    assert heads == sorted(heads)


def test_the_version_of_the_rules_and_of_the_project_s_fields_is_told(folder: Path, capsys: Capture) -> None:
    own = folder / "node_modules/wrangler"
    own.mkdir(parents=True)
    assert check(capsys, "--wrangler-version") == (0, "wrangler 4.164.0\n", "")
    (own / "config-schema.json").write_text('{"properties": {"kv_namespaces": {}}, "type": "object"}')
    (own / "package.json").write_text('{"version": "9.9.9"}')
    said = f"wrangler 4.164.0\nfields as in wrangler 9.9.9: {own}/config-schema.json\n"
    assert check(capsys, "--wrangler-version") == (0, said, "")
    assert check(capsys, "--wrangler-version", "--no-files") == (0, "wrangler 4.164.0\n", "")


CAMEL = '{\n  "name": "demo", // mine\n  "main": "entry.js",\n  "compatibilityDate": "2026-08-01"\n}\n'
SNAKE = CAMEL.replace("compatibilityDate", "compatibility_date")


def test_fix_repairs_the_file_and_tells_what_remains(folder: Path, capsys: Capture) -> None:
    path = folder / "wrangler.jsonc"
    path.write_text(CAMEL)
    assert "can be repaired by --fix" in check(capsys)[1].splitlines()[-1]
    code, out, err = check(capsys, "--fix")
    assert (code, out, err) == (0, "fixed 1 finding in wrangler.jsonc\nno problems in wrangler.jsonc\n", "")
    assert path.read_text() == SNAKE
    path.write_text(CAMEL.replace("demo", "My Worker"))
    code, out, _ = check(capsys, "--fix")
    assert (code, out.splitlines()[-2:]) == (1, ["fixed 1 finding in wrangler.jsonc", "1 error in 1 file"])


def test_fix_repairs_what_is_selected_alone(folder: Path, capsys: Capture) -> None:
    path = folder / "wrangler.jsonc"
    path.write_text(CAMEL)
    check(capsys, "--fix", "--select", "bad-name")
    assert path.read_text() == CAMEL


def test_fix_of_standard_input_has_the_text_on_stdout_and_the_report_on_stderr(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_input(monkeypatch, b"\xef\xbb\xbf" + CAMEL.replace("\n", "\r\n").encode())
    code, out, err = check(capsys, "--fix", "-")
    assert (code, out) == (0, "\ufeff" + SNAKE.replace("\n", "\r\n"))
    assert err == "fixed 1 finding in -\nno problems in -\n"


def test_fix_of_a_file_that_cannot_be_written_keeps_its_findings(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wrangler.jsonc").write_text(CAMEL)
    monkeypatch.setattr("fakeflare.worker.config.check.fixing.os.access", lambda *_: False)
    code, out, err = check(capsys, "--fix")
    assert code == 1
    assert err.endswith("wrangler.jsonc is read-only\n")
    assert "can be repaired by --fix" in out
