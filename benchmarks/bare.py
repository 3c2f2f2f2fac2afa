"""The reference server: one Starlette route that answers 100 bytes, on uvicorn set up as the emulator's.

`python -m benchmarks.bare` prints `ready URL` once it answers. It imports what it needs and no more,
for its time to the first answer is a reference too.
"""

import asyncio
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def answer(_: Request) -> Response:
    return Response(b"x" * 100, media_type="application/octet-stream")


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for sock in sockets or ():
            host, port = sock.getsockname()
            print(f"ready http://{host}:{port}", flush=True)


def main() -> None:
    # With the protocol named, asyncio turns Nagle's algorithm off; without it each answer takes 40 ms.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=[Route("/x", answer, methods=["GET", "PUT"])]),
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )
    asyncio.run(_Server(config).serve(sockets=[sock]))


if __name__ == "__main__":
    main()
