"""Here lives the search index that keeps everything in memory, for tests and trials: plain loops, no engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rapidfuzz.distance import OSA

from schemas import days
from schemas.search import IndexDocument, Match, Scope, SearchAnswer, SearchHit, SearchQuery
from schemas.text import fold_words
from storage.indexes._question import Question, judge, to_question
from storage.indexes._snippet import cut_snippet
from storage.match_keys import (
    list_unit_paths,
    marked_words,
    to_confusable,
    to_id_key,
    to_marked_key,
    to_name_key,
    to_number_key,
)
from storage.ports import BackendHealth

_FACETS = ("document_type", "level", "unit", "year", "validity")
_MIN_FUZZY_LETTERS = 4


def open_url(url: str, home: Path) -> MemoryIndex:
    """A new, empty index; `home` is not used."""
    return MemoryIndex()


class MemoryIndex:
    """Documents in a dictionary, looked at one after another."""

    def __init__(self, today: Callable[[], date] = days.today) -> None:
        self._documents: dict[str, IndexDocument] = {}
        self._today = today

    def put_documents(self, documents: Sequence[IndexDocument]) -> None:
        self._documents.update((document.result_id, document) for document in documents)

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        for result_id in result_ids:
            self._documents.pop(result_id, None)

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        seen = [one for one in self._documents.values() if _is_in_scope(one, scope) and _passes(one, query)]
        question = to_question(query.text) if query.text.strip() else None
        if question is None:
            found = [(0.0, one) for one in sorted(seen, key=lambda one: one.filed_at_s, reverse=True)]
        else:
            scored = [(_score(one, question), one) for one in seen]
            found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
        page = found[query.offset : query.offset + query.limit]
        hits = tuple(_to_hit(document, score, question) for score, document in page)
        facets = _count_facets([document for _, document in found], query.valid_on or self._today())
        return SearchAnswer(len(found), hits, facets)

    def list_versions(self) -> dict[str, int]:
        return {document.result_id: document.version for document in self._documents.values()}

    def rebuild(self, documents: Iterator[IndexDocument]) -> int:
        self._documents = {document.result_id: document for document in documents}
        return len(self._documents)

    def check(self) -> BackendHealth:
        return BackendHealth("index", "memory:", True, "1", f"{len(self._documents)} documents")

    def close(self) -> None:
        self._documents = {}


def _is_in_scope(document: IndexDocument, scope: Scope) -> bool:
    paths = {*list_unit_paths(document.unit), *list_unit_paths(document.custodian)}
    allowed = scope.units is None or not paths.isdisjoint(scope.units)
    return allowed and document.sensitivity <= scope.max_sensitivity


def _passes(document: IndexDocument, query: SearchQuery) -> bool:
    first, last = query.issued_from or date.min, query.issued_to or date.max
    is_dated = query.issued_from is not None or query.issued_to is not None
    ids = [to_id_key(identifier) for identifier in document.holder_ids]
    return all(
        (
            query.document_type in (None, document.document_type),
            query.level in (None, document.level),
            query.result_ids is None or document.result_id in query.result_ids,
            document.state in query.states,
            query.unit is None or query.unit in list_unit_paths(document.unit),
            query.holder_id is None or to_id_key(query.holder_id) in ids,
            not is_dated or (document.issued_on is not None and first <= document.issued_on <= last),
            query.valid_on is None or _find_validity(document, query.valid_on) == "valid",
        )
    )


def _score(document: IndexDocument, asked: Question) -> float:
    """The kinds of hit in the order of their worth; 0 for none."""
    if not asked.words:
        return 0.0
    names = [to_name_key(name) for name in document.holder_names]
    number = to_number_key(document.document_number or "")
    ids = [to_id_key(identifier) for identifier in document.holder_ids]
    padded = [f" {name} " for name in names]
    kinds = (
        asked.id_key in ids,
        asked.number_key == number,
        asked.marked_key in [to_marked_key(name) for name in document.holder_names],
        asked.name_key in names,
        any(f" {asked.name_key} " in name for name in padded),
        any(all(f" {word} " in name for word in asked.words) for name in padded),
        _is_confused(asked, [number, *ids]),
        _has_all_words(document, asked, marked=True),
        _has_all_words(document, asked, marked=False),
        _is_one_letter_off(asked, names),
        any(asked.name_key == "".join(word[0] for word in name.split()) for name in names),
    )
    return float(sum(2 ** (len(kinds) - place) for place, holds in enumerate(kinds) if holds))


def _has_all_words(document: IndexDocument, asked: Question, *, marked: bool) -> bool:
    number = document.document_number or ""
    parts = (*document.holder_names, number, document.title, document.issuing_body or "", document.text)
    text = " ".join(parts)
    if marked:
        return set(asked.marked) <= set(marked_words(text))
    extra = (to_number_key(number), *(to_id_key(identifier).lower() for identifier in document.holder_ids))
    content = {*fold_words(text), *extra}
    *whole, last = asked.words
    return set(whole) <= content and (last in content or _is_begun(last, content))


def _is_begun(word: str, content: set[str]) -> bool:
    return len(word) > 1 and any(other.startswith(word) for other in content)


def _is_confused(asked: Question, keys: Sequence[str]) -> bool:
    key = to_confusable(asked.number_key)
    return len(key) >= _MIN_FUZZY_LETTERS and key in [to_confusable(other) for other in keys]


def _is_one_letter_off(asked: Question, names: Sequence[str]) -> bool:
    if any(char.isdigit() for char in asked.number_key):
        return False
    words = {word for name in names for word in name.split()}
    return any(_are_near(asked.name_key, name) for name in names) or all(
        any(_are_near(word, other) for other in words) for word in asked.words
    )


def _are_near(asked: str, other: str) -> bool:
    return asked == other or (len(asked) >= _MIN_FUZZY_LETTERS and OSA.distance(asked, other, score_cutoff=1) <= 1)


def _find_validity(document: IndexDocument, day: date) -> str:
    if any(begin <= day and (end is None or day <= end) for begin, end in document.in_force):
        return "valid"
    return "expired" if any(begin <= day for begin, _ in document.in_force) else "unknown"


def _count_facets(documents: Sequence[IndexDocument], day: date) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    for document in documents:
        values = {
            "document_type": document.document_type,
            "level": document.level,
            "unit": document.unit,
            "year": None if document.issued_on is None else str(document.issued_on.year),
            "validity": _find_validity(document, day),
        }
        for name, value in values.items():
            if value is not None:
                counts[name][value] += 1
    return {name: dict(counter) for name, counter in counts.items()}


def _to_hit(document: IndexDocument, score: float, question: Question | None) -> SearchHit:
    if question is None:
        return SearchHit(document.result_id, 0.0, "exact")
    match: Match = judge(question, document.holder_names, document.holder_ids, document.document_number)
    snippet = cut_snippet(document.text, question.words, document.holder_ids)
    return SearchHit(document.result_id, score, match, snippet)
