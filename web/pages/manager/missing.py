"""Here live the lists behind every figure of coverage, page by page and as files: what is missing first of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from pipelines.registers.coverage_pages import name_in_full
from pipelines.registers.list_exports import Form as FileForm
from pipelines.registers.list_exports import export_originals
from pipelines.registers.missing_pages import MOST_PRINTED, count_unlisted
from pipelines.registers.originals_list import ASKED, ListedOriginal, count_originals, iterate_originals
from schemas.text import clean
from schemas.units import LEVELS
from storage.ledgers.coverage import SpanQuery
from web.downloads import send_made
from web.managed_units import UnitChoice, choose_unit
from web.pages.manager.coverage import Manager, tell_counting
from web.rendering import Pages
from web.visitors import Asker, may_see

router = APIRouter()
List = Literal["missing", "returned", "in_review", "digitised", "unseen", "in_force", "unknown"]
LISTS: tuple[List, ...] = get_args(List)
PAGE_SIZE = 50
# Where papers are only counted, these lists lack them.
_OF_REGISTERS = ("missing", "in_force")
_EARLIEST_YEAR = 1945


@dataclass(frozen=True, slots=True)
class ListWish:
    """Which list. `box` never stands in an address: nobody knows what an office writes on its boxes."""

    status: List
    unit: str
    as_of: str
    level: str
    document_type: str
    year: str
    box: str = ""
    after: str = ""
    page: int = 1

    def to_query(self, chosen: UnitChoice) -> SpanQuery:
        year = int(self.year) if self.year.isdecimal() and len(self.year) == len("2026") else None
        level = self.level if self.level in LEVELS else None
        return SpanQuery(
            chosen.on, ASKED[self.status], chosen.unit, level, self.document_type or None, year, clean(self.box) or None
        )


def read_address(
    status: List = "missing",
    unit: str = "",
    as_of: str = "",
    level: str = "",
    document_type: Annotated[str, Query(alias="type")] = "",
    year: str = "",
) -> ListWish:
    return ListWish(status, unit, as_of, level, document_type, year)


def read_form(
    status: Annotated[List, Form()] = "missing",
    unit: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
    document_type: Annotated[str, Form(alias="type")] = "",
    year: Annotated[str, Form()] = "",
    box: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
    page: Annotated[int, Form(ge=1, le=1_000_000)] = 1,
) -> ListWish:
    return ListWish(status, unit, as_of, level, document_type, year, box, after, page)


@router.get("/coverage/list")
def show_list(request: Request, asker: Manager, wish: Annotated[ListWish, Depends(read_address)]) -> Response:
    return _render(request, asker, wish)


@router.post("/coverage/list")
def ask_list(request: Request, asker: Manager, wish: Annotated[ListWish, Depends(read_form)]) -> Response:
    """The same narrowed, or another page of it."""
    return _render(request, asker, wish)


@router.post("/coverage/list/file")
def send_list(
    request: Request,
    asker: Manager,
    wish: Annotated[ListWish, Depends(read_form)],
    form: Annotated[FileForm, Form()] = "xlsx",
) -> Response:
    """The whole list as a file; the audit chain notes who took it."""
    chosen = choose_unit(asker, wish.unit, wish.as_of)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    query, most = wish.to_query(chosen), asker.visitor.account.max_sensitivity

    def write(path: Path) -> None:
        export_originals(asker.resources, path, query, form, asker.name, most_sensitive=most)

    return send_made(f"danh-sach-{wish.status}-{chosen.unit}-{chosen.on}.{form}", write)


def _render(request: Request, asker: Asker, wish: ListWish) -> Response:
    pages: Pages = request.app.state.pages
    chosen = choose_unit(asker, wish.unit, wish.as_of)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    resources, query = asker.resources, wish.to_query(chosen)
    total = count_originals(resources, query)
    most = asker.visitor.account.max_sensitivity
    rows = list(iterate_originals(resources, query, wish.after, PAGE_SIZE, most_sensitive=most))
    has_more = (wish.page - 1) * PAGE_SIZE + len(rows) < total and len(rows) == PAGE_SIZE
    values = {
        "wish": wish,
        "chosen": chosen,
        "lists": LISTS,
        "levels": LEVELS,
        "total": total,
        "unlisted": count_unlisted(resources, query) if wish.status in _OF_REGISTERS and not wish.level else 0,
        "rows": rows,
        "first": (wish.page - 1) * PAGE_SIZE + 1,
        "next_cursor": rows[-1].cursor if has_more else "",
        "names": {row.span.unit: name_in_full(resources.units, row.span.unit) for row in rows},
        "titles": {key: declared.title for key, declared in resources.types.items()},
        "open_to": _find_open(asker, rows),
        "years": _list_years(chosen.on),
        "most_printed": MOST_PRINTED,
    }
    return pages.render(request, "coverage_list.html", values)


def _find_open(asker: Asker, rows: list[ListedOriginal]) -> Mapping[str, bool]:
    """The results among them that the asker may open."""
    ids = [row.span.result_id for row in rows if row.span.result_id]
    scope = asker.find_scope()
    return {it.result_id: may_see(scope, it) for it in asker.resources.catalogue.list_results_by_id(ids)}


def _list_years(on: date) -> range:
    return range(on.year, _EARLIEST_YEAR - 1, -1)
