"""`fakeflare serve` as a process: what it prints, how it fails, how it ends, and what it says on the wire."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
ACCOUNT = "0123456789abcdef0123456789abcdef"
NAMESPACES = f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces"
AUTHORIZATION = "Authorization: Bearer token"
DEADLINE_SECONDS = 20.0


def build_environment(variables: dict[str, str]) -> dict[str, str]:
    """This process's variables without any of fakeflare's, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAKEFLARE_")}
    return kept | {"PYTHONPATH": str(ROOT)} | variables


@dataclass
class Running:
    """A `serve` that has said that it is ready."""

    process: subprocess.Popen[bytes]
    ready: str

    @property
    def port(self) -> int:
        return urlsplit(self.ready.split()[1]).port or 0

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float, str, str]:
        """Exit code, the seconds that it took, and what was left on stdout and stderr."""
        before = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(DEADLINE_SECONDS)
        seconds = time.monotonic() - before
        out, err = self.process.communicate()
        return code, seconds, out.decode(), err.decode()

    def ask(self, method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
        """The whole answer to one request on a connection of its own."""
        with connect(self.port) as sock:
            sock.sendall(build_request(method, target, *headers, "Connection: close", body=body))
            return read_all(sock)


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, **variables: str) -> Iterator[Running]:
    """`serve`, run in `folder`."""
    with subprocess.Popen(
        [sys.executable, "-m", "fakeflare", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # a line read is a line read, the rest stays in the pipe
        cwd=folder,
        env=build_environment(variables),
    ) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline().decode()
            assert ready, process.communicate()[1].decode()
            yield Running(process, ready)
        finally:
            process.kill()


def run(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a `serve` that does not get to serve."""
    done = subprocess.run(
        [sys.executable, "-m", "fakeflare", "serve", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=build_environment(variables),
        timeout=DEADLINE_SECONDS,
    )
    return done.returncode, done.stdout, done.stderr


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS)


def build_request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    """A request in bytes; the Host is local unless `headers` name one."""
    lines = [f"{method} {target} HTTP/1.1", *headers]
    if not any(header.startswith("Host:") for header in headers):
        lines.append("Host: localhost")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def read_all(sock: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    return b"".join(iter(lambda: sock.recv(65536), b""))


def read_answer(sock: socket.socket) -> bytes:
    """One answer, head and body, on a connection that stays open."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += sock.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def read_status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def create_namespace(emulator: Running) -> str:
    answer = emulator.ask("POST", NAMESPACES, AUTHORIZATION, body=b'{"title": "things"}')
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["result"]["id"])


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One in memory, for the tests that look at the wire."""
    with serving(tmp_path_factory.mktemp("serve"), "--memory", "--port", "0") as running:
        yield running


# What it prints


def test_the_first_line_names_the_url_that_answers(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", "--memory") as emulator:
        answer = emulator.ask("GET", "/")
        code, _, out, err = emulator.stop()

    assert emulator.ready == f"ready http://127.0.0.1:{emulator.port}\n"
    assert emulator.port > 0
    assert read_status(answer) == 200
    assert out == (f"Workers KV in memory, REST API at http://127.0.0.1:{emulator.port}/client/v4\n")
    assert (code, err) == (0, "")


def test_data_stay_in_the_folder(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", "--data", "kept") as emulator:
        namespace = create_namespace(emulator)
        emulator.ask("PUT", f"{NAMESPACES}/{namespace}/values/key", AUTHORIZATION, body=b"value")
        emulator.stop()
    with serving(tmp_path, "--port", "0", "--data", "kept") as emulator:
        answer = emulator.ask("GET", f"{NAMESPACES}/{namespace}/values/key", AUTHORIZATION)

    assert answer.endswith(b"\r\n\r\nvalue")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_memory_leaves_nothing_behind(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", "--memory") as emulator:
        create_namespace(emulator)
        emulator.stop()

    assert list(tmp_path.iterdir()) == []


# How it fails: one line, exit code 1


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run(tmp_path, "--memory", "--port", str(port))

    said = f"fakeflare: port {port} on 127.0.0.1 is in use by another program"
    assert outcome == (1, "", f"{said}; choose another, or 0 for a free one\n")


def test_an_unknown_host_is_one_clear_line(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "--memory", "--port", "0", "--host", "no such host")

    assert (code, out) == (1, "")
    assert err.startswith("fakeflare: cannot listen on no such host: ")
    assert err.count("\n") == 1


def test_an_unwritable_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = run(tmp_path, "--port", "0", "--data", "file/folder")

    assert outcome == (1, "", "fakeflare: cannot write to file/folder: Not a directory\n")


def test_a_folder_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0"):
        outcome = run(tmp_path, "--port", "0")

    assert outcome == (1, "", "fakeflare: .fakeflare is in use by another fakeflare process\n")


@pytest.fixture(scope="module")
def sound_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an emulator that has stored some hundred pairs and was ended."""
    folder = tmp_path_factory.mktemp("sound")
    pairs = [{"key": f"key-{number}", "value": "v" * 1000} for number in range(300)]
    with serving(folder, "--port", "0", "--data", ".") as emulator:
        namespace = create_namespace(emulator)
        emulator.ask("PUT", f"{NAMESPACES}/{namespace}/bulk", AUTHORIZATION, body=json.dumps(pairs).encode())
        emulator.stop()
    return (folder / "kv.sqlite3").read_bytes()


def overwrite(data: bytes, offset: int, length: int) -> bytes:
    return data[:offset] + b"\xff" * length + data[offset + length :]


def fail_on(folder: Path, database: bytes) -> str:
    """The line that `serve` ends with when it finds this database."""
    (folder / "kv.sqlite3").write_bytes(database)
    code, out, err = run(folder, "--port", "0", "--data", ".")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert (folder / "kv.sqlite3").read_bytes() == database
    return err


def test_a_file_of_garbage_is_one_clear_line(tmp_path: Path) -> None:
    assert fail_on(tmp_path, b"no database at all\n" * 1000) == (
        "fakeflare: kv.sqlite3 is damaged (file is not a database); "
        "move it away to start with an empty store\n"
    )


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_truncated_file_is_one_clear_line(tmp_path: Path, sound_database: bytes, share: float) -> None:
    line = fail_on(tmp_path, sound_database[: int(len(sound_database) * share)])

    assert line.startswith("fakeflare: kv.sqlite3 is damaged (")


@pytest.mark.parametrize("page", [1, 2, 10, 40])
def test_an_overwritten_page_is_one_clear_line(tmp_path: Path, sound_database: bytes, page: int) -> None:
    line = fail_on(tmp_path, overwrite(sound_database, page * 4096, 4096))

    assert line.startswith("fakeflare: kv.sqlite3 is damaged (")


def test_a_sound_file_opens(tmp_path: Path, sound_database: bytes) -> None:
    (tmp_path / "kv.sqlite3").write_bytes(sound_database)
    with serving(tmp_path, "--port", "0", "--data", ".") as emulator:
        assert emulator.ready.startswith("ready ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--port", "eighty"], '"eighty" is not a port: expected 0 to 65535'),
        (["--port", "65536"], '"65536" is not a port: expected 0 to 65535'),
        (["--memory", "--data", "folder"], "not allowed with argument"),
        (["--token", "not a token"], '"not a token" is not a token: expected TOKEN[:ACCOUNT][:read|write]'),
        (["--log-level", "loud"], "invalid choice: 'loud'"),
        (["--no-such-flag"], "unrecognized arguments: --no-such-flag"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_wrong_flag_is_a_usage_error(tmp_path: Path, arguments: list[str], complaint: str) -> None:
    code, out, err = run(tmp_path, *arguments)

    assert (code, out) == (2, "")
    assert err.startswith("usage: fakeflare serve ")
    assert complaint in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("FAKEFLARE_PORT", "eighty", '"eighty" is not a port'),
        ("FAKEFLARE_TOKEN", "one two:three", '"two:three" is not a token'),
        ("FAKEFLARE_LOG_LEVEL", "loud", "'loud'"),
    ],
)
def test_a_wrong_variable_is_a_usage_error(tmp_path: Path, variable: str, value: str, complaint: str) -> None:
    code, out, err = run(tmp_path, "--memory", **{variable: value})

    assert (code, out) == (2, "")
    assert complaint in err.splitlines()[-1]


# How it ends


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("where", [["--memory"], ["--data", "folder"]], ids=["memory", "data"])
def test_a_signal_ends_it_within_a_second(tmp_path: Path, number: int, where: list[str]) -> None:
    with serving(tmp_path, "--port", "0", *where) as emulator:
        namespace = create_namespace(emulator)
        unfinished = build_request(
            "PUT", f"{NAMESPACES}/{namespace}/values/key", AUTHORIZATION, "Content-Length: 1000"
        )
        with connect(emulator.port) as idle, connect(emulator.port) as busy:
            idle.sendall(build_request("GET", "/"))
            read_answer(idle)
            busy.sendall(unfinished + b"the first bytes of a thousand")
            # The server reads in order of arrival: once it answers this, it has the request above.
            idle.sendall(build_request("GET", "/"))
            read_answer(idle)
            code, seconds, _, err = emulator.stop(number)

    assert code == 0
    assert seconds < 3  # about 0.2; a busy machine takes its time
    assert "Traceback" not in err


# Variables


def test_port_variable(tmp_path: Path) -> None:
    port = find_free_port()
    with serving(tmp_path, "--memory", FAKEFLARE_PORT=str(port)) as emulator:
        assert emulator.ready == f"ready http://127.0.0.1:{port}\n"


def test_port_flag_beats_its_variable(tmp_path: Path) -> None:
    with serving(tmp_path, "--memory", "--port", "0", FAKEFLARE_PORT="1") as emulator:
        assert emulator.ready.startswith("ready ")
        assert emulator.port != 1


def test_host_variable(tmp_path: Path) -> None:
    with serving(tmp_path, "--memory", "--port", "0", FAKEFLARE_HOST="0.0.0.0") as emulator:
        assert emulator.ready == f"ready http://127.0.0.1:{emulator.port}\n"
        # Listening for others, it answers under every name.
        assert read_status(emulator.ask("GET", "/", "Host: kv.example.com")) == 200


def test_host_flag_beats_its_variable(tmp_path: Path) -> None:
    arguments = ("--memory", "--port", "0", "--host", "127.0.0.1")
    with serving(tmp_path, *arguments, FAKEFLARE_HOST="0.0.0.0") as emulator:
        assert read_status(emulator.ask("GET", "/", "Host: kv.example.com")) == 403


def test_data_variable(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", FAKEFLARE_DATA="chosen"):
        assert [path.name for path in tmp_path.iterdir()] == ["chosen"]


def test_data_flag_beats_its_variable_and_that_of_memory(tmp_path: Path) -> None:
    variables = {"FAKEFLARE_DATA": "variable", "FAKEFLARE_MEMORY": "1"}
    with serving(tmp_path, "--port", "0", "--data", "flag", **variables):
        assert [path.name for path in tmp_path.iterdir()] == ["flag"]


@pytest.mark.parametrize(
    ("value", "names"), [("1", []), ("true", []), ("0", [".fakeflare"]), ("", [".fakeflare"])]
)
def test_memory_variable(tmp_path: Path, value: str, names: list[str]) -> None:
    with serving(tmp_path, "--port", "0", FAKEFLARE_MEMORY=value):
        assert [path.name for path in tmp_path.iterdir()] == names


def test_memory_flag_beats_the_variable_of_data(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", "--memory", FAKEFLARE_DATA="variable"):
        assert list(tmp_path.iterdir()) == []


def ask_with_tokens(emulator: Running, *tokens: str) -> list[int]:
    """The statuses that a list of namespaces has for each token."""
    return [
        read_status(emulator.ask("GET", NAMESPACES, f"Authorization: Bearer {token}")) for token in tokens
    ]


def test_token_variable(tmp_path: Path) -> None:
    variable = f"first second:{ACCOUNT}:read"
    with serving(tmp_path, "--memory", "--port", "0", FAKEFLARE_TOKEN=variable) as emulator:
        assert ask_with_tokens(emulator, "first", "second", "third") == [200, 200, 401]


def test_token_flag_beats_its_variable(tmp_path: Path) -> None:
    arguments = ("--memory", "--port", "0", "--token", "flag", "--token", "other")
    with serving(tmp_path, *arguments, FAKEFLARE_TOKEN="variable") as emulator:
        assert ask_with_tokens(emulator, "flag", "other", "variable") == [200, 200, 401]


def find_stderr(folder: Path, *arguments: str, **variables: str) -> str:
    """What a run with one request says on stderr; nothing of it may go to stdout."""
    with serving(folder, "--memory", "--port", "0", *arguments, **variables) as emulator:
        emulator.ask("GET", "/?asked=this")
        _, _, out, err = emulator.stop()
    assert out.count("\n") == 1
    return err


def test_access_log_goes_to_stderr(tmp_path: Path) -> None:
    assert '"GET /?asked=this HTTP/1.1" 200' in find_stderr(tmp_path, "--access-log")


def test_access_log_variable(tmp_path: Path) -> None:
    assert '"GET /?asked=this HTTP/1.1" 200' in find_stderr(tmp_path, FAKEFLARE_ACCESS_LOG="yes")


def test_access_log_flag_beats_its_variable(tmp_path: Path) -> None:
    assert find_stderr(tmp_path, "--no-access-log", FAKEFLARE_ACCESS_LOG="1") == ""


def test_log_level_variable(tmp_path: Path) -> None:
    assert "DEBUG " in find_stderr(tmp_path, FAKEFLARE_LOG_LEVEL="debug")


def test_log_level_flag_beats_its_variable(tmp_path: Path) -> None:
    assert find_stderr(tmp_path, "--log-level", "info", FAKEFLARE_LOG_LEVEL="debug") == ""


# On the wire


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example"])
def test_a_foreign_host_is_refused(emulator: Running, host: str) -> None:
    answer = emulator.ask("GET", NAMESPACES, AUTHORIZATION, f"Host: {host}")

    assert read_status(answer) == 403
    assert f'was asked as "{host}"'.encode() in answer


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:80", "kv.localhost"])
def test_a_local_host_is_accepted(emulator: Running, host: str) -> None:
    assert read_status(emulator.ask("GET", NAMESPACES, AUTHORIZATION, f"Host: {host}")) == 200


def test_an_error_of_the_binding_stands_in_the_reason_phrase(emulator: Running) -> None:
    answer = emulator.ask("PUT", "/key?expiration_ttl=5", "CF-KV-Namespace: wire", body=b"value")

    assert answer.split(b"\r\n")[0] == (
        b"HTTP/1.1 400 Invalid expiration_ttl of 5. Expiration TTL must be at least 60."
    )


def test_a_reason_phrase_does_not_spread_to_the_next_answer(emulator: Running) -> None:
    with connect(emulator.port) as sock:
        sock.sendall(build_request("GET", "/absent?cache_ttl=1", "CF-KV-Namespace: wire"))
        refused = read_answer(sock)
        sock.sendall(build_request("PUT", "/key", "CF-KV-Namespace: wire", body=b"value"))
        accepted = read_answer(sock)

    assert refused.startswith(b"HTTP/1.1 400 Invalid cache_ttl of 1. Cache TTL must be at least 30.\r\n")
    assert accepted.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_reason_phrase_holds_no_line_break_of_a_key(emulator: Running) -> None:
    answer = emulator.ask("GET", "/?key_count_limit=1%0d%0aInjected:%20yes", "CF-KV-Namespace: wire")

    assert read_status(answer) == 400
    assert b"\r\nInjected" not in answer.partition(b"\r\n\r\n")[0]


def test_an_absolute_request_target_works(emulator: Running) -> None:
    """workerd's `style = proxy` and any proxy's client write the whole URL into the request line."""
    url = f"http://fake-host:{emulator.port}"
    headers = ("CF-KV-Namespace: wire", "Host: fake-host")
    stored = emulator.ask("PUT", f"{url}/absolute%2Fkey?expiration_ttl=60", *headers, body=b"value")
    found = emulator.ask("GET", "/absolute%2Fkey", *headers)
    listed = emulator.ask("GET", f"{url}/?prefix=absolute", *headers)

    assert read_status(stored) == 200
    assert found.endswith(b"\r\n\r\nvalue")
    assert b'"name":"absolute/key"' in listed


def test_an_absolute_request_target_works_over_rest(emulator: Running) -> None:
    answer = emulator.ask("GET", f"http://localhost:{emulator.port}{NAMESPACES}?page=1", AUTHORIZATION)

    assert read_status(answer) == 200


def test_head_has_the_headers_of_get_and_no_body(emulator: Running) -> None:
    with connect(emulator.port) as sock:
        sock.sendall(build_request("HEAD", NAMESPACES, AUTHORIZATION))
        sock.sendall(build_request("GET", NAMESPACES, AUTHORIZATION, "Connection: close"))
        answers = read_all(sock)
    head, _, rest = answers.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: " in head.lower()
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n")


def test_pipelined_requests_are_answered_in_order(emulator: Running) -> None:
    headers = ("CF-KV-Namespace: pipeline",)
    requests = [
        build_request("PUT", f"/{number}", *headers, body=b"value %d" % number) for number in range(9)
    ]
    requests += [build_request("GET", f"/{number}", *headers) for number in range(9)]
    with connect(emulator.port) as sock:
        sock.sendall(b"".join(requests) + build_request("GET", "/", *headers, "Connection: close"))
        answers = read_all(sock).split(b"HTTP/1.1 200 OK\r\n")[1:]

    assert [answer.partition(b"\r\n\r\n")[2] for answer in answers[9:18]] == [
        b"value %d" % number for number in range(9)
    ]
    assert len(answers) == 19
    assert b'"list_complete":true' in answers[18]


def test_a_connection_is_kept_alive(emulator: Running) -> None:
    with connect(emulator.port) as sock:
        for _ in range(3):
            sock.sendall(build_request("GET", NAMESPACES, AUTHORIZATION))
            assert read_status(read_answer(sock)) == 200


def test_what_is_no_http_is_answered_and_closed(emulator: Running) -> None:
    with connect(emulator.port) as sock:
        sock.sendall(b"this is not HTTP\r\n\r\n")
        answer = read_all(sock)

    assert read_status(answer) == 400


@pytest.mark.parametrize("size", [1_000_000, 5_000_000, 26_214_401])
def test_refusal_reaches_a_client_that_closes_its_connections(tmp_path: Path, size: int) -> None:
    """`urllib` always sends `Connection: close`; an answer before the end of its body must not be a reset."""
    with serving(tmp_path, "--memory", "--port", "0") as server:
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}{NAMESPACES}/{'0' * 32}/values/k",
            data=bytes(size),
            method="PUT",
            headers={"Authorization": "Bearer t"},
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=10)
        with caught.value as answer:
            assert answer.code == 404
            assert json.load(answer)["errors"][0]["code"] == 10013
