"""FF041, FF042, FF044, FF045: what JSON allows and wrangler reads in its own way. Also turns what the readers
found into findings."""

import re

from fakeflare.worker.config.check.rules.text.syntax import SYNTAX_RULES
from fakeflare.worker.config.document.blocks import describe
from fakeflare.worker.config.document.diagnostics import Edit, Related
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Problem, Repeat, Span

DUPLICATE_KEY = define(
    "FF041",
    "duplicate-key",
    "warning",
    "A name occurs twice in the same object.",
    """JSON allows it, and wrangler takes the last value without a word: the first one does nothing. Delete
    one of the two, or merge them.""",
)
PROTO_MEMBER = define(
    "FF042",
    "proto-member",
    "error",
    "A member is called `__proto__`.",
    """wrangler reads JSON into JavaScript objects, where `__proto__` is no member but the object's
    prototype: the fields in it count without being seen by any check, and a value that is no object is
    lost. No field has this name.""",
)
COMMENTS_IN_JSON = define(
    "FF044",
    "comments-in-json",
    "info",
    "A `.json` file has comments or trailing commas.",
    """wrangler reads `.json` as it reads `.jsonc`. Editors, formatters and other programs do not, and mark
    such a file as faulty. Call it `wrangler.jsonc`.""",
)
ROUNDED_NUMBER = define(
    "FF045",
    "rounded-number",
    "warning",
    "A number has more digits than JavaScript keeps.",
    """wrangler reads numbers into JavaScript, which holds integers exactly up to 2^53 - 1; larger ones it
    rounds without a word. Long ids are texts: put them in quotes.""",
)

_LONG_NUMBER = re.compile(r"[0-9]{16}")
_PROTO = re.compile(r"__proto__|\\u00")
_TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|(,)(?=\s*[}\]])')


def check_document(findings: Findings) -> None:
    """What the reader found, and what can be told from the text alone."""
    parsed = findings.document.parsed
    for problem in parsed.problems:
        _report_problem(findings, problem)
    for repeat in parsed.repeats:
        _report_repeat(findings, repeat)
    if findings.document.syntax == "jsonc":
        _check_members(findings)
        _check_numbers(findings)
        _check_suffix(findings)


def _report_problem(findings: Findings, problem: Problem) -> None:
    document = findings.document
    related = []
    if problem.other is not None:
        span, message = problem.other
        related.append(Related(document.path, document.make_range(span), message))
    edits = []
    if problem.edit is not None:
        span, text = problem.edit
        edits.append(Edit(span.start, span.end, text))
    rule = SYNTAX_RULES[problem.kind]
    findings.add_at(rule, problem.span, problem.message, hint=problem.hint, related=related, edits=edits)


def _report_repeat(findings: Findings, repeat: Repeat) -> None:
    document, name = findings.document, repeat.place[-1]
    first = Related(document.path, document.make_range(repeat.first), f'"{name}" is here before')
    message = f'The name "{name}" is duplicated: its last value counts.'
    findings.add_at(DUPLICATE_KEY, repeat.again, message, place=repeat.place, related=[first])


def _check_members(findings: Findings) -> None:
    root = findings.document.parsed.root
    if root is None or not _PROTO.search(findings.document.text):
        return
    for place, _ in root.walk():
        if place and place[-1] == "__proto__":
            container = describe(place[:-1]) or "top-level"
            message = f'Unexpected fields found in {container} field: "__proto__"'
            hint = "wrangler takes its value, without a word, as the prototype of the object. Delete it."
            findings.add(PROTO_MEMBER, place, message, on="key", hint=hint)


def _check_numbers(findings: Findings) -> None:
    root = findings.document.parsed.root
    if root is None or not _LONG_NUMBER.search(findings.document.text):
        return
    for place, node in root.walk():
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and int(float(value)) != value:
            message = f'"{describe(place)}" is {value}, which JavaScript rounds to {_round(value)}.'
            findings.add(ROUNDED_NUMBER, place, message, hint=f'Write it as a text: "{value}".')


def _round(value: int) -> str:
    """A large integer as JavaScript prints it."""
    digits, _, exponent = repr(float(value)).partition("e+")
    if not exponent:
        return str(int(float(value)))
    if int(exponent) > 20:
        return f"{digits}e+{exponent}"
    whole, _, fraction = digits.partition(".")
    return whole + fraction.ljust(int(exponent), "0")


def _check_suffix(findings: Findings) -> None:
    document = findings.document
    if not document.path.endswith(".json") or not document.parsed.is_sound:
        return
    comma = next((match for match in _TRAILING_COMMA.finditer(document.text) if match[1]), None)
    if document.parsed.comments:
        span, what = document.parsed.comments[0], "A comment"
    elif comma is not None:
        span, what = Span(*comma.span(1)), "A trailing comma"
    else:
        return
    message = f"{what} is no JSON; wrangler reads it all the same, other programs do not."
    findings.add_at(COMMENTS_IN_JSON, span, message, hint="Call the file wrangler.jsonc.")
