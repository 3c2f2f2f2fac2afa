"""The OpenAPI 3.1 document of the control face, made from its routes and their messages."""

import re
from typing import Any

from fakeflare.emulator.faces.control.requests import JSON, ControlRequest
from fakeflare.emulator.faces.control.routes import PREFIX, ROUTES
from fakeflare.emulator.faces.routes import Route

_ERROR = "ErrorAnswer"

_OWN_STATUSES = {
    "400": "Something in the request is wrong: the message names it",
    "401": "No known token was sent, and tokens are configured",
    "403": "The token is not enough, or the request comes from another origin",
    "404": "There is nothing of this name",
    "413": "The body is too large",
    "415": "The body is not JSON",
}


def build_document() -> dict[str, Any]:
    """Everything that the control face answers to."""
    from fakeflare.emulator.messages.schemas import make_schemas  # start-up: msgspec

    schemas = make_schemas(
        {name for route in ROUTES for name in (route.body, route.answer) if name} | {_ERROR}
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fakeflare control",
            "version": "1",
            "description": "What a test turns in an emulator of Cloudflare Workers KV. "
            f"Every answer that is no 2xx is an {_ERROR}.",
        },
        "servers": [{"url": f"{PREFIX}/v1"}],
        "security": [{}, {"token": []}],
        "paths": {route.path: _describe_path(route.path, schemas) for route in ROUTES},
        "components": {
            "schemas": schemas,
            "responses": {f"Error{status}": _describe_error(text) for status, text in _OWN_STATUSES.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Needed once tokens are configured (`--token`).",
                }
            },
        },
    }


def _describe_path(path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        route.method.lower(): _describe_route(route, schemas) for route in ROUTES if route.path == path
    }
    if names := re.findall(r"\{(\w+)\}", path):
        described["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    return described


def _describe_route(route: Route[ControlRequest], schemas: dict[str, Any]) -> dict[str, Any]:
    from fakeflare.emulator.messages.schemas import list_parameters  # start-up: msgspec

    described: dict[str, Any] = {
        "operationId": route.handle.__name__,
        "summary": route.summary,
        "responses": {
            str(route.status): _describe_answer(route, schemas),
            **{status: {"$ref": f"#/components/responses/Error{status}"} for status in _OWN_STATUSES},
        },
    }
    if route.body is not None:
        described["requestBody"] = {"required": route.needs_body, "content": _describe_content(route.body)}
    if route.query is not None:
        described["parameters"] = [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in list_parameters(route.query).items()
        ]
    if route.access == "open":
        described["security"] = [{}]
    return described


def _describe_answer(route: Route[ControlRequest], schemas: dict[str, Any]) -> dict[str, Any]:
    if route.answer is None:
        return {"description": "Done"}
    return {"description": schemas[route.answer]["description"]} | {
        "content": _describe_content(route.answer)
    }


def _describe_error(text: str) -> dict[str, Any]:
    return {"description": text, "content": _describe_content(_ERROR)}


def _describe_content(schema: str) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
