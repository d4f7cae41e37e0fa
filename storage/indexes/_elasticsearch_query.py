"""Here lives the making of the server's queries: the same kinds of hit, worth the same, as the embedded index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.search import IndexedValidity, Scope, SearchQuery
from storage.indexes._kinds import AllOf, AnyOf, Begun, Near, Number, Phrase, Term, Wanted, Worth, to_wanted
from storage.indexes._question import Question
from storage.match_keys import to_id_key

Clause = dict[str, Any]
_NOTHING: Clause = {"match_none": {}}


def make_query(query: SearchQuery, question: Question | None, scope: Scope, *, is_wide: bool = True) -> Clause:
    """The whole query, the account's scope always inside it. `question` None asks for everything.

    Args:
        is_wide: see `to_wanted`.
    """
    wanted = {"match_all": {}} if question is None else _translate(to_wanted(question, is_wide=is_wide))
    return {"bool": {"must": [wanted], "filter": [*_list_scope(scope), *_list_filters(query)]}}


def in_force_on(day: date) -> Clause:
    """Papers in force on a day."""
    return {"term": {"in_force": {"value": day.toordinal()}}}


def of_validity(validity: IndexedValidity, day: date) -> Clause:
    """Papers of which the index knows this on a day."""
    begun: Clause = {"range": {"in_force_from": {"lte": day.toordinal()}}}
    match validity:
        case "valid":
            return in_force_on(day)
        case "expired":
            return {"bool": {"must": [begun], "must_not": [in_force_on(day)]}}
        case "unknown":
            return {"bool": {"must_not": [begun]}}


def _translate(wanted: Wanted) -> Clause:
    """A kind of hit in the server's own form; `NOTHING` finds nothing."""
    match wanted:
        case Term(field, value):
            return _term(field, value)
        case Phrase(field, words):
            return _phrase(field, words)
        case Near(field, value):
            return {"fuzzy": {field: {"value": value, "fuzziness": 1, "transpositions": True}}}
        case Begun(field, value):
            return {"prefix": {field: {"value": value}}}
        case Number(field, number):
            return {"term": {field: {"value": number}}}
        case AllOf(parts):
            return _all_of([_translate(part) for part in parts])
        case AnyOf(parts):
            return _any_of([_translate(part) for part in parts])
        case Worth(score, part):
            return {"constant_score": {"filter": _translate(part), "boost": score}}


def _list_scope(scope: Scope) -> list[Clause]:
    filters: list[Clause] = [{"range": {"sensitivity": {"lte": scope.max_sensitivity}}}]
    if scope.units is not None:
        filters.append({"terms": {"seen_path": list(scope.units)}})
    return filters


def _list_filters(query: SearchQuery) -> list[Clause]:
    exact = {
        "document_type": query.document_type,
        "unit_path": query.unit,
        "level": query.level,
        "ids": None if query.holder_id is None else to_id_key(query.holder_id),
    }
    filters = [_term(field, value) for field, value in exact.items() if value is not None]
    filters.append({"terms": {"state": list(query.states)}})
    if query.result_ids is not None:
        filters.append({"terms": {"result_id": list(query.result_ids)}})
    bounds = {"gte": query.issued_from, "lte": query.issued_to}
    given = {name: day.toordinal() for name, day in bounds.items() if day is not None}
    if given:
        filters.append({"range": {"issued_on": given}})
    if query.valid_on is not None:
        filters.append(in_force_on(query.valid_on))
    if query.validity is not None:
        filters.append(of_validity(*query.validity))
    return filters


def _term(field: str, value: str) -> Clause:
    # A term longer than the server's limit cannot be in the index either.
    return {"term": {field: {"value": value}}} if value else _NOTHING


def _phrase(field: str, words: Sequence[str]) -> Clause:
    return {"match_phrase": {field: {"query": " ".join(words)}}} if words else _NOTHING


def _all_of(parts: Sequence[Clause]) -> Clause:
    return {"bool": {"must": list(parts)}} if parts else _NOTHING


def _any_of(parts: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(parts), "minimum_should_match": 1}} if parts else _NOTHING
