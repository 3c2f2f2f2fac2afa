"""Files of variables as wrangler reads them: the syntax of npm's `dotenv` and `dotenv-expand`.

Knows text only. python-dotenv reads another dialect (escapes in every kind of quotes, `\\n` outside of
them, other comments).
"""

import re
from collections.abc import Mapping

# One assignment. What does not match is passed over, as is a value's rest after `#`; only a quoted
# value may hold `#` and line ends.
_ASSIGNMENT = re.compile(
    r"""
    ^ \s* (?: export \s+ )?
    (?P<name> [A-Za-z0-9_.-]+ )
    (?: \s* = \s*? | : \s+? )
    (?P<value>
        \s* '(?: \\' | [^'] )*'
      | \s* "(?: \\" | [^"] )*"
      | \s* `(?: \\` | [^`] )*`
      | [^#\r\n]+
    )?
    \s* (?: \# .* )? $
    """,
    re.VERBOSE | re.MULTILINE,
)

_QUOTED = re.compile(r"""^(['"`])(.*)\1$""", re.MULTILINE | re.DOTALL)

_REFERENCE = re.compile(r"(?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*)")

# `${NAME:-else}`, `${NAME-else}`, `${NAME:+then}`, `${NAME+then}`
_OPERATOR = re.compile(r":\+|\+|:-|-")

_MAX_ROUNDS = 1000
"""A stop for values that refer to each other for ever, which dotenv-expand does not have."""


def parse_dotenv(text: str) -> dict[str, str]:
    """The assignments of a file; of two with one name the later."""
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    return {
        found["name"]: _read_value((found["value"] or "").strip()) for found in _ASSIGNMENT.finditer(lines)
    }


def _read_value(written: str) -> str:
    value = _QUOTED.sub(r"\2", written)
    if written.startswith('"'):
        value = value.replace("\\n", "\n").replace("\\r", "\r")
    return value


def expand_variables(parsed: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` and the parsed variables, references resolved.

    A variable that `environ` has, and not empty, keeps that value; references see `environ` and
    what stands earlier in the file.
    """
    expanded: dict[str, str] = {}
    for name, value in parsed.items():
        outer = environ.get(name)
        result = outer if outer and outer != value else _resolve(value, expanded, environ)
        expanded[name] = result.replace("\\$", "$")
    return {**environ, **expanded}


def _resolve(value: str, earlier: Mapping[str, str], environ: Mapping[str, str]) -> str:
    known = {**earlier, **environ}
    met: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        found = _REFERENCE.search(value)
        if found is None:
            break
        met.add(value)
        name, replacement, otherwise = _read_reference(found[1] or found[2], known)
        chosen = replacement if replacement and replacement not in met else otherwise
        value = value.replace(found[0], chosen, 1)
        if value == earlier.get(name):
            break
    return value


def _read_reference(expression: str, known: Mapping[str, str]) -> tuple[str, str, str]:
    """The name referred to, its value, and what stands for it without one."""
    operator = _OPERATOR.search(expression)
    if operator is None:
        return expression, known.get(expression, ""), ""
    name, words = expression[: operator.start()], expression[operator.end() :]
    if operator[0] in (":+", "+"):
        return name, "", words if known.get(name) else ""
    return name, known.get(name, ""), words
