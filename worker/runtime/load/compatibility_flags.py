"""Compatibility flags that Python Workers know, computed from date and flags of the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass

NEVER = "9999-12-31"


@dataclass(frozen=True)
class CompatibilityFlag:
    """One flag: its opposite, the date that turns it on, and a flag that turns it on from a date."""

    enable: str
    disable: str | None = None
    default_from: str = NEVER
    implied_by: str | None = None
    implied_from: str = NEVER


# cloudflare/workerd 6552d999 (2026-08-22), src/workerd/io/compatibility-date.capnp; a flag that another
# implies stands below it.
FLAGS = (
    CompatibilityFlag("python_workers"),
    CompatibilityFlag(
        "python_workers_20250116", "no_python_workers_20250116", NEVER, "python_workers", "2025-09-29"
    ),
    CompatibilityFlag("python_workers_20260610", "no_python_workers_20260610"),
    CompatibilityFlag("python_workers_20260817", "no_python_workers_20260817"),
    CompatibilityFlag("python_workflows", "disable_python_workflows", NEVER, "python_workers", "2025-09-20"),
    CompatibilityFlag("python_no_global_handlers", "disable_python_no_global_handlers", "2025-08-14"),
    CompatibilityFlag("python_workers_force_new_vendor_path", None, "2025-08-11"),
    CompatibilityFlag(
        "python_dedicated_snapshot",
        "disable_python_dedicated_snapshot",
        NEVER,
        "python_workers_20250116",
        "2025-10-16",
    ),
    CompatibilityFlag("enable_python_external_sdk", "disable_python_external_sdk", "2026-04-21"),
    CompatibilityFlag(
        "python_workflows_implicit_dependencies",
        "no_python_workflows_implicit_dependencies",
        NEVER,
        "python_workers",
        "2026-02-25",
    ),
    CompatibilityFlag(
        "python_request_headers_preserve_commas",
        "disable_python_request_headers_preserve_commas",
        "2026-02-17",
    ),
    CompatibilityFlag("python_process_pth_files", "disable_python_process_pth_files", "2026-05-26"),
    CompatibilityFlag(
        "python_check_rng_state",
        "disable_python_check_rng_state",
        "2025-12-16",
        "python_workers",
        "2025-12-16",
    ),
)


def compute_flags(date: str | None, flags: Sequence[str]) -> dict[str, bool]:
    """Tell of every known flag whether it is on. Without a date, only what the configuration lists is on, and
    what that implies without one."""
    today = date or ""
    on: dict[str, bool] = {}
    for flag in FLAGS:
        implied = flag.implied_by is not None and on[flag.implied_by] and today >= flag.implied_from
        by_default = (today >= flag.default_from or implied) and flag.disable not in flags
        on[flag.enable] = flag.enable in flags or by_default
    return on
