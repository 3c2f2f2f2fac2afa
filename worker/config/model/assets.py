"""`assets`: a folder of files that answer before, after or instead of the Worker."""

from dataclasses import dataclass
from pathlib import Path

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import list_texts, pick_text
from fakeflare.worker.config.document.values import is_object


@dataclass(frozen=True)
class WorkerFirst:
    """`run_worker_first` as a list: globs of paths for the Worker, and of those for the assets alone."""

    worker: tuple[str, ...]
    assets: tuple[str, ...]


@dataclass(frozen=True)
class Assets:
    """The field `assets`."""

    directory: Path
    binding: str | None = None
    html_handling: str = "auto-trailing-slash"
    not_found_handling: str = "none"
    run_worker_first: bool | WorkerFirst = False
    base_path: str = "/"


def get_assets(block: Block, folder: Path) -> Assets | None:
    """The field's value; paths are relative to `folder`, the configuration's."""
    value = block.get("assets")
    directory = pick_text(value, "directory") if is_object(value) else None
    if not is_object(value) or directory is None:
        return None
    return Assets(
        directory=folder / directory,
        binding=pick_text(value, "binding"),
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
