from tests.bench import NOW, Bench, at, check_envelope, success


async def test_list_names_what_is_set_only(bench: Bench) -> None:
    namespace = await bench.create()
    pairs = [
        {"key": "a", "value": ""},
        {"key": "b", "value": "", "expiration": NOW + 100, "metadata": {"x": [1.0, "é"]}},
        {"key": "c", "value": "", "metadata": None},
    ]
    await bench.rest().put(at(namespace, "/bulk"), json=pairs)
    body = check_envelope(await bench.rest().get(at(namespace, "/keys")))
    assert body["result"] == [
        {"name": "a"},
        {"name": "b", "expiration": NOW + 100, "metadata": {"x": [1.0, "é"]}},
        {"name": "c"},
    ]
    assert body["result_info"] == {"count": 3, "cursor": ""}


async def test_empty_prefix_and_cursor_are_as_good_as_absent(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, "/values/k"), content=b"v")
    body = (await bench.rest().get(at(namespace, "/keys?prefix=&cursor="))).json()
    assert body["result"] == [{"name": "k"}]


async def test_page_has_1000_keys_unless_told_otherwise(bench: Bench) -> None:
    namespace = await bench.create()
    pairs = [{"key": f"{number:05}", "value": ""} for number in range(1001)]
    await bench.rest().put(at(namespace, "/bulk"), json=pairs)
    body = (await bench.rest().get(at(namespace, "/keys"))).json()
    assert body["result_info"]["count"] == 1000
    rest = (await bench.rest().get(at(namespace, f"/keys?cursor={body['result_info']['cursor']}"))).json()
    assert rest["result"] == [{"name": "01000"}]
    assert rest["result_info"] == {"count": 1, "cursor": ""}


async def test_prefix_is_form_encoded(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.rest().put(at(namespace, "/values/a%20b%2Bc"), content=b"v")
    body = (await bench.rest().get(at(namespace, "/keys?prefix=a+b%2B"))).json()
    assert body["result"] == [{"name": "a b+c"}]


async def test_bulk_write_and_both_bulk_deletes(bench: Bench) -> None:
    namespace = await bench.create()
    for method, tail in (("POST", "/bulk/delete"), ("DELETE", "/bulk")):
        pairs = [
            {"key": "text", "value": "é"},
            {"key": "bytes", "value": "/wA=", "base64": True, "expiration_ttl": 60},
            {"key": "text", "value": "last wins"},
        ]
        written = await bench.rest().put(at(namespace, "/bulk"), json=pairs)
        assert written.json() == success({"successful_key_count": 3, "unsuccessful_keys": []})
        assert (await bench.rest().get(at(namespace, "/values/text"))).text == "last wins"
        stored = await bench.rest().get(at(namespace, "/values/bytes"))
        assert (stored.content, stored.headers["expiration"]) == (b"\xff\x00", str(NOW + 60))
        deleted = await bench.rest().request(
            method, at(namespace, tail), json=["text", "bytes", "never there"]
        )
        assert deleted.json() == success({"successful_key_count": 3, "unsuccessful_keys": []})
        assert (await bench.rest().get(at(namespace, "/keys"))).json()["result"] == []


async def test_empty_bulk_bodies_are_accepted(bench: Bench) -> None:
    namespace = await bench.create()
    none = success({"successful_key_count": 0, "unsuccessful_keys": []})
    assert (await bench.rest().put(at(namespace, "/bulk"), json=[])).json() == none
    assert (await bench.rest().post(at(namespace, "/bulk/delete"), json=[])).json() == none


async def test_bulk_get_shapes(bench: Bench) -> None:
    namespace = await bench.create()
    pairs = [
        {"key": "empty", "value": ""},
        {"key": "zero", "value": "0", "metadata": {"a": 1}, "expiration": NOW + 100},
        {"key": "false", "value": "false"},
    ]
    await bench.rest().put(at(namespace, "/bulk"), json=pairs)
    address = at(namespace, "/bulk/get")

    text = await bench.rest().post(address, json={"keys": ["zero", "empty", "missing", "zero"]})
    assert check_envelope(text) == success({"values": {"zero": "0", "empty": "", "missing": None}})

    request = {"keys": ["zero", "false", "missing"], "type": "json"}
    parsed = await bench.rest().post(address, json=request)
    assert parsed.json() == success({"values": {"zero": 0, "false": False, "missing": None}})

    full = await bench.rest().post(address, json={"keys": ["empty", "missing"], "withMetadata": True})
    values: dict[str, object] = {"empty": {"value": "", "metadata": None}, "missing": None}
    assert full.json() == success({"values": values})

    full = await bench.rest().post(address, json={**request, "withMetadata": True})
    assert full.json()["result"]["values"] == {
        "zero": {"value": 0, "metadata": {"a": 1}, "expiration": NOW + 100},
        "false": {"value": False, "metadata": None},
        "missing": None,
    }
