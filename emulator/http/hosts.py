"""Which `Host` a request may name: a page of another site must not reach the emulator by DNS rebinding."""

import ipaddress

_LOCAL_NAMES = frozenset({"localhost", "fake-host", "api.cloudflare.com", ""})
"""`fake-host` is what workerd calls its KV service, `api.cloudflare.com` whom a program means whose requests
are led here; neither can be a stranger's page."""


def is_loopback(host: str) -> bool:
    """True for `localhost` and the loopback addresses."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HostCheck:
    """Accepts local names and addresses while the socket listens on loopback only; else every name."""

    def __init__(self, bound_host: str) -> None:
        self._strict = is_loopback(bound_host)
        self._accepted = set(_LOCAL_NAMES)

    def accepts(self, header: str | None) -> bool:
        """False if `header`, the request's Host, is a name that is not local."""
        if not self._strict or header is None:
            return True
        if header in self._accepted:
            return True
        name = _strip_port(header).lower()
        if name in _LOCAL_NAMES or name.endswith(".localhost") or is_loopback(name):
            if len(self._accepted) < 64:
                self._accepted.add(header)
            return True
        return False


def _strip_port(header: str) -> str:
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]
