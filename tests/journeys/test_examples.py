"""The example projects' own tests, run as their reader would."""

import shutil
from pathlib import Path

import pytest

from tests.pytest.projects import run_pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.parametrize(
    ("name", "flags"), [("worker-test", ()), ("sdk-service", ()), ("hard-coded-url", ("--fakeflare-only",))]
)
def test_the_tests_of_an_example_pass(tmp_path: Path, name: str, flags: tuple[str, ...]) -> None:
    # a copy: where it stands, pytest would leave files, and find this repository's configuration above
    shutil.copytree(EXAMPLES / name, tmp_path / name)
    finished = run_pytest(tmp_path / name, *flags)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "skipped" not in finished.stdout


def test_every_example_is_listed_and_explained() -> None:
    names = {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()}
    assert names == {"worker-test", "sdk-service", "hard-coded-url"}
    for name in names:
        assert f"[{name}]({name})" in (EXAMPLES / "README.md").read_text()
        assert "python -m pytest" in (EXAMPLES / name / "README.md").read_text()
