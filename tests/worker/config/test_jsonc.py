"""JSON with comments: what is ignored, and where errors are."""

import pytest

from worker.config.jsonc import JsoncError, parse_jsonc


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, // one\n /* two */ "b": [1, 2,], }', {"a": 1, "b": [1, 2]}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"url": "https://x/*y*/", "c": "a\\"//b,]"}', {"url": "https://x/*y*/", "c": 'a"//b,]'}),
        ("[1, /* a */ // b\n ]", [1]),
        ("/**/ null", None),
    ],
)
def test_comments_and_trailing_commas_are_ignored(text: str, value: object) -> None:
    assert parse_jsonc(text) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n  // a comment\n  "a": nope\n}', (3, 8)),
        ('{"a": 1 /* c */ "b": 2}', (1, 17)),
        ("", (1, 1)),
        ('{\n "a": 1,\n /* open', (3, 2)),
        ('{"a": /*/ 1}', (1, 7)),
        ('{"a": "open\n}', (1, 12)),
    ],
)
def test_errors_are_where_they_are_in_the_file(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(JsoncError) as caught:
        parse_jsonc(text)
    assert (caught.value.line, caught.value.column) == place


def test_many_comments_after_a_comma_take_no_time() -> None:
    with pytest.raises(JsoncError):
        parse_jsonc("[1," + "/* c */ " * 20_000)


def test_deep_nesting_is_an_error() -> None:
    with pytest.raises(JsoncError, match="nesting"):
        parse_jsonc("[" * 100_000)
