"""Makes tables/schema.json of worker/config/findings, the known fields, from wrangler's published schema.

    python scripts/make_schema_table.py tests/clients/npm/node_modules/wrangler

The argument is an unpacked `wrangler` package from npm, or a `config-schema.json` followed by its version.
Only what tells which fields there are, and of which type, is kept: names, types, references.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "worker/config/findings/tables/schema.json"
KEPT = ("$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "items", "oneOf", "type")
NOTICE = "From config-schema.json of the npm package wrangler. Copyright Cloudflare, Inc. MIT OR Apache-2.0."


def compact(node: object) -> object:
    """A schema without what is only for people."""
    if isinstance(node, list):
        return [compact(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: compact(node[key]) for key in KEPT if key in node}
    if "properties" in node:
        kept["properties"] = {name: compact(value) for name, value in node["properties"].items()}
    return kept


def read_source(arguments: list[str]) -> tuple[dict[str, Any], str]:
    """The schema and the version of its package."""
    path = Path(arguments[0])
    if path.is_dir():
        version = json.loads((path / "package.json").read_text("utf-8"))["version"]
        return json.loads((path / "config-schema.json").read_text("utf-8")), version
    return json.loads(path.read_text("utf-8")), arguments[1]


def build(schema: dict[str, Any], version: str) -> dict[str, object]:
    """The table's content."""
    return {
        "notice": NOTICE,
        "version": version,
        **{key: schema[key] for key in ("$ref", "allOf") if key in schema},
        "definitions": {name: compact(value) for name, value in schema["definitions"].items()},
    }


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    schema, version = read_source(sys.argv[1:])
    text = json.dumps(build(schema, version), separators=(",", ":"))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
