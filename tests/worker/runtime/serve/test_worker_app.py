"""HTTP in front of a Worker, without a socket."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from io import StringIO
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import pytest

from fakeflare.worker.config.model.config import load_config
from fakeflare.worker.runtime.serve.incoming import Client, make_request
from fakeflare.worker.runtime.serve.requests_log import RequestsLog, is_coloured
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


Messages = list[MutableMapping[str, Any]]


def receive_from(messages: Messages) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    async def receive() -> MutableMapping[str, Any]:
        return messages.pop(0)

    return receive


async def test_a_client_that_leaves_is_noticed_behind_its_body() -> None:
    client = Client(
        receive_from([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])
    )
    await client.wait_gone()
    assert client.is_gone


async def test_a_body_that_was_met_while_watching_is_not_lost() -> None:
    client = Client(
        receive_from(
            [
                {"type": "http.request", "body": b"a", "more_body": True},
                {"type": "http.request", "body": b"b", "more_body": False},
            ]
        )
    )
    watching = asyncio.ensure_future(client.wait_gone())
    await asyncio.sleep(0)
    body = b"".join([chunk async for chunk in client.read_body()])
    watching.cancel()
    assert (body, client.is_gone) == (b"ab", False)


def test_what_cloudflare_knows_of_a_visitor_is_there() -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/a b",
        "headers": [],
        "client": ("::1", 5),
        "server": ("w", 1),
    }
    request = make_request(scope)
    assert request.url == "http://w:1/a%20b"
    assert request.headers.get("cf-connecting-ip") == "::1"
    assert request.cf.tlsClientAuth.certVerified == "NONE"


class ClosedPipe(StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_log_that_nobody_reads_fails_no_request() -> None:
    log = RequestsLog(ClosedPipe())
    for _ in range(2):
        log.note("GET", "/", 200, "", perf_counter())


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, False),
    ],
)
def test_colours_are_for_who_asks(environ: dict[str, str], expected: bool) -> None:
    assert is_coloured(StringIO(), environ) is expected


def test_lines_are_coloured_by_status() -> None:
    stream = StringIO()
    log = RequestsLog(stream, coloured=True)
    for status in (200, 302, 404, 500):
        log.note("GET", "/", status, "", perf_counter())
    colours = [line.partition(" / ")[2][:5] for line in stream.getvalue().splitlines()]
    assert colours == ["\033[32m", "\033[34m", "\033[33m", "\033[31m"]


@pytest.mark.parametrize(
    ("host", "target", "url"),
    [
        ("LocalHost:80", "/a/../b?q=%41", "http://localhost/b?q=%41"),
        ("[::1]:8787", "/", "http://[::1]:8787/"),
        ("a.test", "*", "http://a.test/*"),
        ("a.test:65535", "/x%2Fy/.hidden//z", "http://a.test:65535/x%2Fy/.hidden//z"),
    ],
)
async def test_the_url_of_a_request_is_normal(host: str, target: str, url: str) -> None:
    path, _, query = target.partition("?")
    scope = {"raw_path": path.encode(), "path": path, "query_string": query.encode()}
    request = make_request({"type": "http", "headers": [(b"host", host.encode())], **scope})
    assert request.url == url


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
