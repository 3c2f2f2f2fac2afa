import asyncio
import re

from tests.bench import ACCOUNT, Bench, at, check_envelope, success


async def test_created_namespace_has_an_id_and_is_there(bench: Bench) -> None:
    body = check_envelope(await bench.rest().post(at(), json={"title": "with spaces é"}))
    created = body["result"]
    assert list(created) == ["id", "title", "supports_url_encoding"]
    assert re.fullmatch("[0-9a-f]{32}", created["id"])
    assert created["title"] == "with spaces é"
    assert created["supports_url_encoding"] is True
    assert (await bench.rest().get(at(created["id"]))).json() == success(created)


async def test_jurisdiction_is_shown_when_it_was_set(bench: Bench) -> None:
    created = (await bench.rest().post(at(), json={"title": "t", "jurisdiction": "eu"})).json()["result"]
    assert created["jurisdiction"] == "eu"
    renamed = (await bench.rest().put(at(created["id"]), json={"title": "u"})).json()["result"]
    assert renamed == {**created, "title": "u"}


async def test_renaming_to_its_own_title_is_accepted(bench: Bench) -> None:
    namespace = await bench.create("t")
    response = await bench.rest().put(at(namespace), json={"title": "t"})
    assert check_envelope(response)["result"]["title"] == "t"


async def test_title_and_keys_are_gone_with_the_namespace(bench: Bench) -> None:
    namespace = await bench.create("t")
    await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    assert (await bench.rest().delete(at(namespace))).json() == success(None)
    again = (await bench.rest().post(at(), json={"title": "t"})).json()["result"]
    assert again["id"] != namespace.id
    assert (await bench.rest().get(at(again["id"], "/keys"))).json()["result"] == []


async def test_same_title_in_another_account(bench: Bench) -> None:
    await bench.create("t")
    assert (await bench.rest().post(at(account="f" * 32), json={"title": "t"})).status_code == 200


async def test_pages_end_with_an_empty_one(bench: Bench) -> None:
    for number in range(5):
        await bench.store.namespaces.insert(ACCOUNT, f"{9 - number:032}", f"t{number}")
    seen: list[str] = []
    for page in range(1, 5):
        body = check_envelope(await bench.rest().get(f"{at()}?per_page=2&page={page}"))
        count = len(body["result"])
        seen += [namespace["id"][-1] for namespace in body["result"]]
        assert body["result_info"] == {
            "count": count,
            "page": page,
            "per_page": 2,
            "total_count": 5,
            "total_pages": 3,
        }
    assert seen == ["5", "6", "7", "8", "9"]
    assert body["result"] == []


async def test_order_and_direction(bench: Bench) -> None:
    for number, title in ((1, "b"), (2, "a"), (3, "C")):
        await bench.store.namespaces.insert(ACCOUNT, f"{number:032}", title)
    for query, titles in {
        "": "baC",
        "?order=id": "baC",
        "?direction=desc": "Cab",
        "?order=title": "Cab",
        "?order=title&direction=asc": "Cab",
        "?order=title&direction=desc": "baC",
    }.items():
        body = (await bench.rest().get(at() + query)).json()
        assert "".join(namespace["title"] for namespace in body["result"]) == titles, query


async def test_registered_id_of_any_shape_is_reached(bench: Bench) -> None:
    namespace = await bench.kv.namespaces.register("<YOUR_BINDING_ID>", "things")
    address = at("%3CYOUR_BINDING_ID%3E", "/values/k", namespace.account)
    assert (await bench.rest().put(address, content=b"v")).status_code == 200
    assert (await bench.rest().get(address)).content == b"v"
    assert (await bench.rest().get(at("%3CYOUR_BINDING_ID%3E", "/values/k"))).status_code == 400


async def test_creates_at_once_do_not_pass_the_limit(bench: Bench) -> None:
    for number in range(999):
        await bench.store.namespaces.insert(ACCOUNT, f"{number:032}", str(number))
    rest = bench.rest()
    answers = await asyncio.gather(*(rest.post(at(), json={"title": f"t{number}"}) for number in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 19]


async def test_of_creates_at_once_with_one_title_one_succeeds(bench: Bench) -> None:
    rest = bench.rest()
    answers = await asyncio.gather(*(rest.post(at(), json={"title": "t"}) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 19]
