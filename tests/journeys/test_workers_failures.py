"""Handlers that raise, return nothing of use or never return, and clients that do not wait."""

import contextlib
import http.server
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.journeys.workers.development import DEADLINE_SECONDS, Development, developing


@pytest.fixture(scope="module")
def worker() -> Iterator[Development]:
    with developing("failures") as running:
        yield running


def check_alive(worker: Development) -> None:
    answer = worker.client.get("/well")
    assert (answer.status_code, answer.text) == (200, "well")


def test_what_a_handler_raises_is_shown_here_and_there(worker: Development) -> None:
    answer = worker.client.get("/raise")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/plain;charset=UTF-8"
    assert answer.text.startswith("Traceback (most recent call last):\n")
    assert 'failures/src/entry.py", line' in answer.text
    assert answer.text.endswith("LookupError: nothing on the shelf\n")
    assert answer.text in worker.err.wait_for("LookupError: nothing on the shelf\n")
    check_alive(worker)


def test_a_browser_is_shown_a_page_instead(worker: Development) -> None:
    answer = worker.client.get("/raise", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/html;charset=UTF-8"
    assert "<h1>LookupError: nothing on the shelf</h1>" in answer.text
    check_alive(worker)


def test_a_handler_that_exits_does_not_end_the_server(worker: Development) -> None:
    answer = worker.client.get("/exit")

    assert (answer.status_code, answer.text.splitlines()[-1]) == (500, "SystemExit: 3")
    check_alive(worker)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("none", "None (NoneType)"), ("str", "'just text' (str)"), ("dict", "{'just': 'a dict'} (dict)")],
)
def test_what_is_no_response_is_named(worker: Development, name: str, shown: str) -> None:
    answer = worker.client.get(f"/{name}")

    assert answer.status_code == 500
    assert f"Default.fetch returned {shown}; it must return a Response" in answer.text
    check_alive(worker)


def test_work_that_fails_after_the_answer_is_logged(worker: Development) -> None:
    answer = worker.client.get("/background")
    worker.err.wait_for("RuntimeError: too late to tell anybody\n")

    assert (answer.status_code, answer.text) == (200, "answered")
    check_alive(worker)


def test_a_handler_that_hangs_is_ended_after_the_timeout() -> None:
    with developing("failures", arguments=("--request-timeout", "0.2")) as worker:
        answer = worker.client.get("/hang")
        check_alive(worker)
        said = worker.err.read()

    assert 500 <= answer.status_code < 600
    assert "0.2" in answer.text
    assert answer.text.splitlines()[-1] in said


class Gate:
    """A server whose answers wait until the test lets them go."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.came = {"/answer": threading.Event(), "/work": threading.Event()}
        self.may_go = {"/answer": threading.Event(), "/work": threading.Event()}


@contextlib.contextmanager
def open_gate() -> Iterator[Gate]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gate.came[self.path].set()
            gate.may_go[self.path].wait(DEADLINE_SECONDS)
            with contextlib.suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gate = Gate(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield gate
        finally:
            for event in gate.may_go.values():
                event.set()
            server.shutdown()
            thread.join()


def test_waited_for_work_goes_on_when_the_client_leaves() -> None:
    with (
        open_gate() as gate,
        developing("failures", arguments=("--outbound", f"http://gate.example={gate.url}")) as worker,
    ):
        host, port = urlsplit(worker.url).hostname, urlsplit(worker.url).port
        with socket.create_connection((host, port), timeout=DEADLINE_SECONDS) as client:
            client.sendall(b"GET /linger HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for came in gate.came.values():
                assert came.wait(DEADLINE_SECONDS)
        check_alive(worker)
        before = worker.read_value("done", "work")
        gate.may_go["/work"].set()
        worker.out.wait_for("work done")
        after = worker.read_value("done", "work")
        stopped = worker.stop()
        said = worker.err.wait_for_end()

    assert "never retrieved" not in said
    assert before.status_code == 404
    assert (after.status_code, after.text) == (200, "done")
    assert stopped == 0


def test_a_stream_ends_when_the_client_leaves(worker: Development) -> None:
    with worker.client.stream("GET", "/stream") as answer:
        assert next(answer.iter_lines()) == "more"
    worker.out.wait_for("nobody listens\n")

    check_alive(worker)


def test_a_body_that_breaks_off_is_not_taken_for_whole(worker: Development) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        worker.client.get("/break")
    worker.err.wait_for("RuntimeError: the pen broke\n")

    check_alive(worker)


def test_a_client_that_leaves_again_and_again_does_no_harm(worker: Development) -> None:
    for _ in range(20):
        with contextlib.suppress(httpx.TimeoutException):
            worker.client.get("/hang", timeout=0.01)

    check_alive(worker)
