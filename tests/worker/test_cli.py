"""The command line: what is read, what is refused, and that nothing heavy is imported for nothing."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from worker.cli import main

WORKER = (
    "from workers import Response, WorkerEntrypoint\n"
    "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response('ok')\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    document = {"name": "demo", "main": "entry.py", "compatibility_date": "2026-08-01"}
    (folder / "wrangler.json").write_text(json.dumps(document))
    (folder / "entry.py").write_text(WORKER)
    monkeypatch.chdir(folder)
    return folder


def fail(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["dev", "--port", "0", "--api-port", "0", *arguments]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "none.json", "--memory"], "none.json: cannot be read: No such file or directory"),
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


@pytest.mark.parametrize(
    "arguments", [[], ["dev", "--port", "x"], ["dev", "--memory", "--data", "d"], ["nope"]]
)
def test_usage_errors_exit_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: fakeflare" in capsys.readouterr().err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--version", "--help"):
        with pytest.raises(SystemExit) as caught:
            main([flag])
        assert caught.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("fakeflare ")
    assert "serve" in said
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    assert "usage: fakeflare serve" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"port": 1, "env": "own", "memory": False, "data": Path("D"), "outbound": ["a=b", "c=d"]}),
        (
            ["--port", "2", "--env", "", "--outbound", "e=f", "--outbound", "g=h"],
            {"port": 2, "env": "", "outbound": ["e=f", "g=h"]},
        ),
        (["--memory"], {"memory": True}),
        (["--data", "E"], {"data": Path("E"), "memory": False}),
    ],
)
def test_flags_go_before_variables(arguments: list[str], expected: dict[str, object]) -> None:
    from worker.cli import _make_parser

    environ = {
        "FAKEFLARE_PORT": "1",
        "FAKEFLARE_ENV": "own",
        "CLOUDFLARE_ENV": "theirs",
        "FAKEFLARE_DATA": "D",
        "FAKEFLARE_OUTBOUND": "a=b c=d",
    }
    read = vars(_make_parser(environ).parse_args(["dev", *arguments]))
    assert {name: read[name] for name in expected} == expected


def test_variables_go_before_defaults() -> None:
    from worker.cli import _make_parser

    read = _make_parser({"CLOUDFLARE_ENV": "theirs", "FAKEFLARE_MEMORY": "1"}).parse_args(["dev"])
    assert (read.env, read.memory, read.host, read.port, read.api_port) == (
        "theirs",
        True,
        "127.0.0.1",
        8787,
        8786,
    )
    assert _make_parser({"FAKEFLARE_MEMORY": "1"}).parse_args(["dev", "--data", "D"]).memory is False


def test_serving_alone_loads_no_worker() -> None:
    code = (
        "import sys, worker.cli, contextlib\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):\n"
        "    worker.cli.main(['serve', '--help'])\n"
        "heavy = {'httpx', 'workers', 'worker.runtime', 'worker.javascript', 'worker.config'}\n"
        "print(heavy & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
