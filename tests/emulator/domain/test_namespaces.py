import pytest

from fakeflare.emulator.domain.errors import (
    JurisdictionInvalid,
    NamespaceIdInvalid,
    PageInvalid,
    RequestBodyInvalid,
    TitleMissing,
    TitleTooLong,
)
from fakeflare.emulator.domain.namespaces import (
    PageQuery,
    check_jurisdiction,
    check_namespace_id,
    check_title,
    parse_page_query,
)


def test_titles() -> None:
    assert check_title("with spaces é") == "with spaces é"
    assert check_title("é" * 512) == "é" * 512
    for missing in (None, ""):
        with pytest.raises(TitleMissing):
            check_title(missing)
    not_text: tuple[object, ...] = (5, [], {}, False)
    for wrong in not_text:
        with pytest.raises(RequestBodyInvalid):
            check_title(wrong)
    with pytest.raises(TitleTooLong) as caught:
        check_title("x" * 513)
    assert caught.value.length == 513


def test_jurisdictions() -> None:
    assert [check_jurisdiction(name) for name in (None, "eu", "fedramp", "us")] == [
        None,
        "eu",
        "fedramp",
        "us",
    ]
    with pytest.raises(JurisdictionInvalid):
        check_jurisdiction("mars")
    with pytest.raises(RequestBodyInvalid):
        check_jurisdiction({"a": 1})


@pytest.mark.parametrize("wrong", ["", "A" * 32, "a" * 31, "a" * 33, "0f2ac74b-498b-4802-8cb6-8387c421e279"])
def test_id_is_32_lower_case_hex(wrong: str) -> None:
    assert check_namespace_id("0123456789abcdef" * 2)
    with pytest.raises(NamespaceIdInvalid):
        check_namespace_id(wrong)


def test_page_query_defaults() -> None:
    assert parse_page_query() == PageQuery(1, 20, "id", "asc")
    assert parse_page_query("3", "1000", "title", "desc") == PageQuery(3, 1000, "title", "desc")


@pytest.mark.parametrize(
    ("parameter", "raw"),
    [
        ("page", "0"),
        ("page", "x"),
        ("per_page", "0"),
        ("per_page", "1001"),
        ("order", "size"),
        ("direction", "up"),
    ],
)
def test_page_query_is_refused(parameter: str, raw: str) -> None:
    with pytest.raises(PageInvalid) as caught:
        parse_page_query(**{parameter: raw})
    assert (caught.value.parameter, caught.value.raw) == (parameter, raw)
