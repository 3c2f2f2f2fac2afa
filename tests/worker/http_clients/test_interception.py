"""Hooks in the HTTP libraries: who is asked first, and what is left afterwards."""

import functools
import gc
import http.client
import io
import weakref
from typing import Any, NamedTuple

import httpx
import pytest

from fakeflare.worker.http_clients.hooks import Answerer
from fakeflare.worker.http_clients.interception import answering, redirecting
from fakeflare.worker.http_clients.library_patch import LibraryPatch


class Address(NamedTuple):
    host: str
    port: int


class Here:
    """Answers every request to `here.example`."""

    def find(self, scheme: str, host: str, port: int | None) -> Answerer | None:
        return self if host == "here.example" else None

    def open_socket(self, scheme: str, authority: str) -> Any:
        return Socket(f"{scheme} {authority}".encode())

    def answer_httpx(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=str(request.url))

    async def answer_httpx_async(self, request: httpx.Request) -> httpx.Response:
        return self.answer_httpx(request)


class Socket:
    def __init__(self, body: bytes) -> None:
        self._answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (
            len(body),
            body,
        )

    def sendall(self, data: bytes) -> None:
        """Any request will do."""

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._answer)

    def close(self) -> None:
        """Nothing is open."""


def refuse(host: str) -> Address | None:
    raise PermissionError(f"{host} is refused")


def read(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/")
    return connection.getresponse().read()


def test_what_answers_here_is_asked_before_who_knows_another_address() -> None:
    with redirecting(refuse), answering(Here().find):
        assert read(http.client.HTTPConnection("here.example", 81)) == b"http here.example:81"
        assert read(http.client.HTTPSConnection("here.example")) == b"https here.example"
        assert httpx.get("http://here.example/x").text == "http://here.example/x"
        for ask in (lambda: httpx.get("http://b.example/"), lambda: read(http.client.HTTPConnection("b"))):
            with pytest.raises(PermissionError, match=r"^b(\.example)? is refused"):
                ask()


def test_classes_that_are_made_meanwhile_are_patched_and_put_back() -> None:
    with answering(Here().find):

        class Own(http.client.HTTPConnection):
            def connect(self) -> None:
                raise NotImplementedError

        assert read(Own("here.example")) == b"http here.example"
    with pytest.raises(NotImplementedError):
        read(Own("here.example"))
    assert "__init_subclass__" not in vars(http.client.HTTPConnection)


def test_classes_that_nobody_needs_are_let_go() -> None:
    with answering(Here().find):

        class Own(http.client.HTTPConnection):
            def connect(self) -> None:
                raise NotImplementedError

        gone = weakref.ref(Own)
        del Own
        gc.collect()
        assert gone() is None


def test_a_patch_holds_until_the_last_user_has_gone() -> None:
    def patch(patch: LibraryPatch, module: Any) -> None:
        patch.replace(module, "responses_of", make)

    def make(original: Any) -> Any:
        return functools.wraps(original)(lambda: "ours")

    http.client.responses_of = lambda: "theirs"  # type: ignore[attr-defined]
    try:
        one = LibraryPatch("http.client", patch)
        with one.applied():
            with one.applied():
                pass
            assert http.client.responses_of() == "ours"  # type: ignore[attr-defined]
        assert http.client.responses_of() == "theirs"  # type: ignore[attr-defined]
    finally:
        del http.client.responses_of  # type: ignore[attr-defined]
