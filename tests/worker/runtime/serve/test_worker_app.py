"""HTTP in front of a Worker, without a socket."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakeflare.worker.config.model.config import load_config
from fakeflare.worker.runtime.serve.worker_app import WorkerApp
from fakeflare.worker.runtime.workers.workers import WorkersOptions, open_workers

CONFIG = (
    '{"name": "w", "main": "entry.py", "compatibility_date": "2026-08-01", '
    '"compatibility_flags": ["python_workers"]}'
)

HEADER = """
from js import Response as JsResponse, WebSocketPair, ReadableStream
from workers import Response, WorkerEntrypoint
class Default(WorkerEntrypoint):
    async def fetch(self, request):
"""


async def ask(
    folder: Path, body: str, method: str = "GET", headers: dict[str, str] | None = None, content: Any = None
) -> httpx.Response:
    (folder / "wrangler.json").write_text(CONFIG)
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    (folder / "entry.py").write_text(HEADER + lines)
    config = load_config(folder / "wrangler.json", None, folder)
    async with (
        httpx.AsyncClient() as unused,
        open_workers([config], unused, WorkersOptions()) as workers,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=WorkerApp(workers.main)), base_url="http://w:8787"
        ) as client,
    ):
        return await client.request(method, "/p?q=1", headers=headers, content=content)


async def test_a_head_response_keeps_the_length_that_the_worker_says(tmp_path: Path) -> None:
    answer = await ask(tmp_path, "return Response(None, headers={'content-length': '12'})", "HEAD")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "12", b"")


async def test_a_head_response_counts_the_body_that_it_leaves_out(tmp_path: Path) -> None:
    answer = await ask(tmp_path, "return Response('twelve bytes')", "HEAD")
    assert (answer.headers["content-length"], answer.content) == ("12", b"")


async def test_a_response_without_body_has_no_length(tmp_path: Path) -> None:
    answer = await ask(tmp_path, "return Response(None, status=204)")
    assert (answer.status_code, "content-length" in answer.headers) == (204, False)


async def test_a_request_s_body_is_there_only_when_one_is_sent(tmp_path: Path) -> None:
    body = "return Response(str(request.js_object.body is not None and await request.text()))"
    assert (await ask(tmp_path, body, "POST", content=b"sent")).text == "sent"


async def test_a_stream_is_encoded_as_it_comes(tmp_path: Path) -> None:
    body = (
        "source = JsResponse.new('a' * 100 + 'b').body\n"
        "return JsResponse.new(source, headers=[['content-encoding', 'gzip']])"
    )
    answer = await ask(tmp_path, body, headers={"accept-encoding": "gzip;q=0.5"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "a" * 100 + "b"
    assert "content-length" not in answer.headers


async def test_a_coding_that_the_client_refuses_is_left_away(tmp_path: Path) -> None:
    body = "return Response('plain', headers={'content-encoding': 'gzip'})"
    for accepted in ("identity", "br", "gzip;q=0, *"):
        answer = await ask(tmp_path, body, headers={"accept-encoding": accepted})
        assert ("content-encoding" in answer.headers, answer.content) == (False, b"plain")


async def test_a_coding_that_is_not_at_hand_is_left_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(tmp_path, "return Response('plain', headers={'content-encoding': 'br'})")
    assert ("content-encoding" in answer.headers, answer.content) == (False, b"plain")
    assert "content-encoding br is not applied by fakeflare" in caplog.text


async def test_a_coding_of_the_worker_s_own_passes_through(tmp_path: Path) -> None:
    body = (
        "from pyodide.ffi import to_js\n"
        "import gzip\n"
        "data = to_js(gzip.compress(b'packed'))\n"
        "return JsResponse.new(data, encodeBody='manual', headers=[['content-encoding', 'gzip']])"
    )
    answer = await ask(tmp_path, body)
    assert answer.text == "packed"


async def test_a_websocket_that_nobody_asked_for_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await ask(
        tmp_path, "return Response(None, status=101, web_socket=WebSocketPair.new().object_values()[0])"
    )
    assert answer.status_code == 500
    assert answer.text.startswith("the Worker answered with a WebSocket, and the request asked for none")
    assert capsys.readouterr().err == answer.text


async def test_a_response_that_is_used_up_is_one_line(tmp_path: Path) -> None:
    answer = await ask(tmp_path, "r = JsResponse.new('x')\nawait r.text()\nreturn r")
    assert answer.status_code == 500
    assert answer.text.startswith("the Response cannot be sent: TypeError: Body has already been used.")
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize("host", ["a b", "[::", "x:99999"])
async def test_a_host_that_is_none_is_a_bad_request(tmp_path: Path, host: str) -> None:
    answer = await ask(tmp_path, "return Response(request.url)", headers={"host": host})
    assert (answer.status_code, answer.text) == (400, "Bad Request")


@pytest.mark.parametrize(
    "body",
    [
        "import asyncio\ntask = asyncio.ensure_future(asyncio.sleep(9))\nawait asyncio.sleep(0)\n"
        "task.cancel()\nawait task",
        "raise GeneratorExit",
        "raise SystemExit",
    ],
)
async def test_whatever_a_handler_raises_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    answer = await ask(tmp_path, body)
    assert answer.status_code == 500
    assert body.splitlines()[-1] in answer.text
    assert capsys.readouterr().err == answer.text


async def test_a_request_that_the_server_cancels_ends_so(tmp_path: Path) -> None:
    task = asyncio.create_task(ask(tmp_path, "import asyncio\nawait asyncio.sleep(9)"))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
