"""`fakeflare exec -- COMMAND`: a program that finds an emulator where it would have found Cloudflare."""

import fcntl
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.dev import developing, write_project, write_worker
from tests.journeys.test_serve import ROOT, build_environment

DEADLINE_SECONDS = 30.0

READ_VARIABLES = "import json, os; print(json.dumps(dict(os.environ)))"

ASK = """
import json, os, urllib.request
open_ = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
base = os.environ["CLOUDFLARE_API_BASE_URL"] + "/accounts/" + os.environ["CLOUDFLARE_ACCOUNT_ID"]
headers = {"Authorization": "Bearer " + os.environ["CLOUDFLARE_API_TOKEN"]}
request = urllib.request.Request(base + "/storage/kv/namespaces", headers=headers)
print(json.dumps([each["title"] for each in json.load(open_(request))["result"]]))
"""

SDK = """
import os
from cloudflare import Cloudflare
account = os.environ["CLOUDFLARE_ACCOUNT_ID"]
client = Cloudflare()
[namespace] = client.kv.namespaces.list(account_id=account)
print(client.kv.namespaces.values.get("k", account_id=account, namespace_id=namespace.id).text())
"""

WAIT = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
print("ready", flush=True)
time.sleep(60)
"""

COUNT_INTERRUPTS = """
import signal, sys, time
seen = []
signal.signal(signal.SIGINT, lambda *_: seen.append(1))
print("ready", flush=True)
while not seen:
    time.sleep(0.01)
time.sleep(0.3)
print("interrupts:", len(seen), flush=True)
"""


def build_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fakeflare", "exec", *arguments]


def run(*arguments: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        build_command(*arguments),
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=build_environment(variables),
        timeout=DEADLINE_SECONDS,
    )


def run_python(code: str, *arguments: str, **variables: str) -> Any:
    """What the code prints, which is JSON."""
    done = run(*arguments, "--", sys.executable, "-c", code, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_program_finds_the_emulator_in_its_variables() -> None:
    found = run_python(
        READ_VARIABLES, CLOUDFLARE_API_KEY="real", CF_API_TOKEN="real", NO_PROXY="a.example", MY="x"
    )
    url = found["FAKEFLARE_URL"]
    assert url.startswith("http://127.0.0.1:")
    assert found["CLOUDFLARE_BASE_URL"] == found["CLOUDFLARE_API_BASE_URL"] == f"{url}/client/v4"
    assert found["CLOUDFLARE_ACCOUNT_ID"] == "fa4ef1a4e00000000000000000000001"
    assert found["CLOUDFLARE_API_TOKEN"]
    assert "CLOUDFLARE_API_KEY" not in found
    assert "CF_API_TOKEN" not in found
    assert found["NO_PROXY"] == "a.example,127.0.0.1"
    assert found["MY"] == "x"


@pytest.mark.parametrize("arguments", [(), ("--token", "secret")])
def test_the_emulator_is_seeded_and_lets_the_program_in(arguments: tuple[str, ...], tmp_path: Path) -> None:
    seed = tmp_path / "fakeflare.toml"
    seed.write_text('[things]\nk = "v"\n')
    assert run_python(ASK, "--seed", str(seed), *arguments) == ["things"]


def test_the_sdk_needs_no_arguments(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"things": {"k": "from the seed"}}')
    done = run("--seed", str(seed), "--", sys.executable, "-c", SDK)
    assert (done.stdout, done.stderr) == ("from the seed\n", "")


def test_the_shells_commands_turn_this_emulator() -> None:
    script = f"{sys.executable} -m fakeflare clock freeze 61 && {sys.executable} -m fakeflare clock --json"
    done = run("--token", "secret", "--", "sh", "-c", script)
    assert json.loads(done.stdout.partition("\n")[2])["now"] == 61


def test_the_program_has_this_input_and_gives_back_its_code() -> None:
    done = run("--", sys.executable, "-c", "import sys; print(sys.stdin.read()); sys.exit(7)", text="hello")
    assert (done.returncode, done.stdout, done.stderr) == (7, "hello\n", "")


def test_its_arguments_are_its_own() -> None:
    done = run("--", "echo", "--seed", "x", "--", "--help")
    assert done.stdout == "--seed x -- --help\n"
    assert run("echo", "--seed", "x").stdout == "--seed x\n"


def test_a_signal_that_ends_it_is_128_and_its_number() -> None:
    done = run("--", sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == 128 + signal.SIGKILL


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 5), (signal.SIGINT, 128 + signal.SIGINT), (signal.SIGUSR1, 138)]
)
def test_a_signal_reaches_the_program(number: int, code: int) -> None:
    with subprocess.Popen(
        build_command("--", sys.executable, "-c", WAIT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=build_environment({}),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        process.communicate(timeout=DEADLINE_SECONDS)
        assert process.returncode == code


def test_ctrl_c_reaches_the_program_once() -> None:
    """The terminal sends it to the program already."""
    terminal, inner = pty.openpty()
    with subprocess.Popen(
        build_command("--", sys.executable, "-c", COUNT_INTERRUPTS),
        stdin=inner,
        stdout=inner,
        stderr=inner,
        cwd=ROOT,
        env=build_environment({}),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as process:
        os.close(inner)
        with open(terminal, "r+b", buffering=0) as screen:
            assert b"ready" in screen.read(1000)
            screen.write(b"\x03")
            shown = b""
            while not shown.endswith(b"\n") or b"interrupts: " not in shown:
                shown += screen.read(1000)
            assert b"interrupts: 1" in shown
            assert process.wait(DEADLINE_SECONDS) == 0


def test_what_cannot_be_run_is_said(tmp_path: Path) -> None:
    nothing = run("--", str(tmp_path / "nothing"))
    assert (nothing.returncode, nothing.stderr) == (127, f"fakeflare: {tmp_path}/nothing: not found\n")
    (tmp_path / "text").write_text("text")
    text = run("--", str(tmp_path / "text"))
    assert (text.returncode, text.stderr) == (126, f"fakeflare: {tmp_path}/text: Permission denied\n")


def test_what_keeps_the_emulator_from_starting_is_125(tmp_path: Path) -> None:
    seed = tmp_path / "none.toml"
    missing = run("--seed", str(seed), "--", "echo", "ran")
    assert (missing.returncode, missing.stdout) == (125, "")
    assert missing.stderr == f"fakeflare: cannot read {seed}: No such file or directory\n"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = run("--port", str(taken.getsockname()[1]), "--", "echo", "ran")
    assert (port.returncode, port.stdout) == (125, "")
    assert "is in use by another program" in port.stderr


def test_a_worker_finds_the_seed_of_dev(tmp_path: Path) -> None:
    code = write_worker("return Response(await self.env.KV.get('k'))")
    write_project(tmp_path, {"src/entry.py": code}, kv_namespaces=[{"binding": "KV", "id": "an-id"}])
    (tmp_path / "fakeflare.toml").write_text(
        '[[namespaces]]\nbinding = "KV"\nentries = { k = "from the seed" }\n'
    )
    with developing(tmp_path, "--seed", "fakeflare.toml") as worker:
        assert worker.client.get("/").text == "from the seed"


def test_serve_is_seeded_too(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"things": {"k": {"value": 1}}}')
    done = subprocess.run(
        [sys.executable, "-m", "fakeflare", "serve", "--memory", "--port", "0", "--seed", str(seed)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=build_environment({}),
        timeout=DEADLINE_SECONDS,
    )
    assert done.returncode == 1
    assert done.stderr == f'fakeflare: {seed}: "things"["k"]: "value" must be a text\n'
