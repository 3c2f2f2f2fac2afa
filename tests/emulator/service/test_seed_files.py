import json
from pathlib import Path

import pytest

from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.service.seed_files import inline_files, read_seed

TOML = """
[[namespaces]]
title = "things"
folder = "values"

[namespaces.entries]
"greeting" = "hello"
"user:1" = { json = { name = "Ada" }, expiration_ttl = 3600, metadata = { v = 1 } }
"logo.png" = { file = "logo.png" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of values beside a file."""
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    for name, data in (
        ("a.txt", b"text"),
        ("greeting", b"from the folder"),
        ("sub/b.bin", b"\xff"),
        (".well-known/x", b"kept"),
        (".git/config", b"left out"),
        ("sub/.DS_Store", b"left out"),
        ("node_modules/m.js", b"left out"),
    ):
        path = tmp_path / "values" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


FOLDER = {
    ".well-known/x": {"value": "kept"},
    "a.txt": {"value": "text"},
    "greeting": {"value": "from the folder"},
    "sub/b.bin": {"base64": "/w=="},
}


def test_toml_with_files_becomes_plain_json(folder: Path) -> None:
    (folder / "fakeflare.toml").write_text(TOML)
    assert read_seed(folder / "fakeflare.toml") == {
        "namespaces": [
            {
                "title": "things",
                "entries": {
                    **FOLDER,
                    "greeting": "hello",
                    "user:1": {"json": {"name": "Ada"}, "expiration_ttl": 3600, "metadata": {"v": 1}},
                    "logo.png": {"base64": "iVBORw=="},
                },
            }
        ]
    }


def test_json_short_form_may_name_files(folder: Path) -> None:
    spec = {"things": {"k": "v", "logo": {"file": "logo.png", "metadata": 1}}, "other": [], "wrong": 5}
    (folder / "seed.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(spec).encode())
    assert read_seed(folder / "seed.json") == {
        **spec,
        "things": {"k": "v", "logo": {"base64": "iVBORw==", "metadata": 1}},
    }


def test_bulk_json_is_for_the_namespace_of_its_name(folder: Path) -> None:
    items = [{"key": "k", "value": "AP8=", "base64": True}]
    (folder / "CACHE.json").write_text(json.dumps(items))
    assert read_seed(folder / "CACHE.json") == {"namespaces": [{"name": "CACHE", "entries": items}]}


def test_folder_is_for_the_namespace_of_its_name(folder: Path) -> None:
    assert read_seed(folder / "values") == {"namespaces": [{"name": "values", "entries": FOLDER}]}


def test_folder_goes_before_listed_entries(folder: Path) -> None:
    items = [{"key": "greeting", "value": "hello"}]
    spec = {"namespaces": [{"title": "T", "folder": "values", "entries": items}]}
    assert inline_files(spec, folder) == {
        "namespaces": [
            {
                "title": "T",
                "entries": [
                    {"key": ".well-known/x", "value": "kept"},
                    {"key": "a.txt", "value": "text"},
                    {"key": "greeting", "value": "from the folder"},
                    {"key": "sub/b.bin", "value": "/w==", "base64": True},
                    *items,
                ],
            }
        ]
    }


def test_what_is_wrong_otherwise_is_left_for_the_check(folder: Path) -> None:
    specs: list[dict[str, object]] = [
        {"namespaces": [5, {"entries": "text"}]},
        {"namespaces": "text"},
        {"T": {"k": {"a": 1}}},
    ]
    for spec in specs:
        assert inline_files(spec, folder) == spec
    wrong = {"namespaces": [{"folder": "values", "entries": "text"}]}
    assert inline_files(wrong, folder) == {"namespaces": [{"entries": "text"}]}


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"T": {"k": {"file": "none"}}}, "cannot read {folder}/none: No such file or directory"),
        ({"T": {"k": {"file": 5}}}, '"T"["k"]: "file" must be a text'),
        ({"namespaces": [{"folder": "logo.png"}]}, "{folder}/logo.png is no folder"),
        ({"namespaces": [{"folder": 5}]}, 'namespaces[0]: "folder" must be a text'),
    ],
)
def test_file_that_cannot_be_had_is_told(folder: Path, spec: dict[str, object], problem: str) -> None:
    with pytest.raises(StateInvalid) as raised:
        inline_files(spec, folder)
    assert str(raised.value) == problem.format(folder=folder)


@pytest.mark.parametrize(
    "spec", [{"T": {"k": {"file": "x"}}}, {"namespaces": [{"title": "T", "folder": "x"}]}]
)
def test_seed_from_elsewhere_names_no_files(spec: dict[str, object]) -> None:
    with pytest.raises(StateInvalid, match=r"is read where the seed's file is, not by the emulator$"):
        inline_files(spec, None)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("seed.toml", "a = ", "{path} is no TOML: Invalid value (at end of document)"),
        ("seed.json", "{,}", "{path} is no JSON: Expecting property name enclosed in double quotes: line 1"),
        ("seed.json", "5", "{path} must hold an object with namespaces"),
        ("seed.toml", "a = \xff", "{path} is no TOML: 'utf-8' codec can't decode"),
    ],
)
def test_seed_that_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, problem: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(StateInvalid) as raised:
        read_seed(tmp_path / name)
    assert str(raised.value).startswith(problem.format(path=tmp_path / name))
