"""Feature flags in Workers KV. `python flags.py NAMESPACE_ID` lists them."""

import os
import sys

from cloudflare import APIConnectionError, APIStatusError, Cloudflare, NotFoundError, RateLimitError


class TooFast(Exception):
    """A flag was changed twice within a second."""


class Flags:
    def __init__(self, client: Cloudflare, account_id: str, namespace_id: str) -> None:
        self._namespaces = client.kv.namespaces
        self._where = {"account_id": account_id, "namespace_id": namespace_id}
        self._last: dict[str, bool] = {}

    def is_on(self, name: str) -> bool:
        """False for an unknown flag; while Cloudflare cannot answer, what it was last."""
        try:
            answer = self._namespaces.values.get(f"flag:{name}", **self._where)
            self._last[name] = answer.read() == b"on"
        except NotFoundError:
            self._last[name] = False
        except (APIConnectionError, APIStatusError):
            pass
        return self._last.get(name, False)

    def turn_on(self, name: str, seconds: int | None = None) -> None:
        """For good, or for so many seconds."""
        options = {} if seconds is None else {"expiration_ttl": seconds}
        try:
            self._namespaces.values.update(f"flag:{name}", value=b"on", **options, **self._where)
        except RateLimitError as error:
            raise TooFast(name) from error

    def list(self) -> list[str]:
        keys = self._namespaces.keys.list(prefix="flag:", **self._where)
        return [key.name.removeprefix("flag:") for key in keys]


if __name__ == "__main__":
    with Cloudflare() as cloudflare:
        for flag in Flags(cloudflare, os.environ["CLOUDFLARE_ACCOUNT_ID"], sys.argv[1]).list():
            print(flag)
