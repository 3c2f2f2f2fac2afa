"""A binding's name belongs to one binding (workers-utils: src/config/validation.ts
`validateBindingsHaveUniqueNames`)."""

from collections.abc import Iterable

from worker.config.environments import Environment
from worker.config.kinds import KINDS, list_entries

# wrangler adds these last
_SECRET = "Secret"  # noqa: S105 - a kind's name


def list_duplicates(environment: Environment, secrets: Iterable[str]) -> list[str]:
    """A sentence for each name that two bindings have."""
    owners: dict[str, list[str]] = {}
    for field, kind in KINDS.items():
        if kind.is_compared:
            for entry in list_entries(environment, field, kind):
                owners.setdefault(entry.name, []).append(kind.words)
    for name in secrets:
        owners.setdefault(name, []).append(_SECRET)
    return [sentence for name, kinds in owners.items() for sentence in _describe(name, kinds)]


def _describe(name: str, kinds: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(kinds))
    shared = [f"{name} assigned to {_enumerate(distinct)} bindings."] if len(distinct) > 1 else []
    repeated = [kind for kind in distinct if kinds.count(kind) > 1]
    return shared + [f"{name} assigned to multiple {kind} bindings." for kind in repeated]


def _enumerate(words: list[str]) -> str:
    """English: `A and B`, `A, B, and C`."""
    if len(words) == 2:
        return f"{words[0]} and {words[1]}"
    return f"{', '.join(words[:-1])}, and {words[-1]}"
