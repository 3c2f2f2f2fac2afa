"""`[]` and `in` on objects with `get`, `set`, `has` and `delete`, as Pyodide has them."""

from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.forms import FormData
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.web.search_params import URLSearchParams


@pytest.mark.parametrize("kind", [Headers, FormData, URLSearchParams])
def test_members_by_subscript(kind: Any) -> None:
    made = kind.new()
    made["a"] = "1"
    assert made["a"] == made.get("a") == "1"
    assert ("a" in made, "b" in made) == (True, False)
    assert made["b"] is jsnull
    del made["a"]
    assert "a" not in made
    with pytest.raises(KeyError):
        del made["a"]
