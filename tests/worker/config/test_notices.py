import json
from pathlib import Path

from worker.config.config import load_config


def write(folder: Path, **fields: object) -> Path:
    path = folder / "wrangler.json"
    path.write_text(json.dumps({"name": "w", "main": "entry.py", **fields}))
    return path


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    (tmp_path / ".dev.vars").write_text("SECRET=x")
    path = write(
        tmp_path,
        r2_buckets=[{"binding": "R"}],
        triggers={"crons": ["* * * * *"]},
        queues={"producers": [], "consumers": []},
        env={"staging": {"d1_databases": [{"binding": "D"}]}},
    )
    assert load_config(path, None, tmp_path).warnings == (
        '"r2_buckets" is not emulated by fakeflare yet and is passed over',
        '"triggers" is not emulated by fakeflare yet and is passed over',
        ".dev.vars is not read by fakeflare yet",
    )
    assert load_config(path, "staging", tmp_path).warnings == (
        '"env.staging.d1_databases" is not emulated by fakeflare yet and is passed over',
        '"env.staging.triggers" is not emulated by fakeflare yet and is passed over',
        ".dev.vars is not read by fakeflare yet",
    )


def test_nothing_is_said_of_a_worker_with_kv_alone(tmp_path: Path) -> None:
    path = write(tmp_path, kv_namespaces=[{"binding": "KV"}], vars={"A": 1}, r2_buckets=[])
    assert load_config(path, None, tmp_path).warnings == ()
