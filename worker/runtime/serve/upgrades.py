"""WebSocket handshakes in front of a Worker: an ASGI `websocket` connection asks it like any request."""

import sys
from time import perf_counter

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.runtime.serve.asgi import Message, Receive, Send
from fakeflare.worker.runtime.serve.current_worker import CurrentWorker
from fakeflare.worker.runtime.serve.failure_page import answer_failure
from fakeflare.worker.runtime.serve.failures import NOTHING_LOADED, describe_failure, is_failure
from fakeflare.worker.runtime.serve.incoming import make_request, read_path
from fakeflare.worker.runtime.serve.requests_log import RequestsLog
from fakeflare.worker.runtime.serve.websocket_bridge import WebSocketBridge
from fakeflare.worker.runtime.workers.dispatch import answer
from fakeflare.worker.runtime.workers.isolate import Isolate


async def open_socket(
    current: CurrentWorker, scope: Message, receive: Receive, send: Send, log: RequestsLog | None
) -> None:
    """Connect the client to the socket in the Worker's response, until one of the two closes; any other
    response refuses the handshake."""
    started = perf_counter()
    isolate = current.isolate
    bridge = WebSocketBridge(scope, receive, send)
    if current.failure is not None or isolate is None:
        await bridge.run(answer_failure(current.failure or NOTHING_LOADED, False))
        return
    with current.using(isolate), entered(isolate.worker_state):
        response = await _ask(isolate, scope)
        if log is not None:
            log.note("GET", read_path(scope), response.status, response.statusText, started)
        await bridge.run(response)


async def _ask(isolate: Isolate, scope: Message) -> Response:
    try:
        return await answer(isolate, make_request(scope))
    except BaseException as error:
        if not is_failure(error):
            raise
        failure = describe_failure(error, isolate)
        sys.stderr.write(failure.text)
        return answer_failure(failure, False)
