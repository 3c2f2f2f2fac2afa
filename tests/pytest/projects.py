"""Projects with tests of their own, and pytest run in them as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"

WRANGLER = json.dumps(
    {
        "name": "main",
        "main": "src/entry.py",
        "compatibility_date": "2026-08-01",
        "compatibility_flags": ["python_workers"],
        "kv_namespaces": [{"binding": "KV", "id": "kv-id"}],
        "vars": {"NAME": "configured"},
    }
)

WORKER = """
from workers import Response, WorkerEntrypoint, fetch


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if "/outside" in request.url:
            return await fetch("https://outside.example/")
        if "/api" in request.url:
            url = "https://api.cloudflare.com/client/v4/accounts"
            return await fetch(url, headers={"Authorization": "Bearer t"})
        if "/background" in request.url:
            self.ctx.waitUntil(self.env.KV.put("background", "done"))
        await self.env.KV.put("seen", request.url)
        return Response(await self.env.KV.get("greeting") or "none")

    async def scheduled(self, controller, env, ctx):
        await self.env.KV.put("cron", controller.cron)
"""

VARIABLES = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL", "PYTEST_ADDOPTS")

PLUGINS = ("fakeflare.pytest.entry", "anyio.pytest_plugin", "pytest_asyncio.plugin")


def write_project(folder: Path, files: Mapping[str, str], ini: str = "") -> Path:
    """Files, and a pytest.ini with these lines; returns the folder."""
    for name, text in {"pytest.ini": INI + ini, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def write_worker(folder: Path, files: Mapping[str, str], ini: str = "") -> Path:
    """The same with a Worker in it."""
    return write_project(folder, {"wrangler.json": WRANGLER, "src/entry.py": WORKER, **files}, ini)


def run_pytest(
    folder: Path, *arguments: str, plugins: Sequence[str] = PLUGINS, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder as their author would, who has these plugins."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    # the others that stand in this environment take longer to be imported than most of these tests to run
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    loaded = [word for name in plugins for word in ("-p", name)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *loaded, *arguments],
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check_passed(finished: subprocess.CompletedProcess[str], summary: str) -> None:
    """All went well, and pytest's last line begins so."""
    output = finished.stdout + finished.stderr
    assert finished.returncode == 0, output
    assert finished.stdout.splitlines()[-1].startswith(summary), output
