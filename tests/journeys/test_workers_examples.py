"""Small Workers of the kinds that Cloudflare's examples show, as their users meet them.

Each project in `workers/` runs on Cloudflare as it is. The number in a folder's name is that of the example
in cloudflare/python-workers-examples which covers the same ground.
"""

import json
import struct
import zlib
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.journeys.workers.development import PROJECTS, Development, developing


def serve_folder(origin: str, folder: str) -> tuple[str, str]:
    """The flag that answers the Worker's requests to `origin` from a folder of the projects."""
    return "--outbound", f"{origin}={PROJECTS / folder}"


# 01: hello


def test_hello_answers_with_text() -> None:
    with developing("01-hello") as worker:
        answer = worker.client.get("/there?is=more")
        code = worker.stop()

    assert (answer.status_code, answer.text) == (200, f"Hello, you asked for {worker.url}/there?is=more")
    assert answer.headers["content-type"] == "text/plain;charset=UTF-8"
    assert (code, worker.err.wait_for_end()) == (0, "")


# 02: a KV binding


def test_notes_are_kept_read_listed_and_removed() -> None:
    with developing("02-binding") as worker:
        client = worker.client
        kept = client.put("/milk%20run", content="two litres, é", headers={"X-Author": "Ada"})
        client.put("/bread", content="")
        read, missing = client.get("/milk%20run"), client.get("/eggs")
        listed = client.get("/")
        over_rest = worker.read_value("notes", "milk%20run")
        removed, after = client.delete("/milk%20run"), client.get("/milk%20run")

    assert (kept.status_code, kept.text) == (201, "kept 13 characters\n")
    assert (read.status_code, read.text, read.headers["x-author"]) == (200, "two litres, é", "Ada")
    assert (missing.status_code, missing.text) == (404, "there is no such note\n")
    assert listed.json() == [{"name": "bread", "by": "nobody"}, {"name": "milk run", "by": "Ada"}]
    assert (over_rest.text, "expiration" in over_rest.headers) == ("two litres, é", True)
    assert (removed.status_code, removed.content, after.status_code) == (204, b"", 404)


# 03: FastAPI


@pytest.fixture(scope="module")
def bookshop() -> Iterator[Development]:
    with developing("03-fastapi") as worker:
        yield worker


def test_fastapi_renders_a_template_with_a_variable(bookshop: Development) -> None:
    answer = bookshop.client.get("/welcome/J%C3%BCrgen%20%3Cb%3E")

    assert answer.text == "<h1>Paper Boat</h1><p>Come in, Jürgen &lt;b&gt;!</p>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_fastapi_checks_a_body_and_keeps_it_in_kv(bookshop: Development) -> None:
    book = {"title": "On Foot", "pages": 120}
    made = bookshop.client.post("/books/7", json=book)
    refused = bookshop.client.post("/books/8", json={"title": "Empty", "pages": 0})
    found, missing = bookshop.client.get("/books/7"), bookshop.client.get("/books/8")

    assert (made.status_code, made.json()) == (201, book)
    assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "pages"])
    assert (found.status_code, found.json()) == (200, book)
    assert (missing.status_code, missing.json()) == (404, {"detail": "no book 8"})
    assert json.loads(bookshop.read_value("books", "7").text) == book


def test_fastapi_runs_plain_functions(bookshop: Development) -> None:
    assert bookshop.client.get("/rules").json() == ["no shouting", "no dogs"]


def test_fastapi_streams(bookshop: Development) -> None:
    assert bookshop.client.get("/pages").text == "page 1\npage 2\npage 3\n"


def test_fastapi_describes_itself(bookshop: Development) -> None:
    described = bookshop.client.get("/openapi.json").json()

    assert sorted(described["paths"]) == ["/books/{number}", "/pages", "/rules", "/welcome/{visitor}"]


def test_fastapi_talks_over_a_websocket(bookshop: Development) -> None:
    with connect(f"{bookshop.url.replace('http', 'ws')}/talk", proxy=None) as socket:
        socket.send("hello")
        socket.send("again")
        assert [socket.recv(timeout=10), socket.recv(timeout=10)] == ["You said: hello", "You said: again"]


# 06: assets


@pytest.fixture(scope="module")
def site() -> Iterator[Development]:
    with developing("06-assets") as worker:
        yield worker


def test_assets_go_out_with_their_types(site: Development) -> None:
    style, about = site.client.get("/style.css"), site.client.get("/about")

    assert (style.status_code, style.text) == (200, "h1 { color: teal; }\n")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert (about.status_code, about.text.split("\n")[0]) == (
        200,
        "<!doctype html><title>About</title><p>About this site.",
    )


def test_an_asset_is_sent_once(site: Development) -> None:
    tag = site.client.get("/style.css").headers["etag"]
    again = site.client.get("/style.css", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "target"), [("/about.html", "/about"), ("/notes", "/notes/"), ("/notes/index.html", "/notes/")]
)
def test_assets_have_one_address_each(site: Development, path: str, target: str) -> None:
    answer = site.client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (307, target)


def test_the_worker_answers_where_no_asset_is(site: Development) -> None:
    front, missing = site.client.get("/"), site.client.get("/nothing")
    read = site.client.get("/read")

    assert front.text.endswith("<h1>Front page</h1>")
    assert missing.status_code == 404
    assert read.text == "20 characters of style"


# 08: cron


def test_a_scheduled_handler_runs_when_it_is_asked_to() -> None:
    with developing("08-cron") as worker:
        before = worker.client.get("/")
        ran = worker.client.get(
            "/cdn-cgi/handler/scheduled",
            params={"cron": "*/5 * * * *", "time": "1700000000000", "format": "json"},
        )
        plain = worker.client.get("/cdn-cgi/handler/scheduled?cron=0+0+*+*+*&time=1700000001000")
        after = worker.client.get("/")
        worker.out.wait_for("ran 0 0 * * *")

    assert before.text == "nothing yet"
    assert (ran.status_code, ran.json()) == (200, {"outcome": "ok", "noRetry": False})
    assert (plain.status_code, plain.text) == (200, "ok")
    assert after.text == "*/5 * * * * at 1700000000000\n0 0 * * * at 1700000001000"


def test_a_scheduled_handler_that_raises_is_an_exception() -> None:
    with developing("08-cron") as worker:
        failed = worker.client.get("/cdn-cgi/handler/scheduled?cron=0+0+31+2+*&format=json")
        worker.err.wait_for("ValueError: there is no such day")

    assert (failed.status_code, failed.json()["outcome"]) == (500, "exception")


# 11: HTMLRewriter


def test_a_page_gets_its_card_and_keeps_the_rest() -> None:
    arguments = serve_folder("https://pages.example", "11-opengraph/site")
    with developing("11-opengraph", arguments=arguments) as worker:
        page, missing = worker.client.get("/story.html"), worker.client.get("/none.html")

    card = (
        '<meta property="og:title" content="Read &quot;story.html&quot;">'
        '<meta property="og:type" content="article">'
        '<meta property="og:url" content="https://pages.example/story.html">'
    )
    original = (PROJECTS / "11-opengraph/site/story.html").read_text()
    expected = (
        original.replace('<meta property="og:title" content="Old">', "")
        .replace("<meta property='og:image' content=\"old.png\" />", "")
        .replace("</HEAD>", f"{card}</HEAD>")
        .replace('"https://elsewhere.example/">', '"https://elsewhere.example/" target="_blank">')
    )
    assert (page.status_code, page.text) == (200, expected)
    assert page.headers["content-type"].startswith("text/html")
    assert missing.status_code == 404


# 12: images


def read_png(data: bytes) -> tuple[int, int, tuple[int, ...]]:
    """Width, height, and the last pixel of an RGB image."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colours = struct.unpack(">IIBB", data[16:26])
    assert (depth, colours) == (8, 2)
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    rows = zlib.decompress(data[start + 4 : start + 4 + length])
    return width, height, (rows[-(width * 3 + 1)], *rows[-3:])


def test_pillow_draws_an_image() -> None:
    with developing("12-image-gen") as worker:
        page = worker.client.get("/")
        plain = worker.client.get("/swatch?colour=ff8800&width=1&height=1")
        drawn = worker.client.get("/swatch?colour=ff8800&width=40&height=30&text=hello")

    assert "<title>Swatches</title>" in page.text
    assert page.headers["content-type"] == "text/html"
    assert plain.headers["content-type"] == "image/png"
    assert plain.headers["cache-control"] == "public, max-age=3600"
    width, height, (row_filter, *pixel) = read_png(plain.content)
    assert (width, height, row_filter, pixel) == (1, 1, 0, [0xFF, 0x88, 0])
    assert read_png(drawn.content)[:2] == (40, 30)
    assert drawn.content != plain.content


# 13: methods of another Worker


@pytest.fixture(scope="module")
def viewer() -> Iterator[Development]:
    with developing("13-js-api-pygments/client", "13-js-api-pygments/server") as worker:
        yield worker


def test_a_worker_calls_a_method_of_another(viewer: Development) -> None:
    answer = viewer.client.post("/python", content="x = 'é'  # one\n")

    assert answer.status_code == 200
    assert answer.text.startswith('<div class="code"><pre>')
    assert '<span class="c1"># one</span>' in answer.text
    assert answer.headers["x-language"] == "Python"
    assert "py" in answer.headers["x-aliases"].split(", ")


def test_values_come_back_from_the_other_worker(viewer: Development) -> None:
    refused = viewer.client.post("/klingon", content="x")
    status = viewer.client.get("/status")

    assert (refused.status_code, refused.json()) == (400, {"error": "unknown language klingon"})
    assert (status.status_code, status.text) == (200, "call highlight(code, language)")


def test_what_the_other_worker_raises_arrives(viewer: Development) -> None:
    answer = viewer.client.get("/fail")

    assert answer.status_code == 502
    assert "asked to fail" in answer.text


# 16: blocking HTTP clients


@pytest.fixture(scope="module")
def messenger() -> Iterator[Development]:
    arguments = serve_folder("https://news.example", "16-sync-http-clients/site")
    with developing("16-sync-http-clients", arguments=arguments) as worker:
        yield worker


@pytest.mark.parametrize("name", ["requests", "urllib3", "httpx", "urllib", "http.client"])
def test_blocking_clients_reach_a_routed_origin(messenger: Development, name: str) -> None:
    answer = messenger.client.get(f"/{name}")

    assert (answer.status_code, answer.json()) == (
        200,
        {"client": name, "status": 200, "text": "Nothing happened today.\n"},
    )


# 18: Django


@pytest.fixture(scope="module")
def guestbook() -> Iterator[Development]:
    with developing("18-django") as worker:
        yield worker


def test_django_answers(guestbook: Development) -> None:
    welcome, missing = guestbook.client.get("/"), guestbook.client.get("/nowhere")

    host = guestbook.url.removeprefix("http://")
    assert (welcome.status_code, welcome.json()) == (200, {"message": "please sign", "host": host})
    assert missing.status_code == 404


def test_django_reads_path_and_query(guestbook: Development) -> None:
    greeted = guestbook.client.get("/guests/J%C3%BCrgen/?visit=3")
    redirected = guestbook.client.get("/guests/Ada")

    assert greeted.text == "<p>Welcome, Jürgen, for the 3. time!</p>"
    assert (redirected.status_code, redirected.headers["location"]) == (301, "/guests/Ada/")


def test_django_reads_a_form(guestbook: Development) -> None:
    signed = guestbook.client.post("/sign", data={"name": "Ada & Bob"})
    refused = guestbook.client.get("/sign")

    assert (signed.status_code, signed.json()) == (201, {"signed": "Ada & Bob", "bytes": 16})
    assert refused.status_code == 405


# A WebSocket of the Worker's own


def test_a_worker_talks_over_a_websocket() -> None:
    with developing("echo-socket") as worker:
        plain = worker.client.get("/")
        with connect(worker.url.replace("http", "ws"), proxy=None) as socket:
            socket.send("hello")
            heard = socket.recv(timeout=10)
            socket.send("bye")
            with pytest.raises(Exception, match="4001"):
                socket.recv(timeout=10)

    assert (plain.status_code, plain.text) == (426, "expected a WebSocket")
    assert heard == "HELLO"
    assert (socket.close_code, socket.close_reason) == (4001, "goodbye")


def test_an_upgrade_that_the_worker_does_not_want_is_answered_in_its_words() -> None:
    with developing("01-hello") as worker:
        address = f"{worker.url.replace('http', 'ws')}/socket"
        with pytest.raises(InvalidStatus) as caught, connect(address, proxy=None):
            pass
        worker.stop()

    assert caught.value.response.status_code == 200
    assert caught.value.response.body == f"Hello, you asked for {worker.url}/socket".encode()
    assert worker.err.wait_for_end() == ""
