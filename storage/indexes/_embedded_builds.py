"""Here live the builds of the embedded index: one folder each, and pointer files that name the one in use and the next.

A pointer is replaced in one step, so a build is either wholly in use or not at all; what a killed process left
without a pointer is swept when the next build begins.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import tantivy
from filelock import FileLock, Timeout

from schemas.errors import TemporarilyUnavailable
from schemas.search import IndexDocument
from storage.indexes._embedded_fields import find_version, make_document, make_schema, today_form
from storage.indexes._embedded_query import QueryMaker

IN_USE, NEXT = "current.json", "next.json"
# tantivy needs 15 MB at least; more only makes larger first segments.
_WRITER_HEAP_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Pointer:
    """The folder of a build and its form; of the next build also how far it is."""

    folder: str
    form: str
    through: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Build:
    """A build that is open for reading and writing. Queries follow its own declaration, whatever its form."""

    pointer: Pointer
    index: tantivy.Index
    maker: QueryMaker = field(repr=False)

    @property
    def is_of_today(self) -> bool:
        return self.pointer.form == today_form()


class Builds:
    """The folder with the builds. Whoever writes holds `lock`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._opened: dict[str, Build] = {}

    @contextmanager
    def lock(self, name: str = "writer", timeout_s: float = 0) -> Iterator[None]:
        """The only writer's lock (or the only rebuild's).

        Raises:
            TemporarilyUnavailable: "index_busy", "index_away".
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            held = FileLock(self._root / f"{name}.lock", timeout=timeout_s)
            held.acquire()
        except Timeout as error:
            raise TemporarilyUnavailable("index_busy") from error
        except OSError as error:
            raise TemporarilyUnavailable("index_away") from error
        try:
            yield
        finally:
            held.release()

    def find(self, name: str) -> Build | None:
        """The build that a pointer names, as of now; None when there is none that can be read."""
        pointer = self.read_pointer(name)
        try:
            if pointer is None:
                return None
            known = self._opened.get(name)
            if known is None or known.pointer.folder != pointer.folder:
                index = tantivy.Index.open(str(self._root / pointer.folder))
                known = Build(pointer, index, QueryMaker(index.schema))
            known.index.reload()
        except (OSError, ValueError):
            self.forget()
            return None
        self._opened[name] = replace(known, pointer=pointer)
        return self._opened[name]

    def start(self, name: str) -> Build:
        """A new, empty build under this pointer; what no pointer names is swept first."""
        named = {pointer.folder for one in (IN_USE, NEXT) if one != name and (pointer := self.read_pointer(one))}
        for leftover in self._root.glob("build-*"):
            if leftover.name not in named:
                shutil.rmtree(leftover, ignore_errors=True)
        # Never a name used before: a reader knows by the name whether it must open anew.
        folder = f"build-{uuid.uuid4().hex}"
        (self._root / folder).mkdir()
        schema = make_schema()
        index = tantivy.Index(schema, path=str(self._root / folder))
        self.point(name, Pointer(folder, today_form()))
        return Build(Pointer(folder, today_form()), index, QueryMaker(schema))

    def switch(self) -> None:
        """The next build is the one in use."""
        pointer, old = self.read_pointer(NEXT), self.read_pointer(IN_USE)
        if pointer is None:
            return
        self.point(IN_USE, Pointer(pointer.folder, pointer.form))
        (self._root / NEXT).unlink(missing_ok=True)
        # Readers that have the old build open keep it until they look again.
        if old is not None and old.folder != pointer.folder:
            shutil.rmtree(self._root / old.folder, ignore_errors=True)
        self.forget()

    def is_new(self) -> bool:
        """Whether no build was ever put in use here."""
        return not (self._root / IN_USE).exists()

    def forget(self) -> None:
        """Look at everything anew the next time."""
        self._opened = {}

    def read_pointer(self, name: str) -> Pointer | None:
        try:
            told = json.loads((self._root / name).read_text(encoding="utf-8"))
            folder, form = str(told["folder"]), str(told["form"])
            return Pointer(folder, form, str(told.get("through", "")), int(told.get("count", 0)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def point(self, name: str, pointer: Pointer) -> None:
        scratch = self._root / f".{name}"
        with scratch.open("w", encoding="utf-8") as file:
            json.dump(asdict(pointer), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, self._root / name)


def write_documents(build: Build, documents: Sequence[IndexDocument]) -> set[str]:
    """Add or replace in one commit what is not older than what is there; ids of those that the engine cannot hold."""
    newest = {document.result_id: document for document in sorted(documents, key=lambda document: document.version)}
    searcher = build.index.searcher()
    made, refused = [], set()
    for result_id, document in newest.items():
        try:
            known = find_version(searcher, build.index.schema, result_id)
            if known is None or known <= document.version:
                made.append((result_id, known is not None, make_document(document)))
        except (UnicodeEncodeError, OverflowError):
            refused.add(result_id)
    if made:
        writer = build.index.writer(_WRITER_HEAP_BYTES, 1)
        for result_id, is_known, fields in made:
            if is_known:
                writer.delete_documents_by_term("result_id", result_id)
            writer.add_document(fields)
        writer.commit()
        writer.wait_merging_threads()
    return refused


def remove_documents(build: Build, result_ids: Sequence[str]) -> None:
    """Remove in one commit; nothing is written where none of them is there."""
    searcher = build.index.searcher()
    there = [
        one
        for one in result_ids
        if searcher.search(tantivy.Query.term_query(build.index.schema, "result_id", one), limit=1).hits
    ]
    if there:
        writer = build.index.writer(_WRITER_HEAP_BYTES, 1)
        for result_id in there:
            writer.delete_documents_by_term("result_id", result_id)
        writer.commit()
        writer.wait_merging_threads()
