"""Here live the clerk's pages: one box, and what it finds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.lookup.citizen_cards import is_broken_card, read_card
from pipelines.lookup.finding import search_results
from schemas.days import today
from schemas.held_components import MATCHES
from schemas.procedure import Procedure
from schemas.search import INDEXED_VALIDITIES, SearchQuery
from schemas.text import clean
from schemas.unit_values import Level
from web.numbers import read_count
from web.rendering import Pages
from web.sealing import seal, unseal
from web.visitors import Asker, Needs

router = APIRouter()
Finder = Annotated[Asker, Depends(Needs("find"))]
PAGE_SIZE = 20
_ID_DIGITS = (9, 12)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# The most values of one group that are shown to press on.
_MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows an answer and names nobody: this alone may stand in an address."""

    document_type: str | None = None
    level: str | None = None
    year: str | None = None
    validity: str | None = None

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """(name, value) of those that are set, in the order of the page."""
        return tuple((name, value) for name, value in asdict(self).items() if value)

    def toggle(self, pressed: str) -> Filters:
        """With `name:value` added, or taken away where it is there; anything else changes nothing."""
        name, _, value = pressed.partition(":")
        if name not in asdict(self):
            return self
        return _settle(replace(self, **{name: None if getattr(self, name) == value else value}))


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the box and in the filters; `holder_ids` of a card that was read, or of the page before.

    `is_unread`: a wand read a card in part alone; nothing of it is kept or asked for.
    """

    text: str = ""
    filters: Filters = Filters()
    page: int = 1
    holder_ids: tuple[str, ...] = ()
    is_card: bool = False
    is_unread: bool = False


def _settle(filters: Filters) -> Filters:
    """Without what is no value of its group; SQL and the like from outside end here."""
    return Filters(
        filters.document_type[:60] if filters.document_type else None,
        filters.level if filters.level in get_args(Level) else None,
        filters.year if filters.year and _YEAR.fullmatch(filters.year) else None,
        filters.validity if filters.validity in INDEXED_VALIDITIES else None,
    )


def read_filters(
    document_type: Annotated[str, Query(alias="type")] = "",
    level: Annotated[str, Query()] = "",
    year: Annotated[str, Query()] = "",
    validity: Annotated[str, Query()] = "",
) -> Filters:
    return _settle(Filters(document_type, level, year, validity))


def read_question(
    text: Annotated[str, Form()] = "",
    document_type: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
    year: Annotated[str, Form()] = "",
    validity: Annotated[str, Form()] = "",
    page: Annotated[int, Form(ge=1, le=500)] = 1,
    toggle: Annotated[str, Form()] = "",
) -> Question:
    """A pressed filter begins at the first page; a card that was read begins without the filters of who came before."""
    text = clean(text).strip()[:400]
    card = read_card(text)
    if card is not None:
        return Question(holder_ids=(card.holder_id, *([card.old_id] if card.old_id else [])), is_card=True)
    if is_broken_card(text):
        return Question(is_unread=True)
    filters = _settle(Filters(document_type, level, year, validity))
    return Question(text, filters.toggle(toggle), 1 if toggle else page, _read_ids(text))


@router.get("/find")
def show_box(
    request: Request, asker: Finder, filters: Annotated[Filters, Depends(read_filters)], key: str = ""
) -> Response:
    """The empty box; with filters in the address, the newest of what they leave.

    `key`: a question that this account asked before, so that the way back from a result leads to its answers.
    """
    question = _read_key(asker, key) or Question(filters=filters)
    return _render(request, asker, question, "find.html")


@router.post("/find")
def find(
    request: Request,
    asker: Finder,
    question: Annotated[Question, Depends(read_question)],
    person: Annotated[str, Form()] = "",
    of: Annotated[str, Form()] = "",
) -> Response:
    """The answers alone for a script; a browser without goes to the address of the sealed question.

    `person`: whom the page before asked about, where the box is empty since a card was read. `of`: RESULT:PLACE, the
    holder of a paper that was found; all of theirs is asked for.
    """
    if of:
        question = Question(holder_ids=_read_holder(asker, of), is_card=True)
    elif not (question.text or question.holder_ids or question.is_unread) and (known := read_person_ids(asker, person)):
        question = replace(question, holder_ids=known, is_card=True)
    address = f"/find?key={seal(asker.visitor, json.dumps(asdict(question)))}"
    if not request.headers.get("HX-Request"):
        return RedirectResponse(address, status_code=303)
    answer = _render(request, asker, question, "find_answers.html")
    answer.headers["HX-Replace-Url"] = address
    return answer


def answer_question(asker: Asker, question: Question) -> Mapping[str, Any] | None:
    """A page of hits as `sohoa search` tells them, within what the account may find; None for an empty box.

    A card's QR code and a number of 9 or 12 digits ask for a person, anything else for words and numbers.
    """
    if question.holder_ids:
        first, *others = (_search(asker, question, holder_id=one) for one in question.holder_ids)
        for other in others:
            first = _join(first, other)
        if first["total"] or question.is_card:
            return first | {"is_person": True}
    if not question.text and not question.filters.chosen:
        return None
    return _search(asker, question, text=question.text) | {"is_person": False}


def seal_person(asker: Asker, holder_ids: Sequence[str]) -> str:
    """Whom an answer is about, for the next step of the page; ids stand in no page."""
    return seal(asker.visitor, "|".join(holder_ids))


def read_person_ids(asker: Asker, sealed: str) -> tuple[str, ...]:
    """The ids of whom a page was about; () where this account did not ask."""
    told = unseal(asker.visitor, sealed)
    return tuple(told.split("|")) if told else ()


def list_living_procedures(asker: Asker) -> tuple[Procedure, ...]:
    """The procedures of today, by name."""
    editions = (one for some in asker.resources.procedures.values() for one in some if one.lives_on(today()))
    return tuple(sorted(editions, key=lambda one: one.name))


def _read_key(asker: Asker, key: str) -> Question | None:
    told = unseal(asker.visitor, key)
    if told is None:
        return None
    kept = json.loads(told)
    if not isinstance(kept, dict) or kept.keys() != asdict(Question()).keys():
        return None
    return Question(**kept | {"filters": Filters(**kept["filters"]), "holder_ids": tuple(kept["holder_ids"])})


def _render(request: Request, asker: Asker, question: Question, template: str) -> Response:
    pages: Pages = request.app.state.pages
    answer = answer_question(asker, question)
    is_person = answer is not None and answer["is_person"]
    told = {
        "question": question,
        "answer": answer,
        "groups": _group(answer["hits"], is_parted=bool(question.text or is_person)) if answer else (),
        "facets": _list_facets(asker, question, answer["facets"]) if answer else (),
        "titles": {key: one.title for key, one in asker.resources.types.items()},
        "person": seal_person(asker, question.holder_ids) if is_person else "",
        "procedures": list_living_procedures(asker) if is_person else (),
        "page_size": PAGE_SIZE,
    }
    return pages.render(request, template, told)


def _group(hits: Sequence[Mapping[str, Any]], *, is_parted: bool) -> tuple[tuple[str, list[Mapping[str, Any]]], ...]:
    """Hits apart by how sure they are, the surest first; all in one group "" where nobody was asked for."""
    if not is_parted:
        return (("", list(hits)),)
    groups = ((match, [hit for hit in hits if hit["match"] == match]) for match in MATCHES)
    return tuple((match, some) for match, some in groups if some)


def _list_facets(
    asker: Asker, question: Question, counted: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[str, list[tuple[str, int]]], ...]:
    """(name, [(value, count)]) of the groups that can be pressed on: years newest first, others by count."""
    told = []
    for name in ("validity", "document_type", "level", "year"):
        values = list(counted[name].items())
        values.sort(key=lambda one: (-int(one[0]) if name == "year" else 0, -one[1], one[0]))
        shown = [one for one in values if name != "document_type" or one[0] in asker.resources.types][:_MOST_VALUES]
        # One value of all narrows nothing; a chosen one is taken away above the hits.
        if len(values) > 1:
            told.append((name, shown))
    return tuple(told)


def _read_holder(asker: Asker, of: str) -> tuple[str, ...]:
    """The id that stands at a place among a paper's holders; () where none does."""
    result_id, _, place = of.partition(":")
    ids = asker.get_result(result_id, is_looked_at=False).holder_ids
    index = read_count(place, len(ids))
    return () if index is None else ids[index : index + 1]


def _read_ids(text: str) -> tuple[str, ...]:
    digits = text.replace(" ", "").replace(".", "")
    return (digits,) if digits.isdigit() and len(digits) in _ID_DIGITS else ()


def _search(asker: Asker, question: Question, *, text: str = "", holder_id: str | None = None) -> dict[str, Any]:
    filters, on = question.filters, today()
    year = int(filters.year) if filters.year else None
    validity = next((one for one in INDEXED_VALIDITIES if one == filters.validity), None)
    query = SearchQuery(
        text=text,
        holder_id=holder_id,
        document_type=filters.document_type,
        level=filters.level,
        issued_from=date(year, 1, 1) if year else None,
        issued_to=date(year, 12, 31) if year else None,
        validity=(validity, on) if validity else None,
        limit=PAGE_SIZE,
        offset=(question.page - 1) * PAGE_SIZE,
    )
    return search_results(asker.resources, query, on, scope=asker.find_scope())


def _join(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The answers to the two ids of one card: the card itself says that both are its holder's."""
    known = {hit["result_id"] for hit in first["hits"]}
    added = [hit for hit in second["hits"] if hit["result_id"] not in known]
    hits = sorted([*first["hits"], *added], key=lambda hit: MATCHES.index(hit["match"]))
    facets = {name: _add_counts(counts, added, name) for name, counts in first["facets"].items()}
    total, took_ms = first["total"] + len(added), first["took_ms"] + second["took_ms"]
    return first | {"hits": hits, "total": total, "took_ms": took_ms, "facets": facets}


def _add_counts(counts: Mapping[str, int], hits: Sequence[Mapping[str, Any]], name: str) -> dict[str, int]:
    told = dict(counts)
    for hit in hits:
        value = (hit["issue_date"] or "")[:4] if name == "year" else hit[name]
        if name == "validity" and value in ("replaced", "revoked"):
            value = "expired"
        if value:
            told[value] = told.get(value, 0) + 1
    return told
