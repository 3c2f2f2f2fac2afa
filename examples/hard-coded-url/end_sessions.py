"""Remove all sessions of a user: `python end_sessions.py USER`, with the account and a token in variables."""

import json
import os
import sys
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

NAMESPACE = "5e55105e55105e55105e55105e551000"


def end_sessions(user: str) -> int:
    """How many sessions there were."""
    names = [key["name"] for key in ask("GET", f"/keys?prefix={quote(f'session:{user}:')}")]
    if names:
        ask("POST", "/bulk/delete", names)
    return len(names)


def ask(method: str, path: str, body: object = None) -> object:
    account, token = os.environ["CLOUDFLARE_ACCOUNT_ID"], os.environ["CLOUDFLARE_API_TOKEN"]
    request = Request(
        f"https://api.cloudflare.com/client/v4/accounts/{account}/storage/kv/namespaces/{NAMESPACE}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method=method,
    )
    try:
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)["result"]
    except HTTPError as error:
        with error:
            sys.exit(f"Cloudflare: {json.load(error)['errors'][0]['message']}")


if __name__ == "__main__":
    print(f"{end_sessions(sys.argv[1])} sessions ended")
