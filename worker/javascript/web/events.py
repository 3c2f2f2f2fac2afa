"""Events and their targets (DOM standard, section 2), as far as workerd has them: no tree, so no phases.

Web sockets and abort signals are targets; a Worker may make its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, is_object, to_boolean, to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.web.detached import start_callback, warn_of_borrowed

Coercion = Callable[[Any], object]


def _keep(value: object) -> object:
    return value


class Event(JsProxy):
    """`Event`. Our own code makes trusted ones by calling the class with members as keywords."""

    NONE = 0
    CAPTURING_PHASE = 1
    AT_TARGET = 2
    BUBBLING_PHASE = 3

    members: ClassVar[dict[str, tuple[object, Coercion]]] = {}
    """What the second argument of the constructor may hold beyond the three flags: default and coercion."""

    def __init__(
        self,
        type: str,
        *,
        bubbles: bool = False,
        cancelable: bool = False,
        composed: bool = False,
        **members: object,
    ) -> None:
        self.type = type
        self.bubbles = bubbles
        self.cancelable = cancelable
        self.composed = composed
        for name, (default, _) in self.members.items():
            setattr(self, name, members.pop(name, default))
        if members:
            raise TypeError(f"{self.constructor.name} has no {', '.join(members)}")
        self.isTrusted = True
        self.target: EventTarget | None = None
        self.defaultPrevented = False
        # workerd's clock stands still while a Worker computes
        self.timeStamp = 0
        self.is_stopped = False
        self._is_dispatched = False

    @classmethod
    def construct(cls, *args: object) -> "Event":
        if not args:
            # choice: workerd's sentence for a missing argument is not known
            raise JsTypeError(
                f"Failed to construct '{cls.name}': constructor parameter 1 is not of type 'string'."
            )
        options = args[1] if len(args) > 1 else None
        given: dict[str, Any] = {
            name: to_boolean(read_option(options, name)) for name in ("bubbles", "cancelable", "composed")
        }
        for name, (default, coerce) in cls.members.items():
            value = read_option(options, name)
            given[name] = default if value is None else coerce(value)
        event = cls(to_string(args[0]), **given)
        event.isTrusted = False
        return event

    @property
    def currentTarget(self) -> "EventTarget | None":
        return self.target

    @property
    def srcElement(self) -> "EventTarget | None":
        return self.target

    @property
    def eventPhase(self) -> int:
        return self.AT_TARGET if self._is_dispatched else self.NONE

    @property
    def returnValue(self) -> bool:
        return not self.defaultPrevented

    @property
    def cancelBubble(self) -> bool:
        return self.is_stopped

    def preventDefault(self) -> None:
        if self.cancelable:
            self.defaultPrevented = True

    def stopPropagation(self) -> None:
        """There is nothing to propagate to."""

    def stopImmediatePropagation(self) -> None:
        self.is_stopped = True

    def composedPath(self) -> JsArray:
        return JsArray([self.target] if self._is_dispatched else [])

    def begin(self, target: "EventTarget") -> None:
        if self._is_dispatched:
            # workerd/src/workerd/api/basics.c++, `Event::beginDispatch`
            raise DOMException("The event is already being dispatched.", "InvalidStateError")
        self._is_dispatched, self.target, self.defaultPrevented = True, target, False

    def end(self) -> None:
        self._is_dispatched = False


class CustomEvent(Event):
    """`CustomEvent`: an event that carries a value."""

    members: ClassVar[dict[str, tuple[object, Coercion]]] = {"detail": (None, _keep)}
    detail: Any


class MessageEvent(Event):
    """`MessageEvent`: what a web socket received."""

    members: ClassVar[dict[str, tuple[object, Coercion]]] = {
        "data": (None, _keep),
        "origin": (jsnull, _keep),
        "lastEventId": ("", to_string),
        "source": (jsnull, _keep),
    }
    data: Any
    origin: Any
    lastEventId: str
    source: Any

    @property
    def ports(self) -> JsArray:
        return JsArray()


class CloseEvent(Event):
    """`CloseEvent`: how a web socket ended."""

    members: ClassVar[dict[str, tuple[object, Coercion]]] = {
        "code": (0, to_int32),
        "reason": ("", to_string),
        "wasClean": (False, to_boolean),
    }
    code: int
    reason: str
    wasClean: bool


class ErrorEvent(Event):
    """`ErrorEvent`: what went wrong at a target."""

    members: ClassVar[dict[str, tuple[object, Coercion]]] = {
        "message": ("", to_string),
        "filename": ("", to_string),
        "lineno": (0, to_int32),
        "colno": (0, to_int32),
        "error": (None, _keep),
    }
    message: str
    filename: str
    lineno: int
    colno: int
    error: Any


@dataclass
class _Listener:
    """A handler as it was given, which `removeEventListener` compares, and what is called of it."""

    handler: Any
    is_once: bool
    is_removed: bool = False

    def find_function(self) -> Callable[..., object]:
        method = None if is_nullish(self.handler) else getattr(self.handler, "handleEvent", None)
        function: Callable[..., object] = method if callable(method) else self.handler
        return function


class EventTarget(JsProxy):
    """`EventTarget`. An attribute `on<type>` of a target is a listener too, the first one."""

    @property
    def _listeners(self) -> dict[str, list[_Listener]]:
        # made when it is first asked for: subclasses need not call our __init__
        found: dict[str, list[_Listener]] = self.__dict__.setdefault("_listeners_by_type", {})
        return found

    def addEventListener(
        self, type: object, handler: object = None, *options: object, **more: object
    ) -> None:
        """Add a function or an object with `handleEvent`; one that is there already stays as it is."""
        given = next(iter(fold_options(options, more)), None)
        _check_listener(handler, given, "addEventListener")
        signal = read_option(given, "signal") if is_object(given) else None
        if is_nullish(handler) or (signal is not None and signal.aborted):
            return
        listeners = self._listeners.setdefault(to_string(type), [])
        if any(listener.handler == handler for listener in listeners):
            return
        warn_of_borrowed(handler, "addEventListener")
        is_once = is_object(given) and to_boolean(read_option(given, "once"))
        listeners.append(_Listener(handler, is_once))
        if signal is not None:
            signal.add_step(lambda: self.removeEventListener(type, handler))

    def removeEventListener(
        self, type: object, handler: object = None, *options: object, **more: object
    ) -> None:
        _check_listener(handler, next(iter(fold_options(options, more)), None), "removeEventListener")
        listeners = self._listeners.get(to_string(type), [])
        for listener in [each for each in listeners if each.handler == handler]:
            listener.is_removed = True
            listeners.remove(listener)

    def dispatchEvent(self, event: object = None) -> bool:
        """Call the listeners, one after the other; the first exception ends it and comes out, as in
        workerd. True unless one of them prevented the default."""
        if not isinstance(event, Event):
            raise JsTypeError(
                "Failed to execute 'dispatchEvent' on 'EventTarget': parameter 1 is not of type 'Event'."
            )
        event.begin(self)
        try:
            for listener in self._list_listeners(event.type):
                if event.is_stopped:
                    break
                if listener.is_removed:
                    continue
                if listener.is_once:
                    self.removeEventListener(event.type, listener.handler)
                # returning true prevents the default (workerd/src/workerd/api/basics.c++)
                if start_callback(listener.find_function(), event) is True:
                    event.preventDefault()
        finally:
            event.end()
        return not event.defaultPrevented

    def _list_listeners(self, type: str) -> list[_Listener]:
        listeners = list(self._listeners.get(type, ()))
        attribute = getattr(self, f"on{type}", None)
        return [_Listener(attribute, False), *listeners] if callable(attribute) else listeners

    def has_listeners(self, type: str) -> bool:
        """Whether somebody would hear of such an event."""
        return bool(self._list_listeners(type))

    def remove_all_listeners(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.is_removed = True
        self._listeners.clear()


def _check_listener(handler: object, options: object, function: str) -> None:
    if not (is_nullish(handler) or callable(handler) or hasattr(handler, "handleEvent")):
        # choice: workerd's name for the type is not known
        raise JsTypeError(
            f"Failed to execute '{function}' on 'EventTarget': parameter 2 is not of type 'EventListener'."
        )
    if is_nullish(options):
        return
    if not is_object(options):
        if to_boolean(options):
            raise JsTypeError(f"{function}(): useCapture must be false.")
        return
    for name in ("capture", "passive") if function == "addEventListener" else ("capture",):
        if to_boolean(read_option(options, name)):
            raise JsTypeError(f"{function}(): options.{name} must be false.")
