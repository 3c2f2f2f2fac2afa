import datetime
from pathlib import Path

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.document import Syntax
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles

TODAY = datetime.date(2026, 11, 23)
HEAD = '{"name": "demo", "main": "a.js", "compatibility_date": "2026-08-01",\n'


def list_codes(text: str, syntax: Syntax = "jsonc", project_files: ProjectFiles | None = None) -> list[str]:
    found = check_document(read_text(text, syntax), project_files or ProjectFiles(TODAY))
    return [f"{one.code} {one.line}" for one in found]


def test_a_finding_is_found_without_comments() -> None:
    assert list_codes(f'{HEAD}"nmae": 1}}') == ["FF100 2"]


@pytest.mark.parametrize(
    "member",
    [
        '"nmae": 1 // fakeflare: ignore FF100',
        '/* fakeflare: ignore FF100 */ "nmae": 1',
        '"nmae": /*fakeflare:ignore FF100*/ 1',
        '// fakeflare: ignore FF100\n"nmae": 1',
        '\t/* fakeflare: ignore FF100 */\r\n"nmae": 1',
        '/* fakeflare: ignore FF100\n because */\n"nmae": 1',
        '// fakeflare: ignore FF100\n// because\n/* of\n*/\n"nmae": 1',
        '// fakeflare: ignore\n"nmae": 1',
        '// fakeflare: ignore unknown-field\n"nmae": 1',
        '// fakeflare: ignore FF110,FF100 , FF111\n"nmae": 1',
        '// fakeflare: ignore ff1 -- FF9 is another matter\n"nmae": 1',
        '// old name; fakeflare: ignore FF100\n"nmae": 1',
    ],
)
def test_a_comment_silences_a_finding(member: str) -> None:
    assert list_codes(f"{HEAD}{member}\n}}") == []


@pytest.mark.parametrize(
    ("member", "codes"),
    [
        ('// fakeflare: ignore FF110\n"nmae": 1', ["FF100 3"]),
        ('// fakeflare: ignore FF100\n\n"nmae": 1', ["FF100 4"]),
        ('"nmae": 1\n// fakeflare: ignore FF100', ["FF100 2"]),
        ('"vars": {}, // fakeflare: ignore FF100\n"nmae": 1', ["FF100 3"]),
        ('"nmae": "// fakeflare: ignore FF100"', ["FF100 2"]),
        ('// fakeflare ignore FF100\n"nmae": 1', ["FF100 3"]),
        ('// fakeflare: ignore-all\n"nmae": 1', ["FF981 2", "FF100 3"]),
        ('// fakeflare:\n"nmae": 1', ["FF981 2", "FF100 3"]),
        ('// fakeflare: ignore FFF\n"nmae": 1', ["FF981 2", "FF100 3"]),
        ('// fakeflare: ignore-file FF100\n"nmae": 1', ["FF981 2", "FF100 3"]),
    ],
)
def test_a_comment_silences_nothing_else(member: str, codes: list[str]) -> None:
    assert list_codes(f"{HEAD}{member}\n}}") == codes


@pytest.mark.parametrize("words", ["", " FF100", " FF100, FF204", " unknown-field -- ours"])
def test_a_file_may_silence_a_rule(words: str) -> None:
    assert list_codes(f'// fakeflare: ignore-file{words}\n{HEAD}"nmae": 1,\n"aname": 2}}') == []


def test_toml_has_the_same_comments() -> None:
    head = 'name = "demo"\nmain = "a.js"\ncompatibility_date = "2026-08-01"\n'
    assert list_codes(f"{head}nmae = 1", "toml") == ["FF100 4"]
    assert list_codes(f"{head}nmae = 1 # fakeflare: ignore FF100", "toml") == []
    assert list_codes(f"{head}# fakeflare: ignore unknown-field\nnmae = 1", "toml") == []
    assert list_codes(f"# fakeflare: ignore-file FF100\n{head}nmae = 1", "toml") == []


def test_a_fault_of_the_text_is_silenced_by_its_name_alone() -> None:
    text = f'{HEAD}"vars": {{}},\n"vars": {{}} // fakeflare: ignore'
    codes = list_codes(f"{text}\n}}")
    assert [code for code in codes if code.startswith("FF0")] != []
    assert list_codes(f"{text} FF0\n}}") == []


def test_an_empty_object_has_no_first_value() -> None:
    assert list_codes("{ // fakeflare: ignore-file FF2\n}") == []


@pytest.mark.parametrize(
    ("project_files", "codes"),
    [
        (ProjectFiles(TODAY, Path("/nowhere")), ["FF980 2"]),
        (ProjectFiles(TODAY), []),
        (ProjectFiles(TODAY, Path("/nowhere"), environments=("staging",)), []),
    ],
)
def test_an_idle_comment_is_found_where_everything_is_checked(
    project_files: ProjectFiles, codes: list[str]
) -> None:
    found = list_codes(f'{HEAD}// fakeflare: ignore FF110\n"vars": {{}}}}', project_files=project_files)
    assert [code for code in found if code.startswith("FF98")] == codes
