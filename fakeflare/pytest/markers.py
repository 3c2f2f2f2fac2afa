"""What a test asks of its emulator: its marker goes before `fakeflare_settings`, that before pytest.ini."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

NAMES = ("seed", "freeze", "limits", "consistency", "faults", "intercept", "real")
"""The arguments of `@pytest.mark.fakeflare`."""

_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


class MarkerInvalid(ValueError):
    """`str()` is one sentence that names the argument and what is allowed."""


class MarkerSettings(NamedTuple):
    """Plain values, in the shape that the control face takes."""

    seeds: tuple[Path | Mapping[str, Any], ...] = ()
    freeze: int | str | bool | None = None
    """A moment; True is now."""
    limits: Mapping[str, Any] | None = None
    consistency: Mapping[str, Any] | None = None
    faults: tuple[Mapping[str, Any], ...] = ()


def join(*layers: Mapping[str, object]) -> dict[str, object]:
    """One set of arguments; of each name the last that is not None. Raises MarkerInvalid."""
    joined: dict[str, object] = {}
    for layer in layers:
        for name, value in layer.items():
            if name not in NAMES:
                raise MarkerInvalid(f'"{name}" is unknown to fakeflare: it knows {", ".join(NAMES)}')
            if value is not None:
                joined[name] = value
    return joined


def read_marker(arguments: Mapping[str, object], base: Path) -> MarkerSettings:
    """Arguments of the marker. Files of seeds are relative to `base`. Raises MarkerInvalid."""
    return MarkerSettings(
        seeds=tuple(_read_seed(seed, base) for seed in _list(arguments.get("seed"))),
        freeze=_read_freeze(arguments.get("freeze")),
        limits=_read_switches("limits", arguments.get("limits"), {"all": True}),
        consistency=_read_consistency(arguments.get("consistency")),
        faults=tuple(_read_fault(fault) for fault in _list(arguments.get("faults"))),
    )


def read_option(name: str, value: object) -> object:
    """An option of pytest's configuration, where all is text: None if it is empty. Raises MarkerInvalid."""
    if not isinstance(value, str):
        return value or None
    text = value.strip()
    if not text or name == "freeze":
        return _WORDS.get(text.lower(), text) if text else None
    if text[0] in "{[":
        try:
            return json.loads(text)
        except ValueError as error:
            raise MarkerInvalid(f"fakeflare_{name} is no JSON: {error}") from None
    return _WORDS.get(text.lower(), text.split())


def _list(value: object) -> Iterable[object]:
    if value is None or value is False:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _read_seed(seed: object, base: Path) -> Path | Mapping[str, Any]:
    if isinstance(seed, str | Path):
        return base / seed
    if isinstance(seed, Mapping):
        return seed
    raise MarkerInvalid("seed must be a file's name, an object with namespaces, or a list of these")


def _read_freeze(value: object) -> int | str | bool | None:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if value is None or isinstance(value, int | str):
        return int(value) if isinstance(value, str) and value.isdecimal() else value
    raise MarkerInvalid("freeze must be true, a second, a datetime, or a text like 2030-01-31T12:00:00Z")


def _read_switches(name: str, value: object, everything: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """True for everything, names of what is to be on, or the whole specification."""
    if value is None or value is False:
        return None
    if value is True:
        return everything
    if isinstance(value, Mapping):
        return value
    names = [value] if isinstance(value, str) else value
    if isinstance(names, Sequence) and all(isinstance(each, str) for each in names):
        return dict.fromkeys(names, True)
    raise MarkerInvalid(f"{name} must be true, names, or an object")


def _read_consistency(value: object) -> Mapping[str, Any] | None:
    """Names are those of locations."""
    if isinstance(value, Mapping) or value is None or isinstance(value, bool):
        return _read_switches("consistency", value, {"enabled": True})
    named = _read_switches("consistency", value, {})
    return {"enabled": True, "locations": list(named or ())}


def _read_fault(fault: object) -> Mapping[str, Any]:
    if isinstance(fault, Mapping):
        return fault
    raise MarkerInvalid("faults must be a fault or a list of them, each an object")
