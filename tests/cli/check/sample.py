"""Two documents with findings of every shape, and one without any."""

from fakeflare.cli.check.results import Checked, Setting
from fakeflare.worker.config.document.diagnostics import Diagnostic, Edit, Range, Related
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.syntax.nodes import Parsed

RULES = {
    "FF901": Rule("FF901", "first-sample", "error", "A first thing is found.", "It breaks. Take it away."),
    "FF902": Rule("FF902", "second-sample", "warning", "A second thing is found.", "It surprises."),
    "FF903": Rule("FF903", "third-sample", "info", "A third thing is found.", "It is worth knowing."),
}

SETTING = Setting(folder="/project", root="/project")

MANY = f"""\
{{
\t"name":\t"wörld 世界",
  "vars": {{
    "A": 1
  }},
  "escape": "\x1b[31m\u202egnp.exe",
  "long": "{"a" * 200}<here>{"b" * 200}"
}}
"""


def make_document(path: str, text: str) -> Document:
    return Document(path, text, "jsonc", Parsed(None, [], [], [], True))


def make_finding(
    place: tuple[int, int, int, int],
    number: int = 1,
    message: str = "Something is wrong.",
    path: str = "wrangler.jsonc",
) -> Diagnostic:
    rule = RULES[f"FF90{number}"]
    return Diagnostic(path, Range(*place), rule.severity, rule.code, rule.name, message)


def make_sample() -> list[Checked]:
    document = make_document("wrangler.jsonc", MANY)
    long = MANY.splitlines()[6].index("<here>") + 1
    other = Related("apps/other.jsonc", Range(9, 3, 9, 7), "the other half, 100% sure")
    whole = make_finding((1, 1, 8, 2), 2, "The whole file:\n  - one\n  - two")
    name = make_finding((2, 10, 2, 20), 1, 'Expected "name", or so.')
    lines = make_finding((3, 11, 5, 4), 3, "Several lines.")
    findings = [
        whole._replace(hint="Read on.\nAnd on."),
        name._replace(related=(other,), edits=(Edit(11, 21, '"w"'),)),
        lines._replace(environment="staging", place=("env", "staging", "vars")),
        make_finding((6, 13, 6, 31), 1, "A terminal's escape \x1b[31m in a message."),
        make_finding((7, long, 7, long + 6), 2, "A long line."),
        make_finding((8, 2, 8, 2), 1, "The end."),
    ]
    odd = make_document("odd, 100%: name\r.json", "")
    broken = make_finding((1, 1, 1, 1), 1, "There is no text.", odd.path)
    return [
        Checked(document, findings, fixed=2),
        Checked(odd, [broken, broken]),
        Checked(make_document("fine.toml", ""), []),
    ]
