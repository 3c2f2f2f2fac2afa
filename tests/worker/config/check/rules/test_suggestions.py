"""Which field was meant."""

import pytest

from fakeflare.worker.config.check.rules.fields.suggestions import measure_distance, suggest
from fakeflare.worker.config.findings.schema import load_schema

TOP = load_schema().root.names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("kv_namespace", "kv_namespaces"),
        ("kvNamespaces", "kv_namespaces"),
        ("kv-namespaces", "kv_namespaces"),
        ("KV_NAMESPACES", "kv_namespaces"),
        ("kv_namespaces ", "kv_namespaces"),
        ("kv namespaces", "kv_namespaces"),
        ("compatibilityDate", "compatibility_date"),
        ("compatability_flags", "compatibility_flags"),
        ("vrs", "vars"),
        ("rule", "rules"),
        ("limit", "limits"),
        ("minfy", "minify"),
        ("worker_dev", "workers_dev"),
        ("observabilty", "observability"),
        ("vectorise", "vectorize"),
        ("maim", "main"),
        ("nmae", "name"),
    ],
)
def test_slips_have_one_right_answer(name: str, meant: str) -> None:
    suggestion = suggest(name, TOP)
    assert suggestion is not None
    assert suggestion.names == (meant,)
    assert suggestion.is_certain


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("cpu", ("cpu_ms", "subrequests"), ("cpu_ms",)),
        ("sampling", ("enabled", "head_sampling_rate"), ("head_sampling_rate",)),
        ("namespace_id", ("binding", "id", "preview_id"), ("id",)),
        ("bucket", ("bucket_name", "preview_bucket_name"), ("bucket_name",)),
        ("database", ("database_id", "database_name"), ("database_id", "database_name")),
        ("account", TOP, ("account_id",)),
        ("compat_date", TOP, ("compatibility_date",)),
        ("environments", TOP, ("env",)),
        ("kv", TOP, ("kv_namespaces",)),
        ("cmd", ("command", "cwd"), ("command",)),
        ("dir", ("directory", "binding"), ("directory",)),
    ],
)
def test_others_are_only_likely(name: str, known: tuple[str, ...], meant: tuple[str, ...]) -> None:
    suggestion = suggest(name, known)
    assert suggestion is not None
    assert suggestion.names == meant
    assert not suggestion.is_certain


@pytest.mark.parametrize(
    "name",
    [
        "",
        "_",
        "x",
        "foo",
        "bar",
        "website",
        "test",
        "tags",
        "description",
        "kv_namespaces" * 10,
        "größe",
        "🙂",
    ],
)
def test_what_is_like_nothing_gets_no_suggestion(name: str) -> None:
    assert suggest(name, TOP) is None


def test_two_that_are_equally_near_are_both_named() -> None:
    suggestion = suggest("abcx", ("abcd", "abce"))
    assert suggestion is not None
    assert suggestion.names == ("abcd", "abce")
    assert not suggestion.is_certain


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("abc", "abc", 0),
        ("abc", "abd", 1),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "xyz", 3),
        ("", "ab", 2),
    ],
)
def test_slips_are_counted(one: str, other: str, distance: int) -> None:
    assert measure_distance(one, other, 5) == distance
    assert measure_distance(one, other, 1) == min(distance, 2)


def test_a_name_without_end_costs_nothing() -> None:
    assert suggest("a" * 1_000_000, TOP) is None
