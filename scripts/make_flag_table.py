"""Makes worker/config/findings/tables/flags.json, the table of compatibility flags, from workerd itself.

    python scripts/make_flag_table.py FLAGS.json WORKERD

WORKERD is tests/clients/npm/node_modules/@cloudflare/workerd-linux-64/bin/workerd, or another one.

The first argument is written by hand: it lists the flags of workerd's
`src/workerd/io/compatibility-date.capnp` (`flags`: `enable`, `disable`, `default_from`) and knows the dates
that are still to come. The second is a workerd, which is asked about every name that could be a flag: does
it exist, is it experimental, since when is it the default, which one contradicts it. Where the two differ,
the workerd is right.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "worker/config/findings/tables/flags.json"
CONFIG = """using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [(name = "main.js", esModule = "export default {{}}")],
  compatibilityDate = "{date}",
  compatibilityFlags = {flags},
);
"""
LIKELY = re.compile(rb"(?<![\w-])[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*(?![\w-])")
CHUNK = 3000
FIRST_DAY = "2000-01-01"

Rows = dict[str, tuple[str | None, str | None, bool]]
"""By the name that enables: the name that disables, the date of the default, experimental or not."""


class Workerd:
    """Starts a workerd with flags and reads what it says of them."""

    def __init__(self, binary: Path) -> None:
        self.binary = binary
        words = subprocess.run(
            [binary, "--version"], capture_output=True, text=True, check=True
        ).stdout.split()
        self.version = words[-1]

    def ask(self, flags: list[str], date: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "config.capnp"
            config.write_text(CONFIG.format(date=date, flags=json.dumps(flags)), "utf-8")
            command = [self.binary, "serve", config, "config"]
            try:
                return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stderr
            except subprocess.TimeoutExpired as expired:
                return (expired.stderr or b"").decode()

    def list_known(self, names: set[str]) -> list[str]:
        known: list[str] = []
        candidates = sorted(names)
        for start in range(0, len(candidates), CHUNK):
            chunk = candidates[start : start + CHUNK]
            refused = set(re.findall(r"No such compatibility flag: (\S+)", self.ask(chunk, FIRST_DAY)))
            known += [name for name in chunk if name not in refused]
        return known


def collect(workerd: Workerd, listed: list[dict[str, object]]) -> Rows:
    """Every flag that the workerd knows."""
    names = {match.decode() for match in LIKELY.findall(workerd.binary.read_bytes()) if len(match) < 90}
    names |= {str(flag[key]) for flag in listed for key in ("enable", "disable") if flag[key]}
    known = workerd.list_known(names)
    said = workerd.ask(known, workerd.version)
    opposites = dict(re.findall(r"contradictory: (\S+) vs (\S+)", said))
    defaults = dict(re.findall(r"flag (\S+) became the default as of (\S+) so", said))
    defaults |= dict.fromkeys(re.findall(r"flag (\S+) is the default, so", said), "0000-00-00")
    experimental = set(re.findall(r"flag (\S+) is experimental", said))
    for flag in listed:
        if flag["default_from"] and str(flag["default_from"]) > workerd.version:
            defaults[str(flag["enable"])] = str(flag["default_from"])
    disabling = set(opposites.values())
    return {
        name: (opposites.get(name), defaults.get(name), name in experimental)
        for name in known
        if name not in disabling
    }


def main() -> None:
    listed = json.loads(Path(sys.argv[1]).read_text("utf-8"))["flags"]
    workerd = Workerd(Path(sys.argv[2]).resolve())
    rows = [[name, *row] for name, row in sorted(collect(workerd, listed).items())]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    TARGET.write_text(f'{{"workerd":"{workerd.version}","flags":[\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
