"""docs/rules.md is what `scripts/make_rules_page.py` makes of the rules, and lists them all."""

import re
import runpy
from pathlib import Path

import pytest

from fakeflare.worker.config.check.families import list_rules
from tests.worker.config.test_cases import list_cases

ROOT = Path(__file__).parents[3]
RULES = list_rules()
PAGE = ROOT / "docs/rules.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


def test_page_is_up_to_date(page: str) -> None:
    made = runpy.run_path(str(ROOT / "scripts/make_rules_page.py"))["make_page"]()
    assert page == made, "run `.venv/bin/python -m scripts.make_rules_page`"


def test_page_lists_every_rule_at_its_address(page: str) -> None:
    assert re.findall('<a id="(ff.*)"></a>', page) == [code.lower() for code in sorted(RULES)]


def test_every_rule_has_an_example_that_names_it(page: str) -> None:
    """All but those that no file in a repository can break."""
    cases = {case.parent.name for case in list_cases() if not case.name.startswith("silent")}
    for code, rule in RULES.items():
        section = page.partition(f'<a id="{code.lower()}"></a>')[2].partition("<a id=")[0]
        assert f"### {code} `{rule.name}` ({rule.severity})" in section
        has_example = re.search(rf"^wrangler\S*:\d+:\d+: \w+ {code} {rule.name}: ", section, re.MULTILINE)
        assert has_example or f"{code}-{rule.name}" not in cases, code


def test_page_names_no_folder_of_this_machine(page: str) -> None:
    assert str(ROOT) not in page


def test_no_rule_is_outside_of_the_families() -> None:
    families = runpy.run_path(str(ROOT / "scripts/make_rules_page.py"))["FAMILIES"]
    prefixes = tuple(prefix for family in families for prefix in family[2:])
    assert all(code.startswith(prefixes) for code in RULES)
