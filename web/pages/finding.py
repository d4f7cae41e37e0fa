"""Here live the clerk's pages: one box, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from pipelines.lookup.citizen_cards import read_card
from pipelines.lookup.finding import search_results
from schemas.days import today
from schemas.search import SearchQuery
from schemas.text import clean
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Finder = Annotated[Asker, Depends(Needs("find"))]
PAGE_SIZE = 20
_ID_DIGITS = (9, 12)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the box and in the filters; never in an address."""

    text: str
    document_type: str | None
    level: str | None
    year: str | None
    page: int


def read_question(
    text: Annotated[str, Form()] = "",
    document_type: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
    year: Annotated[str, Form()] = "",
    page: Annotated[int, Form(ge=1, le=500)] = 1,
) -> Question:
    return Question(clean(text)[:400], document_type or None, level or None, year or None, page)


@router.get("/find")
def show_box(request: Request, asker: Finder) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, "find.html", {"question": Question("", None, None, None, 1), "answer": None})


@router.post("/find")
def find(request: Request, asker: Finder, question: Annotated[Question, Depends(read_question)]) -> Response:
    """The answers alone for a script, the whole page for a browser without."""
    pages: Pages = request.app.state.pages
    answer = answer_question(asker, question)
    template = "find_answers.html" if request.headers.get("HX-Request") else "find.html"
    return pages.render(request, template, {"question": question, "answer": answer, "page_size": PAGE_SIZE})


def answer_question(asker: Asker, question: Question) -> Mapping[str, Any] | None:
    """A page of hits as `sohoa search` tells them, within what the account may find; None for an empty box.

    A card's QR code and a number of 9 or 12 digits ask for a person, anything else for words and numbers.
    """
    if not question.text and not (question.document_type or question.level or question.year):
        return None
    card = read_card(question.text)
    digits = question.text.replace(" ", "").replace(".", "")
    if card is not None:
        answer = _search(asker, question, holder_id=card.holder_id)
        if card.old_id:
            answer = _join(answer, _search(asker, question, holder_id=card.old_id))
        return answer
    if digits.isdigit() and len(digits) in _ID_DIGITS:
        answer = _search(asker, question, holder_id=digits)
        if answer["total"]:
            return answer
    return _search(asker, question, text=question.text)


def _search(asker: Asker, question: Question, *, text: str = "", holder_id: str | None = None) -> dict[str, Any]:
    year = int(question.year) if question.year and _YEAR.fullmatch(question.year) else None
    query = SearchQuery(
        text=text,
        holder_id=holder_id,
        document_type=question.document_type,
        level=question.level,
        issued_from=date(year, 1, 1) if year else None,
        issued_to=date(year, 12, 31) if year else None,
        limit=PAGE_SIZE,
        offset=(question.page - 1) * PAGE_SIZE,
    )
    return search_results(asker.resources, query, today(), scope=asker.find_scope())


def _join(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The answers to the two ids of one card: the card itself says that both are its holder's."""
    known = {hit["result_id"] for hit in first["hits"]}
    added = [hit for hit in second["hits"] if hit["result_id"] not in known]
    order = {"exact": 0, "linked": 1, "possible": 2}
    hits = sorted([*first["hits"], *added], key=lambda hit: order[hit["match"]])
    return first | {"hits": hits, "total": first["total"] + len(added), "took_ms": first["took_ms"] + second["took_ms"]}
