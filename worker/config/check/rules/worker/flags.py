"""FF22x: compatibility flags. wrangler looks at their type alone; the sentences are those of the runtime
(workerd: src/workerd/io/compatibility-date.c++ `compileCompatibilityFlags`), unless said otherwise.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TypeGuard

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.findings.calendar import is_strict
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.flags import ALWAYS, Flag, Flags, load_flags
from fakeflare.worker.config.findings.types import expect_texts
from fakeflare.worker.config.syntax.nodes import Place

FIELD = "compatibility_flags"

UNKNOWN = define(
    "FF220",
    "unknown-compatibility-flag",
    "error",
    "A compatibility flag is none that the runtime knows.",
    """wrangler takes any text; the runtime refuses to start, at the deploy as on your machine. It is an
    error where the flag is a known one misspelt. Otherwise it is a warning: a runtime newer than our list
    may know it.""",
)
CONTRADICTION = define(
    "FF221",
    "contradictory-compatibility-flags",
    "error",
    "A compatibility flag stands beside the one that turns it off.",
    """wrangler lets it pass; the runtime refuses to start, at the deploy as on your machine. Keep one of
    the two.""",
)
REPEATED = define(
    "FF222",
    "repeated-compatibility-flag",
    "warning",
    "A compatibility flag is listed twice.",
    "wrangler lets it pass; the runtime on your machine refuses to start. Keep one of the two.",
)
DEFAULT = define(
    "FF223",
    "default-compatibility-flag",
    "warning",
    "A compatibility flag asks for what is the default at this compatibility date anyway.",
    """The bare runtime refuses to start with such a flag, and so may a deploy; `wrangler dev` warns. Delete
    the flag. That happens when the compatibility date is moved on. `nodejs_compat` is such a flag from
    2026-08-04 on: `wrangler dev` drops it in silence, so it is only an info.""",
)
EXPERIMENTAL = define(
    "FF224",
    "experimental-compatibility-flag",
    "warning",
    "A compatibility flag is experimental.",
    """`wrangler dev` allows experimental flags; Cloudflare refuses to deploy a Worker with one, unless the
    account is allowed to have it. It may change or go at any time.""",
)
NODE_TWICE = define(
    "FF225",
    "nodejs-compat-twice",
    "error",
    "Both `nodejs_compat` and `nodejs_compat_v2` are listed.",
    """wrangler refuses to build the Worker. Keep `nodejs_compat`: with a compatibility date of 2024-09-23
    or later it means the second version anyway.""",
)
OLD_PREFIX = define(
    "FF226",
    "experimental-prefix",
    "error",
    "A compatibility flag has the prefix `experimental:`.",
    "wrangler refused it and no runtime knows such a name. Delete the prefix.",
)
PREFIX = "experimental:"
_DROPPED = ("nodejs_compat", "nodejs_compat_v2")
"""What Miniflare leaves out where it is the default (`stripRedundantNodejsCompatFlags`)."""


def check_block(findings: Findings, block: Block) -> None:
    """The flags in force, where the block gives either them or the date itself."""
    expect_texts(findings, block.locate(FIELD), block.get_own(FIELD), label=FIELD)
    flags = block.get(FIELD)
    if not isinstance(flags, list) or not flags or not all(isinstance(flag, str) for flag in flags):
        return
    is_own = block.find(FIELD) == block.locate(FIELD)
    if is_own:
        _check_names(findings, block, flags, load_flags())
    if is_own or "compatibility_date" in block.values:
        _check_defaults(findings, block, flags, load_flags())


def _check_names(findings: Findings, block: Block, flags: Sequence[str], table: Flags) -> None:
    firsts: dict[str, int] = {}
    for index, flag in enumerate(flags):
        place = block.locate(FIELD, index)
        if flag in firsts:
            first = Other(block.locate(FIELD, firsts[flag]), "it is listed here already")
            message = f"Compatibility flag specified multiple times: {flag}"
            findings.add(REPEATED, place, message, others=(first,))
            continue
        firsts[flag] = index
        if flag.startswith(PREFIX):
            _add_prefix(findings, place, flag)
        elif flag not in table.by_name:
            _add_unknown(findings, place, flag, table)
        elif table.by_name[flag].is_experimental and table.by_name[flag].enable == flag:
            message = (
                f"The compatibility flag {flag} is experimental and may break or be removed in a future "
                "version of workerd. To use this flag, you must pass --experimental on the command line."
            )
            findings.add(EXPERIMENTAL, place, message)
    _check_pairs(findings, block, firsts, table)


def _check_pairs(findings: Findings, block: Block, firsts: dict[str, int], table: Flags) -> None:
    for flag in _list_pairs(firsts, table):
        first, second = sorted((firsts[flag.enable], firsts[flag.disable or ""]))
        findings.add(
            CONTRADICTION,
            block.locate(FIELD, second),
            f"Compatibility flags are mutually contradictory: {flag.enable} vs {flag.disable}",
            others=(Other(block.locate(FIELD, first), "the other one"),),
        )
    if "nodejs_compat" in firsts and "nodejs_compat_v2" in firsts:
        # deploy-helpers: src/deploy/helpers/node-compat.ts `validateNodeCompatMode`
        findings.add(
            NODE_TWICE,
            block.locate(FIELD, firsts["nodejs_compat_v2"]),
            "The `nodejs_compat` and `nodejs_compat_v2` compatibility flags cannot be used in together. "
            "Please select just one.",
            others=(Other(block.locate(FIELD, firsts["nodejs_compat"]), "the other one"),),
        )


def _list_pairs(names: dict[str, int], table: Flags) -> Iterator[Flag]:
    """The flags that are turned on and off at once."""
    for name in names:
        flag = table.by_name.get(name)
        if flag is not None and flag.enable == name and flag.disable in names:
            yield flag


def _check_defaults(findings: Findings, block: Block, flags: Sequence[str], table: Flags) -> None:
    """An environment with a date of its own is told of the flags that it inherits, at the date."""
    date = block.get("compatibility_date")
    if not _is_date(date):
        return
    is_own = block.find(FIELD) == block.locate(FIELD)
    inherited_date = None if is_own or block.top is None else block.top.get_own("compatibility_date")
    for index, name in enumerate(flags):
        flag = table.by_name.get(name)
        since = None if flag is None or flag.enable != name else flag.default_from
        if since is None or since > date or (_is_date(inherited_date) and since <= inherited_date):
            continue
        listed, dated = (*block.find(FIELD), index), block.find("compatibility_date")
        findings.add(
            DEFAULT,
            listed if is_own else dated,
            f"The compatibility flag {name} {_tell_since(since)} so does not need to be specified anymore.",
            hint="delete the flag",
            severity="info" if name in _DROPPED else None,
            others=(Other(dated, "the date") if is_own else Other(listed, "the flag"),),
        )


def _is_date(date: object) -> TypeGuard[str]:
    return isinstance(date, str) and is_strict(date)


def _tell_since(since: str) -> str:
    return "is the default," if since == ALWAYS else f"became the default as of {since}"


def _add_prefix(findings: Findings, place: Place, flag: str) -> None:
    name = flag.removeprefix(PREFIX)
    message = f"The `{PREFIX}` prefix on `{name}` is no longer valid. Please remove it and try again."
    findings.add(OLD_PREFIX, place, message, hint=f'write "{name}"')


def _add_unknown(findings: Findings, place: Place, flag: str, table: Flags) -> None:
    message = f"No such compatibility flag: {flag}"
    meant = find_misspelt(flag)
    if meant is not None:
        findings.add(UNKNOWN, place, message, hint=f'did you mean "{meant}"?')
        return
    hint = f"workerd {table.version}, whose flags these are, does not know it; a newer one may"
    findings.add(UNKNOWN, place, message, hint=hint, severity="warning")


@lru_cache(1024)
def find_misspelt(flag: str) -> str | None:
    """The known flag that a text differs from by one letter, or by case and separators; by a digit only is a
    newer flag rather than a slip."""
    plain = _simplify(flag)
    by_length = _group_known()
    for known, name in by_length.get(len(plain), ()):
        if plain == known:
            return name
    for length in (len(plain), len(plain) - 1, len(plain) + 1):
        for known, name in by_length.get(length, ()):
            if _is_one_slip(plain, known) and _drop_digits(plain) != _drop_digits(known):
                return name
    return None


@cache
def _group_known() -> dict[int, list[tuple[str, str]]]:
    """The known flags, simplified and as they are, by the length of the former."""
    groups: dict[int, list[tuple[str, str]]] = {}
    for name in load_flags().by_name:
        known = _simplify(name)
        groups.setdefault(len(known), []).append((known, name))
    return groups


def _simplify(flag: str) -> str:
    return "".join(filter(str.isalnum, flag.lower()))


def _drop_digits(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdecimal())


def _is_one_slip(text: str, known: str) -> bool:
    """Whether one letter is added, lost or wrong, or two neighbours are swapped."""
    if text[:1] != known[:1] and text[-1:] != known[-1:]:
        return False
    start = next((index for index, (a, b) in enumerate(zip(text, known, strict=False)) if a != b), -1)
    start = min(len(text), len(known)) if start < 0 else start
    rests = text[start:], known[start:]
    return (
        rests[0][1:] == rests[1][1:]
        or rests[0][1:] == rests[1]
        or rests[0] == rests[1][1:]
        or (rests[0][:2] == rests[1][:2][::-1] and rests[0][2:] == rests[1][2:])
    )
