"""What a command line asks for, and which command lines are refused."""

from pathlib import Path

import pytest

from fakeflare.cli.check.discovery import NothingToCheck, Source, find_sources
from fakeflare.cli.check.plain_arguments import parse_plainly
from fakeflare.cli.parser import parse_arguments
from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.check.selection import Selection, UnknownRule, find_codes, make_selection
from fakeflare.worker.config.check.sources import look_around
from fakeflare.worker.config.document.diagnostics import Diagnostic, Range

RULES = list_rules()


def read(arguments: list[str], **environ: str) -> dict[str, object]:
    return vars(parse_plainly(arguments, environ) or parse_arguments("check", arguments, environ))


DEFAULTS: dict[str, object] = {
    "files": [],
    "format": "text",
    "env": [],
    "select": [],
    "ignore": [],
    "strict": False,
    "no_files": False,
    "fix": False,
    "quiet": False,
    "stdin_filename": None,
    "explain": None,
    "wrangler_version": False,
}


def test_defaults() -> None:
    found = read([])
    assert {name: found[name] for name in DEFAULTS} == DEFAULTS


VARIABLES = {
    "FAKEFLARE_FORMAT": "json",
    "FAKEFLARE_ENV": "staging production",
    "FAKEFLARE_SELECT": "FF1 FF2,FF3",
    "FAKEFLARE_IGNORE": "bad-name",
    "FAKEFLARE_STRICT": "1",
    "FAKEFLARE_NO_FILES": "yes",
    "FAKEFLARE_FIX": "on",
    "FAKEFLARE_QUIET": "true",
    "FAKEFLARE_STDIN_FILENAME": "wrangler.toml",
}


def test_variables_go_before_defaults() -> None:
    found = read([], **VARIABLES)
    assert {name: found[name] for name in DEFAULTS} == DEFAULTS | {
        "format": "json",
        "env": ["staging", "production"],
        "select": ["FF1", "FF2,FF3"],
        "ignore": ["bad-name"],
        "strict": True,
        "no_files": True,
        "fix": True,
        "quiet": True,
        "stdin_filename": "wrangler.toml",
    }


def test_flags_go_before_variables() -> None:
    arguments = ["--format", "sarif", "-e", "one", "--env", "", "--select", "FF5", "--select", "FF6"]
    found = read(arguments, **VARIABLES)
    assert (found["format"], found["env"], found["select"]) == ("sarif", ["one", ""], ["FF5", "FF6"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "one.json - two",
        "one.json --strict two.toml",
        "--env a -e b --env=c --env=",
        "--select FF1 --select=FF2,FF3 --ignore x",
        "--format json -q --fix --no-files",
        "--format=sarif --stdin-filename a.toml -",
        "--explain FF201",
        "--wrangler-version",
    ],
)
def test_a_plain_line_is_read_as_argparse_reads_it(line: str) -> None:
    plain = parse_plainly(line.split(), {})
    assert plain is not None
    assert vars(plain) == vars(parse_arguments("check", line.split(), {}))


@pytest.mark.parametrize(
    ("arguments", "variables", "complaint"),
    [
        (["--format", "xml"], {}, "'xml' is not a format: expected one of text, json, json-lines, github, "),
        ([], {"FAKEFLARE_FORMAT": "xml"}, "'xml' is not a format"),
        ([], {"FAKEFLARE_STRICT": "perhaps"}, "FAKEFLARE_STRICT: 'perhaps' is neither on nor off"),
        (["--strictly"], {}, "unrecognized arguments: --strictly"),
        (["--env"], {}, "expected one argument"),
        (["--env", "--strict"], {}, "expected one argument"),
        (["--strict=yes"], {}, "ignored explicit argument 'yes'"),
        (["--format"], {}, "expected one argument"),
        (["-", "-"], {}, "- can be given once"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(
    arguments: list[str], variables: dict[str, str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read(arguments, **variables)
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: fakeflare check ")
    assert complaint in said.splitlines()[-1]


def find(code: str, severity: str = "error") -> Diagnostic:
    assert severity in ("error", "warning")
    return Diagnostic(
        "a.json", Range(1, 1, 1, 1), "error" if severity == "error" else "warning", code, "x", "x"
    )


def test_codes_their_beginnings_and_names_stand_for_rules() -> None:
    assert find_codes("FF201") == find_codes("ff201") == find_codes("bad-name") == ("FF201",)
    assert find_codes("FF2") == tuple(code for code in RULES if code.startswith("FF2"))
    assert find_codes("ff") == tuple(RULES)


NO_RULE = "is neither the code of a rule, nor its beginning, nor its name"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("bad-nam", f'"bad-nam" {NO_RULE}: did you mean bad-name?'),
        ("?!", f'"?!" {NO_RULE}'),
    ],
)
def test_an_unknown_rule_is_told_with_the_nearest(word: str, message: str) -> None:
    with pytest.raises(UnknownRule) as caught:
        make_selection([word])
    assert str(caught.value) == message
    with pytest.raises(UnknownRule):
        make_selection(ignore=[word])


def test_selection_keeps_what_is_selected_and_not_ignored() -> None:
    selection = make_selection(["FF2,bad-name"], ["bad-name"])
    assert not selection.keeps(find("FF201"))
    assert selection.keeps(find("FF202")) is ("FF202" in RULES)
    assert not selection.keeps(find("FF301"))
    assert make_selection([" , "]) == Selection()
    assert Selection().keeps(find("FF301"))


def test_selection_of_other_rules_does_not_hide_that_a_file_cannot_be_read() -> None:
    selection = Selection(frozenset({"FF201"}))
    assert selection.keeps(find("FF001"))
    assert not selection.keeps(find("FF001", "warning"))
    assert not Selection(ignored=frozenset({"FF001"})).keeps(find("FF001"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("wrangler.jsonc", "apps/api/wrangler.toml", "apps/web/src/wrangler.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def list_shown(names: list[str], start: Path) -> list[str]:
    return [source.shown for source in find_sources(names, start, None)]


def test_without_arguments_it_is_the_file_that_wrangler_would_use(project: Path) -> None:
    assert find_sources([], project, None) == [Source(project / "wrangler.jsonc", "wrangler.jsonc")]
    assert list_shown([], project / "apps") == ["../wrangler.jsonc"]
    assert list_shown([], project / "apps/web/src") == ["wrangler.json"]


def test_a_folder_stands_for_the_file_that_wrangler_would_use_there(project: Path) -> None:
    assert list_shown(["apps/web/src", "apps/api"], project) == [
        "apps/web/src/wrangler.json",
        "wrangler.jsonc",
    ]


def test_files_are_shown_as_they_are_given_and_once(project: Path) -> None:
    given = ["./wrangler.jsonc", "wrangler.jsonc", str(project / "wrangler.jsonc"), ".", "none.json"]
    assert list_shown(given, project) == ["./wrangler.jsonc", "none.json"]


def test_standard_input_has_the_name_that_it_is_given(project: Path) -> None:
    assert find_sources(["-"], project, None) == [Source(None, "-")]
    assert find_sources(["-"], project, "x/wrangler.toml") == [Source(None, "x/wrangler.toml")]


def test_nothing_to_check_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingToCheck) as caught:
        find_sources([], tmp_path, None)
    assert str(caught.value) == (
        f"no wrangler.json, wrangler.jsonc or wrangler.toml in {tmp_path} or above it"
    )
    # reading the folder will say what is wrong with it
    assert list_shown(["."], tmp_path) == ["."]


def test_a_check_looks_at_the_folder_of_its_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    seen = look_around(Path("apps/../wrangler.jsonc"), ["staging", ""])
    assert (seen.folder, seen.path) == (project, project / "wrangler.jsonc")
    assert seen.environments == ("staging",)
    blind = look_around(None)
    assert (blind.folder, blind.path, blind.environments) == (None, None, None)
