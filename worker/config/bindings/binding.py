"""One binding of a configuration, as a run of the Worker takes it. Knows no kind but those without a way to
use them."""

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

LOCAL = "local"
NOT_EMULATED = "not emulated"

# "an R2 Bucket": spoken with a vowel
_VOWELS = ("A", "E", "I", "O", "U", "R2", "mTLS")


ShowPath = Callable[[str], str]


class Shown(NamedTuple):
    resource: str
    """What is bound; empty where there is nothing to say."""
    mode: str
    """Who answers for it."""


class Binding(Protocol):
    """One member of `env`. Each kind that is emulated has a type of its own, with what it reads."""

    @property
    def name(self) -> str:
        """What the code finds it by."""

    @property
    def field(self) -> str:
        """The field of the configuration, which is the name of the kind."""

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:
        """Return what is shown at start: `workers` are the names of those that run, `show_path` turns a path
        of the configuration into what people read."""


class UnavailableBinding(NamedTuple):
    """One binding that a Worker may look at and not use."""

    name: str
    field: str
    kind: str
    """Cloudflare's words, such as `R2 Bucket`."""
    place: str
    """The path in the configuration, such as `r2_buckets[0]`."""
    id: str | None = None
    """What is bound, as far as the configuration says."""

    @property
    def sentence(self) -> str:
        """`env.B is an R2 Bucket binding (r2_buckets[0], "files")`, without an end."""
        article = "an" if self.kind.startswith(_VOWELS) else "a"
        shown = self.place if self.id is None else f'{self.place}, "{self.id}"'
        return f"env.{self.name} is {article} {self.kind} binding ({shown})"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        return Shown(self.id or "", NOT_EMULATED)
