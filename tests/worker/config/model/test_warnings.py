"""What is said at start of things that are not emulated."""

import json
from pathlib import Path

from fakeflare.worker.config.model.config import load_config


def write(folder: Path, **fields: object) -> Path:
    path = folder / "wrangler.json"
    path.write_text(json.dumps({"name": "w", "main": "entry.js", **fields}))
    return path


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        r2_buckets=[{"binding": "R", "bucket_name": "files"}],
        triggers={"crons": ["* * * * *"]},
        queues={"producers": [], "consumers": [{"queue": "q"}]},
        build={"command": "make"},
        env={"staging": {"d1_databases": [{"binding": "D"}], "r2_buckets": [], "queues": {}}},
    )
    assert load_config(path, None, tmp_path).warnings == (
        '"build" is not emulated by fakeflare yet and is passed over',
        '"queues.consumers" is not emulated by fakeflare yet and is passed over',
        'env.R is an R2 Bucket binding (r2_buckets[0], "files"), which is not emulated by fakeflare yet: '
        "using it raises",
    )
    assert load_config(path, "staging", tmp_path).warnings[-2:] == (
        '"build" is not emulated by fakeflare yet and is passed over',
        "env.D is a D1 Database binding (env.staging.d1_databases[0]), which is not emulated by fakeflare "
        "yet: using it raises",
    )


def test_remote_bindings_stay_here(tmp_path: Path) -> None:
    path = write(tmp_path, kv_namespaces=[{"binding": "A"}, {"binding": "B", "remote": True}])
    assert load_config(path, None, tmp_path).warnings == (
        '"kv_namespaces[1].remote" is passed over: fakeflare answers for it itself',
    )


def test_nothing_is_said_of_what_works(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    path = write(
        tmp_path,
        kv_namespaces=[{"binding": "KV"}],
        vars={"A": 1},
        r2_buckets=[],
        services=[{"binding": "S", "service": "other"}],
        assets={"directory": "site"},
        version_metadata={"binding": "V"},
        triggers={"crons": ["* * * * *"]},
        observability={"enabled": True},
    )
    assert load_config(path, None, tmp_path).warnings == ()
