"""FF001–FF040: what a reader of text can find. A problem's `kind` is its rule's name."""

from fakeflare.worker.config.document.diagnostics import Severity
from fakeflare.worker.config.findings.catalogue import Rule, define

SYNTAX_RULES: dict[str, Rule] = {}
"""The rules by their names."""


def _define(code: str, name: str, severity: Severity, summary: str, why: str) -> None:
    SYNTAX_RULES[name] = define(code, name, severity, summary, why)


_define(
    "FF001",
    "unreadable-file",
    "error",
    "The file cannot be read.",
    """It does not exist, is a directory, a named pipe or a device, or its permissions forbid it: wrangler
    stops with "Could not read file". Or it has more than 16 MB: that limit is ours, as no configuration is
    so large and reading it takes many seconds.""",
)
_define(
    "FF003",
    "wrong-encoding",
    "error",
    "The file starts with the byte order mark of UTF-16 or UTF-32.",
    """wrangler reads UTF-8 only, with or without a byte order mark. Windows PowerShell writes UTF-16 when
    output is redirected with `>`. Save the file as UTF-8.""",
)
_define(
    "FF004",
    "invalid-utf-8",
    "warning",
    "The file has bytes that are no UTF-8.",
    """wrangler silently puts the replacement character U+FFFD in their place, so that a name or a variable
    has another value than the one in the file. Save the file as UTF-8.""",
)
_define(
    "FF005",
    "unknown-suffix",
    "error",
    "The file's name ends in none of .jsonc, .json and .toml.",
    """wrangler chooses the language by the end of the name. With any other name it reads nothing and goes
    on, without a word, as if the configuration were empty. Rename the file.""",
)
_define(
    "FF006",
    "empty-file",
    "error",
    "The file is empty, or has nothing but comments.",
    """wrangler needs an object, at least `{}`, in a JSON file. (An empty `.toml` file is an empty
    configuration.)""",
)
_define(
    "FF007",
    "root-not-object",
    "error",
    "The configuration is no object.",
    """wrangler crashes on `null`; an array, a text or a number it takes as a configuration without any
    field. Write the fields in `{ }`.""",
)
_define(
    "FF008",
    "too-deep",
    "error",
    "Brackets are nested too deeply.",
    """wrangler reads nested values by recursion and dies with "Maximum call stack size exceeded". We stop
    reading at 200 levels; no configuration needs ten.""",
)
_define(
    "FF009",
    "not-json",
    "error",
    "The text does not start as a configuration in JSON does.",
    """wrangler reads files that end in `.json` or `.jsonc` as one JSON object. The braces around it are
    missing, or the text is TOML, YAML or JavaScript.""",
)
_define(
    "FF010",
    "missing-comma",
    "error",
    "Two values have no comma between them.",
    """wrangler stops with CommaExpected, and points at what follows; the comma belongs after the value
    before.""",
)
_define(
    "FF011",
    "extra-comma",
    "error",
    "A comma has no value before it.",
    """wrangler allows one comma after the last value of an object or an array, but neither two in a row
    nor one at the start. Delete it.""",
)
_define(
    "FF012",
    "missing-colon",
    "error",
    "No colon stands between a name and its value.",
    'wrangler stops with ColonExpected. Write `"name": value`; an equals sign is TOML.',
)
_define(
    "FF013",
    "unexpected-colon",
    "error",
    "A colon has no name before it.",
    """wrangler refuses the file. A colon stands after a name in double quotes, in an object; arrays hold
    values without names. After `"a": "b"` a comma may be missing.""",
)
_define(
    "FF014",
    "missing-value",
    "error",
    "A name has no value.",
    """wrangler stops with ValueExpected or ColonExpected. Write a value, `null` or `""` included, or
    delete the name.""",
)
_define(
    "FF015",
    "missing-name",
    "error",
    "A value in an object has no name.",
    """wrangler stops with PropertyNameExpected. Each member of an object is `"name": value`; a list of
    values stands in `[ ]`.""",
)
_define(
    "FF016",
    "unclosed-bracket",
    "error",
    "A bracket is opened and never closed.",
    """wrangler stops with CloseBraceExpected or CloseBracketExpected, or trips over a bracket of another
    kind, and points at the end. We point at the opening bracket; where the lines' indentation tells that
    an inner bracket took the closing one of the outer, at the inner one.""",
)
_define(
    "FF017",
    "wrong-bracket",
    "error",
    "A closing bracket is of another kind than the open one.",
    "wrangler refuses the file. `{` ends with `}` and `[` with `]`.",
)
_define(
    "FF018",
    "text-after-end",
    "error",
    "Text follows the end of the configuration.",
    """wrangler stops with EndOfFileExpected. Mostly a closing brace too many stands further up, so that
    the configuration ends before its last fields.""",
)
_define(
    "FF019",
    "wrong-quotes",
    "error",
    "A text is not in double quotes.",
    """JSON has no single quotes, backticks or typographic quotes; wrangler stops with InvalidSymbol. Word
    processors and chat programs replace straight quotes by typographic ones.""",
)
_define(
    "FF020",
    "unquoted-name",
    "error",
    "A name has no quotes.",
    """JavaScript and JSON5 allow it, wrangler does not: it stops with InvalidSymbol. Write the name in
    double quotes.""",
)
_define(
    "FF021",
    "unquoted-value",
    "error",
    "A text has no quotes.",
    """wrangler stops with InvalidSymbol. Without quotes there are only numbers, `true`, `false` and
    `null`; a date is a text.""",
)
_define(
    "FF022",
    "foreign-literal",
    "error",
    "A literal is written as in another language.",
    "wrangler stops with InvalidSymbol. JSON's literals are `true`, `false` and `null`, all in lower case.",
)
_define(
    "FF023",
    "value-without-json",
    "error",
    "A value does not exist in JSON.",
    """`undefined`, `NaN` and `Infinity` are values of JavaScript; wrangler stops with InvalidSymbol. Leave
    the field out, or write another value.""",
)
_define(
    "FF024",
    "bad-number",
    "error",
    "A number is written as JSON does not allow.",
    """JSON's numbers are decimal: no `0x`, no leading zeros or plus sign, no underscores, and digits on
    both sides of the decimal point. wrangler refuses the file.""",
)
_define(
    "FF025",
    "unclosed-string",
    "error",
    "A text has no closing quote in its line.",
    """wrangler stops with UnexpectedEndOfString. A text ends in the line where it starts; a line end
    within it is written `\\n`. A backslash before the closing quote, as in a Windows path, makes the quote
    part of the text.""",
)
_define(
    "FF026",
    "unclosed-comment",
    "error",
    "A comment that starts with /* does not end.",
    "wrangler stops with UnexpectedEndOfComment, and takes all that follows as part of the comment.",
)
_define(
    "FF027",
    "hash-comment",
    "error",
    "A comment starts with #.",
    """That is TOML, YAML or Python. In JSONC a comment is `// …` or `/* … */`; wrangler stops with
    InvalidSymbol.""",
)
_define(
    "FF028",
    "bad-escape",
    "error",
    "A backslash in a text does not start one of JSON's escapes.",
    """wrangler stops with InvalidEscapeCharacter or InvalidUnicode. The escapes are `\\" \\\\ \\/ \\b \\f
    \\n \\r \\t` and `\\u` with four hexadecimal digits; a backslash of its own is written twice, as in
    Windows paths.""",
)
_define(
    "FF029",
    "control-character",
    "error",
    "A text has a control character in it.",
    """wrangler stops with InvalidCharacter. A tab in a text is written `\\t`; other control characters,
    which editors do not show, mostly came with copied text.""",
)
_define(
    "FF030",
    "invisible-character",
    "error",
    "An invisible character stands between values.",
    """Between values JSON allows spaces, tabs and line ends only. No-break spaces, zero-width spaces and
    the like come with text from web pages and word processors; wrangler stops with InvalidSymbol.""",
)
_define(
    "FF031",
    "stray-text",
    "error",
    "Text stands behind a value, before the comma.",
    """wrangler refuses the file. A quote in the middle of a text ends the text: write `\\"`. Texts cannot
    be joined with `+`.""",
)
_define(
    "FF032",
    "not-toml",
    "error",
    "The text of a .toml file is JSON.",
    "wrangler chooses the language by the end of the file's name. Rename the file to `wrangler.jsonc`.",
)
_define(
    "FF033",
    "toml-key",
    "error",
    "A line of a TOML file starts with no proper key or header.",
    """A line is `name = value`, `[table]`, `[[array of tables]]` or `# comment`. Names with other
    characters than letters, digits, dashes and underscores stand in quotes. wrangler refuses the file.""",
)
_define(
    "FF034",
    "toml-value",
    "error",
    "A value is none that TOML has.",
    """Texts and dates stand in quotes, booleans are `true` and `false` in lower case, numbers have no
    leading zeros, and there is no null. wrangler refuses the file.""",
)
_define(
    "FF035",
    "toml-string",
    "error",
    "A text in a TOML file is not closed, or has a character or an escape that it may not have.",
    """A text in one pair of quotes ends in its line; one of several lines stands in three quotes. In
    double quotes a backslash starts an escape and is itself written twice; in single quotes it is a
    character like any other. wrangler refuses the file.""",
)
_define(
    "FF036",
    "toml-structure",
    "error",
    "An array or an inline table is not closed, or lacks a comma.",
    """wrangler refuses the file, and points at what follows; where the next line is a statement of its own
    we point at the open bracket.""",
)
_define(
    "FF037",
    "toml-line-end",
    "error",
    "Something follows a value in its line.",
    """Each `name = value` has a line of its own, without a comma or a semicolon at the end. wrangler
    refuses the file.""",
)
_define(
    "FF038",
    "toml-duplicate",
    "error",
    "A name is defined twice in the same table.",
    "TOML forbids it, and wrangler refuses the file. Delete one of the two.",
)
_define(
    "FF039",
    "toml-redefinition",
    "error",
    "A table is defined twice, or is a value as well.",
    """TOML allows one `[header]` for each table, and forbids `[name]` next to `[[name]]`; a table written
    as `{ }` is complete. wrangler refuses the file. Put the lines under one header.""",
)
_define(
    "FF040",
    "toml-integer",
    "error",
    "An integer is too large for JavaScript.",
    """wrangler's TOML reader refuses integers beyond 2^53 - 1 in size, as JavaScript cannot hold them
    exactly. Long ids are texts: put them in quotes.""",
)
