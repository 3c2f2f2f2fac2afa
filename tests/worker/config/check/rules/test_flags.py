"""The table of compatibility flags, and which unknown flag is a slip."""

import pytest

from fakeflare.worker.config.check.rules.worker.flags import find_misspelt
from fakeflare.worker.config.findings.flags import load_flags


def test_the_table_has_both_names_of_a_flag() -> None:
    flag = load_flags().by_name["nodejs_compat"]
    assert flag == ("nodejs_compat", "no_nodejs_compat", "2026-08-04", False)
    assert load_flags().by_name["no_nodejs_compat"] is flag


def test_the_table_knows_its_runtime_and_the_flags_that_real_projects_use() -> None:
    assert load_flags().version == "2026-11-17"
    used = {
        "enable_ctx_exports",
        "global_fetch_strictly_public",
        "nodejs_als",
        "python_workers",
        "rpc",
        "temporal",
    }
    assert used <= load_flags().by_name.keys()


@pytest.mark.parametrize(
    ("flag", "meant"),
    [
        ("nodejs_compatt", "nodejs_compat"),
        ("nodejs_compa", "nodejs_compat"),
        ("nodejs_comqat", "nodejs_compat"),
        ("nodejs_cmopat", "nodejs_compat"),
        ("xnodejs_compat", "nodejs_compat"),
        ("nodejs-compat", "nodejs_compat"),
        ("NodeJS_Compat", "nodejs_compat"),
        ("node_compat", None),
        ("nodejs_compat_v3", None),
        ("python_workers_20270101", None),
        ("x", None),
        ("", None),
    ],
)
def test_one_slip_is_a_misspelling(flag: str, meant: str | None) -> None:
    assert find_misspelt(flag) == meant
