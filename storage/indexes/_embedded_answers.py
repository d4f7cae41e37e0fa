"""Here lives the answering of a question by the embedded index: hits in order, cards, facets."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from itertools import groupby
from typing import Any

import tantivy

from schemas.search import Scope, SearchAnswer, SearchQuery
from storage.indexes._cursor import read_offset, to_cursor
from storage.indexes._embedded_builds import Build
from storage.indexes._embedded_fields import read_card
from storage.indexes._hits import to_hit
from storage.indexes._kinds import list_reaches
from storage.indexes._question import to_question
from storage.indexes._validity_slots import SLOT_COUNT
from storage.indexes._worth import ENOUGH

FACETS = ("document_type", "level", "unit", "year")
_FACET_VALUES = 2000
# How far beyond a page hits of the same score are put in order; more than this are alike in everything asked.
_FIRST_TIES, _MOST_TIES = 64, 4096


def find_answer(build: Build, query: SearchQuery, scope: Scope, today: date) -> SearchAnswer:
    """One page of hits with the facets of all of them, by one searcher, which sees one state of the index.

    Raises:
        ValueError: the index lacks a field that is asked for, or was taken away.
        SetupError: "search_cursor_invalid".
    """
    offset = read_offset(query.after, query.offset)
    searcher = build.index.searcher()
    question = to_question(query.text) if query.text.strip() else None
    is_wide = False
    if question is None:
        # Newest first where no words rank the papers.
        made = build.maker.make(query, question, scope)
        found = searcher.search(made, limit=max(query.limit, 1), offset=offset, order_by_field="order_key")
        ranked = [(0.0, int(key), place) for key, place in found.hits]
        total = _total(found)
    else:
        for is_wide in list_reaches(question):
            made = build.maker.make(query, question, scope, is_wide=is_wide)
            ranked, total = _rank(searcher, made, offset, query.limit)
            if total >= ENOUGH:
                break
    cards = [(score, key, read_card(searcher.doc(place))) for score, key, place in ranked[: query.limit]]
    # Filed in the same second, with ids that begin alike: the id decides.
    cards.sort(key=lambda one: (-one[0], -one[1], one[2]["result_id"]))
    hits = tuple(to_hit(card, score, question) for score, _, card in cards)
    end = offset + len(hits)
    after = to_cursor([end]) if hits and end < total else None
    wanted = build.maker.make(query, question, scope, is_wide=is_wide, is_ranked=False)
    return SearchAnswer(total, hits, _count_facets(searcher, wanted, query.valid_on or today, total), after)


def _count_facets(searcher: tantivy.Searcher, wanted: tantivy.Query, on: date, total: int) -> dict[str, dict[str, int]]:
    asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in FACETS}
    # One pass over the hits for all the facets: each pass costs as much as the search.
    counted = searcher.aggregate(wanted, asked | _make_validity(on.toordinal()))
    facets = {name: {str(bucket["key"]): bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in FACETS}
    slots = [_find_bucket(counted[f"from_{slot}"]) for slot in range(SLOT_COUNT)]
    # Times in force stand apart from each other: a day lies in one of them at most.
    valid = sum(_find_bucket(slot["until"])["doc_count"] for slot in slots)
    begun = slots[0]["doc_count"]
    validity = {"valid": valid, "expired": begun - valid, "unknown": total - begun}
    return facets | {"validity": {name: number for name, number in validity.items() if number}}


def _rank(
    searcher: tantivy.Searcher, made: tantivy.Query, offset: int, limit: int
) -> tuple[list[tuple[float, int, tantivy.DocAddress]], int]:
    """One page of (score, order key, place), equal scores newest first, and how many hits there are.

    The engine puts equal scores in the order in which they were written. More than `_MOST_TIES` of one score stay so,
    on whatever page they come: they are alike in everything that was asked.
    """
    end = offset + limit
    found = searcher.search(made, limit=max(end + _FIRST_TIES, 1))
    hits = found.hits
    if len(hits) > end > 0 and hits[-1][0] == hits[end - 1][0]:
        first = bisect_left(hits, -hits[-1][0], key=lambda hit: -hit[0])
        hits = searcher.search(made, limit=max(first + _MOST_TIES + 1, end), count=False).hits
    begin = bisect_left(hits, -hits[offset][0], key=lambda hit: -hit[0]) if offset < len(hits) else len(hits)
    shown = hits[begin:]
    keys = searcher.fast_field_values("order_key", [place for _, place in shown])
    ranked: list[tuple[float, int, tantivy.DocAddress]] = []
    hit_keys = zip(shown, keys, strict=True)
    for _, equals in groupby(((float(score), int(key or 0), place) for (score, place), key in hit_keys), _get_score):
        group = list(equals)
        ranked += group if len(group) > _MOST_TIES else sorted(group, key=lambda one: -one[1])
    return ranked[offset - begin : end - begin], _total(found)


def _get_score(ranked: tuple[float, int, tantivy.DocAddress]) -> float:
    return ranked[0]


def _make_validity(day: int) -> dict[str, Any]:
    """Of each slot how many have begun by the day, and of those how many last until it."""
    return {
        f"from_{slot}": {
            "range": {"field": f"from_{slot}", "keyed": True, "ranges": [{"key": "day", "to": day + 1}]},
            "aggs": {
                "until": {
                    "range": {"field": f"until_{slot}", "keyed": True, "ranges": [{"key": "day", "from": day}]},
                }
            },
        }
        for slot in range(SLOT_COUNT)
    }


def _find_bucket(counted: Any) -> Any:
    return counted["buckets"]["day"]


def _total(found: Any) -> int:
    """How many were found; the library's type declarations leave this attribute out."""
    return int(found.count)
