"""A binding that the configuration asks for and that is not emulated: it may be looked at, not used."""

from collections.abc import Iterator
from typing import NoReturn

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.config.bindings.binding import UnavailableBinding
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class BindingUnavailable(AttributeError, NotImplementedError):
    """Use of a binding that is not emulated. An AttributeError, so that `hasattr` says no."""


class UnavailableMember(JsProxy):
    """`env.BUCKET` and its like. The SDK asks for the name of its constructor, and prints it."""

    def __init__(self, binding: UnavailableBinding) -> None:
        self._binding = binding

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") or name == "_binding":
            # Python and debuggers ask for all kinds of these
            raise AttributeError(name)
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise BindingUnavailable(f"{self._binding.sentence}, which is {NOT_EMULATED}")

    def to_string(self) -> str:
        return f"[env.{self._binding.name}: {self._binding.kind}, {NOT_EMULATED}]"

    def __call__(self, *_args: object, **_options: object) -> NoReturn:
        self._refuse()

    def __iter__(self) -> Iterator[object]:
        self._refuse()

    def __getitem__(self, _key: object) -> NoReturn:
        self._refuse()

    def __bool__(self) -> bool:
        return True


def make_unavailable(binding: UnavailableBinding, context: BindingContext) -> UnavailableMember:  # noqa: ARG001
    """Return what stands in `env` for a binding of a kind that is not emulated."""
    return UnavailableMember(binding)
