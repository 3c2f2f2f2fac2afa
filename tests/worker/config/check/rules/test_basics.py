"""Names, dates, flags, variables, files: what the case files express badly."""

import datetime
from pathlib import Path

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Syntax
from fakeflare.worker.config.document.reading import read_file, read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles

TODAY = datetime.date(2026, 11, 23)
BASICS = 'name = "demo"\nmain = "src/index.js"\ncompatibility_date = "2026-08-01"\n'


def check(text: str, syntax: Syntax = "toml", path: str = "wrangler.toml") -> list[Diagnostic]:
    return check_document(read_text(text, syntax, path), ProjectFiles(TODAY))


def check_folder(folder: Path, text: str, name: str = "wrangler.toml") -> list[Diagnostic]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return check_document(read_file(path, name), ProjectFiles(TODAY, path.parent, path))


def list_messages(found: list[Diagnostic], code: str) -> list[str]:
    return [diagnostic.message for diagnostic in found if diagnostic.code == code]


def test_a_toml_date_is_put_in_quotes() -> None:
    (found,) = check('name = "demo"\nmain = "a.js"\ncompatibility_date = 2026-08-01T07:32:00Z\n')
    shown = '"2026-08-01T07:32:00.000Z"'
    assert found.message == f'Expected "compatibility_date" to be of type string but got {shown}.'
    assert [(edit.start, edit.end, edit.text) for edit in found.edits] == [(49, 69, '"2026-08-01"')]


def test_a_toml_time_is_no_date() -> None:
    (found,) = check('name = "demo"\nmain = "a.js"\ncompatibility_date = 07:32:00\n')
    assert found.message == 'Expected "compatibility_date" to be of type string but got "07:32:00.000".'
    assert (found.hint, found.edits) == (None, ())


@pytest.mark.parametrize(("syntax", "name"), [("toml", "wrangler.toml"), ("jsonc", "wrangler.jsonc")])
def test_a_file_without_a_name_is_called_as_wrangler_would(syntax: Syntax, name: str) -> None:
    text = "" if syntax == "toml" else "{}"
    (message,) = list_messages(check(text, syntax, "-"), "FF210")
    assert f"Add the following to your {name} file:" in message


def test_the_asked_environments_alone_are_looked_at() -> None:
    text = 'main = "a.js"\ncompatibility_date = "2026-08-01"\n[env.a]\nname = "a"\n[env.b]\n'
    document = read_text(text, "toml")
    found = check_document(document, ProjectFiles(TODAY, environments=("a",)))
    assert list_messages(found, "FF200") == []
    assert len(list_messages(check_document(document, ProjectFiles(TODAY)), "FF200")) == 1


def test_values_of_other_types_are_refused_once() -> None:
    found = check('{"name": "demo", "main": "a.js", "vars": "x", "define": 1, "secrets": []}', "jsonc")
    assert list_messages(found, "FF110") == [
        'The field "vars" should be an object but got "x".',
        'The field "define" should be an object but got 1.',
        'The field "secrets" should be an object but got [].',
    ]


def test_required_secrets_are_texts() -> None:
    found = check('{"name": "demo", "main": "a.js", "secrets": {"required": ["A", 1]}}', "jsonc")
    assert list_messages(found, "FF110") == [
        'Expected "secrets.required.[1]" to be of type string but got 1.'
    ]
    assert list_messages(check(BASICS + "[secrets]\n"), "FF110") == []


def test_flags_and_crons_that_are_no_texts_are_left_to_others() -> None:
    found = check(BASICS + 'compatibility_flags = ["nodejs_compatt", 1]\n[triggers]\ncrons = [5]\n')
    assert list_messages(found, "FF220") == list_messages(found, "FF240") == []


def test_flags_wait_for_a_date() -> None:
    text = 'name = "demo"\nmain = "a.js"\ncompatibility_flags = ["nodejs_compat"]\n'
    assert list_messages(check(text), "FF223") == []


def test_the_file_that_wrangler_leaves_aside_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "wrangler.json").write_text("{}", "utf-8")
    (message,) = list_messages(check_folder(tmp_path, BASICS), "FF950")
    assert message == "wrangler.toml is ignored: wrangler reads wrangler.json, which is in the same folder."


def test_a_file_with_a_name_of_its_own_has_no_rivals(tmp_path: Path) -> None:
    (tmp_path / "wrangler.json").write_text("{}", "utf-8")
    found = check_folder(tmp_path, BASICS, "wrangler.test.toml")
    assert list_messages(found, "FF950") == list_messages(found, "FF951") == []


def test_the_bucket_of_a_site_is_looked_for(tmp_path: Path) -> None:
    (message,) = list_messages(check_folder(tmp_path, BASICS + '[site]\nbucket = "./public"\n'), "FF952")
    assert message == '"site.bucket" names public, which does not exist.'


@pytest.mark.parametrize(
    "main", ["\\u0000", "a\\u0000.py", "x" * 5000 + ".js", "../../../..", "@scope/package", "virtual:x"]
)
def test_no_path_is_too_odd(tmp_path: Path, main: str) -> None:
    (tmp_path / "index.js").touch()
    text = BASICS.replace("src/index.js", main) + 'base_dir = "\\u0000"\n'
    assert {found.code for found in check_folder(tmp_path, text)} <= {"FF204", "FF205", "FF800", "FF952"}


def test_a_python_worker_may_have_a_base_folder(tmp_path: Path) -> None:
    (tmp_path / "app/python_modules").mkdir(parents=True)
    (tmp_path / "app/src").mkdir()
    (tmp_path / "app/src/entry.py").write_text("async def on_fetch(): ...\n", "utf-8")
    text = (
        'name = "demo"\nmain = "app/src/entry.py"\nbase_dir = "app"\ncompatibility_date = "2025-08-01"\n'
        'compatibility_flags = ["python_workers"]\n[env.new]\ncompatibility_date = "2025-09-01"\n'
        '[env.old]\nworkers_dev = false\n[env.flag]\ncompatibility_flags = ["python_workers"]\n'
    )
    found = [diagnostic for diagnostic in check_folder(tmp_path, text) if diagnostic.code.startswith("FF8")]
    assert [(one.code, one.environment) for one in found] == [("FF802", None), ("FF805", "new")]


def test_a_python_worker_without_its_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "data.json").touch()
    text = BASICS.replace("src/index.js", "entry.py") + 'compatibility_flags = ["python_workers"]\n'
    assert list_messages(check_folder(tmp_path, text), "FF804") == []
