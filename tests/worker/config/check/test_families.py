"""A family of rules is imported when a file has something for it, and all of them are known to the list."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import fakeflare.worker.config.check.rules
from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.findings.catalogue import RULES

CHECK = """
import sys
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.check.sources import look_around
from fakeflare.worker.config.document.reading import read_text

check_document(read_text(sys.argv[1], "jsonc"), look_around(None))
prefix = "fakeflare.worker.config.check.rules."
print(*(name.rpartition(".")[2] for name in sys.modules if name.startswith(prefix)))
"""


def list_families(text: str) -> set[str]:
    """The modules that a check of this text imports."""
    command = [sys.executable, "-c", CHECK, text]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_list_has_the_rules_of_every_module() -> None:
    listed = set(list_rules())
    package = fakeflare.worker.config.check.rules
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    assert set(RULES) == listed


def test_families_are_imported_for_the_fields_that_are_there() -> None:
    families = {"assets", "containers", "exports", "inheritance", "migrations", "secrets", "triggers"}
    assert not families & list_families('{"name": "demo", "kv_namespaces": []}')
    fields = '"exports": {}, "assets": {}, "vars": {}, "triggers": {}, "migrations": []'
    assert families <= list_families(f'{{"env": {{"staging": {{{fields}}}}}}}')


def test_families_of_inherited_fields_look_at_environments() -> None:
    text = '{"migrations": [{"tag": "v1"}], "env": {"staging": {"name": "other"}}}'
    assert {"migrations", "lifecycle"} <= list_families(text)
