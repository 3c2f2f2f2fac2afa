"""`fakeflare seed`, against a running emulator."""

import json
from pathlib import Path

from fakeflare.control.client import Control
from tests.cli.commands.running import Output, fail, run, run_json


def test_seed(capsys: Output, control: Control, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\xff")
    seed = tmp_path / "fakeflare.toml"
    seed.write_text(
        '[[namespaces]]\nbinding = "CACHE"\nentries = { logo = { file = "logo.png" }, k = "v" }\n'
    )
    assert run(capsys, "seed", str(seed)) == "of a Worker  cache-id  2 pairs\n"
    assert [pair["key"] for pair in json.loads(b"".join(control.export("CACHE")))] == ["k", "logo"]
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<html>")
    assert run_json(capsys, "seed", str(folder))["namespaces"][0]["title"] == "site"
    seed.write_text("nothing = ")
    assert "is no TOML" in fail(capsys, "seed", str(seed))
