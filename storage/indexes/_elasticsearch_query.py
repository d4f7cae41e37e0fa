"""Here lives the making of the server's queries: the same kinds of hit, worth the same, as the embedded index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.search import Scope, SearchQuery
from storage.indexes import _worth as worth
from storage.indexes._question import Question
from storage.match_keys import to_confusable, to_id_key

Clause = dict[str, Any]
_NOTHING: Clause = {"match_none": {}}


def make_query(query: SearchQuery, question: Question | None, scope: Scope) -> Clause:
    """The whole query, the account's scope always inside it. `question` None asks for everything."""
    wanted = {"match_all": {}} if question is None else _any_of(_list_kinds(question))
    return {"bool": {"must": [wanted], "filter": [*_list_scope(scope), *_list_filters(query)]}}


def in_force_on(day: date) -> Clause:
    """Papers in force on a day."""
    return {"term": {"in_force": {"value": day.toordinal()}}}


def _list_kinds(asked: Question) -> list[Clause]:
    if not asked.words:
        return [_NOTHING]
    kinds = [
        _scored(worth.ID, _term("ids", asked.id_key)),
        _scored(worth.NUMBER, _term("number", asked.number_key)),
        _scored(worth.NAME_MARKED_WHOLE, _term("name_whole_marked", asked.marked_key)),
        _scored(worth.NAME_MARKED, _phrase("names_marked", asked.marked)),
        _scored(worth.NAME_WHOLE, _term("name_whole", asked.name_key)),
        _scored(worth.NAME, _phrase("names", asked.words)),
        _scored(worth.NAME_ANY_ORDER, _all_of([_term("names", word) for word in asked.words])),
        _scored(worth.TITLE, _phrase("title", asked.words)),
        _scored(worth.TITLE, _phrase("title_marked", asked.marked)),
        _make_words(asked.words),
        _scored(worth.ALL_MARKED, _all_of([_term("content_marked", word) for word in asked.marked])),
    ]
    return kinds + _list_guesses(asked)


def _list_guesses(asked: Question) -> list[Clause]:
    guesses = []
    key = to_confusable(asked.number_key)
    if len(key) >= worth.MIN_CONFUSED_CHARS:
        guesses.append(_scored(worth.CONFUSED_KEY, _term("ids_confusable", key)))
        guesses.append(_scored(worth.CONFUSED_KEY, _term("number_confusable", key)))
    if any(char.isdigit() for char in asked.number_key):
        return guesses
    if len(asked.words) > 1:
        guesses.append(_scored(worth.NAME_ONE_LETTER_OFF, _near("name_whole", asked.name_key)))
    else:
        guesses.append(_scored(worth.INITIALS, _term("name_initials", asked.words[0])))
    guesses.append(_scored(worth.NAME_ONE_LETTER_OFF, _all_of([_near("names", word) for word in asked.words])))
    return guesses


def _make_words(words: Sequence[str]) -> Clause:
    *whole, last = words
    parts = [_term("content", word) for word in whole]
    if len(last) < worth.MIN_PREFIX_LETTERS:
        return _all_of([*parts, _term("content", last)])
    begun = _scored(worth.BEGUN, {"prefix": {"content": {"value": last}}})
    return _all_of([*parts, _any_of([_term("content", last), begun])])


def _list_scope(scope: Scope) -> list[Clause]:
    filters: list[Clause] = [{"range": {"sensitivity": {"lte": scope.max_sensitivity}}}]
    if scope.units is not None:
        fields = ("unit_path", "custodian_path")
        filters.append(_any_of([{"terms": {field: list(scope.units)}} for field in fields]))
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
    return filters


def _term(field: str, value: str) -> Clause:
    # A term longer than the server's limit cannot be in the index either.
    return {"term": {field: {"value": value}}} if value else _NOTHING


def _phrase(field: str, words: Sequence[str]) -> Clause:
    return {"match_phrase": {field: {"query": " ".join(words)}}} if words else _NOTHING


def _near(field: str, value: str) -> Clause:
    if len(value) < worth.MIN_FUZZY_LETTERS:
        return _term(field, value)
    return {"fuzzy": {field: {"value": value, "fuzziness": 1, "transpositions": True}}}


def _scored(score: float, clause: Clause) -> Clause:
    return {"constant_score": {"filter": clause, "boost": score}}


def _all_of(parts: Sequence[Clause]) -> Clause:
    return {"bool": {"must": list(parts)}} if parts else _NOTHING


def _any_of(parts: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(parts), "minimum_should_match": 1}} if parts else _NOTHING
