"""Here lives the search index that keeps everything in memory, for tests and trials: plain loops, no engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock

from schemas import days
from schemas.errors import TemporarilyUnavailable
from schemas.search import IndexDocument, Scope, SearchAnswer, SearchQuery
from storage.indexes._cursor import read_offset, to_cursor
from storage.indexes._document_fields import require_text
from storage.indexes._hits import to_card, to_hit
from storage.indexes._kinds import list_reaches
from storage.indexes._memory_score import to_score
from storage.indexes._order import to_order_key
from storage.indexes._question import Question, to_question
from storage.indexes._worth import ENOUGH
from storage.match_keys import list_unit_paths, to_id_key
from storage.ports import BackendHealth

_FACETS = ("document_type", "level", "unit", "year", "validity")


def open_url(url: str, home: Path) -> MemoryIndex:
    """A new, empty index; `home` is not used."""
    return MemoryIndex()


class MemoryIndex:
    """Documents in a dictionary, looked at one after another."""

    def __init__(self, today: Callable[[], date] = days.today) -> None:
        self._documents: dict[str, IndexDocument] = {}
        self._next: MemoryBuild | None = None
        self._rebuilding = Lock()
        self._today = today

    def put_documents(self, documents: Sequence[IndexDocument]) -> tuple[str, ...]:
        if self._next is not None:
            _put(self._next.documents, documents)
        return _put(self._documents, documents)

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        for result_id in result_ids:
            self._documents.pop(result_id, None)
        if self._next is not None:
            self._next.delete_documents(result_ids)

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        seen = [one for one in self._documents.values() if _is_in_scope(one, scope) and _passes(one, query)]
        question = to_question(query.text) if query.text.strip() else None
        found = [(0.0, one) for one in seen] if question is None else _find(seen, question)
        found.sort(key=lambda pair: (-pair[0], -to_order_key(pair[1].filed_at_s, pair[1].result_id), pair[1].result_id))
        offset = read_offset(query.after, query.offset)
        page = found[offset : offset + query.limit]
        hits = tuple(to_hit(to_card(document), score, question) for score, document in page)
        facets = _count_facets([document for _, document in found], query.valid_on or self._today())
        end = offset + len(hits)
        after = to_cursor([end]) if hits and end < len(found) else None
        return SearchAnswer(len(found), hits, facets, after)

    def find_versions(self, result_ids: Sequence[str]) -> dict[str, int]:
        return {one: self._documents[one].version for one in result_ids if one in self._documents}

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        return iter(sorted((document.result_id, document.version) for document in self._documents.values()))

    def list_versions(self) -> dict[str, int]:
        return dict(self.iterate_versions())

    @contextmanager
    def open_build(self, *, fresh: bool = False) -> Iterator[MemoryBuild]:
        if not self._rebuilding.acquire(blocking=False):
            raise TemporarilyUnavailable("index_busy")
        try:
            if self._next is None or fresh:
                self._next = MemoryBuild(self._take)
            yield self._next
        finally:
            self._rebuilding.release()

    def purge_deleted(self) -> bool:
        return True

    def check(self) -> BackendHealth:
        return BackendHealth("index", "memory:", True, "1", f"{len(self._documents)} documents")

    def close(self) -> None:
        self._documents = {}

    def _take(self, build: MemoryBuild) -> None:
        self._documents, self._next = build.documents, None


class MemoryBuild:
    """The dictionary that takes the other one's place."""

    def __init__(self, take: Callable[[MemoryBuild], None]) -> None:
        self.documents: dict[str, IndexDocument] = {}
        self.through = ""
        self.count = 0
        self._take = take

    def put_documents(self, documents: Sequence[IndexDocument], *, through: str) -> tuple[str, ...]:
        refused = _put(self.documents, documents)
        self.through, self.count = through, self.count + len(documents) - len(refused)
        return refused

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        for result_id in result_ids:
            self.documents.pop(result_id, None)

    def switch(self) -> None:
        self._take(self)


def _put(kept: dict[str, IndexDocument], documents: Sequence[IndexDocument]) -> tuple[str, ...]:
    refused = set()
    for document in documents:
        known = kept.get(document.result_id)
        try:
            require_text(document)
        except UnicodeEncodeError:
            refused.add(document.result_id)
            continue
        if known is None or known.version <= document.version:
            kept[document.result_id] = document
    return tuple(sorted(refused))


def _find(seen: Sequence[IndexDocument], question: Question) -> list[tuple[float, IndexDocument]]:
    for is_wide in list_reaches(question):
        scored = [(to_score(one, question, is_wide=is_wide), one) for one in seen]
        found = [pair for pair in scored if pair[0] > 0]
        if len(found) >= ENOUGH:
            break
    return found


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
            query.validity is None or _find_validity(document, query.validity[1]) == query.validity[0],
        )
    )


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
