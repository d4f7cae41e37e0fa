"""`python -m benchmarks.drills.search_drill`: does a clerk find a paper by name and year, as our OCR has read it?

Papers are drawn, worn and read as any scan, filed into each index, and asked for as a clerk types: the holder's name
without marks and the year of issue. Where drawn papers share name and year any of them counts. Every miss is told with
what was read. Exit code 1 where an index misses a floor. Readings are kept between runs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.papers.catalogue import KINDS
from benchmarks.papers.drawing import PlannedPaper, plan_paper
from benchmarks.papers.wear import GRADES, Grade
from benchmarks.scoring.kept_readings import KEPT_FOLDER, KeptReadings
from benchmarks.scoring.runs import DRAWN_READ_ON, draw_and_read
from benchmarks.scoring.sides import DEFAULT_ENGINE
from benchmarks.servers.elasticsearch import run_elasticsearch
from extraction.extract import extract_papers
from pipelines.indexing import to_index_document
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.document_type import document_types
from schemas.folding import fold_result
from schemas.procedure_result import ProcedureResult
from schemas.search import EVERYTHING, IndexDocument, SearchQuery
from schemas.text import fold
from schemas.units import load_units
from schemas.wire import to_json
from storage.keys import reading_key
from storage.opening import open_index

# No rule was made on these papers.
_FIRST_SEED = 40_000
_CUSTODIAN, _RECIPE = "92", "drill"
_READ_AT = datetime(2026, 7, 31, tzinfo=UTC)
_AT_ONCE = 200
_FEW = 10
# Of issue 6: percent of the papers that stand first, and among the first ten.
_FLOOR_FIRST, _FLOOR_FEW = 97.0, 99.5


@dataclass(frozen=True, slots=True)
class FiledDrawing:
    """A drawn paper as it was filed, and what is printed on it."""

    source: str
    name: str
    year: int
    document: IndexDocument

    @property
    def question(self) -> str:
        return f"{fold(self.name)} {self.year}"

    def tell(self) -> str:
        """What the index knows of it, beside what is printed."""
        read = self.document
        day = read.issued_on.isoformat() if read.issued_on else "no day"
        words = set(fold(read.text).split())
        lost = [word for word in self.question.split() if word not in words]
        return f"{self.question}: read {'; '.join(read.holder_names) or 'no holder'}, {day}; not in the text: {lost}"


def main() -> int:
    """Print the figures of each index; 1 where a floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--grade", choices=GRADES, default="office")
    parser.add_argument("--first-seed", type=int, default=_FIRST_SEED)
    parser.add_argument("--index", nargs="+", default=["embedded", "elasticsearch"], help="schemes to ask")
    parser.add_argument("--kept", type=Path, default=KEPT_FOLDER, help="where readings are kept")
    wish = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="search-drill-"))
        settings = read_settings({}, home=folder, working_folder=Path(folder))
        resources = stack.enter_context(open_resources(settings))
        planned = [plan_paper(*_choose(place, wish.grade, wish.first_seed)) for place in range(wish.papers)]
        papers = list(_file_all(resources, planned, KeptReadings(wish.kept)))
        missed = 0
        for scheme in wish.index:
            # One server at a time, and none where none is asked.
            address = stack.enter_context(run_elasticsearch()) if scheme == "elasticsearch" else ""
            url = f"elasticsearch://{address}/drill" if address else f"{scheme}:"
            missed += try_index(scheme, url, Path(folder) / scheme, papers)
        return int(missed > 0)


def _choose(place: int, grade: Grade, first_seed: int) -> tuple[str, Grade, int]:
    """Every kind in turn, each paper with dice of its own."""
    return KINDS[place % len(KINDS)], grade, first_seed + place


def _file_all(resources: Resources, planned: Sequence[PlannedPaper], kept: KeptReadings) -> Iterator[FiledDrawing]:
    types, units = document_types(), load_units()
    for one in planned:
        pages = kept.read(one, DEFAULT_ENGINE, partial(draw_and_read, one, DEFAULT_ENGINE))
        (paper, *_) = extract_papers(pages, types, one_document=True, read_on=DRAWN_READ_ON)
        scan_id = hashlib.sha256(one.source.encode()).hexdigest()
        for page in pages:
            resources.objects.put_bytes(reading_key(scan_id, page.page_number, _RECIPE), to_json(page).encode())
        result = ProcedureResult(
            result_id=one.source,
            receipt_id=one.source,
            scan_id=scan_id,
            page_numbers=paper.page_numbers,
            custodian=_CUSTODIAN,
            extraction=paper,
            state="in_review",
            filed_at=_READ_AT,
            recipe=_RECIPE,
        )
        document = to_index_document(resources, fold_result(result, types, units))
        yield FiledDrawing(one.source, one.order.holder.name, one.order.issued_on.year, document)


def try_index(scheme: str, url: str, home: Path, papers: Sequence[FiledDrawing]) -> int:
    """File the papers into an empty index, ask for each, print what came; 1 where a floor is missed."""
    index = open_index(url, home)
    for begin in range(0, len(papers), _AT_ONCE):
        index.put_documents([paper.document for paper in papers[begin : begin + _AT_ONCE]])
    alike: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        alike[paper.question].add(paper.source)
    places, took_s, told = [], [], []
    for paper in papers:
        started = time.perf_counter()
        answer = index.search(SearchQuery(paper.question, limit=_FEW), EVERYTHING)
        took_s.append(time.perf_counter() - started)
        hits = [hit.result_id for hit in answer.hits]
        place = next((n for n, hit in enumerate(hits, start=1) if hit in alike[paper.question]), None)
        places.append(place)
        if place != 1:
            told.append(f"  {paper.source}: {f'place {place}' if place else 'not among ten'}; {paper.tell()}")
    index.close()
    first, few = places.count(1), sum(place is not None for place in places)
    percent_first, percent_few = 100 * first / len(papers), 100 * few / len(papers)
    shared = sum(len(sources) > 1 for sources in alike.values())
    print(
        f"{scheme}: {len(papers)} papers, rank 1: {first} ({percent_first:.1f} %, floor {_FLOOR_FIRST}), "
        f"first ten: {few} ({percent_few:.1f} %, floor {_FLOOR_FEW}); {shared} questions have several papers; "
        f"median {1000 * sorted(took_s)[len(took_s) // 2]:.1f} ms",
        *told,
        sep="\n",
        flush=True,
    )
    return int(percent_first < _FLOOR_FIRST or percent_few < _FLOOR_FEW)


if __name__ == "__main__":
    raise SystemExit(main())
