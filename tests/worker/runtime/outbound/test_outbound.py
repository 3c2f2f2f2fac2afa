"""Where a Worker's `fetch` goes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.targets import (
    AddressTarget,
    FolderTarget,
    Target,
    TargetInvalid,
    WorkerTarget,
    parse_target,
    parse_targets,
)


def fetch(targets: dict[str, Target], request: Request) -> tuple[Response, bytes]:
    async def main() -> tuple[Response, bytes]:
        outbound = Outbound(targets)
        try:
            response = await outbound.fetch(request)
            return response, await response.take_bytes()
        finally:
            await outbound.close()

    return asyncio.run(main())


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text("<title>home</title>")
    (folder / "sub/index.html").write_text("sub")
    (folder / "data.json").write_text("{}")
    (folder / "a b").write_bytes(b"\x00")
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    return folder


@pytest.mark.parametrize(
    ("path", "status", "kind", "body"),
    [
        ("", 200, "text/html; charset=utf-8", b"<title>home</title>"),
        ("/?query#hash", 200, "text/html; charset=utf-8", b"<title>home</title>"),
        ("/sub", 200, "text/html; charset=utf-8", b"sub"),
        ("/data.json", 200, "application/json", b"{}"),
        ("/a%20b", 200, "application/octet-stream", b"\x00"),
        ("/none", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/../secret", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/%2e%2e/secret", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/..%2Fsecret", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/%2Fetc/hostname", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/link", 404, "text/plain; charset=utf-8", b"Not Found"),
        ("/%00", 404, "text/plain; charset=utf-8", b"Not Found"),
    ],
)
def test_folder_answers_for_an_origin(site: Path, path: str, status: int, kind: str, body: bytes) -> None:
    response, read = fetch({"https://example.com": FolderTarget(site)}, Request(f"https://example.com{path}"))
    assert (response.status, response.headers.get("content-type"), read) == (status, kind, body)


def test_folder_answers_get_and_head_only(site: Path) -> None:
    targets: dict[str, Target] = {"https://example.com": FolderTarget(site)}
    headed, nothing = fetch(targets, Request("https://example.com/data.json", "HEAD"))
    refused, _ = fetch(targets, Request.new("https://example.com/data.json", method="PUT", body="x"))
    assert (headed.status, headed.headers.get("content-length"), nothing) == (200, "2", b"")
    assert (refused.status, refused.headers.get("allow")) == (405, "GET, HEAD")


def test_a_default_port_is_no_other_origin(site: Path) -> None:
    assert fetch({"https://example.com": FolderTarget(site)}, Request("https://example.com:443/"))[0].ok
    assert fetch({"*": FolderTarget(site)}, Request("http://any.example:8080/"))[0].ok


def test_mapped_address_is_asked_instead() -> None:
    from fakeflare.emulator.server.serving import running
    from fakeflare.emulator.server.sockets import bind

    async def show(request: Any) -> PlainTextResponse:
        body = (await request.body()).decode()
        return PlainTextResponse(f"{request.method} {request.url.path}?{request.url.query} {body}")

    app = Starlette(
        routes=[
            Route("/base/echo", show, methods=["GET", "POST"]),
            Route(
                "/base/moved",
                lambda _request: RedirectResponse("https://api.example/echo?r", 303),
                methods=["POST"],
            ),
        ]
    )

    async def main() -> list[tuple[int, bytes, str]]:
        with bind("127.0.0.1", 0) as sock:
            async with running((app, sock)):
                target = f"http://127.0.0.1:{sock.getsockname()[1]}/base/"
                outbound = Outbound({"https://api.example": AddressTarget(target)})
                found = []
                for path in ("echo?q=1", "moved"):
                    request = Request.new(f"https://api.example/{path}", method="POST", body="é")
                    response = await outbound.fetch(request)
                    found.append((response.status, await response.take_bytes(), response.url))
                await outbound.close()
                return found

    assert asyncio.run(main()) == [
        (200, "POST /base/echo?q=1 é".encode(), "https://api.example/echo?q=1"),
        (200, b"GET /base/echo?r ", "https://api.example/echo?r"),
    ]


def test_mappings_are_parsed(site: Path) -> None:
    assert parse_targets([f"https://Example.com={site}", "http://a:81=http://b/c"]) == {
        "https://example.com": FolderTarget(site),
        "http://a:81": AddressTarget("http://b/c"),
    }
    assert parse_targets(["http://a:80=worker:one", "http://a=worker:two", "*=worker:three"]) == {
        "http://a": WorkerTarget("two"),
        "*": WorkerTarget("three"),
    }


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("https://example.com", "is not an outbound mapping"),
        ("example.com=x", "is not an outbound mapping"),
        ("https://example.com/path=x", "is not an outbound mapping"),
        ("https://example.com=/no/such/folder", 'there is no folder "/no/such/folder"'),
        ("https://example.com=http://", '"http://" is not a URL'),
        ("https://example.com=worker:", 'the name of a Worker is missing after "worker:"'),
    ],
)
def test_mappings_that_are_none_are_refused(spec: str, message: str) -> None:
    with pytest.raises(TargetInvalid, match=message):
        parse_target(spec)
