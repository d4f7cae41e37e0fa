"""Here lives the embedded search index: tantivy in a folder, one writer at a time, readers never wait."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import tantivy
from filelock import FileLock, Timeout

from schemas import days
from schemas.crash_points import reached
from schemas.errors import TemporarilyUnavailable
from schemas.search import IndexDocument, Scope, SearchAnswer, SearchHit, SearchQuery
from storage.indexes._embedded_fields import FORM, make_document, make_schema, read_card, read_stamp
from storage.indexes._embedded_query import QueryMaker
from storage.indexes._question import Question, judge, to_question
from storage.indexes._snippet import cut_snippet
from storage.opening import resolve_folder
from storage.ports import BackendHealth

# tantivy needs 15 MB at least; more only makes larger first segments.
_WRITER_HEAP_BYTES = 64_000_000
_FACET_VALUES = 2000
_POINTER = "current.json"
# How many times a reader looks again when the index is switched under its hands.
_LOOKS = 3


def open_url(url: str, home: Path) -> EmbeddedIndex:
    """The index in `embedded:/folder`, or in `index` under home."""
    return EmbeddedIndex(resolve_folder(url, home, "index"))


class EmbeddedIndex:
    """One folder for each build, and a pointer file that names the one in use.

    A missing, broken or outdated index is an empty one that says so in `check`; a rebuild mends it.
    """

    def __init__(self, root: Path, today: Callable[[], date] = days.today) -> None:
        self._root = root
        self._today = today
        self._opened: tuple[str, tantivy.Index] | None = None
        self._maker = QueryMaker(make_schema())

    def put_documents(self, documents: Sequence[IndexDocument]) -> None:
        if not documents:
            return
        with self._lock(), _translated():
            index = self._open_current() or self._start_build()
            _write(index, documents, replaces=True)
        reached("index.committed")

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        if not result_ids:
            return
        with self._lock(), _translated():
            index = self._open_current()
            if index is None:
                return
            writer = index.writer(_WRITER_HEAP_BYTES, 1)
            for result_id in result_ids:
                writer.delete_documents_by_term("result_id", result_id)
            writer.commit()
            writer.wait_merging_threads()
        reached("index.committed")

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        for _ in range(_LOOKS):
            try:
                index = self._open_current()
                if index is None:
                    break
                return self._ask(index.searcher(), query, scope)
            except ValueError:
                # Switched away, or damaged, between opening and reading.
                self._opened = None
        return SearchAnswer(0, (), {name: {} for name in ("document_type", "level", "unit", "year", "validity")})

    def list_versions(self) -> dict[str, int]:
        index = self._open_current()
        if index is None:
            return {}
        try:
            alive = index.searcher().terms_with_prefix("stamp", "", filter_query=tantivy.Query.all_query())
        except ValueError:
            return {}
        return dict(read_stamp(stamp) for stamp, _ in alive)

    def rebuild(self, documents: Iterator[IndexDocument]) -> int:
        with self._lock(), _translated():
            name, index = self._make_build()
            written = _write(index, documents, replaces=False)
            self._switch(name)
        reached("index.committed")
        return written

    def check(self) -> BackendHealth:
        url, version = f"embedded:{self._root}", metadata.version("tantivy")
        index = self._open_current()
        if index is not None:
            return BackendHealth("index", url, True, version, f"{index.searcher().num_docs} documents")
        is_new = not (self._root / _POINTER).exists()
        message = "empty: nothing was indexed yet" if is_new else "unreadable: run `sohoa index rebuild`"
        return BackendHealth("index", url, is_new, version, message)

    def close(self) -> None:
        self._opened = None

    def _ask(self, searcher: tantivy.Searcher, query: SearchQuery, scope: Scope) -> SearchAnswer:
        question = to_question(query.text) if query.text.strip() else None
        made = self._maker.make(query, question, scope)
        # Newest first where no words rank the papers.
        order = None if question else "filed_at_s"
        found = searcher.search(made, limit=max(query.limit, 1), offset=query.offset, order_by_field=order)
        hits = tuple(_to_hit(searcher, place, score, question) for score, place in found.hits[: query.limit])
        total = _total(found)
        return SearchAnswer(total, hits, self._count_facets(searcher, made, query, total))

    def _count_facets(
        self, searcher: tantivy.Searcher, made: tantivy.Query, query: SearchQuery, total: int
    ) -> dict[str, dict[str, int]]:
        names = ("document_type", "level", "unit", "year")
        asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in names}
        counted = searcher.aggregate(made, asked)
        facets = {
            name: {str(bucket["key"]): bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in names
        }
        day = query.valid_on or self._today()
        valid = _count(searcher, made, self._maker.in_force_on(day))
        begun = _count(searcher, made, self._maker.begun_by(day))
        validity = {"valid": valid, "expired": begun - valid, "unknown": total - begun}
        return facets | {"validity": {name: number for name, number in validity.items() if number}}

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with FileLock(self._root / "writer.lock", timeout=0):
                yield
        except Timeout as error:
            raise TemporarilyUnavailable("index_busy") from error
        except OSError as error:
            raise TemporarilyUnavailable("index_away") from error

    def _open_current(self) -> tantivy.Index | None:
        """The index in use, as of now; None when there is none that can be read."""
        try:
            pointer = json.loads((self._root / _POINTER).read_text(encoding="utf-8"))
            if pointer["form"] != FORM:
                return None
            name = str(pointer["folder"])
            if self._opened is None or self._opened[0] != name:
                self._opened = (name, tantivy.Index.open(str(self._root / name)))
            self._opened[1].reload()
            return self._opened[1]
        except (OSError, ValueError, KeyError, TypeError):
            self._opened = None
            return None

    def _start_build(self) -> tantivy.Index:
        name, index = self._make_build()
        self._switch(name)
        return index

    def _make_build(self) -> tuple[str, tantivy.Index]:
        """A new, empty build; what a killed rebuild left behind is swept first."""
        in_use = self._read_folder_name()
        for leftover in self._root.glob("build-*"):
            if leftover.name != in_use:
                shutil.rmtree(leftover, ignore_errors=True)
        # Never a name used before: a reader knows by the name whether it must open anew.
        name = f"build-{uuid.uuid4().hex}"
        (self._root / name).mkdir()
        return name, tantivy.Index(make_schema(), path=str(self._root / name))

    def _read_folder_name(self) -> str | None:
        try:
            return str(json.loads((self._root / _POINTER).read_text(encoding="utf-8"))["folder"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _switch(self, name: str) -> None:
        old = self._read_folder_name()
        scratch = self._root / f".{_POINTER}"
        with scratch.open("w", encoding="utf-8") as file:
            json.dump({"form": FORM, "folder": name}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, self._root / _POINTER)
        # Readers that have the old build open keep it until they look again.
        if old is not None and old != name:
            shutil.rmtree(self._root / old, ignore_errors=True)


def _write(index: tantivy.Index, documents: Iterable[IndexDocument], *, replaces: bool) -> int:
    written = 0
    writer = index.writer(_WRITER_HEAP_BYTES, 1)
    for document in documents:
        if replaces:
            writer.delete_documents_by_term("result_id", document.result_id)
        writer.add_document(make_document(document))
        written += 1
    writer.commit()
    writer.wait_merging_threads()
    return written


def _count(searcher: tantivy.Searcher, made: tantivy.Query, further: tantivy.Query) -> int:
    both = tantivy.Query.boolean_query([(tantivy.Occur.Must, made), (tantivy.Occur.Must, further)])
    return _total(searcher.search(both, limit=1))


def _total(found: Any) -> int:
    """How many were found; the library's type declarations leave this attribute out."""
    return int(found.count)


def _to_hit(
    searcher: tantivy.Searcher, place: tantivy.DocAddress, score: float, question: Question | None
) -> SearchHit:
    card = read_card(searcher.doc(place))
    if question is None:
        return SearchHit(card["result_id"], 0.0, "exact")
    match = judge(question, card["names"], card["ids"], card["number"])
    return SearchHit(card["result_id"], float(score), match, cut_snippet(card["text"], question.words, card["ids"]))


@contextmanager
def _translated() -> Iterator[None]:
    """Tell of the engine's troubles while writing in our own errors."""
    try:
        yield
    except (ValueError, OSError) as error:
        code = "no_space" if "No space left" in str(error) else "index_away"
        raise TemporarilyUnavailable(code) from error
