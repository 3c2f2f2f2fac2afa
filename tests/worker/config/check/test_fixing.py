import datetime
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.worker.config.check.fixing import MAX_ROUNDS, CannotWrite, Repaired, fix, repair, write_text
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic, Edit, Range
from fakeflare.worker.config.document.document import Document, Syntax
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles
from tests.examples import trying

PROJECT_FILES = ProjectFiles(datetime.date(2026, 11, 23))


def check(document: Document) -> list[Diagnostic]:
    return check_document(document, PROJECT_FILES)


def repair_text(text: str, syntax: Syntax = "jsonc") -> Repaired:
    return repair(read_text(text, syntax, "wrangler"), check)


def find(*edits: Edit) -> Diagnostic:
    return Diagnostic("wrangler.jsonc", Range(1, 1, 1, 2), "error", "FF999", "x", "x", edits=edits)


def fix_text(text: str, *found: Diagnostic) -> tuple[str, int]:
    return fix(read_text(text, "jsonc"), found)


def test_a_misspelt_field_is_renamed_and_all_else_stays() -> None:
    text = '// keep\r\n{ "name": "demo",\r\n\t"main" : "a.js", /* x */\r\n "compatibilityDate":"2026-08-01"}'
    repaired = repair_text(text)
    assert repaired.document.text == text.replace("compatibilityDate", "compatibility_date")
    assert repaired.fixed == 1
    assert not [found for found in repaired.diagnostics if found.edits]


def test_findings_that_appear_after_a_repair_are_repaired_too() -> None:
    repaired = repair_text('{ "name": "demo", "main": "a.js", "compatibilityDate": "2026/08/01" }')
    assert '"compatibility_date": "2026-08-01"' in repaired.document.text
    assert repaired.fixed == 2


def test_a_clean_file_stays() -> None:
    text = '{ "name": "demo", "main": "a.js", "compatibility_date": "2026-08-01" }'
    repaired = repair_text(text)
    assert (repaired.document.text, repaired.fixed) == (text, 0)


def test_all_edits_of_a_finding_are_made_or_none() -> None:
    first = find(Edit(2, 4, "XX"))
    second = find(Edit(0, 1, "A"), Edit(3, 5, "B"))
    third = find(Edit(5, 6, ""), Edit(1, 1, "+"))
    assert fix_text("012345", first, second, third) == ("0+1XX4", 2)


def test_findings_with_the_same_edits_are_repaired_together() -> None:
    assert fix_text("0123", find(Edit(1, 2, "x")), find(Edit(1, 2, "x")), find()) == ("0x23", 2)


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(1, 9, ""),),
        (Edit(3, 2, ""),),
        (Edit(-1, 2, ""),),
        (Edit(0, 2, ""), Edit(1, 3, "")),
    ],
)
def test_edits_that_cannot_be_made_are_left_out(edits: tuple[Edit, ...]) -> None:
    assert fix_text("0123", find(*edits)) == ("0123", 0)


def test_insertions_at_one_place_wait_for_another_round() -> None:
    assert fix_text("0123", find(Edit(2, 2, "a")), find(Edit(2, 2, "b"))) == ("01a23", 1)
    assert fix_text("0123", find(Edit(2, 2, "a")), find(Edit(2, 3, "b"))) == ("01a23", 1)
    assert fix_text("0123", find(Edit(1, 2, "a")), find(Edit(2, 3, "b"))) == ("0ab3", 2)


def test_a_round_that_would_break_the_file_is_not_done() -> None:
    def break_it(document: Document) -> list[Diagnostic]:
        return [find(Edit(0, 1, ""))]

    repaired = repair(read_text("{}", "jsonc"), break_it)
    assert (repaired.document.text, repaired.fixed) == ("{}", 0)


def test_repairs_that_undo_each_other_come_to_an_end() -> None:
    def turn(document: Document) -> list[Diagnostic]:
        return [find(Edit(1, 2, "\t" if document.text[1] == " " else " "))]

    assert repair(read_text("{ }", "jsonc"), turn).fixed == MAX_ROUNDS


COMMENTS = st.sampled_from(["", " ", " // a, b", " /* \u201ckeep\u201d { */", "\t// https://x"])
ENDS = st.sampled_from(["\n", "\r\n", "\n\n"])
MEMBERS = [
    '"name": "demo"',
    '"main": "src/index.js"',
    '"compatibilityDate": "2026-08-01"',
    '"compatibility_date": "2026/8/1"',
    '"compatibility_date": "2026–08–01"',
    '"compatibility-flags" : ["nodejs_compat",]',
    '"kv-namespaces": [{ "binding": "CACHE", "previewId": "a" }]',
    '"kv_namespaces": [\n{ "bindng": "CACHE" } // one\n]',
    '"type": "webpack"',
    '"usage_model": "bundled"',
    '"containers": [{ "class_name": "A", "image": "a/b:1", "instance_type": "dev", "wrangler_ssh": null }]',
    '"env": { "staging": { "type": "javascript", "workersDev": true } }',
    '"vars": { "A": 1 }',
]


@st.composite
def documents(draw: st.DrawFn) -> str:
    members = draw(
        st.lists(st.sampled_from(MEMBERS), max_size=6, unique_by=lambda member: member.split('"')[1])
    )
    text = "{" + draw(COMMENTS)
    for index, member in enumerate(members):
        comma = "," if index < len(members) - 1 or draw(st.booleans()) else ""
        text += draw(ENDS) + member + comma + draw(COMMENTS)
    return text + draw(ENDS) + "}" + draw(st.sampled_from(["", "\n", " // end"]))


def list_comments(document: Document) -> list[str]:
    return [document.text[span.start : span.end].strip() for span in document.parsed.comments]


@trying(150)
@given(documents())
def test_a_repaired_file_still_parses_and_keeps_its_comments(text: str) -> None:
    before = read_text(text, "jsonc", "wrangler.jsonc")
    assert not before.parsed.problems
    repaired = repair(before, check)
    assert not repaired.document.parsed.problems
    assert list_comments(repaired.document) == list_comments(before)
    again = repair(repaired.document, check)
    assert (again.document.text, again.fixed) == (repaired.document.text, 0)


TOML = """\
name = "demo" # the name
main = "src/index.js"
compatibilityDate = '2026/08/01'
type = "javascript" # old
compatibility-flags = ["nodejs_compat"] # flags

[[kv-namespaces]] # header
binding = "CACHE"
previewId = "a"

[env.staging]
usage_model = "bundled"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_toml_file_is_repaired(end: str) -> None:
    repaired = repair_text(TOML.replace("\n", end), "toml")
    assert repaired.document.values == {
        "name": "demo",
        "main": "src/index.js",
        "compatibility_date": "2026-08-01",
        "compatibility_flags": ["nodejs_compat"],
        "kv_namespaces": [{"binding": "CACHE", "preview_id": "a"}],
        "env": {"staging": {}},
    }
    for comment in ("# the name", "# old", "# flags", "# header"):
        assert comment in repaired.document.text
    assert repaired.document.text.count(end) >= TOML.count("\n") - 2


def test_the_text_is_replaced_with_mark_and_permissions(tmp_path: Path) -> None:
    path = tmp_path / "wrangler.jsonc"
    path.write_bytes(b"\xef\xbb\xbf{}\r\n")
    path.chmod(0o640)
    write_text(path, "{}\r\n", '{ "näme": 1 }\r\n')
    assert path.read_bytes() == b'\xef\xbb\xbf{ "n\xc3\xa4me": 1 }\r\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["wrangler.jsonc"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "shared.jsonc", tmp_path / "wrangler.jsonc"
    target.write_text("{}")
    link.symlink_to(target)
    write_text(link, "{}", "{ }")
    assert link.is_symlink()
    assert target.read_text() == "{ }"


@pytest.mark.parametrize("content", [b'{ "a": 1 }', b'{ "a": "\xff" }'])
def test_a_file_that_is_not_what_was_read_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrangler.jsonc"
    path.write_bytes(content)
    with pytest.raises(CannotWrite, match="has changed meanwhile, or is not UTF-8"):
        write_text(path, content.decode("utf-8", "replace").replace("1", "2"), "{}")
    assert path.read_bytes() == content


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wrangler.jsonc"
    path.write_text("{}")
    # the tests may run as root, who may write everything
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CannotWrite, match="is read-only"):
        write_text(path, "{}", "{ }")
    assert path.read_text() == "{}"


def test_a_file_that_has_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written: No such file"):
        write_text(tmp_path / "wrangler.jsonc", "{}", "{ }")


def test_nothing_is_left_behind_where_replacing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wrangler.jsonc"
    path.write_text("{}")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CannotWrite, match="No space left"):
        write_text(path, "{}", "{ }")
    assert os.listdir(tmp_path) == ["wrangler.jsonc"]
    assert path.read_text() == "{}"
