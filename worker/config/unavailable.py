"""Bindings that a configuration asks for and that are not emulated: who they are, for messages."""

from dataclasses import dataclass

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.kinds import EMULATED, KINDS, list_entries

# "an R2 Bucket": spoken with a vowel
_VOWELS = ("A", "E", "I", "O", "U", "R2", "mTLS")


@dataclass(frozen=True)
class UnavailableBinding:
    """One binding that a Worker may look at and not use."""

    binding: str
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
        return f"env.{self.binding} is {article} {self.kind} binding ({shown})"


def list_unavailable(block: Block) -> tuple[UnavailableBinding, ...]:
    """Every binding of a kind that is not emulated."""
    return tuple(
        UnavailableBinding(entry.name, kind.words, entry.place, entry.resource)
        for field, kind in KINDS.items()
        if field not in EMULATED
        for entry in list_entries(block, kind)
    )
