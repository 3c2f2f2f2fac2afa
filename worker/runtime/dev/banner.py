"""What `fakeflare dev` says when it starts: who can be reached where, and what a Worker's `env` holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID
from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.config.kinds import get_kind
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.runtime.load.projects import LocalWorker, Project


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
    """What is emulated, the variables, and what is not."""
    config, secrets = worker.config, worker.variables.secrets

    def show_path(path: str) -> str:
        return str(config.path.parent / path).removeprefix(f"{config.folder}/")

    for binding in sorted(config.list_members(), key=_rank):
        shown = binding.describe(names, show_path)
        value = '"(hidden)"' if isinstance(binding, Variable) and binding.name in secrets else shown.resource
        yield Row(binding.name, value, get_kind(binding.field).words, shown.mode)


def _rank(binding: Binding) -> int:
    return 2 if isinstance(binding, UnavailableBinding) else int(isinstance(binding, Variable))


def _draw(rows: list[Row]) -> str:
    heads = ("Binding", "Resource", "Mode")
    cells = [(_name(row), row.kind, row.mode) for row in rows]
    first, second = (max(len(line[column]) for line in (heads, *cells)) for column in (0, 1))
    lines = [f"{a:<{first}}      {b:<{second}}      {c}".rstrip() for a, b, c in (heads, *cells)]
    return "\n".join(lines) + "\n"


def _name(row: Row) -> str:
    return f"env.{row.name} ({row.value})" if row.value else f"env.{row.name}"
