"""The binding's operations: GET, PUT and DELETE of a key, the list at `/`, and `POST /bulk/get`."""

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.errors import BulkBodyInvalid, KVError
from fakeflare.emulator.domain.listing import ListedKey
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.text import dump_json, parse_json
from fakeflare.emulator.domain.values import check_value_length
from fakeflare.emulator.faces.answers import answer
from fakeflare.emulator.faces.binding.envelopes import Target, unwrap
from fakeflare.emulator.faces.binding.errors import refuse
from fakeflare.emulator.faces.binding.responses import ReasonedResponse
from fakeflare.emulator.http.bodies import RequestTooLarge, check_request_length, read_body
from fakeflare.emulator.http.requests import find_header, parse_content_length, parse_query
from fakeflare.emulator.http.responses import RawResponse
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.service.bulk import BulkAnswer, BulkValue

_JSON = "application/json"

_DONE = Response()
"""The answer to writes."""

_NO_NAMESPACE = (
    "fakeflare cannot tell which KV namespace is meant: "
    "inject the header CF-KV-Namespace, or add ?ns=ID to the connection string"
)


class BindingApp:
    """The binding face: an ASGI app for requests that `is_binding_request` accepts, whatever their path."""

    def __init__(self, emulator: Emulator) -> None:
        self._kv = emulator.kv
        self._tokens = emulator.tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inner, target = unwrap(scope)
        try:
            response = await self._answer(inner, receive, target)
        except ClientDisconnect:
            return
        await answer(response, scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, target: Target) -> Response:
        try:
            return await self._enter(scope, receive, target)
        except KVError as error:
            return refuse(error)
        except RequestTooLarge:
            return ReasonedResponse(413, "Request Entity Too Large")

    async def _enter(self, scope: Scope, receive: Receive, target: Target) -> Response:
        if target.namespace_id is None and not target.binding:
            return ReasonedResponse(400, _NO_NAMESPACE)
        grants = self._find_grants(scope)
        if not grants:
            return ReasonedResponse(401, "Unauthorized")
        namespace = self._find(target)
        writes = scope["method"] in ("PUT", "DELETE")
        if not any(grant.allows(namespace.account, writes) for grant in grants):
            return ReasonedResponse(401, "Unauthorized")
        if writes:
            namespace = await self._kv.namespaces.open(namespace)
        return await self._route(scope, receive, namespace)

    async def _route(self, scope: Scope, receive: Receive, namespace: Namespace) -> Response:
        raw_key: bytes = scope["raw_path"][1:]
        match scope["method"]:
            case "GET" if not raw_key:
                return await self._list(scope, namespace)
            case "GET":
                return await self._get(scope, namespace, raw_key)
            case "PUT":
                return await self._put(scope, receive, namespace, raw_key)
            case "DELETE":
                await self._kv.values.delete(namespace, raw_key)
                return _DONE
            case "POST" if raw_key == b"bulk/get":
                return await self._get_many(scope, receive, namespace)
            case "POST":
                return ReasonedResponse(404, "Not Found")
        return ReasonedResponse(405, "Method Not Allowed")

    def _find(self, target: Target) -> Namespace:
        if target.namespace_id is None:
            return self._kv.namespaces.find_bound(target.binding)
        return self._kv.namespaces.find(target.namespace_id)

    def _find_grants(self, scope: Scope) -> tuple[Token, ...]:
        """With configured tokens a binding needs one too (`Authorization`, which workerd can inject)."""
        if not self._tokens.configured:
            return self._tokens.find("")
        scheme, _, value = (find_header(scope, b"authorization") or "").partition(" ")
        return self._tokens.find(value) if scheme.lower() == "bearer" else ()

    async def _get(self, scope: Scope, namespace: Namespace, raw_key: bytes) -> Response:
        cache_ttl = parse_query(scope).get("cache_ttl")
        entry = await self._kv.values.get(namespace, raw_key, cache_ttl)
        headers = [(b"content-type", b"application/octet-stream")]
        if entry.expiration is not None:
            headers.append((b"cf-expiration", b"%d" % entry.expiration))
        if entry.metadata is not None:
            # Raw UTF-8; DEL is the one character that JSON lets through and a header does not.
            text = entry.metadata.replace("\x7f", "\\u007f")
            headers.append((b"cf-kv-metadata", text.encode()))
        return RawResponse(entry.value, *headers)

    async def _put(self, scope: Scope, receive: Receive, namespace: Namespace, raw_key: bytes) -> Response:
        query = parse_query(scope)
        header = find_header(scope, b"cf-kv-metadata")
        metadata = None if header is None else header.encode("latin-1")
        write = self._kv.values.begin_put(
            raw_key, query.get("expiration"), query.get("expiration_ttl"), metadata
        )
        value = await read_body(receive, parse_content_length(scope), check_value_length)
        await self._kv.values.put(namespace, write, value)
        return _DONE

    async def _list(self, scope: Scope, namespace: Namespace) -> Response:
        query = parse_query(scope)
        page = await self._kv.keys.list_page(
            namespace, query.get("prefix"), query.get("key_count_limit"), query.get("cursor")
        )
        listing: dict[str, object] = {
            "keys": [_present_key(listed) for listed in page.keys],
            "list_complete": not page.cursor,
        }
        if page.cursor:
            listing["cursor"] = page.cursor
        return Response(dump_json(listing), media_type=_JSON)

    async def _get_many(self, scope: Scope, receive: Receive, namespace: Namespace) -> Response:
        body = await read_body(receive, parse_content_length(scope), check_request_length)
        try:
            request = parse_json(body)
        except ValueError:
            raise BulkBodyInvalid("the body must be JSON") from None
        answer = await self._kv.bulk.get(namespace, request, takes_cache_ttl=True)
        members = (
            f"{dump_json(name)}:{_present_value(value, answer)}" for name, value in answer.values.items()
        )
        return Response(f"{{{','.join(members)}}}", media_type=_JSON)


def _present_key(listed: ListedKey) -> dict[str, object]:
    """Metadata stands here as a JSON string of JSON text, which workerd parses again."""
    members: dict[str, object] = {"name": listed.key.decode()}
    if listed.expiration is not None:
        members["expiration"] = listed.expiration
    if listed.metadata is not None:
        members["metadata"] = listed.metadata
    return members


def _present_value(value: BulkValue | None, answer: BulkAnswer) -> str:
    if value is None:
        return "null"
    text = value.text if answer.value_type == "json" else dump_json(value.text)
    if not answer.with_metadata:
        return text
    return f'{{"value":{text},"metadata":{value.metadata or "null"}}}'
