from starlette.responses import Response

from fakeflare.emulator.faces.routes import Route, RouteTable, format_allow


async def handle(request: str) -> Response:
    raise NotImplementedError


ROUTES = [
    Route("GET", "/", handle, "account"),
    Route("GET", "/a.b/{one}", handle, "account"),
    Route("GET", "/{rest:path}", handle, "account"),
    Route("PUT", "/{rest:path}", handle, "account"),
    Route("POST", "/fixed", handle, "account", only_reads=True),
]
TABLE = RouteTable(ROUTES)


def test_a_route_without_parameters_is_found_before_those_with_them() -> None:
    assert TABLE.find("GET", "/") == (ROUTES[0], {})
    assert TABLE.find("PUT", "/") == (ROUTES[3], {"rest": ""})


def test_a_parameter_is_one_part_of_the_path_and_its_text_is_what_was_sent() -> None:
    assert TABLE.find("GET", "/a.b/%2F%0A") == (ROUTES[1], {"one": "%2F%0A"})
    assert TABLE.find("GET", "/a.b/x/y") == (ROUTES[2], {"rest": "a.b/x/y"})
    assert TABLE.find("GET", "/axb/x") == (ROUTES[2], {"rest": "axb/x"})
    assert TABLE.find("GET", "/a\nb") == (ROUTES[2], {"rest": "a\nb"})


def test_the_methods_of_a_path_are_those_that_have_a_route_there() -> None:
    assert TABLE.find("DELETE", "/") is None
    assert TABLE.list_methods("/fixed") == ["POST", "GET", "PUT"]
    assert TABLE.list_methods("nothing") == []
    assert RouteTable(ROUTES, "/below").list_methods("/below/x") == ["GET", "PUT"]
    assert RouteTable(ROUTES, "/below").list_methods("/x") == []


def test_a_route_writes_unless_it_says_that_it_only_reads() -> None:
    assert [route.writes for route in ROUTES] == [False, False, False, True, False]


def test_what_may_be_read_may_be_asked_for_its_head() -> None:
    assert format_allow(["GET", "PUT"]) == "GET, PUT, HEAD, OPTIONS"
    assert format_allow(["POST"]) == "POST, OPTIONS"
