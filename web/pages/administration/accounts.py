"""Here live the administrator's pages of accounts: opened, given roles and passwords, closed."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from pipelines.people.accounts import check_may_grant, close_account, give_password, open_account, set_grants
from pipelines.people.open_work import count_open_work, is_fit
from pipelines.people.signing_in import list_sign_ins, widen_units
from schemas.errors import SetupError, SohoaError
from schemas.people import ROLES, Account
from schemas.units import is_within
from web.account_forms import RoleRow, list_own_units, list_role_rows, read_grants, read_role_rows, tell_unit
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Administrator = Annotated[Asker, Depends(Needs("accounts"))]


@router.get("/accounts")
def show_all(request: Request, asker: Administrator) -> Response:
    pages: Pages = request.app.state.pages
    live = {it.account for it in asker.resources.catalogue.list_sign_ins()}
    rows = [
        {
            "account": account,
            "handle": find_handle(account.name),
            "state": find_state(asker, account),
            "is_live": account.name in live and bool(list_sign_ins(asker.resources, account)),
            "roles": list_roles(asker, account),
        }
        for account in list_seen(asker)
    ]
    rows.sort(key=lambda row: row["state"] == "closed")
    return pages.render(request, "accounts.html", {"rows": rows})


@router.get("/accounts/new")
def show_new(request: Request, asker: Administrator) -> Response:
    return _render_new(request, asker, "", "", list_role_rows(asker.resources, ()), None)


@router.post("/accounts/new")
async def open_new(request: Request, asker: Administrator) -> Response:
    form = await request.form()
    return await run_in_threadpool(_open, request, asker, form)


def _open(request: Request, asker: Asker, form: FormData) -> Response:
    name, full_name, rows = str(form.get("name", "")), str(form.get("full_name", "")), read_role_rows(form)
    try:
        grants = read_grants(rows, list_own_units(asker.resources, asker.visitor.account))
        check_may_grant(asker.resources, asker.visitor.account, grants)
        account, password = open_account(asker.resources, name.strip().lower(), full_name, grants, asker.name)
    except SohoaError as error:
        return _render_new(request, asker, name, full_name, rows, error)
    return _show_password(request, asker, account, password, is_new=True)


@router.get("/accounts/{handle}")
def show_one(request: Request, asker: Administrator, handle: str) -> Response:
    return _render_one(request, asker, get_account(asker, handle))


@router.post("/accounts/{handle}/roles")
async def change_roles(request: Request, asker: Administrator, handle: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_change_roles, request, asker, handle, form)


def _change_roles(request: Request, asker: Asker, handle: str, form: FormData) -> Response:
    account, rows = get_account(asker, handle), read_role_rows(form)
    try:
        grants = read_grants(rows, list_own_units(asker.resources, asker.visitor.account))
        # What it has elsewhere another administrator gave: it can be neither seen nor taken away here.
        check_may_grant(asker.resources, asker.visitor.account, [*grants, *account.grants])
        set_grants(asker.resources, account.name, grants, asker.name)
    except SohoaError as error:
        return _render_one(request, asker, account, error, rows)
    return RedirectResponse(f"/accounts/{handle}", status_code=303)


@router.post("/accounts/{handle}/password")
def renew_password(request: Request, asker: Administrator, handle: str) -> Response:
    account = get_account(asker, handle)
    try:
        check_may_grant(asker.resources, asker.visitor.account, account.grants)
        password = give_password(asker.resources, account.name, asker.name)
    except SohoaError as error:
        return _render_one(request, asker, account, error)
    return _show_password(request, asker, account, password, is_new=False)


@router.post("/accounts/{handle}/close")
def close(request: Request, asker: Administrator, handle: str, heir: Annotated[str, Form()] = "") -> Response:
    account = get_account(asker, handle)
    try:
        check_may_grant(asker.resources, asker.visitor.account, account.grants)
        close_account(asker.resources, account.name, asker.name, heir or None)
    except SohoaError as error:
        return _render_one(request, asker, account, error)
    return RedirectResponse("/accounts", status_code=303)


def list_seen(asker: Asker) -> list[Account]:
    """Accounts with a role in a unit that the asking person administers."""
    own = widen_units(asker.resources, asker.visitor.account.list_units("accounts"))
    return [
        account
        for account in asker.resources.catalogue.list_accounts()
        if any(is_within(grant.unit, unit) for grant in account.grants for unit in own)
    ]


def get_account(asker: Asker, handle: str) -> Account:
    """Raises SetupError ("account_unknown"), for one of another's units too."""
    found = next((account for account in list_seen(asker) if find_handle(account.name) == handle), None)
    if found is None:
        raise SetupError("account_unknown", name="?")
    return found


def find_handle(name: str) -> str:
    """What an address calls an account: people's names stand in none."""
    return hashlib.sha256(f"account|{name}".encode()).hexdigest()[:16]


def find_state(asker: Asker, account: Account) -> str:
    """`open`, `first_sign_in`, `locked` or `closed`."""
    if account.closed_at is not None:
        return "closed"
    if account.locked_until is not None and account.locked_until > asker.resources.now():
        return "locked"
    return "first_sign_in" if account.must_change else "open"


def list_roles(asker: Asker, account: Account) -> list[tuple[str, str]]:
    """(role, unit as people call it) of each grant, in order of the unit."""
    grants = sorted(account.grants, key=lambda grant: (grant.unit, grant.role))
    return [(grant.role, tell_unit(asker.resources, grant.unit)) for grant in grants]


def _render_new(
    request: Request, asker: Asker, name: str, full_name: str, rows: list[RoleRow], error: SohoaError | None
) -> Response:
    pages: Pages = request.app.state.pages
    told = _tell_form(asker, rows, error) | {"name": name, "full_name": full_name}
    return pages.render(request, "account_new.html", told, status=422 if error else 200)


def _render_one(
    request: Request,
    asker: Asker,
    account: Account,
    error: SohoaError | None = None,
    rows: list[RoleRow] | None = None,
) -> Response:
    """The page of an account; after a fault with everything that was chosen still in it."""
    pages: Pages = request.app.state.pages
    open_work = count_open_work(asker.resources, account.name)
    told = _tell_form(asker, rows or list_role_rows(asker.resources, account.grants), error) | {
        "known": account,
        "handle": find_handle(account.name),
        "state": find_state(asker, account),
        "roles_now": list_roles(asker, account),
        "sign_ins": list_sign_ins(asker.resources, account),
        "work": open_work,
        "heirs": [each for each in list_seen(asker) if is_fit(each, account.name, open_work)],
    }
    return pages.render(request, "account.html", told, status=422 if error else 200)


def _tell_form(asker: Asker, rows: list[RoleRow], error: SohoaError | None) -> dict[str, Any]:
    units = list_own_units(asker.resources, asker.visitor.account)
    return {"rows": rows, "roles": ROLES, "units": units, "problem": error.problem if error else None}


def _show_password(request: Request, asker: Asker, account: Account, password: str, *, is_new: bool) -> Response:
    """The only page that ever shows it; nothing keeps it, and a copy of the page is not kept either."""
    pages: Pages = request.app.state.pages
    told = {"known": account, "password": password, "is_new": is_new, "roles_now": list_roles(asker, account)}
    return pages.render(request, "account_password.html", told)
