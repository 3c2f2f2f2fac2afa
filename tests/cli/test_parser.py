"""Variables of flags: what counts, and who is named where one is wrong."""

from pathlib import Path

import pytest

from fakeflare.cli.parser import CommandParser, parse_arguments


@pytest.mark.parametrize(
    ("command", "variables", "complaint"),
    [
        ("dev", {"FAKEFLARE_PORT": "x"}, 'FAKEFLARE_PORT: "x" is not a port: expected 0 to 65535'),
        ("dev", {"FAKEFLARE_REQUEST_TIMEOUT": "0"}, 'FAKEFLARE_REQUEST_TIMEOUT: "0" is no time: '),
        ("dev", {"FAKEFLARE_MEMORY": "hm"}, "FAKEFLARE_MEMORY: 'hm' is neither on nor off: "),
        ("serve", {"FAKEFLARE_PORT": "x"}, 'FAKEFLARE_PORT: "x" is not a port: expected 0 to 65535'),
        ("serve", {"FAKEFLARE_LOG_LEVEL": "loud"}, "FAKEFLARE_LOG_LEVEL: 'loud' is none of debug, "),
        ("serve", {"FAKEFLARE_TOKEN": "one two:three"}, 'FAKEFLARE_TOKEN: "two:three" is not a token: '),
        ("serve", {"FAKEFLARE_ACCESS_LOG": "hm"}, "FAKEFLARE_ACCESS_LOG: 'hm' is neither on nor off: "),
        ("check", {"FAKEFLARE_FORMAT": "xml"}, "FAKEFLARE_FORMAT: 'xml' is not a format: expected one of "),
        ("trigger", {"FAKEFLARE_TIME": "x"}, 'FAKEFLARE_TIME: "x" is no time: expected milliseconds'),
        ("journal", {"FAKEFLARE_URL": "x"}, 'FAKEFLARE_URL: "x" is not a URL: expected one like '),
    ],
)
def test_an_error_names_the_variable_that_it_is_of(
    command: str, variables: dict[str, str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        parse_arguments(command, [], variables)
    assert caught.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"fakeflare {command}: error: {complaint}")


def test_a_wrong_variable_is_nothing_to_a_flag_that_is_given() -> None:
    assert parse_arguments("dev", ["--port", "1"], {"FAKEFLARE_PORT": "x"}).port == 1


def test_an_empty_variable_is_as_good_as_none() -> None:
    empty = dict.fromkeys(("FAKEFLARE_PORT", "FAKEFLARE_DATA", "FAKEFLARE_SEED", "FAKEFLARE_TOKEN"), "")
    options = parse_arguments("serve", [], empty)
    assert (options.port, options.data, options.seed) == (8786, Path(".fakeflare"), None)
    assert options.token == []


def test_flags_collect_and_drop_what_the_variable_says() -> None:
    parser = CommandParser(environ={"FAKEFLARE_TAG": "a b"})
    parser.add_list("--tag", text="", name="TAG")
    assert parser.parse([]).tag == ["a", "b"]
    assert parser.parse(["--tag", "c", "--tag", "d"]).tag == ["c", "d"]
    assert parser.parse([]).tag == ["a", "b"]
