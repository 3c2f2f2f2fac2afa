"""The list of rules. Each family of rules defines its own here, at import."""

from typing import NamedTuple

from fakeflare.worker.config.document.diagnostics import Severity


class Rule(NamedTuple):
    """One way in which a configuration can be wrong."""

    code: str
    name: str
    severity: Severity
    summary: str
    """One sentence: what is found."""
    why: str
    """What goes wrong, and what to do instead. Says who decides: wrangler, the runtime, the API, or us."""
    is_for_deploy: bool = False
    """An error that only a deploy meets: a local run starts all the same."""


RULES: dict[str, Rule] = {}
"""Every rule by its code, of the families that are imported; `rules.list_rules` has all."""
_names: set[str] = set()


def define(
    code: str, name: str, severity: Severity, summary: str, why: str, *, is_for_deploy: bool = False
) -> Rule:
    """Make a rule and enter it in the list. A code or a name that exists is a mistake in the source."""
    if code in RULES or name in _names:
        raise ValueError(f"{code} {name} exists already")
    _names.add(name)
    texts = (" ".join(summary.split()), " ".join(why.split()))
    RULES[code] = rule = Rule(code, name, severity, *texts, is_for_deploy)
    return rule
