"""`fakeflare.config`, the library."""

import json
from pathlib import Path

import pytest

from fakeflare.config import Config, ConfigError, Diagnostic, check, load


def write(folder: Path, **fields: object) -> Path:
    path = folder / "wrangler.json"
    path.write_text(json.dumps({"name": "w", "main": "a.js", "compatibility_date": "2026-08-01", **fields}))
    return path


def test_check_lists_what_is_wrong(tmp_path: Path) -> None:
    [found] = check(write(tmp_path, vars=5), files=False)
    assert isinstance(found, Diagnostic)
    assert (found.path, found.line, found.message) == (
        str(tmp_path / "wrangler.json"),
        1,
        'The field "vars" should be an object but got 5.',
    )


def test_load_reads_a_file_or_the_one_of_a_folder(tmp_path: Path) -> None:
    path = write(tmp_path, env={"staging": {"vars": {"A": 1}}})
    assert isinstance(load(path), Config)
    assert load(path, "staging").vars == load(tmp_path, "staging").vars == {"A": 1}
    assert load(path, "staging").name == "w-staging"


def test_load_raises_one_error_with_all_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, vars=5, kv_namespaces={}))
    assert [found.place for found in caught.value.diagnostics] == [("vars",), ("kv_namespaces",)]
    assert len(str(caught.value).splitlines()) == 2


def test_what_a_local_run_does_not_read_does_not_stop_it(tmp_path: Path) -> None:
    config = load(write(tmp_path, r2_buckets=5))
    assert "r2_buckets" in [found.place[0] for found in config.findings if found.place]


def test_what_is_not_there_is_not_there() -> None:
    import fakeflare.config

    with pytest.raises(AttributeError, match="nothing"):
        fakeflare.config.nothing  # noqa: B018 - the look itself
