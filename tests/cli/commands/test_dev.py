"""`fakeflare dev`: what is read, what is refused, and what cannot start is one line."""

import json
import socket
from pathlib import Path

import pytest

from fakeflare.cli.main import main
from fakeflare.cli.parser import parse_arguments
from tests.worker.runtime.projects import FLAGS

WORKER = (
    "from workers import Response, WorkerEntrypoint\n"
    "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response('ok')\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    document = {"name": "demo", "main": "entry.py", **FLAGS}
    (folder / "wrangler.json").write_text(json.dumps(document))
    (folder / "entry.py").write_text(WORKER)
    (folder / "pyproject.toml").touch()
    monkeypatch.chdir(folder)
    return folder


def fail(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["dev", "--port", "0", "--api-port", "0", "--no-reload", *arguments]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "none.json", "--memory"], "none.json (No such file or directory.)"),
        (["--memory", "--seed", "none.toml"], "cannot read none.toml: No such file or directory"),
        (["--env", "x", "--memory", "--outbound", "nonsense"], '"nonsense" is not an outbound mapping'),
    ],
)
def test_mistakes_are_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    last = fail(capsys, *arguments).splitlines()[-1]
    assert last.startswith("fakeflare: ")
    assert message in last


def test_taken_port_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = fail(capsys, "--memory", "--port", str(port))
    in_use = f"fakeflare: port {port} on 127.0.0.1 is in use by another program"
    assert said == f"{in_use}; choose another, or 0 for a free one\n"


def test_unusable_folder_or_damaged_database_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "file").write_text("not a folder")
    damaged = project / "damaged"
    damaged.mkdir()
    (damaged / "kv.sqlite3").write_bytes(b"not a database" * 1000)
    for data in (project / "file", damaged):
        said = fail(capsys, "--data", str(data))
        assert said.startswith("fakeflare: ")
        assert str(data) in said
        assert said.count("\n") == 1


def test_worker_that_does_not_import_shows_its_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "entry.py").write_text("import nowhere_to_be_found\n")
    lines = fail(capsys, "--memory").splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{project}/entry.py", line 1, in <module>'
    assert lines[-1] == (
        f"fakeflare: {project}/entry.py cannot be imported: ModuleNotFoundError: "
        "No module named 'nowhere_to_be_found'"
    )


def read(arguments: list[str], **environ: str) -> dict[str, object]:
    return vars(parse_arguments("dev", arguments, environ))


VARIABLES = {
    "FAKEFLARE_PORT": "1",
    "FAKEFLARE_ENV": "own",
    "CLOUDFLARE_ENV": "theirs",
    "FAKEFLARE_DATA": "D",
    "FAKEFLARE_OUTBOUND": "a=b c=d",
    "FAKEFLARE_CONFIG": "one.json two.json",
    "FAKEFLARE_VAR": "A:one two\nB:",
    "FAKEFLARE_NO_RELOAD": "on",
}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            [],
            {
                "port": 1,
                "env": "own",
                "is_named_by_variable": False,
                "memory": False,
                "data": Path("D"),
                "outbound": ["a=b", "c=d"],
                "config": [Path("one.json"), Path("two.json")],
                "var": ["A:one two", "B:"],
                "no_reload": True,
                "loose": False,
            },
        ),
        (
            ["--port", "2", "--env", "", "--outbound", "e=f", "--outbound", "g=h", "--var", "C:d"],
            {"port": 2, "env": "", "outbound": ["e=f", "g=h"], "var": ["C:d"]},
        ),
        (["--memory"], {"memory": True, "data": None}),
        (["--data", "E"], {"data": Path("E"), "memory": False}),
        (["--persist-to", "F"], {"data": Path("F"), "memory": False}),
        (["-c", "a.json", "-c", "b.json"], {"config": [Path("a.json"), Path("b.json")]}),
        (["--request-timeout", "0.5", "--loose"], {"request_timeout": 0.5, "loose": True}),
        (["--location", "ams"], {"location": "ams"}),
    ],
)
def test_flags_go_before_variables(arguments: list[str], expected: dict[str, object]) -> None:
    found = read(arguments, **VARIABLES)
    assert {name: found[name] for name in expected} == expected


def test_variables_go_before_defaults() -> None:
    found = read([], CLOUDFLARE_ENV="theirs", FAKEFLARE_MEMORY="1")
    assert (found["env"], found["is_named_by_variable"], found["memory"]) == ("theirs", True, True)
    assert (found["host"], found["port"], found["api_port"]) == (None, None, 8786)
    assert read([], FAKEFLARE_SEED="")["seed"] is None
    assert read([], FAKEFLARE_SEED="fakeflare.toml")["seed"] == Path("fakeflare.toml")
    assert read(["--data", "D"], FAKEFLARE_MEMORY="1")["memory"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ["--emulator", "nowhere"],
        ["--emulator", "http://h:1", "--memory"],
        ["--emulator", "http://h:1", "--data", "d"],
        ["--emulator", "http://h:1", "--seed", "seed.toml"],
        ["--request-timeout", "0"],
        ["--request-timeout", "soon"],
        ["--location", "San Francisco"],
        ["--persist-to", "d", "--memory"],
    ],
)
def test_values_that_mean_nothing_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read(arguments)
    assert caught.value.code == 2
    assert "fakeflare dev: error: " in capsys.readouterr().err


def test_an_emulator_that_does_not_answer_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        said = fail(capsys, "--emulator", url)
    assert said.startswith(f"fakeflare: no emulator answers at {url}: ")
    assert said.count("\n") == 1


def test_a_missing_main_file_ends_it_though_it_would_reload(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "entry.py").unlink()
    assert main(["dev", "--port", "0", "--api-port", "0", "--memory"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"fakeflare: {project}/entry.py: the Worker's main file is not there"


@pytest.mark.parametrize(
    ("dev", "message"),
    [
        ({"port": "8787"}, 'Expected "dev.port" to be of type number but got "8787".'),
        ({"ip": 1}, 'Expected "dev.ip" to be of type string but got 1.'),
        ({"port": 99999}, '"dev.port"'),
    ],
)
def test_an_address_in_the_configuration_is_checked(
    project: Path, capsys: pytest.CaptureFixture[str], dev: dict[str, object], message: str
) -> None:
    document = {"name": "demo", "main": "entry.py", **FLAGS, "dev": dev}
    (project / "wrangler.json").write_text(json.dumps(document))
    [line] = fail(capsys, "--memory").splitlines()
    assert line.startswith(f"fakeflare: {project}/wrangler.json:1:")
    assert message in line
