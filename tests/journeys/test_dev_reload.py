"""A file is saved while `fakeflare dev` runs."""

import contextlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.dev import developing, stop_quickly, wait_until, write_project, write_worker
from tests.journeys.workers.development import DEADLINE_SECONDS, Development

ANSWER = "return Response({!r})"
BROKEN = "class Default(:\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write_project(
        folder,
        {
            "src/entry.py": write_worker("import words\nreturn Response(words.SAID)"),
            "src/words.py": "SAID = 'one'",
        },
        vars={"NAME": "before"},
    )
    return folder


@pytest.fixture
def worker(project: Path) -> Iterator[Development]:
    with developing(project) as running:
        yield running


def ask(worker: Development, path: str = "/") -> tuple[int, str]:
    answer = worker.client.get(path)
    return answer.status_code, answer.text


def save(worker: Development, path: Path, text: str) -> None:
    """Write a file and wait until it is taken up."""
    heard = len(worker.out.read())
    path.write_text(text)
    line = re.compile(rf"Reloaded in \d+ ms: .*{re.escape(path.name)}")
    wait_until(lambda: line.search(worker.out.read()[heard:]) is not None)


def test_a_saved_file_answers_the_next_request(worker: Development, project: Path) -> None:
    assert ask(worker) == (200, "one")
    # of one length, within a second: Python's cache of bytecode cannot tell them apart
    save(worker, project / "src/words.py", "SAID = 'two'")
    assert ask(worker) == (200, "two")
    save(worker, project / "src/words.py", "SAID = 'six'")
    assert ask(worker) == (200, "six")
    assert ": src/words.py\n" in worker.out.read()


def test_a_new_folder_of_modules_is_taken_up(worker: Development, project: Path) -> None:
    (project / "src/parts").mkdir()
    (project / "src/parts/__init__.py").write_text("SAID = 'parts'")
    save(worker, project / "src/entry.py", write_worker("import parts\nreturn Response(parts.SAID)"))
    assert ask(worker) == (200, "parts")
    save(worker, project / "src/parts/__init__.py", "SAID = 'pants'")
    assert ask(worker) == (200, "pants")


def test_a_folder_that_comes_or_goes_whole_is_a_change(worker: Development, project: Path) -> None:
    save(
        worker, project / "src/entry.py", write_worker("from parts import words\nreturn Response(words.SAID)")
    )
    assert ask(worker)[0] == 500
    (project / "parts").mkdir()
    (project / "parts/words.py").write_text("SAID = 'moved'")
    (project / "parts").rename(project / "src/parts")
    wait_until(lambda: ask(worker) == (200, "moved"))
    (project / "src").rename(project / "source")
    worker.err.wait_for("the Worker's main file is not there\n")
    (project / "source").rename(project / "src")
    wait_until(lambda: ask(worker) == (200, "moved"))


def test_a_syntax_error_answers_until_it_is_mended(worker: Development, project: Path) -> None:
    (project / "src/entry.py").write_text(BROKEN)
    said = worker.err.wait_for("SyntaxError: invalid syntax (entry.py, line 1)\n")

    status, text = ask(worker)
    page = worker.client.get("/", headers={"Accept": "text/html,*/*"})
    assert (status, text) == (500, said)
    assert f'File "{project}/src/entry.py", line 1\n    class Default(:\n' in text
    assert page.status_code == 500
    assert "<mark><i>1</i>class Default(:</mark>" in page.text

    save(worker, project / "src/entry.py", write_worker(ANSWER.format("mended")))
    assert ask(worker) == (200, "mended")


def test_a_start_with_a_syntax_error_waits_for_the_mending(project: Path) -> None:
    (project / "src/entry.py").write_text(BROKEN)
    with developing(project) as worker:
        worker.err.wait_for("SyntaxError: invalid syntax (entry.py, line 1)\n")
        assert ask(worker)[0] == 500
        save(worker, project / "src/entry.py", write_worker(ANSWER.format("mended")))
        assert ask(worker) == (200, "mended")


def test_a_changed_configuration_is_read_again(worker: Development, project: Path) -> None:
    body = "return Response(f'{self.env.NAME} {getattr(self.env, \"MORE\", None)}')"
    save(worker, project / "src/entry.py", write_worker(body))
    assert ask(worker) == (200, "before None")

    document = json.loads((project / "wrangler.json").read_text())
    document["vars"] = {"NAME": "after", "MORE": "more"}
    save(worker, project / "wrangler.json", json.dumps(document))

    assert ask(worker) == (200, "after more")
    assert 'env.MORE ("more")' in worker.out.read()


def test_secrets_that_appear_and_go_are_taken_up(worker: Development, project: Path) -> None:
    save(worker, project / "src/entry.py", write_worker("return Response(self.env.NAME)"))
    save(worker, project / ".dev.vars", "NAME=hidden")
    assert ask(worker) == (200, "hidden")
    assert 'env.NAME ("(hidden)")' in worker.out.read()
    (project / ".dev.vars").unlink()
    wait_until(lambda: ask(worker) == (200, "before"))


def test_a_configuration_with_a_mistake_answers_until_it_is_mended(
    worker: Development, project: Path
) -> None:
    good = (project / "wrangler.json").read_text()
    (project / "wrangler.json").write_text(good.replace('"main"', '"mane"'))
    worker.err.wait_for("wrangler.json:1:1: warning FF203 missing-entry-point: Missing entry-point")

    assert ask(worker)[0] == 500
    # a change of code alone does not make the configuration good
    (project / "src/words.py").write_text("SAID = 'new'")
    assert ask(worker)[0] == 500
    save(worker, project / "wrangler.json", good)
    assert ask(worker) == (200, "new")


def test_data_and_bytecode_do_not_reload(project: Path) -> None:
    write_project(
        project,
        {"src/entry.py": write_worker("await self.env.KV.put('k', 'v')\nreturn Response('kept')")},
        kv_namespaces=[{"binding": "KV", "id": "kv"}],
    )
    with developing(project, storage=()) as worker:
        for name in ("src/.venv/lib/x.py", "src/__pycache__/x.py", ".fakeflare/x.py", "README.txt"):
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text("")
        assert ask(worker) == (200, "kept")
        save(worker, project / "src/words.py", "SAID = 1")
        assert worker.out.read().count("Reloaded in ") == 1
        assert (project / ".fakeflare/kv.sqlite3").is_file()


def test_without_reload_files_are_left_alone(project: Path) -> None:
    with developing(project, "--no-reload") as worker:
        assert ask(worker) == (200, "one")
        (project / "src/words.py").write_text("SAID = 'two'")
        assert ask(worker) == (200, "one")
        assert "Reloaded" not in worker.out.read()


class Gate:
    """A server whose answer waits until the test lets it go."""

    def __init__(self) -> None:
        self.came, self.may_go = threading.Event(), threading.Event()
        self.url = ""


@contextlib.contextmanager
def open_gate() -> Iterator[Gate]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gate.came.set()
            gate.may_go.wait(DEADLINE_SECONDS)
            with contextlib.suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    gate = Gate()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gate.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield gate
        finally:
            gate.may_go.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("changed", ["src/words.py", "wrangler.json"])
def test_what_has_begun_ends_with_the_old_code(project: Path, changed: str) -> None:
    old = (
        "import words\n"
        "from workers import fetch\n"
        "said = words.SAID\n"
        "self.ctx.waitUntil(self.work())\n"
        "await fetch('http://gate.example')\n"
        "return Response(f'{said} {words.SAID}')"
    )
    tail = (
        "    async def work(self):\n"
        "        from workers import fetch\n"
        "        await fetch('http://gate.example')\n"
        "        print('old work done')\n"
    )
    (project / "src/entry.py").write_text(write_worker(old) + tail)
    answers: list[tuple[int, str]] = []
    with open_gate() as gate, developing(project, "--outbound", f"http://gate.example={gate.url}") as worker:
        asking = threading.Thread(target=lambda: answers.append(ask(worker)))
        asking.start()
        assert gate.came.wait(DEADLINE_SECONDS)
        text = (project / changed).read_text()
        (project / "src/words.py").write_text("SAID = 'two'")
        (project / "src/entry.py").write_text(write_worker("import words\nreturn Response(words.SAID)"))
        save(worker, project / changed, text.replace("one", "two").replace("before", "after"))
        assert ask(worker) == (200, "two")
        gate.may_go.set()
        asking.join(DEADLINE_SECONDS)
        worker.out.wait_for("old work done")
        assert stop_quickly(worker) == 0

    assert answers == [(200, "one one")]
