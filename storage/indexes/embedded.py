"""Here lives the embedded search index: tantivy in a folder, one writer at a time, readers never wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from schemas import days
from schemas.crash_points import reached
from schemas.errors import TemporarilyUnavailable
from schemas.problems import get_problem
from schemas.search import IndexDocument, Scope, SearchAnswer, SearchQuery
from storage.indexes._embedded_answers import FACETS, find_answer
from storage.indexes._embedded_builds import (
    IN_USE,
    NEXT,
    Build,
    Builds,
    Pointer,
    remove_documents,
    write_documents,
)
from storage.indexes._embedded_fields import find_version, list_shelf, list_shelves, today_form
from storage.opening import resolve_folder
from storage.ports import BackendHealth

Answer = TypeVar("Answer")

# How many times a reader looks again when the index is switched under its hands.
_LOOKS = 3
# A rebuild waits for whoever drains the outbox; that takes a part of a second.
_BUILD_PATIENCE_S = 30.0


def open_url(url: str, home: Path) -> EmbeddedIndex:
    """The index in `embedded:/folder`, or in `index` under home."""
    return EmbeddedIndex(resolve_folder(url, home, "index"))


class EmbeddedIndex:
    """One folder for each build, and pointer files that name the one in use and the one being made.

    A missing or broken index is an empty one that says so in `check`; a rebuild mends it.
    """

    def __init__(self, root: Path, today: Callable[[], date] = days.today) -> None:
        self._root = root
        self._today = today
        self._builds = Builds(root)

    def put_documents(self, documents: Sequence[IndexDocument]) -> tuple[str, ...]:
        if not documents:
            return ()
        refused: set[str] = set()
        with self._builds.lock(), _translated():
            # The next build first: what the one in use has, the next one has too.
            upcoming = self._builds.find(NEXT)
            if upcoming is not None and upcoming.is_of_today:
                refused |= write_documents(upcoming, documents)
            current = self._builds.find(IN_USE) or self._builds.start(IN_USE)
            if not current.is_of_today:
                raise TemporarilyUnavailable("index_other_form")
            refused |= write_documents(current, documents)
        reached("index.committed")
        return tuple(sorted(refused))

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        if not result_ids:
            return
        with self._builds.lock(), _translated():
            for name in (NEXT, IN_USE):
                build = self._builds.find(name)
                if build is not None:
                    remove_documents(build, result_ids)
        reached("index.committed")

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        nothing = SearchAnswer(0, (), {name: {} for name in (*FACETS, "validity")})
        return self._read(lambda build: find_answer(build, query, scope, self._today()), nothing)

    def find_versions(self, result_ids: Sequence[str]) -> dict[str, int]:
        def look(build: Build) -> dict[str, int]:
            searcher, schema = build.index.searcher(), build.index.schema
            found = ((one, find_version(searcher, schema, one)) for one in result_ids)
            return {one: version for one, version in found if version is not None}

        return self._read(look, {})

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        build = self._builds.find(IN_USE)
        if build is None:
            return
        # One searcher sees one state of the index from the first id to the last.
        searcher, schema = build.index.searcher(), build.index.schema
        try:
            for shelf in list_shelves(searcher):
                yield from list_shelf(searcher, schema, shelf)
        except ValueError:
            return

    def list_versions(self) -> dict[str, int]:
        return dict(self.iterate_versions())

    @contextmanager
    def open_build(self, *, fresh: bool = False) -> Iterator[EmbeddedBuild]:
        with self._builds.lock("rebuild"):
            with self._builds.lock(timeout_s=_BUILD_PATIENCE_S), _translated():
                upcoming = self._builds.find(NEXT)
                if upcoming is None or not upcoming.is_of_today or fresh:
                    self._builds.start(NEXT)
            yield EmbeddedBuild(self._builds)

    def purge_deleted(self) -> bool:
        # Deleted documents stay in the engine's segments until these are merged, and merging cannot be asked for.
        return False

    def check(self) -> BackendHealth:
        url, version = f"embedded:{self._root}", metadata.version("tantivy")
        build = self._builds.find(IN_USE)
        if build is None:
            is_new = self._builds.is_new()
            message = "empty: nothing was indexed yet" if is_new else "unreadable: run `sohoa index rebuild`"
            return BackendHealth("index", url, is_new, version, message)
        told = [f"{build.index.searcher().num_docs} documents"]
        upcoming = self._builds.read_pointer(NEXT)
        if upcoming is not None:
            told.append(f"rebuild under way: {upcoming.count} documents")
        code = "" if build.is_of_today else "index_other_form"
        if code:
            problem = get_problem(code)
            told.insert(0, f"{code}: {problem.message_en} {problem.advice_en}")
        return BackendHealth("index", url, build.is_of_today, version, "; ".join(told), code)

    def close(self) -> None:
        self._builds.forget()

    def _read(self, ask: Callable[[Build], Answer], nothing: Answer) -> Answer:
        """What `ask` finds in the build in use; `nothing` while there is none that can be read."""
        for _ in range(_LOOKS):
            build = self._builds.find(IN_USE)
            if build is None:
                return nothing
            try:
                return ask(build)
            except ValueError as error:
                if not build.is_of_today:
                    raise TemporarilyUnavailable("index_other_form") from error
                # Switched away, or damaged, between opening and reading.
                self._builds.forget()
        return nothing


class EmbeddedBuild:
    """The build beside the one in use; writers of the outbox have the lock between two of its commits."""

    def __init__(self, builds: Builds) -> None:
        self._builds = builds

    @property
    def through(self) -> str:
        return self._get_pointer().through

    @property
    def count(self) -> int:
        return self._get_pointer().count

    def put_documents(self, documents: Sequence[IndexDocument], *, through: str) -> tuple[str, ...]:
        with self._builds.lock(timeout_s=_BUILD_PATIENCE_S), _translated():
            build = self._get_build()
            refused = write_documents(build, documents)
            reached("index.build_written")
            told = build.pointer
            count = told.count + len(documents) - len(refused)
            self._builds.point(NEXT, Pointer(told.folder, told.form, through, count))
        reached("index.build_noted")
        return tuple(sorted(refused))

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        with self._builds.lock(timeout_s=_BUILD_PATIENCE_S), _translated():
            remove_documents(self._get_build(), result_ids)

    def switch(self) -> None:
        with self._builds.lock(timeout_s=_BUILD_PATIENCE_S), _translated():
            self._builds.switch()
        reached("index.committed")

    def _get_pointer(self) -> Pointer:
        return self._builds.read_pointer(NEXT) or Pointer("", today_form())

    def _get_build(self) -> Build:
        build = self._builds.find(NEXT)
        if build is None:
            raise TemporarilyUnavailable("index_away")
        return build


@contextmanager
def _translated() -> Iterator[None]:
    """Tell of the engine's troubles while writing in our own errors."""
    try:
        yield
    except (ValueError, OSError) as error:
        code = "no_space" if "No space left" in str(error) else "index_away"
        raise TemporarilyUnavailable(code) from error
