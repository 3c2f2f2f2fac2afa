"""The routes of the binding face: what workerd asks of KV."""

from collections.abc import Sequence

from fakeflare.emulator.faces.binding import bulk, keys, values
from fakeflare.emulator.faces.binding.requests import BindingRequest
from fakeflare.emulator.faces.routes import Route

# `/` is the list when it is read and the empty key, which is refused, when it is written.
ROUTES: Sequence[Route[BindingRequest]] = (
    Route("GET", "/", keys.list_keys, "account"),
    Route("GET", "/{key:path}", values.get_value, "account"),
    Route("PUT", "/{key:path}", values.put_value, "account"),
    Route("DELETE", "/{key:path}", values.delete_value, "account"),
    Route("POST", "/bulk/get", bulk.get_values, "account", only_reads=True),
)
"""The host is the namespace's, or names none; see `envelopes`."""
