"""`KvNamespace`, what `env.CACHE_KV` is to a Worker."""

from collections.abc import Callable

import httpx

from fakeflare.worker.bindings.kv.calls import STREAM_TYPE, Call, make_delete, make_get, make_list, make_put
from fakeflare.worker.bindings.kv.replies import read_bulk, read_entry, read_page, read_value
from fakeflare.worker.bindings.kv.wire import KvService, check_reply
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import check_io

Read = Callable[[Call, httpx.Response], object]


class KvNamespace(JsProxy):
    """One KV namespace. Arguments are settled when a method is called, and the work begins there."""

    clone_refusal = "A KV namespace binding cannot be serialized."
    """What `structuredClone` says (workerd/src/workerd/api/kv.c++:141)."""

    def __init__(self, service: KvService) -> None:
        self._service = service

    def get(self, *args: object, **options: object) -> Promise:
        return self._start(lambda: make_get(fold_options(args, options), "get"), _read_got)

    def getWithMetadata(self, *args: object, **options: object) -> Promise:
        return self._start(lambda: make_get(fold_options(args, options), "getWithMetadata"), _read_got_entry)

    def put(self, *args: object, **options: object) -> Promise:
        return self._start(lambda: make_put(fold_options(args, options)), check_reply)

    def delete(self, *args: object, **options: object) -> Promise:
        return self._start(lambda: make_delete(fold_options(args, options)), check_reply)

    def list(self, *args: object, **options: object) -> Promise:
        return self._start(lambda: make_list(fold_options(args, options)), read_page)

    def _start(self, make: Callable[[], Call], read: Read) -> Promise:
        check_io()
        try:
            call = make()
        except JsException as error:
            # an argument that is refused rejects the promise (capture_async_api_throws)
            return Promise.reject(error)
        if self._service.is_here:
            return Promise.begin(self._run(call, read))
        return Promise.start(self._run(call, read))

    async def _run(self, call: Call, read: Read) -> object:
        if call.type == STREAM_TYPE and call.verb == "GET":
            return read(call, await self._service.open(call))
        return read(call, await self._service.send(call))


def _read_got(call: Call, reply: httpx.Response) -> object:
    return read_bulk(call, reply) if call.verb == "GET_BULK" else read_value(call, reply)


def _read_got_entry(call: Call, reply: httpx.Response) -> object:
    return read_bulk(call, reply) if call.verb == "GET_BULK" else read_entry(call, reply)
