"""HTTP in front of a Worker: an ASGI app that makes a js Request of a request and sends the js Response."""

import sys
from time import perf_counter

from fakeflare.worker.javascript.fetch.bodies import Source
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.runtime.load.program import WorkerError
from fakeflare.worker.runtime.serve.asgi import Message, Receive, Send
from fakeflare.worker.runtime.serve.current_worker import CurrentWorker
from fakeflare.worker.runtime.serve.failure_page import answer_failure
from fakeflare.worker.runtime.serve.failures import NOTHING_LOADED, Failure, describe_failure, is_failure
from fakeflare.worker.runtime.serve.incoming import Client, find_header, make_request, read_path
from fakeflare.worker.runtime.serve.outgoing import BodyBroken, send_response
from fakeflare.worker.runtime.serve.requests_log import RequestsLog
from fakeflare.worker.runtime.serve.triggers import check_origin, is_trigger, trigger
from fakeflare.worker.runtime.workers.dispatch import answer
from fakeflare.worker.runtime.workers.isolate import Isolate

_STRAY_SOCKET = (
    "the Worker answered with a WebSocket, and the request asked for none: it lacks the header "
    "Upgrade: websocket"
)


class WorkerApp:
    """Serve one Worker, or the one that is current when a request comes."""

    def __init__(self, served: CurrentWorker | Isolate, log: RequestsLog | None = None) -> None:
        self._current = served if isinstance(served, CurrentWorker) else CurrentWorker(served)
        self._log = log

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            # start-up: most runs see no WebSocket
            from fakeflare.worker.runtime.serve.upgrades import open_socket

            await open_socket(self._current, scope, receive, send, self._log)
            return
        started = perf_counter()
        client = Client(receive, find_header(scope, b"accept-encoding"))
        isolate = self._current.isolate
        if self._current.failure is not None or isolate is None:
            response = _refuse(self._current.failure, scope)
            await self._send(scope, started, response, response.take_source(), client, send)
            return
        with self._current.using(isolate), entered(isolate.worker_state):
            try:
                response = await self._ask(isolate, scope, client)
                source = self._take_source(response)
            except BaseException as error:
                # a Worker may raise what is no Exception, SystemExit or a CancelledError of its own task: the
                # server is not to end of it
                if not is_failure(error):
                    raise
                if client.is_gone:
                    # what a Worker does when its client has left is no error of its own
                    return
                response = self._fail(error, isolate, scope)
                source = response.take_source()
            await self._send(scope, started, response, source, client, send)

    async def _ask(self, isolate: Isolate, scope: Message, client: Client) -> Response:
        if is_trigger(scope["path"]):
            return check_origin(scope) or await trigger(self._current, isolate, scope, self._log)
        try:
            request = make_request(scope, client)
        except JsException:
            return Response(b"Bad Request", 400, Headers([("content-type", "text/plain;charset=UTF-8")]))
        response = await answer(isolate, request)
        if not is_nullish(response.webSocket):
            raise WorkerError(_STRAY_SOCKET)
        return response

    def _take_source(self, response: Response) -> Source:
        try:
            return response.take_source()
        except JsException as error:
            raise WorkerError(f"the Response cannot be sent: {error}") from None

    def _fail(self, error: BaseException, isolate: Isolate, scope: Message) -> Response:
        """500 with the traceback, here and in the log: nobody but the author sees this server."""
        failure = describe_failure(error, isolate)
        sys.stderr.write(failure.text)
        return answer_failure(failure, is_page_wanted(scope))

    async def _send(
        self,
        scope: Message,
        started: float,
        response: Response,
        source: Source,
        client: Client,
        send: Send,
    ) -> None:
        method: str = scope["method"]
        if self._log is not None and not is_trigger(scope["path"]):
            self._log.note(method, read_path(scope), response.status, response.statusText, started)
        try:
            await send_response(response, source, method, client, send)
        except BodyBroken as broken:
            if client.is_gone:
                return
            sys.stderr.write(self._describe_break(broken))
            raise

    def _describe_break(self, broken: BodyBroken) -> str:
        isolate, cause = self._current.isolate, broken.__cause__ or broken
        text = str(cause) if isolate is None else isolate.format_error(cause)
        return f"{text.rstrip()}\nthe response's body failed before its end: the connection was cut\n"


def is_page_wanted(scope: Message) -> bool:
    """Tell whether a browser asks: these ask for HTML by name."""
    return "text/html" in find_header(scope, b"accept")


def _refuse(failure: Failure | None, scope: Message) -> Response:
    return answer_failure(failure or NOTHING_LOADED, is_page_wanted(scope))
