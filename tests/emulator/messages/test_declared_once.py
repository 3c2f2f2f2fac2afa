"""What is known of a message stands in its class, and everywhere else it is made of that."""

import argparse
import inspect
import runpy
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.cli.member_flags import add_filter_flags, add_member_flags, collect_members
from fakeflare.control.faults import FaultsControl
from fakeflare.control.journal import JournalControl
from fakeflare.control.settings import ConsistencyControl, LimitsControl
from fakeflare.emulator.domain import seeds
from fakeflare.emulator.faces.control.openapi import build_document
from fakeflare.emulator.messages.consistency import ConsistencySpec
from fakeflare.emulator.messages.declaration.members import list_members
from fakeflare.emulator.messages.declaration.message import Message
from fakeflare.emulator.messages.declaration.parsing import parse
from fakeflare.emulator.messages.errors import MessageInvalid
from fakeflare.emulator.messages.fault import FaultSpec
from fakeflare.emulator.messages.journal import JournalFilter
from fakeflare.emulator.messages.limits import LimitsSpec
from fakeflare.emulator.messages.schemas import list_messages
from fakeflare.emulator.messages.seed import SeedEntry, SeedNamespace

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts/make_signatures.py"
MESSAGES = list_messages()
METHODS = [
    (FaultSpec, FaultsControl.add),
    (LimitsSpec, LimitsControl.configure),
    (ConsistencySpec, ConsistencyControl.configure),
    (JournalFilter, JournalControl.list),
    (JournalFilter, JournalControl.read),
    (JournalFilter, JournalControl.count),
]


def list_names(message: type[Message]) -> list[str]:
    return [member.name for member in list_members(message)]


def test_what_is_written_of_messages_is_up_to_date() -> None:
    made: dict[Path, str] = runpy.run_path(str(SCRIPT))["make_files"]()
    for path, text in made.items():
        assert path.read_text("utf-8") == text, f"{path}: run `python scripts/make_signatures.py`"


@pytest.mark.parametrize(("message", "method"), METHODS)
def test_every_member_is_a_keyword_with_its_description(
    message: type[Message], method: Callable[..., object]
) -> None:
    keywords = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    ]
    assert keywords == list_names(message)
    documented = " ".join((method.__doc__ or "").split())
    for member in list_members(message):
        assert f"{member.name}: {' '.join(member.description.split())}" in documented


@pytest.mark.parametrize(
    ("add", "message"), [(add_member_flags, FaultSpec), (add_filter_flags, JournalFilter)]
)
def test_every_member_is_a_flag_with_its_description(
    add: Callable[..., None], message: type[Message]
) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add(parser, message)
    text = " ".join(parser.format_help().split())
    for member in list_members(message):
        assert f"--{member.name.replace('_', '-')}" in text
        assert member.description in text
    assert collect_members(parser.parse_args([]), message) == {}


def test_every_member_is_in_the_document_with_its_description() -> None:
    document = build_document()
    schemas = document["components"]["schemas"]
    filters = document["paths"]["/journal"]["get"]["parameters"]
    assert [each["name"] for each in filters] == list_names(JournalFilter)
    for message in (FaultSpec, LimitsSpec, ConsistencySpec):
        described = schemas[message.__name__]["properties"]
        assert {name: each["description"] for name, each in described.items()} == {
            member.name: member.description for member in list_members(message)
        }


def test_every_member_is_in_the_tables_of_the_page() -> None:
    page = (ROOT / "docs/control.md").read_text("utf-8")
    for message in (FaultSpec, LimitsSpec, ConsistencySpec, JournalFilter, SeedNamespace, SeedEntry):
        table = page.partition(f"<!-- written: {message.__name__} -->")[2].partition("<!-- end")[0]
        rows = [line.split("`")[1] for line in table.splitlines()[3:]]
        assert rows == list_names(message)


def test_a_seed_has_the_members_that_are_read_and_the_files() -> None:
    assert list_names(SeedNamespace) == [*seeds.NAMESPACE_MEMBERS, "folder"]
    assert {*list_names(SeedEntry)} == {*seeds.ENTRY_MEMBERS, "file"}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_described_and_has_an_example_that_can_be_read(name: str) -> None:
    message = MESSAGES[name]
    assert message.__doc__
    assert message.EXAMPLES
    for member in list_members(message):
        assert member.description, member.name
        assert member.words.startswith("must be"), member.name
    for example in message.EXAMPLES:
        msgspec.convert(example, message)


READ = [name for name in MESSAGES if not name.endswith("Answer")]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
def test_a_refusal_is_said_in_our_own_words(data: Any) -> None:
    message = MESSAGES[data.draw(st.sampled_from(READ))]
    names = st.sampled_from([*list_names(message), "other"])
    given_members = data.draw(st.dictionaries(names, VALUES, max_size=4))
    with suppress(MessageInvalid):
        parse(message, given_members)
