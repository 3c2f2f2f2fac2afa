"""Modules that are patched when they are imported."""

import sys
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.http_clients.post_import import forget_patch, patch_after_import


def test_a_library_is_patched_when_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "late_library.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(tmp_path)

    def double(module: Any) -> None:
        module.value *= 2

    patch_after_import("late_library", double)
    try:
        import late_library  # type: ignore[import-not-found]

        assert (late_library.value, late_library.__spec__.loader.get_source("late_library")) == (
            2,
            "value = 1\n",
        )
        patch_after_import("late_library", double)
        assert late_library.value == 4
    finally:
        sys.modules.pop("late_library", None)
        forget_patch("late_library")
