"""Namespaces: a title that is unique in its account, an id of 32 hex, pages of them."""

import re
from typing import Literal, NamedTuple

from fakeflare.emulator.domain.errors import (
    JurisdictionInvalid,
    NamespaceIdInvalid,
    PageInvalid,
    RequestBodyInvalid,
    TitleMissing,
    TitleTooLong,
)
from fakeflare.emulator.domain.limits import (
    DEFAULT_NAMESPACES_PER_PAGE,
    MAX_NAMESPACES_PER_PAGE,
    MAX_TITLE_CHARACTERS,
)
from fakeflare.emulator.domain.text import encode_text, parse_integer

Order = Literal["id", "title"]
Direction = Literal["asc", "desc"]

_ID = re.compile(r"[0-9a-f]{32}")
_JURISDICTIONS = ("eu", "fedramp", "us")


class Namespace(NamedTuple):
    """`number` is the store's own, never reused; `id` is what clients see."""

    number: int
    account: str
    id: str
    title: str
    jurisdiction: str | None = None


class PageQuery(NamedTuple):
    """Which page of an account's namespaces is wanted."""

    page: int
    per_page: int
    order: Order
    direction: Direction


class NamespacePage(NamedTuple):
    """One page, and how many namespaces there are in all."""

    namespaces: tuple[Namespace, ...]
    total: int


def check_namespace_id(namespace_id: str) -> str:
    """An id that can exist without being registered: 32 lower-case hex digits (recorded 29 Sep 2026)."""
    if not _ID.fullmatch(namespace_id):
        raise NamespaceIdInvalid(namespace_id)
    return namespace_id


def check_title(title: object) -> str:
    """A title from a JSON body: a string that is not empty, at most 512 characters; compared exactly."""
    if title is None or title == "":
        raise TitleMissing
    if not isinstance(title, str):
        raise RequestBodyInvalid
    if len(title) > MAX_TITLE_CHARACTERS:
        raise TitleTooLong(len(title))
    return encode_text(title).decode()


def check_jurisdiction(jurisdiction: object) -> str | None:
    """`eu`, `fedramp`, `us`, or None if absent."""
    if jurisdiction is None:
        return None
    if not isinstance(jurisdiction, str):
        raise RequestBodyInvalid
    if jurisdiction not in _JURISDICTIONS:
        raise JurisdictionInvalid(jurisdiction)
    return jurisdiction


def parse_page_query(
    page: str | None = None,
    per_page: str | None = None,
    order: str | None = None,
    direction: str | None = None,
) -> PageQuery:
    """Defaults: page 1, 20 a page, by id, ascending (recorded 29 Sep 2026). Raises `PageInvalid`."""
    return PageQuery(
        _parse_bounded("page", page, 1, None),
        _parse_bounded("per_page", per_page, DEFAULT_NAMESPACES_PER_PAGE, MAX_NAMESPACES_PER_PAGE),
        _parse_order(order),
        _parse_direction(direction),
    )


def _parse_bounded(parameter: str, raw: str | None, default: int, most: int | None) -> int:
    if raw is None:
        return default
    number = parse_integer(raw)
    if number is None or number < 1 or (most is not None and number > most):
        raise PageInvalid(parameter, raw)
    return number


def _parse_order(raw: str | None) -> Order:
    match raw:
        case None | "id":
            return "id"
        case "title":
            return "title"
    raise PageInvalid("order", raw)


def _parse_direction(raw: str | None) -> Direction:
    match raw:
        case None | "asc":
            return "asc"
        case "desc":
            return "desc"
    raise PageInvalid("direction", raw)
