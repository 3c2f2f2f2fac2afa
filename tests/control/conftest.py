"""The emulator that blocking clients are given."""

from tests.control.emulators import control, serve, shared_url, url

__all__ = ("control", "serve", "shared_url", "url")
