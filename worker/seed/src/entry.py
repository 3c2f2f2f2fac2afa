"""Cloudflare's example "Cache data with Workers KV" as a Python Worker."""

import json
import re
from datetime import UTC, datetime

from workers import Response, WorkerEntrypoint, fetch

URL = "https://example.com"
CACHE_KEY = "cache-json-example"
EXPIRATION_TTL = 60  # seconds; KV takes nothing shorter


class Default(WorkerEntrypoint):
    """Answers with the page as JSON, from KV where it is fresh enough."""

    async def fetch(self, request):
        data = await self.env.CACHE_KV.get(CACHE_KEY, type="json")
        from_cache = True

        if not data:
            print("not cached: fetching", URL)
            from_cache = False
            response = await fetch(URL)
            data = convert_to_json(await response.text())
            await self.env.CACHE_KV.put(CACHE_KEY, json.dumps(data), expirationTtl=EXPIRATION_TTL)

        return Response.json({"data": data, "fromCache": from_cache})


def convert_to_json(html):
    """The parts of a page that are worth keeping."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "title": extract_title(html),
        "content": extract_content(html),
        # as JavaScript's `toISOString` writes it
        "lastUpdated": now.replace("+00:00", "Z"),
    }


def extract_title(html):
    found = re.search(r"<title>(.*?)</title>", html, re.IGNORECASE | re.DOTALL)
    return found[1] if found else "No title found"


def extract_content(html):
    """The body's text, tags and runs of blanks made one blank."""
    found = re.search(r"<body[^>]*>(.*?)</body>", html, re.IGNORECASE | re.DOTALL)
    if not found:
        return "No content found"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[1])).strip()
