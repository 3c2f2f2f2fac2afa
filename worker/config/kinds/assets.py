"""`assets`: a folder of files that answer before, after or instead of the Worker, and, where it has a name, a
binding that asks them. Its rules are in `check/rules/serving/`."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from fakeflare.worker.config.bindings.binding import LOCAL, Shown, ShowPath
from fakeflare.worker.config.bindings.kind import Kind, list_entries
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import list_texts, pick_text
from fakeflare.worker.config.document.values import is_object


class WorkerFirst(NamedTuple):
    """`run_worker_first` as a list: globs of paths for the Worker, and of those for the assets alone."""

    worker: tuple[str, ...]
    assets: tuple[str, ...]


class Assets(NamedTuple):
    """What the field says of the files."""

    directory: Path
    html_handling: str = "auto-trailing-slash"
    not_found_handling: str = "none"
    run_worker_first: bool | WorkerFirst = False
    base_path: str = "/"


def get_assets(block: Block, folder: Path) -> Assets | None:
    """Return the field's value; paths are relative to `folder`, the configuration's."""
    value = block.get("assets")
    directory = pick_text(value, "directory") if is_object(value) else None
    if not is_object(value) or directory is None:
        return None
    return Assets(
        directory=folder / directory,
        html_handling=pick_text(value, "html_handling") or "auto-trailing-slash",
        not_found_handling=pick_text(value, "not_found_handling") or "none",
        run_worker_first=_get_worker_first(value.get("run_worker_first")),
        base_path=_normalize(pick_text(value, "base_path") or "/"),
    )


def _get_worker_first(value: object) -> bool | WorkerFirst:
    if not isinstance(value, list):
        return value is True
    rules = list_texts(value)
    return WorkerFirst(
        tuple(rule for rule in rules if rule.startswith("/")),
        tuple(rule[1:] for rule in rules if rule.startswith("!")),
    )


def _normalize(path: str) -> str:
    """A path with a slash at both ends (workers-shared: utils/base-path.ts)."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return f"/{'/'.join(segments)}/" if segments else "/"


class AssetsBinding(NamedTuple):
    """The files, asked by the Worker itself."""

    name: str
    directory: str
    """As the configuration has it."""
    field: str = "assets"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        return Shown(show_path(self.directory), LOCAL)


def _read(block: Block) -> Iterator[AssetsBinding]:
    for entry in list_entries(block, KIND):
        if entry.name and entry.resource is not None:
            yield AssetsBinding(entry.name, directory=entry.resource)


KIND = Kind("Assets", ("assets",), "single", reach="inherited", resource=("directory",), read=_read)
