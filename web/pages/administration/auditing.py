"""Here live the auditor's pages: who did and saw what, whether the chain holds, and who saw one paper."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from pipelines.care.verify_beside import ChainChecker
from pipelines.cli.care import FAULT_NAMES
from pipelines.people.deeds import (
    PAGE_ROWS,
    Deed,
    DeedWish,
    export_deeds,
    list_deeds,
    list_visible_people,
    view_to_deed,
)
from pipelines.people.event_words import GROUPS
from pipelines.people.signing_in import find_scope
from schemas.errors import SetupError
from web.downloads import send_made
from web.managed_units import read_day
from web.rendering import Pages
from web.visitors import Asker, Needs, NotAllowed, may_see

router = APIRouter()
Auditor = Annotated[Asker, Depends(Needs("audit"))]
Watcher = Annotated[Asker, Depends(Needs("views"))]
_MOST_VIEWS = 200


def read_wish(
    group: Annotated[str, Form()] = "all",
    person: Annotated[str, Form()] = "",
    first: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
    before: Annotated[str, Form()] = "",
) -> DeedWish:
    """A filter as its form sends it; what cannot be is left out."""
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    return DeedWish(
        group if group in GROUPS else "all", person.strip().lower()[:40], _read_day(first), _read_day(last), number
    )


Wish = Annotated[DeedWish, Depends(read_wish)]


@router.get("/audit")
def show(request: Request, asker: Auditor) -> Response:
    return _render(request, asker, DeedWish())


@router.post("/audit")
def find(request: Request, asker: Auditor, wish: Wish) -> Response:
    """People's names stand in no address: a filter travels in the body."""
    return _render(request, asker, wish)


@router.post("/audit/export")
def export(asker: Auditor, wish: Wish) -> Response:
    people = list_visible_people(asker.resources, asker.visitor.account)
    return send_made("nhat-ky.csv", lambda path: export_deeds(asker.resources, path, wish, people, asker.name))


@router.post("/audit/verify")
def begin_check(request: Request, asker: Auditor) -> Response:
    _find_checker(request, asker).begin()
    return _render_check(request, asker)


@router.get("/audit/verify")
def show_check(request: Request, asker: Auditor) -> Response:
    """How the check is: the part alone for a script, which asks again until it has ended."""
    return _render_check(request, asker)


@router.get("/results/{result_id}/views")
def show_views(request: Request, asker: Watcher, result_id: str) -> Response:
    """Who was shown a paper; looking this up is no look at the paper."""
    pages: Pages = request.app.state.pages
    result = asker.get_result(result_id, is_looked_at=False)
    if not may_see(find_scope(asker.resources, asker.visitor.account, "views"), result):
        raise NotAllowed("views")
    asker.resources.views.flush()
    kept = asker.resources.catalogue.list_views(result_id, _MOST_VIEWS)
    language = request.cookies.get("language", "vi")
    told = {
        "result": result,
        "deeds": [view_to_deed(each, language) for each in kept],
        "names": _list_names(asker),
        "is_more": len(kept) == _MOST_VIEWS,
    }
    template = "views_list.html" if request.headers.get("HX-Request") else "views.html"
    return pages.render(request, template, told)


def _render(request: Request, asker: Asker, wish: DeedWish) -> Response:
    pages: Pages = request.app.state.pages
    people = list_visible_people(asker.resources, asker.visitor.account)
    if wish.group in ("viewed", "copied", "changed"):
        asker.resources.views.flush()
    deeds = list_deeds(asker.resources, wish, people, request.cookies.get("language", "vi"))
    names = _list_names(asker)
    told: dict[str, Any] = {
        "wish": wish,
        "groups": tuple(GROUPS),
        "deeds": deeds,
        "names": names,
        "people": sorted(names) if people is None else people,
        "older": _find_older(deeds),
        "check": _find_checker(request, asker).find_standing(),
        "fault_names": FAULT_NAMES,
    }
    return pages.render(request, "audit.html", told)


def _render_check(request: Request, asker: Asker) -> Response:
    pages: Pages = request.app.state.pages
    told = {"check": _find_checker(request, asker).find_standing(), "fault_names": FAULT_NAMES}
    template = "audit_check_part.html" if request.headers.get("HX-Request") else "audit_check.html"
    return pages.render(request, template, told)


def _find_checker(request: Request, asker: Asker) -> ChainChecker:
    state = request.app.state
    if not hasattr(state, "chain_checker"):
        state.chain_checker = ChainChecker(asker.resources)
    checker: ChainChecker = state.chain_checker
    return checker


def _find_older(deeds: tuple[Deed, ...]) -> int | None:
    return deeds[-1].sequence if len(deeds) == PAGE_ROWS else None


def _list_names(asker: Asker) -> dict[str, str]:
    """Accounts and the people behind them."""
    return {account.name: account.full_name for account in asker.resources.catalogue.list_accounts()}


def _read_day(text: str) -> date | None:
    try:
        return read_day(text)
    except SetupError:
        return None
