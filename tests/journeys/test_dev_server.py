"""What `fakeflare dev` says, serves and is told, seen from outside."""

import gzip
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.journeys.dev import (
    HEADER,
    developing,
    run_command,
    stop_quickly,
    write_project,
    write_worker,
)
from tests.journeys.workers.development import DEADLINE_SECONDS, Development, build_environment

ENTRY = (
    HEADER
    + """
import asyncio, json
from js import ReadableStream, WebSocketPair
from pyodide.ffi import create_proxy

async def stream(controller, texts):
    for text in texts:
        controller.enqueue(text.encode())
        await asyncio.sleep(0)

class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = request.url.partition("?")[0].rpartition("/")[2]
        return await getattr(self, f"do_{name}")(request)

    async def do_head(self, request):
        shown = {name: request.headers.get(name) for name in ("accept-encoding", "cf-connecting-ip")}
        cf = request.cf
        return Response.json(shown | {"url": request.url, "country": cf.country, "colo": cf.colo,
                                      "accepted": cf.clientAcceptEncoding})

    async def do_env(self, request):
        return Response.json({name: getattr(self.env, name, None) for name in ("ONE", "TWO", "SECRET")})

    async def do_page(self, request):
        return Response("<p>hello</p>" * 50, headers={"content-encoding": "gzip"})

    async def do_packed(self, request):
        import gzip
        from js import Object, Response as JsResponse
        from pyodide.ffi import to_js
        init = to_js({"headers": {"content-encoding": "gzip"}, "encodeBody": "manual"},
                     dict_converter=Object.fromEntries)
        return JsResponse.new(to_js(gzip.compress(b"packed")), init)

    async def do_phrase(self, request):
        return Response("short", status=418, status_text="Short And Stout")

    async def do_broken(self, request):
        raise LookupError("<nothing> on the shelf")

    async def do_print(self, request):
        print("printed by the Worker")
        return Response("ok")

    async def do_hang(self, request):
        await asyncio.Event().wait()

    async def do_sleep(self, request):
        import time
        print("going to sleep")
        time.sleep(60)

    async def do_socket(self, request):
        if request.headers.get("upgrade") != "websocket":
            return Response("expected a WebSocket", status=426)
        client, server = WebSocketPair.new().object_values()
        server.accept()
        server.addEventListener("message", create_proxy(lambda event: server.send(event.data.upper())))
        return Response(None, status=101, web_socket=client)

    async def do_refused(self, request):
        return Response("no", status=403)

    async def scheduled(self, controller, env, ctx):
        print("cron", controller.cron, controller.scheduledTime)
        if controller.cron == "bad":
            raise LookupError("a bad cron")
        if controller.cron == "once":
            controller.noRetry()
"""
)

FIELDS = {
    "vars": {"ONE": "1", "LONG": "x" * 60, "DATA": {"a": [1]}},
    "kv_namespaces": [{"binding": "KV", "id": "kv-id"}],
    "services": [{"binding": "OTHER", "service": "other", "entrypoint": "Api"}],
    "assets": {"directory": "public", "binding": "ASSETS"},
    "version_metadata": {"binding": "VERSION"},
    "r2_buckets": [{"binding": "FILES", "bucket_name": "files"}],
    "triggers": {"crons": ["*/5 * * * *"]},
}


def make_project(folder: Path) -> Path:
    files = {"src/entry.py": ENTRY, "public/style.css": "p {}", ".dev.vars": "SECRET=hush"}
    write_project(folder, files, **FIELDS)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("server") / "shop")


@pytest.fixture(scope="module")
def worker(project: Path) -> Iterator[Development]:
    with developing(project, "--no-reload") as running:
        yield running


def test_the_start_says_what_the_worker_has(worker: Development) -> None:
    said = worker.out.wait_for("Ready on ")

    first, *rest = said.splitlines()
    assert re.fullmatch(r"ready http://127\.0\.0\.1:\d+ api http://127\.0\.0\.1:\d+", first)
    assert "Using secrets defined in .dev.vars" in rest
    at = rest.index("Your Worker has access to the following bindings:")
    rows = [re.split(r" {6,}", line) for line in rest[at + 1 : at + 11]]
    assert [[cell.rstrip() for cell in row] for row in rows] == [
        ["Binding", "Resource", "Mode"],
        ["env.KV (kv-id)", "KV Namespace", "local"],
        ["env.OTHER (other#Api)", "Worker", "local [not connected]"],
        ["env.VERSION", "Worker Version Metadata", "local"],
        ["env.ASSETS (public)", "Assets", "local"],
        ['env.ONE ("1")', "Environment Variable", "local"],
        [f'env.LONG ("{"x" * 37}...")', "Environment Variable", "local"],
        ['env.DATA ({"a":[1]})', "Environment Variable", "local"],
        ['env.SECRET ("(hidden)")', "Environment Variable", "local"],
        ["env.FILES (files)", "R2 Bucket", "not emulated"],
    ]
    assert f"Ready on {worker.url}" in rest
    assert "hush" not in said


def test_each_request_is_a_line(worker: Development) -> None:
    worker.client.get("/print?a=b")
    worker.client.post("/phrase%20")
    worker.client.get("/phrase")
    said = worker.out.wait_for("418 Short And Stout (")

    assert re.search(
        r"^printed by the Worker\n\[fakeflare\] GET /print 200 OK \(\d+ms\)$", said, re.MULTILINE
    )
    assert "[fakeflare] POST /phrase%20 500 Internal Server Error (" in said
    assert "\033" not in said


def test_the_reason_phrase_is_the_worker_s(worker: Development) -> None:
    assert worker.client.get("/phrase").reason_phrase == "Short And Stout"


def test_a_request_is_as_cloudflare_hands_it_over(worker: Development) -> None:
    seen = worker.client.get("/head?q=%20x", headers={"Accept-Encoding": "deflate"}).json()

    assert seen == {
        "accept-encoding": "br, gzip",
        "cf-connecting-ip": "127.0.0.1",
        "url": f"{worker.url}/head?q=%20x",
        "country": "US",
        "colo": "DFW",
        "accepted": "deflate",
    }


def test_variables_of_the_command_line_go_first(project: Path) -> None:
    (project / "more.env").write_text("SECRET=other\nTWO=file\n")
    with developing(project, "--var", "ONE:a:b", "--var", "TWO:flag", "--env-file", "more.env") as worker:
        assert worker.client.get("/env").json() == {"ONE": "a:b", "TWO": "flag", "SECRET": "other"}
        assert "Using secrets defined in more.env" in worker.out.read()


def test_a_body_is_encoded_as_its_headers_say(worker: Development) -> None:
    def read(path: str, accepted: str) -> tuple[str | None, bytes]:
        with worker.client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
            return answer.headers.get("content-encoding"), b"".join(answer.iter_raw())

    coding, data = read("/page", "gzip, br")
    assert (coding, gzip.decompress(data)) == ("gzip", b"<p>hello</p>" * 50)
    assert read("/page", "identity") == (None, b"<p>hello</p>" * 50)
    coding, data = read("/packed", "gzip")
    assert (coding, gzip.decompress(data)) == ("gzip", b"packed")


def test_a_browser_is_shown_the_line(worker: Development, project: Path) -> None:
    page = worker.client.get("/broken", headers={"Accept": "text/html,application/xhtml+xml"})
    text = worker.client.get("/broken")

    assert (page.status_code, page.headers["content-type"]) == (500, "text/html;charset=UTF-8")
    assert "<h1>LookupError: &lt;nothing&gt; on the shelf</h1>" in page.text
    assert re.search(r"<mark><i>\d+</i> +raise LookupError", page.text)
    assert f"{project}/src/entry.py, line " in page.text
    assert not re.search(r"(src|href)=|url\(|@import", page.text)
    assert text.headers["content-type"] == "text/plain;charset=UTF-8"
    assert text.text.endswith("LookupError: <nothing> on the shelf\n")


def test_assets_stand_before_the_worker(worker: Development) -> None:
    found = worker.client.get("/style.css")
    assert (found.status_code, found.text) == (200, "p {}")


def test_a_websocket_is_carried_both_ways(worker: Development) -> None:
    with connect(worker.url.replace("http", "ws") + "/socket") as client:
        client.send("hello")
        assert client.recv(timeout=DEADLINE_SECONDS) == "HELLO"
    worker.out.wait_for("GET /socket 101 Switching Protocols (")


def test_a_websocket_that_is_refused_says_why(worker: Development) -> None:
    with pytest.raises(InvalidStatus) as caught, connect(worker.url.replace("http", "ws") + "/refused"):
        pass
    assert (caught.value.response.status_code, caught.value.response.body) == (403, b"no")
    with pytest.raises(InvalidStatus) as caught, connect(worker.url.replace("http", "ws") + "/broken"):
        pass
    assert caught.value.response.status_code == 500


@pytest.mark.parametrize(
    "path",
    ["/cdn-cgi/handler/scheduled", "/cdn-cgi/local/scheduled", "/cdn-cgi/mf/scheduled", "/__scheduled"],
)
def test_a_cron_is_triggered_by_a_path(worker: Development, path: str) -> None:
    answer = worker.client.get(f"{path}?cron=*+*+*+*+*&time=1745856238000")
    assert (answer.status_code, answer.text) == (200, "ok")
    worker.out.wait_for("cron * * * * * 1745856238000")
    worker.out.wait_for('[fakeflare] scheduled "* * * * *" ok (')


def test_an_outcome_is_told_as_text_and_as_json(worker: Development) -> None:
    path = "/cdn-cgi/handler/scheduled"
    bad = worker.client.get(f"{path}?cron=bad")
    once = worker.client.get(f"{path}?cron=once&format=json")

    assert (bad.status_code, bad.text) == (500, "exception")
    assert (once.status_code, once.json()) == (200, {"outcome": "ok", "noRetry": True})
    worker.err.wait_for("LookupError: a bad cron")


def test_other_events_say_that_they_are_not_emulated(worker: Development) -> None:
    answer = worker.client.post("/cdn-cgi/handler/email")
    assert answer.status_code == 404
    assert "/cdn-cgi/handler/email is not emulated by fakeflare yet" in answer.text


@pytest.mark.parametrize("header", ["Host", "Origin"])
def test_a_foreign_page_cannot_trigger_anything(worker: Development, header: str) -> None:
    value = "evil.example" if header == "Host" else "http://evil.example"
    answer = worker.client.get("/cdn-cgi/handler/scheduled?cron=x", headers={header: value})
    assert (answer.status_code, answer.text) == (403, f"Invalid {header} header")


def test_the_command_triggers_a_cron(worker: Development, project: Path) -> None:
    url = ("--url", worker.url)
    alone = run_command("trigger", *url, folder=project)
    foreign = run_command("trigger", "bad", *url, "--time", "5", folder=project)
    nobody = run_command("trigger", *url, "--worker", "nobody", folder=project)

    assert (alone.returncode, alone.stdout, alone.stderr) == (0, "ok\n", "")
    assert (foreign.returncode, foreign.stdout) == (1, "exception\n")
    assert foreign.stderr == 'fakeflare: "bad" is none of triggers.crons; it is sent all the same\n'
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert 'no Worker of this run is called "nobody"' in nobody.stderr
    assert "cron bad 5" in worker.out.wait_for("cron bad 5")


def test_another_emulator_keeps_the_data(tmp_path: Path) -> None:
    body = "await self.env.KV.put('k', 'v')\nreturn Response(await self.env.KV.get('k'))"
    write_project(
        tmp_path / "shop",
        {"src/entry.py": write_worker(body)},
        kv_namespaces=[{"binding": "KV", "id": "kv-id"}],
    )
    with subprocess.Popen(
        [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--memory"],
        stdout=subprocess.PIPE,
        text=True,
        env=build_environment({}),
    ) as emulator:
        try:
            assert emulator.stdout is not None
            url = emulator.stdout.readline().split()[1]
            with developing(tmp_path / "shop", storage=("--emulator", url)) as worker:
                assert worker.client.get("/").text == "v"
                assert worker.api == url
                assert worker.read_value("kv-id", "k").text == "v"
        finally:
            emulator.terminate()
            emulator.communicate()


def test_data_stay_in_the_folder_that_is_named(tmp_path: Path) -> None:
    body = "got = await self.env.KV.get('k')\nawait self.env.KV.put('k', 'v')\nreturn Response(str(got))"
    write_project(
        tmp_path / "shop",
        {"src/entry.py": write_worker(body)},
        kv_namespaces=[{"binding": "KV", "id": "kv-id"}],
        dev={"ip": "localhost"},
    )
    answers = []
    for _ in range(2):
        with developing(tmp_path / "shop", storage=("--persist-to", "state")) as worker:
            answers.append(worker.client.get("/").text)
            assert stop_quickly(worker) == 0
    assert answers == ["None", "v"]
    assert (tmp_path / "shop/state/kv.sqlite3").is_file()


def test_colours_can_be_forced(project: Path) -> None:
    with developing(project, "--no-reload", FORCE_COLOR="1") as worker:
        worker.client.get("/print")
        said = worker.out.wait_for("GET")
    assert "\033[32m\033[1m200\033[0m\033[32m OK\033[0m" in said


def open_hanging(worker: Development, path: str) -> socket.socket:
    address = urlsplit(worker.url)
    client = socket.create_connection((address.hostname, address.port or 0), timeout=DEADLINE_SECONDS)
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return client


def test_ctrl_c_ends_it_at_once_whatever_is_open(project: Path) -> None:
    with developing(project) as worker:
        with (
            connect(worker.url.replace("http", "ws") + "/socket") as chat,
            open_hanging(worker, "/hang"),
        ):
            chat.send("hello")
            assert chat.recv(timeout=DEADLINE_SECONDS) == "HELLO"
            assert stop_quickly(worker) == 0
        said = worker.err.wait_for_end()
    assert "Traceback" not in said
    assert "Error" not in said


def test_ctrl_c_ends_a_handler_that_never_waits(project: Path) -> None:
    with developing(project) as worker, open_hanging(worker, "/sleep"):
        worker.out.wait_for("going to sleep")
        assert stop_quickly(worker) == 0
        assert "cut off" in worker.err.wait_for_end()
