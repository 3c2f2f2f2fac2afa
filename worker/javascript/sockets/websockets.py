"""`WebSocket` and `WebSocketPair`.

States, texts and the order of events are workerd's (workerd/src/workerd/api/web-socket.c++), with what its
compatibility flags do on a date of today: `websocket_standard_binary_type` (2026-03-17) and
`web_socket_auto_reply_to_close` (2026-04-07).
"""

import asyncio
import logging
from collections.abc import Iterator
from contextvars import copy_context
from enum import Enum, auto
from typing import NoReturn

from fakeflare.worker.javascript.fetch.blobs import Blob
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, read_bytes
from fakeflare.worker.javascript.language.callbacks import begin, to_error
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import fold_options
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import get_worker_state
from fakeflare.worker.javascript.sockets.arguments import make_close, read_address, read_protocols
from fakeflare.worker.javascript.sockets.ends import ABNORMAL, Close, Message, Receiver, SocketEnd
from fakeflare.worker.javascript.web.events import CloseEvent, ErrorEvent, Event, EventTarget, MessageEvent

log = logging.getLogger("fakeflare.worker")

_NOT_ACCEPTED = (
    "You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages."
)


class _State(Enum):
    CONNECTING = auto()
    UNUSED = auto()
    ACCEPTED = auto()
    HIBERNATING = auto()
    RELEASED = auto()


_NOT_COUPLED = {
    _State.CONNECTING: "in a Response if it was created with `new WebSocket()`",
    _State.RELEASED: "that was already used in a response.",
    _State.ACCEPTED: "in a Response after calling accept().",
    _State.HIBERNATING: "in a Response after calling acceptWebSocket().",
}


class WebSocket(EventTarget):
    """`WebSocket`: a client's, or one end of a pair."""

    CONNECTING = READY_STATE_CONNECTING = 0
    OPEN = READY_STATE_OPEN = 1
    CLOSING = READY_STATE_CLOSING = 2
    CLOSED = READY_STATE_CLOSED = 3

    _connecting: asyncio.Task[None]
    """What a client's socket does until it is connected."""

    onopen: object = jsnull
    onmessage: object = jsnull
    onclose: object = jsnull
    onerror: object = jsnull

    def __init__(self, end: SocketEnd | None = None, url: str | None = None) -> None:
        self.url: object = jsnull if url is None else url
        self.protocol: object = ""
        self.extensions: object = ""
        self._binary_type = "blob"
        self._end = end
        self._state = _State.CONNECTING if end is None else _State.UNUSED
        self._is_half_open = False
        self._is_closed_outgoing = False
        self._is_closed_incoming = False
        self._is_lost = False
        self._error: BaseException | None = None

    @classmethod
    def construct(cls, url: object = None, protocols: object = None, *_rest: object) -> "WebSocket":
        """`new WebSocket(url, protocols)`: connects in the background."""
        address = read_address(to_string(url))
        headers = Headers([("upgrade", "websocket")])
        if protocols is not None:
            headers.set("sec-websocket-protocol", read_protocols(protocols))
        socket = cls(None, to_string(url))
        request = Request(address, "GET", headers)
        socket._connecting = begin(socket._connect(request))
        return socket

    @property
    def binaryType(self) -> str:
        return self._binary_type

    @binaryType.setter
    def binaryType(self, value: object) -> None:
        # a value that is none of the enumeration changes nothing (Web IDL, section 3.7.6)
        if to_string(value) in ("blob", "arraybuffer"):
            self._binary_type = to_string(value)

    @property
    def readyState(self) -> int:
        is_outgoing_over = self._is_closed_outgoing or self._is_lost
        if (self._is_closed_incoming and is_outgoing_over) or self._error is not None:
            return self.CLOSED
        if self._is_closed_incoming or is_outgoing_over:
            return self.CLOSING
        return self.CONNECTING if self._state is _State.CONNECTING else self.OPEN

    @property
    def bufferedAmount(self) -> int:
        return 0

    def accept(self, *args: object, **options: object) -> None:
        """Begin to deliver messages as events; `{allowHalfOpen: true}` leaves answering a close to the
        Worker."""
        if self._state is _State.CONNECTING:
            raise JsTypeError("Websockets obtained from the 'new WebSocket()' constructor cannot call accept")
        if self._state is _State.RELEASED:
            raise JsTypeError("Can't accept() WebSocket that was already used in a response.")
        if self._state is _State.HIBERNATING:
            raise JsTypeError("Can't accept() WebSocket after enabling hibernation.")
        if self._state is _State.UNUSED and self._end is not None:
            settings = next(iter(fold_options(args, options)), None)
            self._is_half_open = not is_nullish(settings) and bool(read_property(settings, "allowHalfOpen"))
            self._listen(self._end)

    def hibernate(self, receiver: Receiver) -> SocketEnd:
        """`state.acceptWebSocket()`: from now on messages go to `receiver`, not to listeners."""
        if self._state is not _State.UNUSED or self._end is None:
            raise JsTypeError(
                "Tried to make an api::WebSocket hibernatable when it was in an incompatible state."
            )
        self._state = _State.HIBERNATING

        def receive(message: Message) -> None:
            if isinstance(message, Close):
                self._take_close(message)
            receiver(message)

        self._end.listen(receive)
        return self._end

    def couple(self) -> SocketEnd:
        """Give the connection away, to whom the response goes that this socket is in."""
        if self._state is not _State.UNUSED or self._end is None:
            raise JsTypeError(f"Can't return WebSocket {_NOT_COUPLED[self._state]}")
        self._state = _State.RELEASED
        return self._end

    def send(self, message: object) -> None:
        """Send a text, or bytes that JavaScript holds."""
        if self._is_closed_outgoing:
            raise JsTypeError("Can't call WebSocket send() after close().")
        end = self._get_end()
        if end is not None:
            data = read_bytes(message)
            end.send(to_string(message) if data is None else data)

    def close(self, code: object = None, reason: object = None) -> None:
        """Send a close frame; nothing can be sent after it."""
        if self._state is _State.CONNECTING:
            self._cancel_connecting()
            return
        end = None if self._is_closed_outgoing else self._get_end()
        if end is not None:
            end.send(make_close(code, reason))
            self._is_closed_outgoing = True

    def serializeAttachment(self, *_args: object) -> NoReturn:
        raise NotImplementedError(f"WebSocket.serializeAttachment is {NOT_EMULATED}")

    def deserializeAttachment(self) -> NoReturn:
        raise NotImplementedError(f"WebSocket.deserializeAttachment is {NOT_EMULATED}")

    def _get_end(self) -> SocketEnd | None:
        """Where messages go; None where there is nobody any more, which is no error."""
        if self._is_lost or self._error is not None or self._state is _State.RELEASED:
            return None
        if self._end is None or self._state not in (_State.ACCEPTED, _State.HIBERNATING):
            raise JsTypeError(_NOT_ACCEPTED)
        return self._end

    def _listen(self, end: SocketEnd) -> None:
        self._state = _State.ACCEPTED
        loop, context = asyncio.get_running_loop(), copy_context()

        def receive(message: Message) -> None:
            loop.call_soon(self._deliver, message, context=context)

        end.listen(receive)

    def _deliver(self, message: Message) -> None:
        if self._is_closed_incoming:
            return
        if isinstance(message, Close):
            self._take_close(message)
            event: Event = CloseEvent(
                "close", code=message.code, reason=message.reason, wasClean=message.is_clean
            )
        else:
            event = MessageEvent("message", data=self._present(message))
        error = self._dispatch_alone(event)
        if error is not None:
            # workerd stops reading then
            self._is_closed_incoming = True
            self._report(error)

    def _present(self, message: str | bytes) -> object:
        if isinstance(message, str):
            return message
        return ArrayBuffer(message) if self._binary_type == "arraybuffer" else Blob(message)

    def _take_close(self, message: Close) -> None:
        self._is_closed_incoming = True
        if not message.is_clean:
            self._is_lost = True
        elif not (self._is_half_open or self._is_closed_outgoing) and self._end is not None:
            # choice: the frame that answers repeats the code, as browsers do
            self._end.send(Close(message.code))
            self._is_closed_outgoing = True

    def _report(self, error: BaseException) -> None:
        """An error is an event, and the end."""
        self._error = error
        self._dispatch_alone(ErrorEvent("error", message=f"Uncaught {to_error(error)}", error=error))

    async def _connect(self, request: Request) -> None:
        try:
            response = await get_worker_state().fetcher(request)
            if response.status != 101:
                raise JsTypeError(
                    "Failed to establish the WebSocket connection: expected server to reply with HTTP "
                    f"status code 101 (switching protocols), but received {response.status} instead."
                )
            if not isinstance(response.webSocket, WebSocket):
                raise JsTypeError("Worker received body in a response to a request for a WebSocket.")
            end = response.webSocket.couple()
        except Exception as error:  # noqa: BLE001 - told as an event
            self._fail(error)
            return
        self._end = end
        self.protocol = response.headers.get("sec-websocket-protocol")
        self.extensions = response.headers.get("sec-websocket-extensions")
        self._listen(end)
        self._dispatch_alone(Event("open"))

    def _cancel_connecting(self) -> None:
        self._connecting.cancel()
        self._state = _State.RELEASED
        error = JsException("Called close before connection was established.")
        asyncio.get_running_loop().call_soon(self._fail, error)

    def _fail(self, error: Exception) -> None:
        self._state = _State.RELEASED
        self._is_closed_incoming = True
        self._report(error)
        reason = "Failed to establish websocket connection"
        self._dispatch_alone(CloseEvent("close", code=ABNORMAL, reason=reason, wasClean=False))

    def _dispatch_alone(self, event: Event) -> Exception | None:
        """Tell listeners; what one of them raises is logged and returned."""
        try:
            self.dispatchEvent(event)
        except Exception as error:
            log.exception("Uncaught exception in a listener of a WebSocket")
            return error
        return None


class WebSocketPair(JsObject):
    """`WebSocketPair`: an object with the two ends as `0` and `1`."""

    _js_name = "WebSocketPair"

    def __init__(self) -> None:
        first, second = SocketEnd.make_pair()
        super().__init__({"0": WebSocket(first), "1": WebSocket(second)})

    @classmethod
    def construct(cls, *_args: object) -> "WebSocketPair":
        return cls()

    def __iter__(self) -> Iterator[object]:
        return iter(self.object_values())
