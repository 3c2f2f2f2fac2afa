"""A real workerd: lists of keys, and many values at once."""

import pytest

from tests.clients.programs import Worker

pytestmark = pytest.mark.client("workerd")


def test_list_pages_in_byte_order(worker: Worker) -> None:
    table = [
        ("Promise.all([...'zyé~aAB'].map((name) => KV.put('t' + name, 'v'))).then(() => {})", "undefined"),
        ('KV.put("u", "v")', "undefined"),
        (
            "(async () => { const pages = []; let cursor; do { "
            'const page = await KV.list({prefix: "t", limit: 3, cursor}); cursor = page.cursor; '
            "pages.push([page.keys.map((key) => key.name), page.list_complete, typeof cursor]); "
            "} while (cursor); return pages; })()",
            [
                [["tA", "tB", "ta"], False, "string"],
                [["ty", "tz", "t~"], False, "string"],
                [["té"], True, "undefined"],
            ],
        ),
    ]
    assert worker.run(table) == table


def test_list_takes_its_options_as_workerd_sends_them(worker: Worker) -> None:
    everything = {
        "keys": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
        "list_complete": True,
        "cacheStatus": None,
    }
    table = [
        ('KV.put("a", "1").then(() => KV.put("b", "2")).then(() => KV.put("c", "3"))', "undefined"),
        ("KV.list()", everything),
        ("KV.list({limit: 0})", everything),
        ("KV.list({limit: -1})", everything),
        ("KV.list({limit: 1000})", everything),
        ("KV.list({prefix: null, cursor: null})", everything),
        ('KV.list({prefix: "", cursor: ""})', everything),
        ("KV.list({limit: 2.7}).then((page) => page.keys)", [{"name": "a"}, {"name": "b"}]),
        (
            "KV.list({limit: 1001})",
            "!! Error: KV GET failed: 400 Invalid key_count_limit of 1001. "
            "Please specify an integer less than 1000.",
        ),
    ]
    assert worker.run(table) == table


def test_bulk_get_answers_a_map(worker: Worker) -> None:
    table = [
        ('KV.put("a", "hello")', "undefined"),
        ('KV.put("j", \'{"x":1}\', {metadata: {tag: "é", n: 1}})', "undefined"),
        ('KV.put("zero", "0")', "undefined"),
        ('KV.put("empty", "")', "undefined"),
        (
            'KV.get(["a", "j", "missing", "empty"])',
            {"Map": [["a", "hello"], ["j", '{"x":1}'], ["missing", None], ["empty", ""]]},
        ),
        (
            'KV.get(["j", "zero", "missing"], "json")',
            {"Map": [["j", {"x": 1}], ["zero", 0], ["missing", None]]},
        ),
        ('KV.get(["j"], {type: "json", cacheTtl: 60})', {"Map": [["j", {"x": 1}]]}),
        (
            'KV.getWithMetadata(["j", "zero"], "json")',
            {
                "Map": [
                    ["j", {"value": {"x": 1}, "metadata": {"tag": "é", "n": 1}}],
                    ["zero", {"value": 0, "metadata": None}],
                ]
            },
        ),
        ('KV.get(["a", "a"])', {"Map": [["a", "hello"]]}),
        ('KV.put("1", "one")', "undefined"),
        ('KV.put("007", "bond")', "undefined"),
        # workerd drops the names that look like an index of an array.
        ('KV.get(["1", "a", "007", "10"])', {"Map": [["a", "hello"], ["007", "bond"]]}),
        (
            "KV.get(Array.from({length: 100}, (_, index) => 'k' + index)).then((map) => map.size)",
            100,
        ),
    ]
    assert worker.run(table) == table


def test_bulk_get_is_refused_in_cloudflares_words(worker: Worker) -> None:
    table = [
        ('KV.put("text", "not json")', "undefined"),
        ('KV.put("bytes", new Uint8Array([255]))', "undefined"),
        (
            "KV.get(Array.from({length: 101}, (_, index) => 'k' + index))",
            "!! Error: KV GET_BULK failed: 400 You can request a maximum of 100 keys",
        ),
        ("KV.get([])", "!! Error: KV GET_BULK failed: 400 You must request a minimum of 1 key"),
        ('KV.get(["", "."])', "!! Error: KV GET_BULK failed: 400 Key names must not be empty"),
        (
            'KV.get(["."])',
            '!! Error: KV GET_BULK failed: 400 Illegal key name ".". Please use a different name.',
        ),
        (
            'KV.get(["text"], "json")',
            "!! Error: KV GET_BULK failed: 400 "
            "At least one of the requested keys corresponds to a non-json value",
        ),
        (
            'KV.get(["text"], "arrayBuffer")',
            '!! Error: KV GET_BULK failed: 400 "arrayBuffer" is not a valid type. Use "json" or "text"',
        ),
        (
            'KV.get(["text"], {cacheTtl: 10})',
            "!! Error: KV GET_BULK failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30.",
        ),
    ]
    assert worker.run(table) == table


def test_bulk_get_may_answer_25_mib(worker: Worker) -> None:
    table = [
        ('KV.put("half", "x".repeat(13 * 2 ** 20))', "undefined"),
        ('KV.put("other half", "x".repeat(13 * 2 ** 20))', "undefined"),
        ('KV.get(["half"]).then((map) => map.get("half").length)', 13 * 2**20),
        (
            'KV.get(["half", "other half"])',
            "!! Error: KV GET_BULK failed: 413 Total size of request exceeds the limit of 25MB",
        ),
    ]
    assert worker.run(table) == table
