"""What `fakeflare dev` says when it starts: who can be reached where, and what a Worker's `env` holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID
from fakeflare.worker.config.kinds import KINDS
from fakeflare.worker.runtime.load.projects import LocalWorker, Project

_MAX_VALUE = 40

LOCAL = "local"
MISSING = "not emulated"


@dataclass(frozen=True)
class Addresses:
    """Where Worker and emulator of a run answer, as URLs."""

    worker: str
    api: str


class Row(NamedTuple):
    """One binding, in the columns of the table."""

    name: str
    value: str
    kind: str
    mode: str


def describe_start(project: Project, data: Path | None, addresses: Addresses, is_own_emulator: bool) -> str:
    """Write the lines that follow the one for machines."""
    where = "in memory" if data is None else str(data)
    base = f"{addresses.api}/client/v4"
    return "\n".join(
        [
            *describe_sources(project),
            describe_bindings(project),
            f"REST API   {base}",
            f"account    {DEFAULT_ACCOUNT_ID}",
            f"data       {where if is_own_emulator else 'those of the emulator at ' + addresses.api}",
            "",
            "for wrangler and the SDKs:",
            f"  export CLOUDFLARE_API_BASE_URL={base} CLOUDFLARE_API_TOKEN=any-token "
            f"CLOUDFLARE_ACCOUNT_ID={DEFAULT_ACCOUNT_ID}",
            "",
            f"Ready on {addresses.worker}",
            "",
        ]
    )


def describe_sources(project: Project) -> list[str]:
    """Write `Using secrets defined in .dev.vars`, for each file."""
    return [source for worker in project.workers for source in worker.variables.sources]


def describe_bindings(project: Project) -> str:
    """Draw the table that wrangler prints, for each Worker (wrangler: src/utils/print-bindings.ts)."""
    is_alone = len(project.workers) == 1
    names = {config.name for config in project.configs}
    pieces = []
    for worker in project.workers:
        owner = "Your Worker" if is_alone else worker.config.name
        rows = list(_list_rows(worker, names))
        if rows:
            pieces.append(f"{owner} has access to the following bindings:\n{_draw(rows)}")
        else:
            pieces.append("No bindings found.\n" if is_alone else f"No bindings found for {owner}\n")
    return "\n".join(pieces)


def _list_rows(worker: LocalWorker, names: set[str]) -> Iterator[Row]:
    config = worker.config
    for namespace in config.kv_namespaces:
        yield Row(namespace.binding, namespace.id, KINDS["kv_namespaces"].words, LOCAL)
    for service in config.services:
        target = service.service + (f"#{service.entrypoint}" if service.entrypoint else "")
        state = "[connected]" if service.service in names else "[not connected]"
        yield Row(service.binding, target, KINDS["services"].words, f"{LOCAL} {state}")
    if config.version_metadata is not None:
        yield Row(config.version_metadata, "", KINDS["version_metadata"].words, LOCAL)
    if config.assets is not None and config.assets.binding is not None:
        folder = _shorten(str(config.assets.directory), config.folder)
        yield Row(config.assets.binding, folder, KINDS["assets"].words, LOCAL)
    for name, value in worker.variables.values.items():
        shown = '"(hidden)"' if name in worker.variables.secrets else _show_value(value)
        yield Row(name, shown, KINDS["vars"].words, LOCAL)
    for binding in config.unavailable:
        yield Row(binding.binding, binding.id or "", binding.kind, MISSING)


def _shorten(path: str, folder: Path) -> str:
    return path.removeprefix(f"{folder}/")


def _show_value(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(_truncate(value), ensure_ascii=False)
    return _truncate(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _truncate(text: str) -> str:
    return text if len(text) < _MAX_VALUE else f"{text[: _MAX_VALUE - 3]}..."


def _draw(rows: list[Row]) -> str:
    heads = ("Binding", "Resource", "Mode")
    cells = [(_name(row), row.kind, row.mode) for row in rows]
    first, second = (max(len(line[column]) for line in (heads, *cells)) for column in (0, 1))
    lines = [f"{a:<{first}}      {b:<{second}}      {c}".rstrip() for a, b, c in (heads, *cells)]
    return "\n".join(lines) + "\n"


def _name(row: Row) -> str:
    return f"env.{row.name} ({row.value})" if row.value else f"env.{row.name}"
