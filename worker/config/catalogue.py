"""The list of rules. Each family of rules defines its own here, at import."""

from typing import NamedTuple

from worker.config.diagnostics import Severity


class Rule(NamedTuple):
    """One way in which a configuration can be wrong."""

    code: str
    name: str
    severity: Severity
    summary: str
    """One sentence: what is found."""
    why: str
    """What goes wrong, and what to do instead. Says who decides: wrangler, the runtime, the API, or us."""


RULES: dict[str, Rule] = {}
"""Every rule by its code, complete once `worker.config.rules` is imported."""


def define(code: str, name: str, severity: Severity, summary: str, why: str) -> Rule:
    """Make a rule and enter it in the list. A code or a name that exists is a mistake in the source."""
    if code in RULES or any(rule.name == name for rule in RULES.values()):
        raise ValueError(f"{code} {name} exists already")
    RULES[code] = rule = Rule(code, name, severity, " ".join(summary.split()), " ".join(why.split()))
    return rule
