"""URL and URLSearchParams, by the URL standard."""

from typing import Any

import pytest

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.web.search_params import URLSearchParams
from fakeflare.worker.javascript.web.urls import URL


@pytest.mark.parametrize(
    ("text", "base", "href"),
    [
        ("http:\\\\h\\a", None, "http://h/a"),
        (" https://h:443/\n", None, "https://h/"),
        ("http://h/?", None, "http://h/?"),
        ("http://h#", None, "http://h/#"),
        ("http://h/a'b?c'd", None, "http://h/a'b?c%27d"),
        ("http://h/{a}", None, "http://h/%7Ba%7D"),
        ("http://0x7f.1/", None, "http://127.0.0.1/"),
        ("http://010.0.0.1./", None, "http://8.0.0.1/"),
        ("http://a%41/", None, "http://aa/"),
        ("http://u:@h/", None, "http://u@h/"),
        ("http://a@b@h/", None, "http://a%40b@h/"),
        ("mailto:a b@c?d", None, "mailto:a b@c?d"),
        ("x://h?q'", None, "x://h?q'"),
        ("x:/a/../b", None, "x:/b"),
        ("x:/a/..//b", None, "x:/.//b"),
        ("x://[::1]:80", None, "x://[::1]:80"),
        ("x://h%/", None, "x://h%/"),
        ("file:///a/../b", None, "file:///b"),
        ("file://localhost/a", None, "file:///a"),
        ("/b", "file:///a", "file:///b"),
        ("//h/b", "file:///a", "file://h/b"),
        ("", "http://h/a?b#c", "http://h/a?b"),
        ("?x", "http://h/a?b#c", "http://h/a?x"),
        ("#x", "http://h/a?b#c", "http://h/a?b#x"),
        ("#x", "mailto:a", "mailto:a#x"),
        ("..", "http://h/a/b/c", "http://h/a/"),
        ("../../../x", "http://h/a/b/c", "http://h/x"),
        ("http:x", "http://h/a/b", "http://h/a/x"),
        ("http:x", "https://h/a/b", "http://x/"),
        ("//o:81/p", "https://h/", "https://o:81/p"),
        ("%2e%2E/x", "http://h/a/b/", "http://h/a/x"),
        ("http://faß.de/", None, "http://xn--fa-hia.de/"),
        ("mailto:a b  ?x", None, "mailto:a b %20?x"),
        ("http://h/\ud800", None, "http://h/%EF%BF%BD"),
        ("http://h/\ud83d\ude00", None, "http://h/%F0%9F%98%80"),
    ],
)
def test_addresses(text: str, base: str | None, href: str) -> None:
    assert URL.new(text, base).href == href
    assert URL.parse(text, base).href == href


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("x", None),
        ("x", "mailto:a"),
        ("http://", None),
        ("http://a b/", None),
        ("http://h:99999/", None),
        ("http://h:a/", None),
        ("http://[::g]/", None),
        ("http://1.2.3.256/", None),
        ("http://1.2.3.4.5/", None),
        ("http://09/", None),
        ("http://\u2488com\u00ad..x\u0378/", None),
        ("x://a b", None),
        ("/a", "nothing"),
    ],
)
def test_what_is_no_address(text: str, base: str | None) -> None:
    with pytest.raises(JsTypeError, match=r"Invalid URL string\."):
        URL.new(text, base)
    assert (URL.canParse(text, base), URL.parse(text, base)) == (False, jsnull)


def test_origin_and_text() -> None:
    url = URL.new("https://u:p@h:8443/a?b#c")
    assert (url.origin, url.username, url.password) == ("https://h:8443", "u", "p")
    assert (url.hostname, url.host, url.port) == ("h", "h:8443", "8443")
    assert str(url) == url.toString() == url.toJSON() == "https://u:p@h:8443/a?b#c"
    assert (URL.new("data:x").origin, URL.new("data:x").host) == ("null", "")


@pytest.mark.parametrize(
    ("name", "value", "href"),
    [
        ("href", "http://n/", "http://n/"),
        ("protocol", "http:", "http://u:p@h:8443/a?b#c"),
        ("protocol", "x", "https://u:p@h:8443/a?b#c"),
        ("protocol", "1", "https://u:p@h:8443/a?b#c"),
        ("username", "é", "https://%C3%A9:p@h:8443/a?b#c"),
        ("password", "", "https://u@h:8443/a?b#c"),
        ("host", "n:1/x", "https://u:p@n:1/a?b#c"),
        ("host", "n", "https://u:p@n:8443/a?b#c"),
        ("host", "", "https://u:p@h:8443/a?b#c"),
        ("hostname", "n", "https://u:p@n:8443/a?b#c"),
        ("hostname", "n:1", "https://u:p@h:8443/a?b#c"),
        ("hostname", "a b", "https://u:p@h:8443/a?b#c"),
        ("port", "443", "https://u:p@h/a?b#c"),
        ("port", "80x", "https://u:p@h:80/a?b#c"),
        ("port", "x", "https://u:p@h:8443/a?b#c"),
        ("port", 99999, "https://u:p@h:8443/a?b#c"),
        ("port", "", "https://u:p@h/a?b#c"),
        ("pathname", "x\\y?#/../z", "https://u:p@h:8443/x/z?b#c"),
        ("search", "x#y", "https://u:p@h:8443/a?x%23y#c"),
        ("search", "", "https://u:p@h:8443/a#c"),
        ("hash", "#x y", "https://u:p@h:8443/a?b#x%20y"),
        ("hash", "", "https://u:p@h:8443/a?b"),
        ("hash", "\udc00", "https://u:p@h:8443/a?b#%EF%BF%BD"),
    ],
)
def test_parts_are_set(name: str, value: object, href: str) -> None:
    url = URL.new("https://u:p@h:8443/a?b#c")
    setattr(url, name, value)
    assert url.href == href


@pytest.mark.parametrize("name", ["username", "password", "host", "hostname", "port", "pathname"])
def test_an_opaque_path_takes_no_other_parts(name: str) -> None:
    url = URL.new("mailto:a")
    setattr(url, name, "1")
    assert url.href == "mailto:a"


def test_a_wrong_href_changes_nothing() -> None:
    url = URL.new("http://h/")
    with pytest.raises(JsTypeError, match="Invalid URL: nowhere"):
        url.href = "nowhere"
    assert url.href == "http://h/"


def test_search_params_and_address_follow_each_other() -> None:
    url = URL.new("http://h/?a=1&b=2")
    params = url.searchParams
    assert params is url.searchParams
    params.append("c", "ü")
    params.delete("a")
    assert url.search == "?b=2&c=%C3%BC"
    url.search = "?x=1"
    assert list(params) == [("x", "1")]
    url.href = "http://h/?y=2"
    assert list(params) == [("y", "2")]
    params.delete("y")
    assert url.href == "http://h/"


@pytest.mark.parametrize(
    "init",
    [
        "?a=1&b=2+3",
        JsArray([JsArray(["a", "1"]), JsArray(["b", "2 3"])]),
        [("a", 1), ("b", "2 3")],
        {"a": "1", "b": "2 3"}.items(),
        JsObject({"a": 1, "b": "2 3"}),
        JsMap([("a", "1"), ("b", "2 3")], is_literal=True),
        URLSearchParams([("a", "1"), ("b", "2 3")]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_params_are_made_of_much(init: Any) -> None:
    assert URLSearchParams.new(init).toString() == "a=1&b=2+3"


def test_params_of_wrong_pairs_are_refused() -> None:
    for init in ([("a", "b", "c")], ["ab"], {"ab": 1}):
        with pytest.raises(JsTypeError, match="Invalid URL search params sequence"):
            URLSearchParams.new(init)


def test_reading_and_changing_params() -> None:
    params = URLSearchParams.new("b=1&a=2&b=3&a=4")
    assert (params.size, params.get("a"), params.get("z"), list(params.getAll("b"))) == (
        4,
        "2",
        jsnull,
        ["1", "3"],
    )
    assert (params.has("a"), params.has("a", "4"), params.has("a", "5")) == (True, True, False)
    params.sort()
    assert params.toString() == "a=2&a=4&b=1&b=3"
    params.delete("a", "2")
    params.set("b", 9)
    params.set("~*", "'")
    assert params.toString() == "a=4&b=9&%7E*=%27"
    assert (list(params.keys()), list(params.values())) == (["a", "b", "~*"], ["4", "9", "'"])
    first = params.entries().next()
    assert (first.value, first.done) == (("a", "4"), False)
    seen: list[tuple[str, str]] = []
    params.forEach(lambda value, name, _: seen.append((name, value)))
    assert seen == list(params) == list(params.entries())
    assert URLSearchParams.new().size == 0


def test_parameters_have_a_length_and_are_never_false() -> None:
    assert (
        len(URLSearchParams.new("a=1&a=2")),
        len(URLSearchParams.new("")),
        bool(URLSearchParams.new("")),
    ) == (2, 0, True)
