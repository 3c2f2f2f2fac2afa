"""What can be wrong with a configuration: one module for each family of rules.

`BLOCK_CHECKS` look at the top level and at each environment in turn, `DOCUMENT_CHECKS` at the whole file.
"""

from collections.abc import Callable

from worker.config.blocks import Block
from worker.config.findings import Findings
from worker.config.rules import identity

BlockCheck = Callable[[Findings, Block], None]
DocumentCheck = Callable[[Findings], None]

BLOCK_CHECKS: tuple[BlockCheck, ...] = (identity.check_block,)

DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = ()
