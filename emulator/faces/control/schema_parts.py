"""What the JSON Schemas of the control face are put together from."""

from typing import Any

Schema = dict[str, Any]


def text(description: str = "", **more: object) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def count(description: str = "", **more: object) -> Schema:
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {}), **more}


def members(
    properties: dict[str, Schema],
    *,
    required: tuple[str, ...] | None = None,
    example: object,
) -> Schema:
    """An object of these members and no others; all are required unless `required` says which."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
        "examples": [example],
    }


def list_of(name: str, of: str, example: object) -> Schema:
    return members({name: {"type": "array", "items": ref(of)}}, example={name: [example]})


def one_of(*schemas: Schema, description: str = "") -> Schema:
    return {**({"description": description} if description else {}), "anyOf": list(schemas)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


NUMBER: Schema = {"type": "number", "minimum": 0}
SWITCH: Schema = {"type": "boolean"}
