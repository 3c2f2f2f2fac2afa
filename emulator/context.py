"""One emulator: its settings, its conditions, and the service over its store; whoever acts on one holds this.

Knows no face and no engine.
"""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.http.tokens import Tokens
from fakeflare.emulator.journal.journal import Journal
from fakeflare.emulator.service.expiry import Sweeper
from fakeflare.emulator.service.kv import build_kv
from fakeflare.emulator.settings import Settings
from fakeflare.emulator.storage.location import find_folder
from fakeflare.emulator.storage.store import Store

if TYPE_CHECKING:
    from fakeflare.emulator.service.state import State


class Emulator:
    """Everything that the faces and a program in the same process may ask, over a store that is open.

    To be asked in the event loop in which the store was opened; closes nothing.
    """

    def __init__(self, store: Store, conditions: Conditions, settings: Settings) -> None:
        self.settings = settings
        self.conditions = conditions
        self.tokens = Tokens(settings.tokens)
        self.journal = Journal(store, conditions.clock)
        self.kv = build_kv(store, conditions, settings.account)
        self.sweeper = Sweeper(store, conditions.clock)
        self._store = store

    @functools.cached_property
    def state(self) -> "State":
        """What a test does with the whole store."""
        # start-up: seeds and transfers are for tests, and what is served first is for clients
        from fakeflare.emulator.service.state import State

        return State(self._store, self.conditions, self.kv)

    @property
    def folder(self) -> Path | None:
        """The folder that holds the data; None if they are in no folder of this machine."""
        return find_folder(self.settings.location)
