"""Events that are sent by hand: the paths that wrangler and Miniflare answer for a Worker.

Sources: miniflare src/workers/core/entry.worker.ts and scheduled.ts; wrangler
templates/startDevWorker/ProxyWorker.ts, which rewrites the older paths.
"""

import json
import re
import sys
from time import perf_counter
from urllib.parse import parse_qs, urlsplit

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.runtime.serve.asgi import Message
from fakeflare.worker.runtime.serve.current_worker import CurrentWorker
from fakeflare.worker.runtime.serve.failures import describe_failure, is_failure
from fakeflare.worker.runtime.serve.incoming import find_header
from fakeflare.worker.runtime.serve.requests_log import RequestsLog
from fakeflare.worker.runtime.workers.events import ScheduledResult, read_now
from fakeflare.worker.runtime.workers.isolate import Isolate

_SCHEDULED = frozenset(
    {"/cdn-cgi/handler/scheduled", "/cdn-cgi/local/scheduled", "/cdn-cgi/mf/scheduled", "/__scheduled"}
)
_FOLDERS = ("/cdn-cgi/handler/", "/cdn-cgi/local/")
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_NUMBER = re.compile(r"\s*([+-]?\d+)")


def is_trigger(path: str) -> bool:
    """Tell whether a path is answered here and not by the Worker."""
    return path.startswith(_FOLDERS) or path in _SCHEDULED


def check_origin(scope: Message) -> Response | None:
    """Refuse a request that no page or program of this machine made for itself; None where one did."""
    for header, title in ((b"host", "Host"), (b"origin", "Origin")):
        value = find_header(scope, header)
        if value and _read_hostname(value) not in _LOCAL_NAMES:
            # entry.worker.ts `validateCdnCgiRequest`
            return _make_text(f"Invalid {title} header", 403)
    return None


def _read_hostname(value: str) -> str | None:
    try:
        return urlsplit(value if "://" in value else f"//{value}").hostname
    except ValueError:
        return None


async def trigger(
    current: CurrentWorker, isolate: Isolate, scope: Message, log: RequestsLog | None
) -> Response:
    """Send the event that a path means to a Worker, by default `isolate`, and answer with its outcome.
    `worker=NAME` in the query is fakeflare's own."""
    path: str = scope["path"]
    if path not in _SCHEDULED:
        return _make_text(f"{path} is {NOT_EMULATED}: the event that can be sent is scheduled\n", 404)
    started = perf_counter()
    query = {
        name: values[0]
        for name, values in parse_qs(
            scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True
        ).items()
    }
    cron, name = query.get("cron", ""), query.get("worker")
    chosen = isolate if name in (None, isolate.name) else current.find(name or "")
    if chosen is None:
        return _make_text(f'no Worker of this run is called "{name}"\n', 404)
    result = await _schedule(chosen, cron, read_time(query.get("time", "")))
    if log is not None:
        log.note_scheduled(cron, result.outcome, started)
    status = 200 if result.outcome == "ok" else 500
    if query.get("format") == "json":
        text = json.dumps({"outcome": result.outcome, "noRetry": result.no_retry}, separators=(",", ":"))
        return Response(text.encode(), status, Headers([("content-type", "application/json")]))
    return _make_text(result.outcome, status)


async def _schedule(isolate: Isolate, cron: str, moment: float) -> ScheduledResult:
    try:
        return await isolate.run_scheduled(cron, moment)
    except BaseException as error:
        if not is_failure(error):
            raise
        sys.stderr.write(describe_failure(error, isolate).text)
        return ScheduledResult("exception")


def read_time(text: str) -> float:
    """Read milliseconds as `parseInt` finds them; now where there are none."""
    found = _NUMBER.match(text)
    return read_now() if found is None else float(found[1])


def _make_text(text: str, status: int) -> Response:
    return Response(text.encode(), status, Headers([("content-type", "text/plain;charset=UTF-8")]))
