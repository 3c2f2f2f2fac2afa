"""The endpoints about the caller and its accounts, as far as wrangler and the SDKs ask them."""

import hashlib
from collections.abc import Sequence
from math import ceil

from starlette.responses import Response

from fakeflare.emulator.domain.errors import PageInvalid
from fakeflare.emulator.domain.text import dump_json, parse_integer
from fakeflare.emulator.faces.rest.authentication import Denied
from fakeflare.emulator.faces.rest.envelope import succeed
from fakeflare.emulator.faces.rest.requests import RestRequest

_DEFAULT_PER_PAGE = 20
_PER_PAGE = range(5, 51)

_CREATED = "2026-01-01T00:00:00.000000Z"

_USER_ID = hashlib.md5(b"fakeflare", usedforsecurity=False).hexdigest()


async def verify_user_token(request: RestRequest) -> Response:
    """An account's token is none of a user: wrangler tells the two apart by this refusal."""
    if request.identity.is_account_owned:
        raise Denied(401, 1000, "Invalid API Token")
    return _verify(request)


async def verify_account_token(request: RestRequest) -> Response:
    """Whether the token is good, whoever owns it."""
    return _verify(request)


def _verify(request: RestRequest) -> Response:
    message = {"code": 10000, "message": "This API Token is valid and active", "type": None}
    return succeed(dump_json({"id": request.identity.token_id, "status": "active"}), messages=[message])


async def get_user(request: RestRequest) -> Response:
    """The one user that there is, who owns every credential but an account's tokens."""
    if request.identity.is_account_owned:
        raise Denied(403, 9109, "Unauthorized to access requested resource")
    user = {
        "id": _USER_ID,
        "email": "user@example.com",
        "username": _USER_ID,
        "first_name": None,
        "last_name": None,
        "telephone": None,
        "country": None,
        "zipcode": None,
        "two_factor_authentication_enabled": False,
        "created_on": _CREATED,
        "modified_on": _CREATED,
        "suspended": False,
    }
    return succeed(dump_json(user))


async def list_accounts(request: RestRequest) -> Response:
    """The accounts that the caller may see."""
    return _list_page(request, [_present(account) for account in _find_accounts(request)])


async def get_account(request: RestRequest) -> Response:
    """Any account: each id of the right shape is one."""
    return succeed(dump_json(_present(request.account)))


async def list_memberships(request: RestRequest) -> Response:
    """One membership for each account that the caller may see."""
    memberships: list[dict[str, object]] = [
        {
            "id": hashlib.sha256(account.encode()).hexdigest()[:32],
            "status": "accepted",
            "account": _present(account),
            "roles": ["Super Administrator - All Privileges"],
        }
        for account in _find_accounts(request)
    ]
    return _list_page(request, memberships)


def _find_accounts(request: RestRequest) -> list[str]:
    """The accounts that hold namespaces, and those that the credential names."""
    known = request.kv.namespaces.list_accounts()
    grants = request.identity.grants
    named = [grant.account for grant in grants if grant.account is not None]
    if any(grant.account is None for grant in grants):
        return list(dict.fromkeys([*known, *named]))
    return list(dict.fromkeys(named))


def _present(account: str) -> dict[str, object]:
    return {
        "id": account,
        "name": f"fakeflare {account[-4:]}",
        "type": "standard",
        "settings": {"enforce_twofactor": False},
        "created_on": _CREATED,
    }


def _list_page(request: RestRequest, items: Sequence[dict[str, object]]) -> Response:
    """The page that the query asks for; past the end it is empty, where the SDKs stop."""
    query = request.parse_query()
    page = _parse_page("page", query.get("page", "1"), range(1, 2**31))
    per_page = _parse_page("per_page", query.get("per_page", str(_DEFAULT_PER_PAGE)), _PER_PAGE)
    shown = items[(page - 1) * per_page : page * per_page]
    info = {
        "page": page,
        "per_page": per_page,
        "total_pages": ceil(len(items) / per_page),
        "count": len(shown),
        "total_count": len(items),
    }
    return succeed(dump_json(shown), info)


def _parse_page(parameter: str, raw: str, allowed: range) -> int:
    number = parse_integer(raw)
    if number is None or number not in allowed:
        raise PageInvalid(parameter, raw)
    return number
