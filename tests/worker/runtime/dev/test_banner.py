"""The table of what a Worker's `env` holds."""

from pathlib import Path

from fakeflare.worker.runtime.dev.banner import describe_bindings
from fakeflare.worker.runtime.load.projects import Choices, load_project
from tests.worker.runtime.projects import write_config


def test_workers_see_each_other_in_the_table(tmp_path: Path) -> None:
    services = [{"binding": "BACK", "service": "back"}, {"binding": "GONE", "service": "gone"}]
    paths = (write_config(tmp_path, "front", services=services), write_config(tmp_path, "back"))
    project = load_project(Choices(tmp_path, paths), {})

    assert describe_bindings(project) == (
        "front has access to the following bindings:\n"
        "Binding              Resource      Mode\n"
        "env.BACK (back)      Worker        local [connected]\n"
        "env.GONE (gone)      Worker        local [not connected]\n"
        "\n"
        "No bindings found for back\n"
    )
