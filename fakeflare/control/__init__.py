"""Turn a running emulator from Python: `Control(url)` has its clock, conditions, journal and state.

A client of the HTTP at `/_fakeflare/v1` (docs/control.md); it knows nothing of the emulator's inside.
"""

from fakeflare.control.client import Control, build_variables
from fakeflare.control.connection import ControlError

__all__ = ["Control", "ControlError", "build_variables"]
