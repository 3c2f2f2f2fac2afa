"""Seeds as files: `fakeflare.toml` or JSON, and the files whose contents are values."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.text import parse_json

_LEFT_OUT = ("node_modules",)
_TAKEN = (".well-known",)
"""What wrangler takes of a site's folder: nothing hidden but this (workers-sdk: `wrangler/src/sites.ts`)."""


def read_seed(path: Path) -> dict[str, Any]:
    """The seed of a file, TOML by its name or else JSON, with the contents of all files that it names.

    A list is wrangler's bulk JSON, and the file's name says for which namespace: `CACHE.json`. Of a folder
    the files are the values, and its name says for which namespace.
    Raises `StateInvalid`.
    """
    if path.is_dir():
        folder = path.resolve()
        return inline_files({"namespaces": [{"name": folder.name, "folder": folder.name}]}, folder.parent)
    kind, parse = ("TOML", _parse_toml) if path.suffix == ".toml" else ("JSON", parse_json)
    data = _read_bytes(path)
    try:
        spec = parse(data.decode("utf-8-sig"))
    except ValueError as error:
        raise StateInvalid(f"{path} is no {kind}: {error}") from None
    if isinstance(spec, list):
        spec = {"namespaces": [{"name": path.stem, "entries": spec}]}
    if not isinstance(spec, dict):
        raise StateInvalid(f"{path} must hold an object with namespaces")
    return inline_files(spec, path.parent)


def _parse_toml(text: str) -> object:
    # start-up: who sends JSON does without
    import tomllib

    return tomllib.loads(text)


def inline_files(spec: Mapping[str, Any], folder: Path | None) -> dict[str, Any]:
    """The seed with the contents in the place of each `file` and `folder`; their paths are relative to
    `folder`, without which there can be none. Raises `StateInvalid`."""
    namespaces = spec.get("namespaces")
    if isinstance(namespaces, Sequence) and not isinstance(namespaces, str):
        inlined = [_inline_namespace(f"namespaces[{n}]", each, folder) for n, each in enumerate(namespaces)]
        return {**spec, "namespaces": inlined}
    return {name: _inline_entries(f'"{name}"', entries, folder) for name, entries in spec.items()}


def _inline_namespace(where: str, spec: object, folder: Path | None) -> object:
    if not isinstance(spec, Mapping):
        return spec
    members = dict(spec)
    if "entries" in members:
        members["entries"] = _inline_entries(where, members["entries"], folder)
    if "folder" in members:
        found = _find_path(f'{where}: "folder"', members.pop("folder"), folder)
        members["entries"] = _join(dict(_read_folder(found)), members.get("entries", {}))
    return members


def _inline_entries(where: str, entries: object, folder: Path | None) -> object:
    if not isinstance(entries, Mapping):
        return entries
    return {key: _inline_entry(f'{where}["{key}"]', entry, folder) for key, entry in entries.items()}


def _inline_entry(where: str, entry: object, folder: Path | None) -> object:
    if not isinstance(entry, Mapping) or "file" not in entry:
        return entry
    settings = {name: value for name, value in entry.items() if name != "file"}
    return {**settings, **_dump_bytes(_read_bytes(_find_path(f'{where}: "file"', entry["file"], folder)))}


def _find_path(where: str, name: object, folder: Path | None) -> Path:
    if not isinstance(name, str):
        raise StateInvalid(f"{where} must be a text")
    if folder is None:
        raise StateInvalid(f"{where} is read where the seed's file is, not by the emulator")
    return folder / name


def _join(files: dict[str, dict[str, str]], entries: object) -> object:
    """The files first: an entry of the same key stands above one."""
    if isinstance(entries, Mapping):
        return {**files, **entries}
    if isinstance(entries, list):
        listed = [{"key": key, **_describe_listed(value)} for key, value in files.items()]
        return [*listed, *entries]
    return entries


def _describe_listed(value: dict[str, str]) -> dict[str, Any]:
    return {"value": value["base64"], "base64": True} if "base64" in value else dict(value)


def _read_folder(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The files of a folder and of those in it, by their paths with `/` between the parts."""
    if not folder.is_dir():
        raise StateInvalid(f"{folder} is no folder")
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(_is_left_out(part) for part in parts):
            yield "/".join(parts), _dump_bytes(_read_bytes(path))


def _is_left_out(part: str) -> bool:
    return part in _LEFT_OUT or (part.startswith(".") and part not in _TAKEN)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StateInvalid(f"cannot read {path}: {error.strerror or error}") from None


def _dump_bytes(data: bytes) -> dict[str, str]:
    try:
        return {"value": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
