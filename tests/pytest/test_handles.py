"""`fakeflare.namespace(…)`: what a test arranges and looks at."""

import httpx
import pytest

from fakeflare.pytest.fixture import Fakeflare

KEYS = ("a", "user:1", "a/b", "a b+c", "100%", "%41", "?#&=", "é", "日本", "🔑", "..a", "\x01", "k" * 512)


def test_values_come_back_as_they_were_put(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("text", "é")
    things.put("bytes", b"\x00\xff")
    things.put("json", {"a": [1, None]})
    assert things.get("text") == "é".encode()
    assert things.get_text("text") == "é"
    assert things.get("bytes") == b"\x00\xff"
    assert things.get_json("json") == {"a": [1, None]}


def test_a_missing_key_is_none_to_all(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    asked = (things.get, things.get_text, things.get_json, things.metadata, things.expiration)
    assert [ask("none") for ask in asked] == [None] * 5
    assert "none" not in things
    things.delete("none")


def test_metadata_and_expiration(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    now = fakeflare.clock.freeze()["now"]
    things.put("ttl", "v", expiration_ttl=60, metadata={"é": 1})
    things.put("moment", "v", expiration=now + 100)
    assert things.metadata("ttl") == {"é": 1}
    assert [things.expiration(key) for key in ("ttl", "moment")] == [now + 60, now + 100]
    things.put("ttl", "w")
    assert (things.metadata("ttl"), things.expiration("ttl")) == (None, None)
    fakeflare.clock.advance(100)
    assert things.list() == ["ttl"]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_taken(fakeflare: Fakeflare, key: str) -> None:
    things = fakeflare.namespace("THINGS")
    things.put(key, "v")
    assert key in things
    assert things.list() == [key]
    things.delete(key)
    assert things.entries() == {}


def test_lists_have_all_pages_in_the_order_of_the_bytes(fakeflare: Fakeflare) -> None:
    keys = [f"k{number:04}" for number in range(1003)]
    fakeflare.seed({"THINGS": {**dict.fromkeys(reversed(keys), "v"), "other": "o"}})
    things = fakeflare.namespace("THINGS")
    assert things.list("k") == keys
    assert things.entries("o") == {"other": b"o"}


def test_what_kv_refuses_is_a_value_error_in_its_words(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    with pytest.raises(ValueError, match="Key names must not be empty"):
        things.put("", "v")
    with pytest.raises(ValueError, match="Illegal key name"):
        things.get("..")
    with pytest.raises(ValueError, match="at least 60"):
        things.put("k", "v", expiration_ttl=59)
    with pytest.raises(ValueError, match="missing a title"):
        fakeflare.namespace("")


def test_a_namespace_is_found_again_by_title_and_id(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    assert fakeflare.namespace("THINGS").id == fakeflare.namespace(things.id).id == things.id
    assert repr(things) == f"<namespace 'THINGS', id '{things.id}'>"


def test_a_namespace_of_another_account(fakeflare: Fakeflare) -> None:
    account = "ab" * 16
    other = fakeflare.namespace("THINGS", account_id=account)
    assert other.id != fakeflare.namespace("THINGS").id
    assert fakeflare.namespace("THINGS", account_id=account).id == other.id
    path = f"{fakeflare.api_url}/accounts/{account}/storage/kv/namespaces"
    [listed] = httpx.get(path, headers={"Authorization": "Bearer t"}).json()["result"]
    assert listed["id"] == other.id


def test_a_namespace_that_is_gone_says_so(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    fakeflare.reset()
    for use in (things.list, lambda: things.put("k", "v"), lambda: things.get("k")):
        with pytest.raises(LookupError, match='the namespace "THINGS" is gone'):
            use()


def test_handles_meet_no_conditions_and_are_in_no_journal(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    fakeflare.faults.add(status=500)
    fakeflare.limits.configure(all=True)
    for value in ("v", "w"):
        things.put("k", value)
    assert things.get_text("k") == "w"
    assert fakeflare.journal.list() == []
