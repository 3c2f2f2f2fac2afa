"""From the options of `fakeflare check` to its exit code: finds documents, has them checked, and reports."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from fakeflare.cli.check.discovery import STDIN, NothingToCheck, Source, find_sources
from fakeflare.cli.check.output import write_text
from fakeflare.cli.check.plain_arguments import Options
from fakeflare.cli.check.reports import find_report
from fakeflare.cli.check.results import Checked, Setting
from fakeflare.cli.color import has_color
from fakeflare.cli.exit_codes import DONE, FAILED, USAGE, fail
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.check.selection import Selection, make_selection
from fakeflare.worker.config.check.sources import look_around
from fakeflare.worker.config.document.diagnostics import Diagnostic, Severity
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.reading import MAX_BYTES, find_syntax, read_bytes, read_file

_ROOTS = {"github": "GITHUB_WORKSPACE", "sarif": "GITHUB_WORKSPACE", "gitlab": "CI_PROJECT_DIR"}
"""The variable that names the folder to which a service wants paths to be relative."""


def run_check(options: Options, environ: Mapping[str, str]) -> int:
    """Check what the options name and report it, or explain a rule. Returns the exit code. Raises UnknownRule
    for a word of `--select`, `--ignore` or `--explain` that names none."""
    try:
        if options.explain is not None or options.wrangler_version:
            return _explain(options)
        return _run(options, environ)
    except NothingToCheck as error:
        fail(error)
    except OSError as error:
        # reading files raises nothing: it is the folder that we are in, or a standard stream
        fail(f"the check was cut short: {error.strerror or error}")
    return USAGE


def _run(options: Options, environ: Mapping[str, str]) -> int:
    selection = make_selection(options.select, options.ignore)
    sources = find_sources(options.files, Path.cwd(), options.stdin_filename)
    checked = [_check(source, options, selection) for source in sources]
    return _report(checked, options, environ)


def _explain(options: Options) -> int:
    # start-up: a check explains nothing unless it is asked
    from fakeflare.cli.check.explanation import describe_wrangler, explain

    folder = None if options.no_files else Path.cwd()
    write_text(describe_wrangler(folder) if options.explain is None else explain(options.explain), sys.stdout)
    return DONE


def _check(source: Source, options: Options, selection: Selection) -> Checked:
    project_files = look_around(None if options.no_files else source.path, options.env or None)

    def find(document: Document) -> list[Diagnostic]:
        return [found for found in check_document(document, project_files) if selection.keeps(found)]

    if source.path is None:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        document = read_bytes(data, find_syntax(source.shown) or "jsonc", source.shown)
    else:
        document = read_file(source.path, source.shown)
    if not options.fix:
        return Checked(document, find(document))
    # start-up: a check repairs nothing unless it is asked
    from fakeflare.cli.check.repairs import repair_file, repair_input

    return repair_input(data, document, find) if source.path is None else repair_file(source, document, find)


def _report(checked: Sequence[Checked], options: Options, environ: Mapping[str, str]) -> int:
    # the repaired text has standard output for itself
    stream = sys.stderr if options.fix and STDIN in options.files else sys.stdout
    setting = _make_setting(options, environ, stream)
    shown = checked
    if setting.is_quiet:
        shown = [one._replace(diagnostics=_list_failing(one, setting)) for one in checked]
    write_text(find_report(options.format)(shown, setting), stream)
    has_failed = any(one.is_unwritten or _list_failing(one, setting) for one in checked)
    return FAILED if has_failed else DONE


def _make_setting(options: Options, environ: Mapping[str, str], stream: TextIO) -> Setting:
    folder = str(Path.cwd())
    failing: frozenset[Severity] = frozenset({"error", "warning"} if options.strict else {"error"})
    return Setting(
        folder=folder,
        root=environ.get(_ROOTS.get(options.format, "")) or folder,
        has_color=has_color(environ, stream),
        failing=failing,
        is_quiet=options.quiet,
    )


def _list_failing(one: Checked, setting: Setting) -> list[Diagnostic]:
    return [found for found in one.diagnostics if found.severity in setting.failing]
