"""Static assets. Every rule here was compared with the asset worker of Miniflare 5.20261117."""

import logging
import os
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.bindings.assets.ignoring import IgnoreRules
from fakeflare.worker.bindings.assets.server import AssetServer
from fakeflare.worker.bindings.fetchers import Fetcher
from fakeflare.worker.config.kinds.assets import Assets, WorkerFirst
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response


def fill(folder: Path, *names: str, **texts: str) -> Path:
    for name in names:
        path = folder / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def serve(folder: Path, **fields: Any) -> AssetServer:
    return AssetServer(Assets(folder, **fields), "2026-08-01")


async def ask(server: AssetServer, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status, and the body or where a redirect leads."""
    response = await fetch(server, path, method, **headers)
    location = response.headers.get("location")
    return response.status, str(location) if location else str(await response.text())


async def fetch(server: AssetServer, path: str, method: str = "GET", **headers: str) -> Response:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return await server.fetch(Request(f"http://host{path}", method, Headers(pairs)))


NAMES = ("/index.html", "/foo.html", "/bar/index.html", "/both.html", "/both/index.html", "/bin", "/x y.css")


@pytest.mark.parametrize(
    ("handling", "answers"),
    [
        (
            "auto-trailing-slash",
            {
                "/": (200, "/index.html"),
                "/index.html": (307, "/"),
                "/index?q=1": (307, "/?q=1"),
                "/foo": (200, "/foo.html"),
                "/foo/": (307, "/foo"),
                "/foo.html": (307, "/foo"),
                "/bar": (307, "/bar/"),
                "/bar/": (200, "/bar/index.html"),
                "/bar/index": (307, "/bar/"),
                "/both": (200, "/both.html"),
                "/both/": (200, "/both/index.html"),
                "/bin": (200, "/bin"),
                "/bin/": (404, ""),
                "/x%20y.css": (200, "/x y.css"),
                "/%62in": (307, "/bin"),
                "//bin": (307, "/bin"),
                "/none": (404, ""),
            },
        ),
        (
            "force-trailing-slash",
            {
                "/": (200, "/index.html"),
                "/foo": (307, "/foo/"),
                "/foo/": (200, "/foo.html"),
                "/bar": (307, "/bar/"),
                "/both.html": (200, "/both.html"),
                "/both/": (200, "/both/index.html"),
            },
        ),
        (
            "drop-trailing-slash",
            {
                "/": (200, "/index.html"),
                "/index.html": (307, "/"),
                "/foo/": (307, "/foo"),
                "/bar": (200, "/bar/index.html"),
                "/bar/": (307, "/bar"),
                "/both/index.html": (200, "/both/index.html"),
            },
        ),
        ("none", {"/": (404, ""), "/foo": (404, ""), "/foo.html": (200, "/foo.html")}),
    ],
)
async def test_html_handling(tmp_path: Path, handling: str, answers: dict[str, tuple[int, str]]) -> None:
    server = serve(fill(tmp_path, *NAMES), html_handling=handling)
    assert {path: await ask(server, path) for path in answers} == answers


async def test_not_found_handling(tmp_path: Path) -> None:
    fill(tmp_path, "/index.html", "/404.html", "/docs/404.html", "/docs/a.html")
    assert await ask(serve(tmp_path), "/x") == (404, "")
    pages = serve(tmp_path, not_found_handling="404-page")
    assert await ask(pages, "/x") == (404, "/404.html")
    assert await ask(pages, "/docs/deep/x") == (404, "/docs/404.html")
    app = serve(tmp_path, not_found_handling="single-page-application")
    assert await ask(app, "/x/y") == (200, "/index.html")


async def test_headers_of_a_file(tmp_path: Path) -> None:
    server = serve(fill(tmp_path, "/a.css", "/b.json", "/c.unheardof"))
    css = await fetch(server, "/a.css")
    assert css.headers.get("content-type") == "text/css; charset=utf-8"
    assert css.headers.get("cache-control") == "public, max-age=0, must-revalidate"
    assert (await fetch(server, "/b.json")).headers.get("content-type") == "application/json"
    assert not (await fetch(server, "/c.unheardof")).headers.has("content-type")
    assert not (await fetch(server, "/a.css", authorization="x")).headers.has("cache-control")


async def test_etags_spare_the_body(tmp_path: Path) -> None:
    server = serve(fill(tmp_path, "/a.css"))
    etag = str((await fetch(server, "/a.css")).headers.get("etag"))
    assert etag.startswith('"')
    assert await ask(server, "/a.css", if_none_match=etag) == (304, "")
    assert await ask(server, "/a.css", if_none_match=f"W/{etag}") == (304, "")
    assert await ask(server, "/a.css", if_none_match='"other"') == (200, "/a.css")
    (tmp_path / "a.css").write_text("changed")
    assert await ask(server, "/a.css", if_none_match=etag) == (200, "changed")


async def test_methods(tmp_path: Path) -> None:
    server = serve(fill(tmp_path, "/a.txt"))
    head = await fetch(server, "/a.txt", "HEAD")
    assert (head.status, await head.text(), head.headers.has("etag")) == (200, "", True)
    assert await ask(server, "/a.txt", "POST") == (405, "")
    assert await ask(server, "/none", "POST") == (404, "")


async def test_large_files_are_streams(tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(bytes(range(256)) * 4096)
    response = await fetch(serve(tmp_path), "/big.bin")
    body: Any = response.body
    sizes = [chunk.byteLength async for chunk in body]
    assert sum(sizes) == 2**20
    assert max(sizes) < 2**20


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/a/..%2f..%2fsecret.txt",
     "/%2Fetc%2Fpasswd", "/link.txt", "/dir/secret.txt", "/a.txt%00", "/.%2fa.txt", "/..%5csecret.txt"],
)  # fmt: skip
async def test_nothing_outside_the_folder_is_served(tmp_path: Path, path: str) -> None:
    fill(tmp_path, "/secret.txt", "/site/a.txt", "/site/a/b.txt")
    os.symlink(tmp_path / "secret.txt", tmp_path / "site/link.txt")
    os.symlink(tmp_path, tmp_path / "site/dir")
    server = serve(tmp_path / "site")
    assert await ask(server, path) == (404, "")
    assert not server.has(path)


async def test_links_within_the_folder_are_served(tmp_path: Path) -> None:
    fill(tmp_path, "/a.txt")
    os.symlink(tmp_path / "a.txt", tmp_path / "b.txt")
    assert await ask(serve(tmp_path), "/b.txt") == (200, "/a.txt")


@pytest.mark.parametrize(
    ("lines", "path", "is_ignored"),
    [
        (["*.map"], "a/b.map", True),
        (["*.map"], "a/b.mapx", False),
        (["*.MAP"], "b.map", True),
        (["/a"], "a", True),
        (["/a"], "x/a", False),
        (["a/b"], "x/a/b", False),
        (["node_modules/"], "x/node_modules/y/z.js", True),
        (["node_modules/"], "node_modules", False),
        (["**/x/*.js"], "a/b/x/c.js", True),
        (["a/**"], "a/b/c", True),
        (["a/**/z"], "a/z", True),
        (["*", "!keep.txt"], "keep.txt", False),
        (["dir", "!dir/keep.txt"], "dir/keep.txt", True),
        (["# comment", "", "\\#x"], "#x", True),
        (["a?c", "x[0-9]", "y[!0-9]"], "abc", True),
        (["x[0-9]", "y[!0-9]"], "y1", False),
        (["trailing  "], "trailing", True),
    ],
)
def test_ignore_patterns(lines: list[str], path: str, is_ignored: bool) -> None:
    assert IgnoreRules(lines).ignores(path) == is_ignored


async def test_rules_files_are_not_served_and_may_change(tmp_path: Path) -> None:
    server = serve(fill(tmp_path, "/a.txt", "/b.txt", _headers="/*\n  X-A: 1", _redirects="/c /a.txt"))
    for name in ("_headers", "_redirects", ".assetsignore"):
        assert await ask(server, f"/{name}") == (404, "")
    assert await ask(server, "/b.txt") == (200, "/b.txt")
    assert await ask(server, "/c") == (302, "/a.txt")
    fill(tmp_path, **{".assetsignore": "b.*\n", "_redirects": ""})
    assert await ask(server, "/b.txt") == (404, "")
    assert await ask(server, "/c") == (404, "")


async def test_redirects(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "/foo.html",
        _redirects=(
            "# comment\n/old /foo 301 # why\n/blog/* /news/:splat\n/p/:id/:name /:name?id=:id 308\n"
            "/away/* https://other.com/:splat 303\n/inside /foo 200\n/nowhere /none 200\n/q /foo?own=1#f"
        ),
    )
    server = serve(tmp_path)
    answers = {
        "/old?x=1": (301, "/foo?x=1"),
        "/blog/a/b": (302, "/news/a/b"),
        "/blog//evil.com": (302, "/news/evil.com"),
        "/p/1/n": (308, "/n?id=1"),
        "/away/x": (303, "https://other.com/x"),
        "/inside": (200, "/foo.html"),
        "/nowhere": (404, ""),
        "/q?x=1": (302, "/foo?own=1#f"),
    }
    assert {path: await ask(server, path) for path in answers} == answers


async def test_custom_headers(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "/foo.html",
        _headers=(
            "/*\n  X-All: 1\n  X-Twice: a\n/foo\n  x-twice: b\n  ! Cache-Control\n"
            "/n/:name\n  X-Name: hello :name\nhttps://:sub.example.com/*\n  X-Sub: :sub\n"
        ),
    )
    server = serve(tmp_path)
    foo = (await fetch(server, "/foo")).headers
    assert (foo.get("x-all"), foo.get("x-twice"), foo.has("cache-control")) == ("1", "a, b", False)
    assert (await fetch(server, "/n/you")).headers.get("x-name") == "hello you"
    other = await server.fetch(Request("http://a.example.com/foo"))
    assert other.headers.get("x-sub") == "a"


async def test_lines_that_are_wrong_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fill(
        tmp_path,
        _headers="X: before\n/a\n  no colon\n  bad name: x\n  X:\n/empty\n/*/*\n  Y: skipped\nhttp://x/\n",
        _redirects="/a\n/a /b 404\n/* /index.html\n/x /y\n/x /z\nhttps://h/a /b\n/p https://h/ 200\n",
    )
    with caplog.at_level(logging.WARNING, "fakeflare.worker"):
        await ask(serve(tmp_path), "/")
    told = [record.getMessage().removeprefix(f"{tmp_path}/") for record in caplog.records]
    assert [line[:60] for line in told] == [
        "_redirects:1: Expected exactly 2 or 3 whitespace-separated tokens. Got 1."[:60],
        "_redirects:2: Valid status codes are 200, 301, 302 (default), 303, 307"[:60],
        "_redirects:3: Infinite loop detected in this rule and has been ignored."[:60],
        "_redirects:5: Ignoring duplicate rule for path /x.",
        "_redirects:6: Only relative URLs are allowed. Skipping absolute URL"[:60],
        "_redirects:7: Proxy (200) redirects can only point to relative paths."[:60],
        "_headers:1: Path should come before header (x: before)",
        "_headers:3: Expected a colon-separated header pair (e.g. name: value)"[:60],
        "_headers:4: Header name cannot include spaces",
        "_headers:5: No header value specified",
        "_headers:2: No headers specified",
        "_headers:6: No headers specified",
        "_headers:7: Only one wildcard is allowed per rule. Use a named placeholder"[:60],
        "_headers:9: URLs should either be relative (e.g. begin with a forward-slash)"[:60],
    ]


async def test_base_path(tmp_path: Path) -> None:
    server = serve(fill(tmp_path, "/index.html", "/a.html"), base_path="/app/")
    answers = {
        "/app": (307, "/app/"),
        "/app/": (200, "/index.html"),
        "/app/a": (200, "/a.html"),
        "/app/a.html": (307, "/app/a"),
        "/a": (404, ""),
    }
    assert {path: await ask(server, path) for path in answers} == answers
    assert not server.answers(Request("http://host/a"))


@pytest.mark.parametrize(
    ("worker_first", "path", "is_first", "is_answered"),
    [
        (False, "/a.txt", False, True),
        (False, "/none", False, False),
        (True, "/a.txt", True, False),
        (WorkerFirst(("/api/*",), ("/api/docs/*",)), "/api/x", True, False),
        (WorkerFirst(("/api/*",), ("/api/docs/*",)), "/api/docs/none", False, True),
        (WorkerFirst(("/a.*",), ()), "/a.txt", True, False),
        (WorkerFirst(("/a",), ()), "/a.txt", False, True),
        (WorkerFirst(("/a",), ()), "/none", False, False),
    ],
)
def test_who_answers(
    tmp_path: Path, worker_first: bool | WorkerFirst, path: str, is_first: bool, is_answered: bool
) -> None:
    server = serve(fill(tmp_path, "/a.txt"), run_worker_first=worker_first)
    assert server.runs_worker_first(path) == is_first
    assert server.answers(Request(f"http://host{path}")) == is_answered


def test_navigation_prefers_the_not_found_page(tmp_path: Path) -> None:
    fill(tmp_path, "/index.html")
    assets = Assets(tmp_path, not_found_handling="single-page-application")
    navigation = Request("http://host/x", "GET", Headers([("sec-fetch-mode", "navigate")]))
    assert AssetServer(assets, "2026-08-01").answers(navigation)
    assert not AssetServer(assets, "2025-03-31").answers(navigation)
    assert AssetServer(assets, None, ["assets_navigation_prefers_asset_serving"]).answers(navigation)
    assert not AssetServer(assets, "2026-08-01", ["assets_navigation_has_no_effect"]).answers(navigation)
    assert not AssetServer(assets, "2026-08-01").answers(Request("http://host/x"))


async def test_a_fetcher_follows_redirects_itself(tmp_path: Path) -> None:
    assets = Fetcher(serve(fill(tmp_path, "/foo.html")).fetch)
    assert assets.constructor.name == "Fetcher"
    response: Any = await assets.fetch("http://host/foo.html?x=1")
    assert (response.status, await response.text()) == (200, "/foo.html")
    manual: Any = await assets.fetch("http://host/foo.html", redirect="manual")
    assert (manual.status, manual.headers.get("location")) == (307, "/foo")


async def test_a_fetcher_keeps_or_drops_the_body_as_fetch_does() -> None:
    asked: list[tuple[str, str, str]] = []

    async def answer(request: Request) -> Response:
        path = request.url.removeprefix("http://host")
        asked.append((request.method, path, str(await request.text())))
        if path == "/done":
            return Response(b"done")
        status, _, rest = path[1:].partition("/")
        return Response(None, int(status), Headers([("location", f"/{rest}")]))

    fetcher = Fetcher(answer)
    response: Any = await fetcher.fetch("http://host/307/303/done", method="POST", body="b")
    assert await response.text() == "done"
    assert asked == [("POST", "/307/303/done", "b"), ("POST", "/303/done", "b"), ("GET", "/done", "")]


async def test_a_fetcher_does_not_turn_in_circles() -> None:
    async def answer(request: Request) -> Response:
        return Response(None, 302, Headers([("location", "/again")]))

    with pytest.raises(Exception, match=r"Too many redirects\.http"):
        await Fetcher(answer).fetch("http://host/")


async def test_a_fetcher_rejects_what_is_no_address() -> None:
    with pytest.raises(Exception, match="URL"):
        await Fetcher(lambda _request: None).fetch("/relative")  # type: ignore[arg-type, return-value]
