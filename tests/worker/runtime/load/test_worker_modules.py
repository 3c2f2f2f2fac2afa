"""A Worker's own modules: their names, who else may have them, and what they may import."""

import asyncio
import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from fakeflare.testing import Worker
from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.runtime.workers.isolate import LoadError
from tests.worker.runtime.projects import HEADER, opened, read, write

TELL = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response({0})\n"


async def test_modules_carry_their_plain_names_and_can_be_looked_up(tmp_path: Path) -> None:
    source = "import sys\nfrom package import inner\nclass Default(WorkerEntrypoint):\n    def fetch(self):\n"
    source += "        found = [sys.modules[__name__].__name__, sys.modules['package.inner'].__name__]\n"
    source += "        return Response(' '.join([*found, type(self).__module__]))\n"
    others = {"src/package/__init__.py": "", "src/package/inner.py": ""}
    async with opened(tmp_path, source, others) as worker:
        assert await read(worker) == "entry package.inner entry"
        assert importlib.import_module("package.inner").__file__ == str(tmp_path / "src/package/inner.py")
    assert not {"entry", "package", "package.inner"} & set(sys.modules)


async def test_packages_give_way_to_files_of_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ModuleType("worker")
    monkeypatch.setitem(sys.modules, "worker", theirs)
    files = {
        "src/worker.py": HEADER + "import sibling\nNAME = 'mine'\n" + TELL.format("sibling.tell()"),
        "src/sibling.py": "def tell():\n    import importlib, worker\n    from emulator.inner import there\n"
        "    return f'{worker.NAME} {importlib.import_module(\"worker\").NAME} {there}'\n",
        "src/emulator/inner.py": "there = 'inner'\n",
    }
    async with Worker(write(tmp_path, files, main="src/worker.py")) as worker:
        assert await read(worker) == "mine mine inner"
        assert sys.modules["worker"] is theirs
    assert sys.modules["worker"] is theirs


async def test_fakeflares_submodules_give_way_inside_a_function_too(tmp_path: Path) -> None:
    files = {
        "src/entry.py": HEADER
        + "import importlib, worker\nclass Default(WorkerEntrypoint):\n    def fetch(self):\n"
        "        from worker import testing\n        from worker.config import NAME\n"
        "        return Response(testing.NAME + NAME + importlib.import_module('worker.runtime').NAME)\n",
        "src/worker/__init__.py": "",
        **{f"src/worker/{name}.py": f"NAME = {name!r}\n" for name in ("testing", "config", "runtime")},
    }
    async with Worker(write(tmp_path, files, main="src/entry.py")) as worker:
        assert await read(worker) == "testingconfigruntime"


@pytest.mark.parametrize("is_second_first", [False, True])
async def test_packages_of_one_name_do_not_meet_in_functions(tmp_path: Path, is_second_first: bool) -> None:
    source = (
        "import importlib\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        other = getattr(self.env, 'B', None)\n"
        "        before = await (await other.fetch('http://b/')).text() if other else ''\n"
        "        import package.dotted\n        from package import member\n"
        "        named = importlib.import_module('package.named')\n"
        "        return Response(before + package.dotted.NAME + member.NAME + named.NAME + package.tell())\n"
    )
    package = "def tell():\n    from . import sibling\n    from .inner import NAME\n"
    package += "    return sibling.NAME + NAME\n"
    configs = {}
    for name in "ab":
        modules = ("dotted", "member", "named", "sibling", "inner")
        files = {f"src/package/{module}.py": f"NAME = {name!r}\n" for module in modules}
        files |= {"src/entry.py": HEADER + source, "src/package/__init__.py": package}
        options = {"services": [{"binding": "B", "service": "b"}]} if name == "a" and is_second_first else {}
        configs[name] = write(tmp_path / name, files, name=name, **options)
    async with Worker(configs["a"], configs["b"]) as worker:
        expected = "bbbbbaaaaa" if is_second_first else "aaaaa"
        assert [await read(worker) for _ in range(2)] == [expected, expected]
        second = worker.workers.find("b")
        assert second is not None
        response = await second.fetch(Request("http://b/"))
        assert await response.text() == "bbbbb"


@pytest.mark.parametrize("is_first_closed_first", [False, True])
async def test_a_package_comes_back_after_all_workers_called_so(
    tmp_path: Path, is_first_closed_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ModuleType("worker")
    monkeypatch.setitem(sys.modules, "worker", theirs)
    files = {"src/worker.py": HEADER + TELL.format("__file__")}
    configs = [write(tmp_path / name, files, main="src/worker.py") for name in "ab"]
    workers = [Worker(config) for config in configs]
    for worker in workers:
        await worker.__aenter__()
    assert [await read(worker) for worker in workers] == [str(c.parent / "src/worker.py") for c in configs]
    for worker in workers if is_first_closed_first else reversed(workers):
        await worker.__aexit__(None, None, None)
    assert sys.modules["worker"] is theirs


def test_workers_may_run_in_several_threads(tmp_path: Path) -> None:
    entry = HEADER + "import words\n" + TELL.format("words.SAID")

    async def run(name: str) -> set[str]:
        files = {"src/worker.py": entry, "src/words.py": f"SAID = {name!r}"}
        async with Worker(write(tmp_path / name, files, main="src/worker.py")) as worker:
            return {await read(worker) for _ in range(3)}

    with ThreadPoolExecutor(4) as threads:
        for _ in range(3):
            assert list(threads.map(lambda name: asyncio.run(run(name)), "abcd")) == [
                {"a"},
                {"b"},
                {"c"},
                {"d"},
            ]


async def test_two_workers_do_not_see_each_others_modules(tmp_path: Path) -> None:
    first = write(
        tmp_path / "a",
        {
            "src/entry.py": HEADER
            + "import util\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
            "        import util as again\n        there = await (await self.env.B.fetch('http://b/')).text()\n"
            "        return Response(util.NAME + again.NAME + there)\n",
            "src/util.py": "NAME = 'a'\n",
        },
        name="a",
        services=[{"binding": "B", "service": "b"}],
    )
    second = write(
        tmp_path / "b",
        {
            "src/entry.py": HEADER + "class Default(WorkerEntrypoint):\n    def fetch(self):\n"
            "        import util\n        from util import NAME\n        return Response(util.NAME + NAME)\n",
            "src/util.py": "NAME = 'b'\n",
        },
        name="b",
    )
    async with Worker(first, second) as worker:
        assert [await read(worker) for _ in range(2)] == ["aabb", "aabb"]


@pytest.mark.parametrize("name", ["queue", "js", "my-worker"])
async def test_any_name_of_the_main_file_runs(tmp_path: Path, name: str) -> None:
    files = {f"src/{name}.py": HEADER + "import queue\n" + TELL.format("queue.Queue.__name__ + __name__")}
    async with Worker(write(tmp_path, files, main=f"src/{name}.py")) as worker:
        assert await read(worker) == f"Queue{name}"


async def test_the_standard_library_cannot_be_shadowed(tmp_path: Path) -> None:
    others = {"src/queue.py": "Queue = None\n"}
    async with opened(tmp_path, "import queue\n" + TELL.format("queue.Queue.__name__"), others) as worker:
        assert await read(worker) == "Queue"


async def test_vendored_packages_come_from_python_modules(tmp_path: Path) -> None:
    others = {
        "python_modules/vendored/__init__.py": "from vendored.part import NAME\n",
        "python_modules/vendored/part.py": "NAME = 'vendored'\n",
        # the SDK that pywrangler vendors is not the one that runs here
        "python_modules/workers/__init__.py": "raise RuntimeError\n",
        # compiled for another machine, and there is one for this
        "python_modules/markupsafe_/x.so": "",
        "python_modules/greenlet/__init__.py": "raise RuntimeError\n",
        "python_modules/greenlet/_greenlet.so": "",
    }
    source = "import greenlet\nimport vendored\n" + TELL.format("vendored.NAME")
    async with opened(tmp_path, source, others) as worker:
        assert await read(worker) == "vendored"


async def test_python_modules_beside_the_main_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="The 'python_modules' directory cannot exist in your module root"):
        async with opened(tmp_path, "", {"src/python_modules/x.py": ""}):
            pass


async def test_importing_through_the_folder_of_the_main_file_gets_cloudflares_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LoadError) as caught:
        async with opened(tmp_path, "import src.helper\n", {"src/helper.py": ""}):
            pass
    assert caught.value.traceback.endswith(
        "ModuleNotFoundError: No module named 'src'\nIf your main module is inside the 'src' directory then "
        "your import statement shouldn't include a 'src.' prefix\n"
    )


async def test_unloading_reads_the_files_again(tmp_path: Path) -> None:
    async with opened(
        tmp_path, "import util\n" + TELL.format("util.NAME"), {"src/util.py": "NAME = 1\n"}
    ) as w:
        (tmp_path / "src/util.py").write_text("NAME = 'the second one'\n")
        with pytest.raises(TypeError):
            await w.fetch("/")
        w.workers.main.unload()
        assert await read(w) == "the second one"


async def test_base_dir_is_the_module_root(tmp_path: Path) -> None:
    files = {
        "src/app/entry.py": HEADER + "from shared import NAME\n" + TELL.format("NAME + __name__"),
        "src/shared.py": "NAME = 'shared '\n",
    }
    async with Worker(write(tmp_path, files, main="src/app/entry.py", base_dir="src")) as worker:
        assert await read(worker) == "shared app.entry"


async def test_a_package_that_refuses_a_second_loading_gets_a_hint(tmp_path: Path) -> None:
    main = tmp_path / "src/entry.py"
    async with opened(tmp_path, TELL.format("'ok'")) as worker:
        for source, is_hinted in (("import json\njson.loads('{')\n", True), ("raise ValueError\n", False)):
            main.write_text(HEADER + source)
            worker.workers.main.unload()
            with pytest.raises(LoadError) as caught:
                worker.workers.main.load()
            assert ("start `fakeflare dev` again" in caught.value.traceback) == is_hinted
