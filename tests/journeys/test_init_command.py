"""`fakeflare init` as people run it: what it writes passes its own check and its own test."""

from pathlib import Path

from tests.journeys.dev import run_command


def test_started_project_is_written_and_checked(tmp_path: Path) -> None:
    done = run_command("init", "my-app", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("wrote my-app/wrangler.jsonc\nwrote my-app/src/entry.py\n")
    assert done.stdout.endswith(
        "run it:   cd my-app && fakeflare dev\ntest it:  cd my-app && python -m pytest\n"
    )
    checked = run_command("check", "--strict", folder=tmp_path / "my-app")
    assert (checked.returncode, checked.stdout) == (0, "no problems in wrangler.jsonc\n")


def test_project_is_started_here_under_another_name(tmp_path: Path) -> None:
    done = run_command("init", "--name", "other", folder=tmp_path)
    assert done.stdout.endswith("run it:   fakeflare dev\ntest it:  python -m pytest\n")
    assert '"name": "other"' in (tmp_path / "wrangler.jsonc").read_text()


def test_a_folder_with_a_space_is_quoted_for_the_shell(tmp_path: Path) -> None:
    done = run_command("init", "my app", folder=tmp_path)
    assert done.stdout.endswith(
        "run it:   cd 'my app' && fakeflare dev\ntest it:  cd 'my app' && python -m pytest\n"
    )


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "wrangler.toml").write_text("")
    done = run_command("init", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fakeflare: . has wrangler.toml already: nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["wrangler.toml"]


def test_unusable_name_is_one_line(tmp_path: Path) -> None:
    done = run_command("init", "--name", "My App", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('fakeflare: "My App" is no name for a Worker')
