"""How many random examples a test tries: a quarter, or all of them where FAKEFLARE_ALL_EXAMPLES=1 stands in
the environment, as `.ci/run` has it.
"""

import os
from typing import Any

from hypothesis import settings

_ALL = os.environ.get("FAKEFLARE_ALL_EXAMPLES") == "1"


def trying(examples: int, **options: Any) -> settings:
    """Make Hypothesis's settings for a test of which all examples are this many; no example has a deadline.

    `options` are other ones of `hypothesis.settings`.
    """
    return settings(max_examples=examples if _ALL else max(examples // 4, 10), deadline=None, **options)
