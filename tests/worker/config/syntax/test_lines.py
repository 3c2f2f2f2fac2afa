"""Lines, columns, and the way to a value."""

import pytest

from fakeflare.worker.config.syntax.lines import Lines
from fakeflare.worker.config.syntax.nodes import Node, Span


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (1, (1, 2)), (3, (2, 1)), (4, (2, 2)), (5, (3, 1)), (7, (4, 1)), (8, (4, 2))],
)
def test_every_kind_of_line_end_ends_a_line(offset: int, place: tuple[int, int]) -> None:
    assert Lines("a\r\nb\rc\nd").locate(offset) == place


def test_a_line_has_no_end() -> None:
    lines = Lines("a\r\nb\n")
    assert [lines.get(number) for number in range(5)] == ["", "a", "b", "", ""]


def test_a_value_is_found_by_its_name_or_position() -> None:
    item = Node(1, Span(1, 2))
    array = Node([1], Span(0, 3), items=[item])
    assert array.find(0) is item
    assert (array.find(1), array.find(-1), array.find("a"), item.find(0)) == (None, None, None, None)
