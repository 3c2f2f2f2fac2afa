"""Loading a Worker and handing it requests."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from fakeflare.worker.config.model.config import Config
from fakeflare.worker.runtime.load.program import ReturnError, WorkerError
from fakeflare.worker.runtime.serve.worker_app import WorkerApp
from fakeflare.worker.runtime.workers.isolate import LoadError
from fakeflare.worker.runtime.workers.workers import WorkersOptions, open_workers
from tests.worker.runtime.projects import opened

HEADER = "from workers import Response, WorkerEntrypoint\n"

Ask = Callable[[httpx.AsyncClient], Any]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(main: Path, ask: Ask | None = None, date: str = "2026-08-01", **options: Any) -> Any:
    """Load `main`, let `ask` talk to it, and take everything down again."""

    async def serve() -> Any:
        config = Config(
            path=main.parent / "wrangler.jsonc",
            folder=main.parent,
            module_root=main.parent,
            environment=None,
            name="w",
            main=main,
            compatibility_date=date,
            compatibility_flags=("python_workers",),
            vars={"NAME": "value"},
        )
        async with (
            httpx.AsyncClient() as unused,
            open_workers([config], unused, WorkersOptions(**options), drain_seconds=1) as workers,
        ):
            workers.main.load()
            transport = httpx.ASGITransport(app=WorkerApp(workers.main))
            async with httpx.AsyncClient(transport=transport, base_url="http://w:8787") as client:
                return None if ask is None else await ask(client)

    return asyncio.run(serve())


def ask_body(tmp_path: Path, source: str, name: str = "entry.py") -> httpx.Response:
    write(tmp_path, {name: HEADER + source})
    answer: httpx.Response = run(tmp_path / name, lambda client: client.get("/p?q=1"))
    return answer


def test_main_called_worker_has_siblings_that_import_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "worker.py": f"{HEADER}import emulator\nimport package.inner as inner\nfrom package import shared\n"
        "NAME = 'main'\n"
        "class Default(WorkerEntrypoint):\n"
        "    async def fetch(self):\n"
        "        from later import late\n"
        "        return Response(' '.join([emulator.tell(), inner.NAME, shared.NAME, late]))\n",
        "emulator.py": "def tell():\n    from worker import NAME\n    return NAME\n",
        "package/__init__.py": "",
        "package/inner.py": "from .shared import NAME\n",
        "package/shared.py": "NAME = 'shared'\n",
        "later.py": "import dataclasses, queue\n@dataclasses.dataclass\nclass D:\n    late: 'str'\n"
        "late = D('late').late\n",
    }
    write(tmp_path, files)
    somebodys = ModuleType("worker")
    monkeypatch.setitem(sys.modules, "worker", somebodys)
    answer = run(tmp_path / "worker.py", lambda client: client.get("/"))
    assert answer.text == "main shared shared late"
    assert sys.modules["worker"] is somebodys
    assert not {"package", "later", "package.inner"} & set(sys.modules)


def test_main_called_queue_does_not_shadow_the_standard_library(tmp_path: Path) -> None:
    source = (
        "import queue\nclass Default(WorkerEntrypoint):\n"
        "    def fetch(self):\n        return Response(queue.Queue.__name__)\n"
    )
    assert ask_body(tmp_path, source, "queue.py").text == "Queue"


@pytest.mark.parametrize(
    "signature",
    [
        "async def fetch(self)",
        "def fetch(self, request)",
        "async def fetch(self, request, env=1, ctx=1)",
        "async def fetch(self, *args)",
    ],
)
def test_fetch_gets_as_many_arguments_as_it_takes(tmp_path: Path, signature: str) -> None:
    source = (
        f"class Default(WorkerEntrypoint):\n    {signature}:\n"
        "        given = {k: v for k, v in locals().items() if k in ('env', 'ctx')}\n"
        "        given |= dict(zip(('env', 'ctx'), locals().get('args', ())[1:]))\n"
        "        return Response(repr(given) + self.env.NAME + self.ctx.constructor.name)\n"
    )
    given = "{'env': None, 'ctx': None}" if "env" in signature or "args" in signature else "{}"
    assert ask_body(tmp_path, source).text == f"{given}valueExecutionContext"


def test_every_request_gets_a_new_instance(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    count = 0\n"
        "    def fetch(self):\n        self.count += 1\n        return Response(str(self.count))\n"
    )
    write(tmp_path, {"entry.py": HEADER + source})

    async def ask(client: httpx.AsyncClient) -> list[str]:
        return [(await client.get("/")).text for _ in range(2)]

    assert run(tmp_path / "entry.py", ask) == ["1", "1"]


def test_request_arrives_whole_and_response_leaves_whole(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n"
        "    async def fetch(self, request):\n"
        "        body = await request.bytes()\n"
        "        text = f'{request.method} {request.url} {request.headers[\"x-a\"]} {len(body)}'\n"
        "        headers = [('set-cookie', 'a=1'), ('set-cookie', 'b=2'), ('x-b', 'é')]\n"
        "        return Response(text, status=201, headers=headers)\n"
    )
    write(tmp_path, {"entry.py": HEADER + source})

    async def ask(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/a%2Fb?c=%20", content=b"x" * 3_000_000, headers={"x-a": "1"})

    answer = run(tmp_path / "entry.py", ask)
    assert (answer.status_code, answer.text) == (201, "POST http://w:8787/a%2Fb?c=%20 1 3000000")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["content-length"] == str(len(answer.content))


def test_head_null_bodies_and_passed_on_requests(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n"
        "    async def fetch(self, request):\n"
        "        if request.method == 'DELETE':\n            return Response(None, status=204)\n"
        "        return Response(request.body) if request.method == 'POST' else Response('text')\n"
    )
    write(tmp_path, {"entry.py": HEADER + source})

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.head("/"), await client.delete("/"), await client.post("/", content=b"echo")]

    head, deleted, posted = run(tmp_path / "entry.py", ask)
    assert (head.content, head.headers["content-length"]) == (b"", "4")
    assert (deleted.status_code, deleted.content, "content-length" in deleted.headers) == (204, b"", False)
    assert posted.content == b"echo"


def test_raised_error_is_500_with_the_users_frames(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        raise ValueError('boom')\n"
    answer = ask_body(tmp_path, source)
    lines = answer.text.splitlines()
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/plain;charset=UTF-8")
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].startswith(f'  File "{tmp_path}/entry.py", line 4, in fetch')
    assert lines[-1] == "ValueError: boom"
    assert capsys.readouterr().err == answer.text


@pytest.mark.parametrize(
    ("expression", "named"),
    [("None", "None (NoneType)"), ("'x'", "'x' (str)"), ("{'a': 1}", "{'a': 1} (dict)")],
)
def test_returning_no_response_is_an_error_that_names_it(tmp_path: Path, expression: str, named: str) -> None:
    answer = ask_body(
        tmp_path, f"class Default(WorkerEntrypoint):\n    def fetch(self):\n        return {expression}\n"
    )
    assert answer.status_code == 500
    assert f"Default.fetch returned {named}; it must return a Response" in answer.text


def test_raw_js_response_is_fine(tmp_path: Path) -> None:
    source = (
        "import js\nclass Default(WorkerEntrypoint):\n"
        "    def fetch(self):\n        return js.Response.new('raw')\n"
    )
    assert ask_body(tmp_path, source).text == "raw"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "no class called Default, derived from workers.WorkerEntrypoint"),
        ("class Other(WorkerEntrypoint): pass", "no class is called Default; found Other: rename one"),
        ("class Default: pass", "Default is not a class derived from workers.WorkerEntrypoint"),
        (
            "async def on_fetch(request, env): pass",
            "on_fetch without a class Default: global handlers are off from compatibility date 2025-08-14",
        ),
    ],
)
def test_worker_without_an_entrypoint_says_what_is_missing(tmp_path: Path, source: str, message: str) -> None:
    write(tmp_path, {"entry.py": HEADER + source})
    with pytest.raises(WorkerError) as caught:
        run(tmp_path / "entry.py")
    assert str(caught.value).startswith(f"{tmp_path}/entry.py: {message}")


def test_missing_or_foreign_main_is_clear(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="the Worker's main file is not there"):
        run(tmp_path / "none.py")
    write(tmp_path, {"entry.js": ""})
    with pytest.raises(WorkerError, match="main is not a Python file"):
        run(tmp_path / "entry.js")


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("import helper", "ZeroDivisionError: division by zero"),
        ("def (", "SyntaxError: invalid syntax"),
        ("from js import XMLHttpRequest", "(not emulated by fakeflare yet)"),
    ],
)
def test_import_that_fails_shows_the_users_frames_only(tmp_path: Path, source: str, last: str) -> None:
    write(tmp_path, {"entry.py": source, "helper.py": "1 / 0\n"})
    with pytest.raises(LoadError) as caught:
        run(tmp_path / "entry.py")
    shown = caught.value.traceback
    files = [line.split('"')[1] for line in shown.splitlines() if line.startswith('  File "')]
    assert shown.strip().endswith(last)
    assert set(files) <= {f"{tmp_path}/entry.py", f"{tmp_path}/helper.py"}
    assert files[0] == f"{tmp_path}/entry.py"


def test_wait_until_goes_on_after_the_response_and_logs_failures(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = (
        "import asyncio\nfrom workers import wait_until\ndone = []\n"
        "async def work():\n    await asyncio.sleep(0)\n    done.append(1)\n"
        "async def fail():\n    raise ValueError('in the background')\n"
        "class Default(WorkerEntrypoint):\n"
        "    async def fetch(self, request):\n"
        "        if request.method == 'POST':\n            return Response(str(len(done)))\n"
        "        self.ctx.waitUntil(work())\n        wait_until(asyncio.ensure_future(work()))\n"
        "        self.ctx.waitUntil(fail())\n        self.ctx.passThroughOnException()\n"
        "        return Response(str(len(done)))\n"
    )
    write(tmp_path, {"entry.py": HEADER + source})

    async def ask(client: httpx.AsyncClient) -> list[str]:
        first = (await client.get("/")).text
        for _ in range(9):
            await asyncio.sleep(0)
        return [first, (await client.post("/")).text]

    assert run(tmp_path / "entry.py", ask) == ["0", "2"]
    assert "a waitUntil() task failed" in caplog.text
    assert "in the background" in caplog.text


async def test_an_entrypoint_that_all_leaves_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="__all__ leaves the class Default out"):
        async with opened(tmp_path, "__all__ = ['x']\nclass Default(WorkerEntrypoint):\n    pass\n"):
            pass


async def test_a_return_value_that_cannot_be_shown_is_named_by_its_type(tmp_path: Path) -> None:
    source = "class Odd:\n    def __repr__(self):\n        1 / 0\nclass Default(WorkerEntrypoint):\n"
    source += "    def fetch(self):\n        return Odd()\n"
    async with opened(tmp_path, source) as worker:
        with pytest.raises(ReturnError, match=r"Default.fetch returned <entry.Odd object .* \(Odd\)"):
            await worker.fetch("/")
