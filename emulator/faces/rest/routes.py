"""The routes of the REST face: Cloudflare's v4 API, as far as KV's clients ask it."""

from collections.abc import Sequence

from fakeflare.emulator.faces.rest import accounts, bulk, keys, namespaces, values
from fakeflare.emulator.faces.rest.requests import RestRequest
from fakeflare.emulator.faces.routes import Route

PREFIX = "/client/v4"

_NAMESPACES = "/accounts/{account}/storage/kv/namespaces"
_NAMESPACE = f"{_NAMESPACES}/{{namespace}}"

# Most asked first: one is tried after the other. A name wraps the words of refusals; since 2026 some
# operations answer without (recorded 29 Sep 2026).
ROUTES: Sequence[Route[RestRequest]] = (
    Route("GET", f"{_NAMESPACE}/values/{{key:path}}", values.get_value, "account", name="get"),
    Route("PUT", f"{_NAMESPACE}/values/{{key:path}}", values.put_value, "account", name="put"),
    Route("DELETE", f"{_NAMESPACE}/values/{{key:path}}", values.delete_value, "account", name="remove key"),
    Route("GET", f"{_NAMESPACE}/metadata/{{key:path}}", keys.get_metadata, "account", name="metadata"),
    Route("GET", f"{_NAMESPACE}/keys", keys.list_keys, "account", name="list keys"),
    Route(
        "POST", f"{_NAMESPACE}/bulk/get", bulk.get_values, "account", name="bulk get keys", only_reads=True
    ),
    Route("POST", f"{_NAMESPACE}/bulk/delete", bulk.delete_keys, "account", name="bulk remove keys"),
    Route("PUT", f"{_NAMESPACE}/bulk", bulk.put_pairs, "account", name="bulk put"),
    Route("DELETE", f"{_NAMESPACE}/bulk", bulk.delete_keys, "account", name="bulk remove keys"),
    Route("GET", _NAMESPACE, namespaces.get_namespace, "account", name="get namespace"),
    Route("PUT", _NAMESPACE, namespaces.rename_namespace, "account"),
    Route("DELETE", _NAMESPACE, namespaces.delete_namespace, "account"),
    Route("GET", _NAMESPACES, namespaces.list_namespaces, "account", name="list namespaces"),
    Route("POST", _NAMESPACES, namespaces.create_namespace, "account"),
    Route("GET", "/user/tokens/verify", accounts.verify_user_token, "verify"),
    Route("GET", "/user", accounts.get_user, "user"),
    Route("GET", "/memberships", accounts.list_memberships, "user"),
    Route("GET", "/accounts", accounts.list_accounts, "user"),
    Route("GET", "/accounts/{account}", accounts.get_account, "user"),
    Route("GET", "/accounts/{account}/tokens/verify", accounts.verify_account_token, "verify"),
)
"""Below `/client/v4`."""
