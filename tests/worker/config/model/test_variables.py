"""Where variables and secrets come from, and in which order. All of it was compared with wrangler 4.164."""

from dataclasses import replace
from pathlib import Path

import pytest

from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.config.model.config import Config
from fakeflare.worker.config.model.dotenv import expand_variables, parse_dotenv
from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.config.model.variables import load_variables


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.chdir(tmp_path)
    return make_config(tmp_path)


def make_config(folder: Path) -> Config:
    return Config(
        path=folder / "wrangler.json",
        folder=folder,
        environment=None,
        name="w",
        main=folder / "entry.py",
        module_root=folder,
        compatibility_date=None,
        compatibility_flags=(),
        vars={"A": "var", "J": {"x": [1]}},
    )


def write(config: Config, **files: str) -> None:
    for name, text in files.items():
        (config.folder / name.replace("__", ".")).write_text(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\n\n# no\nexport B = two # rest", {"A": "1", "B": "two"}),
        ("C: three\r\nD.d-1=4", {"C": "three", "D.d-1": "4"}),
        ("A=' x # \\n y ' # z", {"A": " x # \\n y "}),
        ('A="x\\ny\\rz"', {"A": "x\ny\rz"}),
        ("A=x\\ny", {"A": "x\\ny"}),
        ('A="one\ntwo # still"\nB=`it\'s "q"`', {"A": "one\ntwo # still", "B": "it's \"q\""}),
        ("A=\nB=a=b=c\nC=#none\nD=   t  ", {"A": "", "B": "a=b=c", "C": "", "D": "t"}),
        ('nonsense\n+=x\nA="open\nB=ok', {"A": '"open', "B": "ok"}),
        ("\ufeffA=1\nA=2", {"A": "2"}),
    ],
)  # fmt: skip
def test_dotenv_syntax(text: str, values: dict[str, str]) -> None:
    assert parse_dotenv(text) == values


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("A=1\nB=${A}-$A", "B", "1-1"),
        ("B=${A}\nA=1", "B", ""),
        ("B=${A:-or}${A-else}", "B", "orelse"),
        ("A=1\nB=${A:+yes}${N:+no}", "B", "yes"),
        ("A=1\nB=\\$A", "B", "$A"),
        ("A=1\nB='${A}'", "B", "1"),
        ("B=${N:-${A:-deep}}", "B", "deep"),
        ("A=${A}", "A", ""),
    ],
)
def test_dotenv_references(text: str, name: str, value: str) -> None:
    assert expand_variables(parse_dotenv(text), {})[name] == value


def test_vars_alone(config: Config) -> None:
    found = load_variables(config)
    assert (found.values, found.sources, found.warnings) == (config.vars, (), ())


def test_dev_vars_go_before_vars_and_hide_dotenv(config: Config) -> None:
    write(config, __dev__vars="A=secret\nB=${A}\nJ=text", __env="C=no")
    found = load_variables(config, environ={"CLOUDFLARE_INCLUDE_PROCESS_ENV": "true", "P": "no"})
    assert found.values == {"A": "secret", "B": "${A}", "J": "text"}
    assert found.sources == ("Using secrets defined in .dev.vars",)
    assert found.secrets == frozenset("ABJ")


def test_an_empty_dev_vars_hides_dotenv_too(config: Config) -> None:
    write(config, __dev__vars="", __env="C=no")
    assert load_variables(config).values == config.vars


def test_one_file_of_dev_vars_counts(config: Config) -> None:
    write(config, __dev__vars="A=plain\nB=plain", __dev__vars__staging="A=staging")
    staging = replace(config, environment="staging")
    assert load_variables(staging).values == {"A": "staging", "J": {"x": [1]}}
    assert load_variables(replace(config, environment="other")).values["A"] == "plain"
    # CLOUDFLARE_ENV chooses the configuration's environment and not the files'
    assert load_variables(staging, is_named_by_variable=True).values["A"] == "plain"


def test_dotenv_files_are_merged_and_the_environments_win(config: Config) -> None:
    staging = replace(config, environment="staging")
    write(
        config,
        __env="A=1\nB=1\nC=1\nD=1",
        __env__local="B=2\nC=2\nD=2",
        __env__staging="C=3\nD=3",
        __env__staging__local="D=4\nE=${A}${D}",
    )
    found = load_variables(staging)
    assert {name: found.values[name] for name in "ABCDE"} == {
        "A": "1",
        "B": "2",
        "C": "3",
        "D": "4",
        "E": "14",
    }
    assert found.sources == tuple(
        f"Using secrets defined in {name}"
        for name in (".env", ".env.local", ".env.staging", ".env.staging.local")
    )
    assert load_variables(config).values["C"] == "2"


def test_named_files_replace_the_usual_ones(config: Config) -> None:
    write(config, __dev__vars="A=dev", __env="A=dotenv", one="A=1\nB=1", two="A=2")
    found = load_variables(config, ["one", "two", "missing"])
    assert (found.values["A"], found.values["B"]) == ("2", "1")
    assert found.sources == ("Using secrets defined in one", "Using secrets defined in two")


def test_dotenv_can_be_switched_off(config: Config) -> None:
    write(config, __env="A=1", one="A=1")
    environ = {"CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV": "False"}
    assert load_variables(config, ["one"], environ=environ).values["A"] == "var"
    assert load_variables(config, environ=environ).values["A"] == "var"


def test_the_process_goes_before_dotenv(config: Config) -> None:
    write(config, __env="A=1\nB=2\nC=${B}")
    environ = {"CLOUDFLARE_INCLUDE_PROCESS_ENV": "true", "A": "outer", "B": "", "HOME": "/h"}
    found = load_variables(config, environ=environ)
    assert {name: found.values[name] for name in ("A", "B", "C", "HOME")} == {
        "A": "outer",
        "B": "2",
        "C": "",
        "HOME": "/h",
    }
    assert found.sources[-1] == "Using secrets defined in process.env"


def test_switches_are_true_or_false(config: Config) -> None:
    with pytest.raises(ConfigError) as caught:
        load_variables(config, environ={"CLOUDFLARE_INCLUDE_PROCESS_ENV": "1"})
    assert str(caught.value) == 'Expected CLOUDFLARE_INCLUDE_PROCESS_ENV to be "true" or "false", but got "1"'


def test_declared_secrets_filter_and_are_asked_for(config: Config) -> None:
    declared = replace(config, required_secrets=("S", "P", "MISSING"))
    environ = {"P": "process", "HOME": "/h"}
    missing = (
        "Missing required secrets: MISSING. Add them to .dev.vars, .env, or set as environment variables."
    )
    write(config, __env="A=1\nS=2\nOTHER=3")
    found = load_variables(declared, environ=environ)
    assert found.values == {"A": "1", "J": {"x": [1]}, "S": "2", "P": "process"}
    assert found.warnings == (missing,)
    # beside .dev.vars the process is not looked at
    write(config, __dev__vars="S=2")
    assert load_variables(declared, environ=environ).warnings == (missing.replace("MISSING", "P, MISSING"),)
    none = load_variables(replace(config, required_secrets=()), environ=environ)
    assert none.values == {"A": "var", "J": {"x": [1]}}


def test_overrides_win(config: Config) -> None:
    write(config, __dev__vars="A=dev")
    found = load_variables(config, (), ["A:x:y", "B:", "A:z:1"])
    assert (found.values["A"], found.values["B"]) == ("z:1", "")
    assert found.secrets == frozenset()


def test_a_binding_is_never_replaced(config: Config) -> None:
    write(config, __dev__vars="KV=x\nB=1")
    found = load_variables(replace(config, bindings=(KvBinding("KV", id="id"),)))
    assert found.values == {"A": "var", "J": {"x": [1]}, "B": "1"}
    assert found.warnings == ("the variable KV is passed over: a binding of the same name goes before it",)


def test_a_file_that_cannot_be_read_is_an_error(config: Config) -> None:
    (config.folder / ".dev.vars").mkdir()
    with pytest.raises(ConfigError, match="Failed to load local dev variables file: Is a directory"):
        load_variables(config)
