"""What a binding is made with besides its configuration: the ways out of the Worker."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fakeflare.worker.bindings.caller_headers import Location
from fakeflare.worker.bindings.kv.wire import Carrier
from fakeflare.worker.bindings.services import Service
from fakeflare.worker.config.kinds.services import ServiceBinding
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response


@dataclass(frozen=True)
class BindingContext:
    carrier: Carrier
    """What reaches the KV service."""
    location: Location = field(default_factory=Location)
    """The place that KV is asked from."""
    connect: Callable[[ServiceBinding], Service] | None = None
    """Finds the Worker of a service binding. None where there are no Workers to bind to."""
    fetch_asset: Callable[[Request], Awaitable[Response]] | None = None
    """Answers from the Worker's static assets. None where it has none."""
