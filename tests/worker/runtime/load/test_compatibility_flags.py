"""Compatibility flags of a date and a list."""

from fakeflare.worker.runtime.load.compatibility_flags import compute_flags


def test_flags_follow_date_and_list() -> None:
    new = compute_flags("2026-08-01", ["python_workers"])
    assert new["python_workflows_implicit_dependencies"]
    assert new["python_request_headers_preserve_commas"]
    assert new["python_workers_20250116"]
    old = compute_flags("2025-01-01", ["python_workers", "enable_python_external_sdk"])
    assert [name for name, on in old.items() if on] == ["python_workers", "enable_python_external_sdk"]
    off = compute_flags("2026-08-01", ["python_workers", "disable_python_workflows"])
    assert not off["python_workflows"]
    assert not any(compute_flags(None, []).values())
