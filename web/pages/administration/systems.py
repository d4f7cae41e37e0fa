"""Here live the administrator's pages of systems that ask over the API: a token is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.people.signing_in import widen_units
from pipelines.people.systems import (
    DEFAULT_DAYS,
    DEFAULT_PER_MINUTE,
    SystemWish,
    close_system,
    list_systems,
    open_system,
    renew_system,
)
from schemas.errors import SetupError, SohoaError
from schemas.systems import RIGHTS, ListedSystem
from web.account_forms import find_unit, list_own_units, tell_unit
from web.api.document import ROOT
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Administrator = Annotated[Asker, Depends(Needs("accounts"))]
_WISHED = ("find",)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of a new system as it stands; numbers as typed."""

    name: str = ""
    title: str = ""
    unit: str = ""
    rights: tuple[str, ...] = _WISHED
    days: str = str(DEFAULT_DAYS)
    per_minute: str = str(DEFAULT_PER_MINUTE)
    networks: str = ""


def read_typed(
    name: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    rights: Annotated[list[str] | None, Form()] = None,
    days: Annotated[str, Form()] = "",
    per_minute: Annotated[str, Form()] = "",
    networks: Annotated[str, Form()] = "",
) -> Typed:
    return Typed(name.strip().lower(), title, unit, tuple(rights or ()), days, per_minute, networks)


@router.get("/systems")
def show_all(request: Request, asker: Administrator) -> Response:
    pages: Pages = request.app.state.pages
    rows = [{"one": one, "unit": tell_unit(asker.resources, one.system.unit)} for one in _list_seen(asker)]
    rows.sort(key=lambda row: row["one"].state == "closed")  # type: ignore[attr-defined]
    return pages.render(request, "systems.html", {"rows": rows, "root": ROOT})


@router.get("/systems/new")
def show_new(request: Request, asker: Administrator) -> Response:
    return _render_new(request, asker, Typed(), None)


@router.post("/systems/new")
def open_new(request: Request, asker: Administrator, typed: Annotated[Typed, Depends(read_typed)]) -> Response:
    """Open it and show its token, this once; a form that is refused comes back as it was."""
    try:
        unit = find_unit(typed.unit, list_own_units(asker.resources, asker.visitor.account))
        networks = typed.networks.replace(",", " ").split()
        days, per_minute = _to_number(typed.days), _to_number(typed.per_minute)
        wish = SystemWish(typed.name, typed.title, unit, typed.rights, days, per_minute, networks)
        system, token = open_system(asker.resources, wish, asker.name)
    except SohoaError as error:
        return _render_new(request, asker, typed, error)
    return _show_token(request, asker, system.name, token)


@router.get("/systems/{name}")
def show_one(request: Request, asker: Administrator, name: str) -> Response:
    return _render_one(request, asker, _get_seen(asker, name), None)


@router.post("/systems/{name}/renew")
def renew(request: Request, asker: Administrator, name: str, days: Annotated[str, Form()] = "") -> Response:
    one = _get_seen(asker, name)
    try:
        _, token = renew_system(asker.resources, name, _to_number(days), asker.name)
    except SohoaError as error:
        return _render_one(request, asker, one, error)
    return _show_token(request, asker, name, token)


@router.post("/systems/{name}/close")
def close(asker: Administrator, name: str) -> Response:
    _get_seen(asker, name)
    close_system(asker.resources, name, asker.name)
    return RedirectResponse("/systems", status_code=303)


def _list_seen(asker: Asker) -> tuple[ListedSystem, ...]:
    """Systems of the units that the asking person administers."""
    own = widen_units(asker.resources, asker.visitor.account.list_units("accounts"))
    return list_systems(asker.resources, own)


def _get_seen(asker: Asker, name: str) -> ListedSystem:
    """Raises SetupError ("system_unknown"), for one of another's units too."""
    found = next((one for one in _list_seen(asker) if one.system.name == name), None)
    if found is None:
        raise SetupError("system_unknown", name=name[:40])
    return found


def _to_number(text: str) -> int:
    # 0 is beyond every limit, and told as such.
    return int(text) if text.strip().isdecimal() and len(text) < 7 else 0


def _render_new(request: Request, asker: Asker, typed: Typed, error: SohoaError | None) -> Response:
    pages: Pages = request.app.state.pages
    values = {
        "typed": typed,
        "rights": RIGHTS,
        "units": list_own_units(asker.resources, asker.visitor.account),
        "problem": error.problem if error else None,
    }
    return pages.render(request, "system_new.html", values, status=422 if error else 200)


def _render_one(request: Request, asker: Asker, one: ListedSystem, error: SohoaError | None) -> Response:
    pages: Pages = request.app.state.pages
    values = {
        "one": one,
        "unit": tell_unit(asker.resources, one.system.unit),
        "days": DEFAULT_DAYS,
        "problem": error.problem if error else None,
    }
    return pages.render(request, "system.html", values, status=422 if error else 200)


def _show_token(request: Request, asker: Asker, name: str, token: str) -> Response:
    pages: Pages = request.app.state.pages
    one = _get_seen(asker, name)
    values = {"one": one, "unit": tell_unit(asker.resources, one.system.unit), "token": token, "root": ROOT}
    return pages.render(request, "system_token.html", values)
