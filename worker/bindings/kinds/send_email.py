"""`send_email` (Send Email): not emulated; it may be looked at, not used."""

from fakeflare.worker.bindings.unavailable import make_unavailable as make

__all__ = ["make"]
