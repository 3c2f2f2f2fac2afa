"""What these commands do: one call of the control face each, and what is printed of its answer."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fakeflare.cli.turning import printing
from fakeflare.cli.turning.parser import FAULT_MEMBERS, parse_arguments
from fakeflare.control.client import Control, ControlError
from fakeflare.emulator.domain.problems import StateInvalid

_PIECE = 64 * 1024

Answer = tuple[object, str]
"""The answer as JSON, and for a person."""


def main(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Run a command line that begins with one of `COMMANDS`. Returns the exit code: 0, 1 with one line on
    stderr, 2 for a command line that cannot be read; that of `exec` is the program's."""
    options = parse_arguments(arguments, os.environ if environ is None else environ)
    try:
        if options.command == "exec":
            from fakeflare.cli.turning.execution import run_exec

            return run_exec(options)
        with Control(options.url, options.token) as control:
            _ACTIONS[options.command](control, options)
            sys.stdout.flush()
    except (ControlError, StateInvalid) as error:
        sys.stderr.write(f"fakeflare: {error}\n")
        return 1
    except OSError as error:
        return _explain(error)
    except KeyboardInterrupt:
        return 130
    return 0


def _explain(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # whoever reads has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    name = "" if error.filename is None else f"{error.filename}: "
    sys.stderr.write(f"fakeflare: {name}{error.strerror or error}\n")
    return 1


def _show(options: argparse.Namespace, answer: object, text: str) -> None:
    shown = json.dumps(answer, ensure_ascii=False, indent=2) if options.json else text
    if shown:
        sys.stdout.write(f"{shown}\n")


def _run_clock(control: Control, options: argparse.Namespace) -> None:
    clock = control.clock
    verbs: dict[str, Callable[[], dict[str, Any]]] = {
        "show": clock.read,
        "freeze": lambda: clock.freeze(options.at),
        "set": lambda: clock.set(options.now),
        "advance": lambda: clock.advance(options.seconds),
        "resume": clock.resume,
        "reset": clock.reset,
    }
    reading = verbs[options.verb]()
    _show(options, reading, printing.format_clock(reading))


def _run_reset(control: Control, options: argparse.Namespace) -> None:
    if options.namespace is None and options.account is None:
        control.reset(keep_snapshots=options.keep_snapshots)
        text = "all is as at the start"
    else:
        control.reset_state(account=options.account, namespace=options.namespace)
        text = f"{options.namespace or options.account} is empty"
    _show(options, {}, text)


def _run_snapshot(control: Control, options: argparse.Namespace) -> None:
    match options.verb:
        case "save":
            snapshot = control.snapshot(options.name)
            _show(options, snapshot, printing.format_snapshot(snapshot))
        case "restore":
            control.restore(options.name)
            _show(options, {}, f"the store is as it was at {options.name}")
        case "delete":
            control.delete_snapshot(options.name)
            _show(options, {}, "")
        case _:
            snapshots = control.list_snapshots()
            _show(options, snapshots, "\n".join(map(printing.format_snapshot, snapshots)) or "no snapshots")


def _run_seed(control: Control, options: argparse.Namespace) -> None:
    from fakeflare.emulator.service.seed_files import read_seed

    counts = control.seed(read_seed(options.file))
    _show(options, counts, "\n".join(map(printing.format_seeded, counts["namespaces"])))


def _run_export(control: Control, options: argparse.Namespace) -> None:
    """The file is opened with the first chunk: a refusal leaves what was there."""
    chunks = control.export(options.namespace)
    first = next(chunks, b"")
    if options.file in (None, "-"):
        _write_all(sys.stdout.buffer.write, first, chunks)
        return
    with Path(options.file).open("wb") as file:
        _write_all(file.write, first, chunks)


def _write_all(write: Callable[[bytes], object], first: bytes, chunks: Iterator[bytes]) -> None:
    write(first)
    for chunk in chunks:
        write(chunk)


def _run_import(control: Control, options: argparse.Namespace) -> None:
    if options.file in (None, "-"):
        count = control.import_pairs(
            options.namespace, iter(lambda: sys.stdin.buffer.read(_PIECE), b""), create=options.create
        )
    else:
        with Path(options.file).open("rb") as file:
            count = control.import_pairs(
                options.namespace, iter(lambda: file.read(_PIECE), b""), create=options.create
            )
    _show(options, {"imported": count}, f"{count} pairs into {options.namespace}")


def _run_fault(control: Control, options: argparse.Namespace) -> None:
    match options.verb:
        case "add":
            spec = options.spec or {}
            given = {name: getattr(options, name) for name in FAULT_MEMBERS}
            described = control.faults.add({**spec, **_drop_none(given)}).described
            _show(options, described, printing.format_fault(described))
        case "remove":
            control.faults.remove(options.id)
            _show(options, {}, "")
        case "clear":
            control.faults.clear()
            _show(options, {}, "no faults")
        case _:
            rules = [rule.described for rule in control.faults.list()]
            _show(options, rules, "\n".join(map(printing.format_fault, rules)) or "no faults")


def _run_limits(control: Control, options: argparse.Namespace) -> None:
    limits = control.limits
    match options.verb:
        case "on":
            described = limits.configure(_rename(options.names or [("all", True)]))
        case "off":
            described = limits.configure(_rename([(name, False) for name in options.names or ["all"]]))
        case "reset":
            described = limits.reset()
        case _:
            described = limits.describe()
    name = (getattr(options, "name", None) or "").replace("-", "_")
    if name:
        if name not in described:
            raise ControlError(None, f'there is no limit "{name}"; known are {", ".join(described)}')
        described = {name: described[name]}
    _show(options, described, printing.format_members(described))


def _rename(settings: list[tuple[str, object]]) -> dict[str, object]:
    """A dash is as good as an underscore."""
    return {name.replace("-", "_"): value for name, value in settings}


def _run_consistency(control: Control, options: argparse.Namespace) -> None:
    consistency = control.consistency
    match options.verb:
        case "on":
            named = {"locations": options.locations} if options.locations else {}
            described = consistency.configure({"enabled": True, **named})
        case "off":
            described = consistency.configure({"enabled": False})
        case "settle":
            described = consistency.settle()
        case _:
            described = consistency.describe()
    _show(options, described, printing.format_members(described))


def _drop_none(members: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not None}


def _run_journal(control: Control, options: argparse.Namespace) -> None:
    from fakeflare.cli.turning.journal import run_journal

    run_journal(control, options, _show)


_ACTIONS: dict[str, Callable[[Control, argparse.Namespace], None]] = {
    "clock": _run_clock,
    "reset": _run_reset,
    "snapshot": _run_snapshot,
    "seed": _run_seed,
    "export": _run_export,
    "import": _run_import,
    "fault": _run_fault,
    "limits": _run_limits,
    "consistency": _run_consistency,
    "journal": _run_journal,
}
