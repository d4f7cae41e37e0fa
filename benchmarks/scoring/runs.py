"""Here papers are read for scoring, all sides after one another: one task of the page pool a paper."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.papers.catalogue import document_type_of
from benchmarks.papers.drawing import PlannedPaper, draw_paper, draw_planned, plan_paper
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.packing import pack
from benchmarks.papers.truth import PrintedWord
from benchmarks.papers.wear import Grade
from benchmarks.scoring.kept_readings import KeptReadings
from benchmarks.scoring.labels import LabelledScan, join_authority
from benchmarks.scoring.outcomes import TYPE_FIELD, Expected, Read, ScoredField, judge_paper, to_expected, to_read
from benchmarks.scoring.sides import DEFAULT_ENGINE, OURS, SideReading, read_side
from benchmarks.scoring.text_errors import TextErrors, compare_texts
from benchmarks.scoring.word_figures import WordFigures, judge_words
from benchmarks.timing.seconds import spent_cpu_s
from extraction.extract import extract_papers
from pipelines.pages.page_pool import PagePool, take
from schemas.document_type import DocumentType, document_types
from schemas.errors import InputRejected
from schemas.ocr_page import OcrPage

# After the last day on which a drawn paper can be issued, whenever the benchmark runs.
DRAWN_READ_ON = date(2026, 7, 31)
_HANDWRITTEN = "handwritten_suspected"
PAPER_TIMEOUT_S = 900.0
MEMORY_MB = 2500


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What is true of one page: lines in printed order, places of words and the device's turn where they are known."""

    lines: tuple[str, ...]
    words: tuple[PrintedWord, ...] = ()
    turned_deg: int | None = None
    skew_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class PageScore:
    """What one side made of one page."""

    errors: TextErrors
    words: WordFigures


@dataclass(frozen=True, slots=True)
class SideScore:
    """What one side made of one paper.

    `pages` is empty where the printed text is not known, one page for a text that is not told apart by pages.
    `suspected` names the fields that a person is told were written by hand. `is_accepted`: the machine would confirm
    the paper. `understand_cpu_s`: of classifying it and finding its fields. `failure` says why nothing was read: it
    counts as empty pages.
    """

    fields: tuple[ScoredField, ...]
    pages: tuple[PageScore, ...]
    paper_count: int
    cpu_s: float
    texts: tuple[str, ...]
    suspected: tuple[str, ...] = ()
    failure: str | None = None
    is_accepted: bool = False
    understand_cpu_s: float = 0.0

    def without_pages(self, numbers: Sequence[int], page_count: int) -> SideScore:
        """A text that is not told apart by pages keeps them all."""
        if len(self.pages) != page_count:
            return self
        return replace(self, pages=tuple(page for n, page in enumerate(self.pages, start=1) if n not in numbers))


@dataclass(frozen=True, slots=True)
class PaperScore:
    """One paper, all sides, ours first. `kind`, `grade`, `document_type` are of drawn papers; "" for scans."""

    name: str
    kind: str
    grade: str
    page_count: int
    sides: Mapping[str, SideScore]
    document_type: str = ""

    def without_pages(self, numbers: Sequence[int]) -> PaperScore:
        """The same paper with the text of these pages (from 1) left out of every figure but the fields'."""
        sides = {name: side.without_pages(numbers, self.page_count) for name, side in self.sides.items()}
        return replace(self, page_count=self.page_count - len(numbers), sides=sides)


def score_drawn(
    kind: str, grade: Grade, seed: int, sides: Sequence[str], handwriting: bool = False, hard: bool = False
) -> PaperScore:
    """Draw one paper as `draw_paper` does, read it by all sides, compare with its truth."""
    drawn = draw_paper(kind, grade, seed, handwriting=handwriting, hard=hard)
    truth = drawn.truth
    document_type = truth.kind or kind
    expected = _expect(drawn.order, drawn.paper, document_type)
    pages = zip(truth.lines, drawn.printed_words, truth.turned_deg, truth.skew_deg, strict=True)
    printed = [PrintedPage(*page) for page in pages]
    names = _names_of(document_type, truth.fields)
    with tempfile.TemporaryDirectory(prefix="score-") as folder:
        path = Path(folder) / "paper.pdf"
        pack(path, "pdf", drawn.pages)
        scores = {side: _score_side(path, side, expected, dict, printed, names, DRAWN_READ_ON) for side in sides}
    return PaperScore(truth.source, kind, grade, truth.page_count, scores, document_type)


def score_drawn_fields(
    kind: str, grade: Grade, seed: int, kept: KeptReadings, handwriting: bool = False, hard: bool = False
) -> PaperScore:
    """The fields alone of one paper as `draw_paper` draws it, by ours; read only where no reading of it is kept."""
    planned = plan_paper(kind, grade, seed, handwriting=handwriting, hard=hard)
    document_type = document_type_of(kind)
    expected = _expect(planned.order, planned.paper, document_type)
    readings = kept.read(planned, DEFAULT_ENGINE, lambda: draw_and_read(planned, DEFAULT_ENGINE))
    score = _judge_fields(SideReading((), readings, 0.0), expected, dict, DRAWN_READ_ON)
    return PaperScore(planned.source, kind, grade, len(readings), {OURS: score}, document_type)


def draw_and_read(planned: PlannedPaper, engine: str) -> tuple[OcrPage, ...]:
    """The pages of a planned paper as this engine (or `auto`) reads them."""
    with tempfile.TemporaryDirectory(prefix="score-") as folder:
        path = Path(folder) / "paper.pdf"
        pack(path, "pdf", draw_planned(planned).pages)
        return read_side(OURS if engine == DEFAULT_ENGINE else engine, path).readings


def _expect(order: Order, paper: SetPaper, document_type: str) -> tuple[Expected, ...]:
    # Forms that somebody fills in whole say which fields are written; of the others number and date may be.
    by_hand = paper.by_hand or frozenset(_list_written(order))
    fields = (
        replace(field, is_handwritten=field.field.partition("[")[0] in by_hand) for field in to_expected(paper.fields)
    )
    return (*fields, Expected(TYPE_FIELD, (document_type,)))


def score_scan(scan: LabelledScan, read_on: date, sides: Sequence[str]) -> PaperScore:
    """Read one labelled scan by all sides, compare its first paper with the labels."""
    printed = [PrintedPage(tuple(scan.text.splitlines()))] if scan.text is not None else []
    scores = {side: _score_side(scan.path, side, scan.expected, join_authority, printed, (), read_on) for side in sides}
    return PaperScore(scan.path.name, "", "", max(len(score.texts) for score in scores.values()), scores)


def score_scan_fields(scan: LabelledScan, read_on: date, kept: KeptReadings) -> PaperScore:
    """The fields alone of one labelled scan, by ours; read only where no reading of it is kept."""
    readings = kept.read_file(scan.path, DEFAULT_ENGINE, lambda: read_side(OURS, scan.path).readings)
    score = _judge_fields(SideReading((), readings, 0.0), scan.expected, join_authority, read_on)
    return PaperScore(scan.path.name, "", "", len(readings), {OURS: score})


def run_all(calls: Sequence[tuple[Any, ...]], workers: int) -> Iterator[PaperScore | str]:
    """Score papers on the pool, as they get ready; for one that failed, its arguments and the problem code.

    Args:
        calls: task and its arguments.
    """
    with PagePool(workers, MEMORY_MB) as pool:
        futures = {pool.submit(*call, timeout_s=PAPER_TIMEOUT_S): call for call in calls}
        for future in as_completed(futures):
            try:
                yield take(future)
            except InputRejected as error:
                yield f"{futures[future][1:]}: {error.code}"


def _score_side(
    path: Path,
    side: str,
    expected: Sequence[Expected],
    adapt: Callable[[Mapping[str, Read]], dict[str, Read]],
    printed: Sequence[PrintedPage],
    names: Sequence[str],
    read_on: date,
) -> SideScore:
    try:
        reading, failure = read_side(side, path), None
    except (InputRejected, RuntimeError) as error:
        reading, failure = SideReading((), (), 0.0), str(error)
    texts = tuple(page["text"] for page in reading.pages)
    judged = _judge_fields(reading, expected, adapt, read_on)
    return replace(judged, pages=_judge_pages(printed, reading.pages, names), texts=texts, failure=failure)


def _judge_fields(
    reading: SideReading,
    expected: Sequence[Expected],
    adapt: Callable[[Mapping[str, Read]], dict[str, Read]],
    read_on: date,
) -> SideScore:
    """What a side's words come to; a side that gives only text has no fields."""
    cpu_s = round(reading.cpu_s, 2)
    types = _types()
    started = spent_cpu_s()
    papers = extract_papers(reading.readings, types, read_on=read_on) if reading.readings else ()
    spent_s = round(spent_cpu_s() - started, 4)
    if not papers:
        return SideScore((), (), 0, cpu_s, ())
    first = papers[0]
    declared = types.get(first.document_type or "")
    return SideScore(
        fields=judge_paper(expected, adapt(to_read(first))),
        pages=(),
        paper_count=len(papers),
        cpu_s=cpu_s,
        texts=(),
        suspected=tuple(doubt.field for doubt in first.doubts if doubt.reason == _HANDWRITTEN),
        is_accepted=declared is not None and not declared.is_review_only and not first.doubts,
        understand_cpu_s=spent_s,
    )


def _judge_pages(
    printed: Sequence[PrintedPage], read: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> tuple[PageScore, ...]:
    """Page by page; a text that is not told apart by pages, or a file half read, is compared as one."""
    if printed and len(printed) != len(read):
        printed = [PrintedPage(tuple(line for page in printed for line in page.lines))]
        read = [{"text": "\n".join(page["text"] for page in read)}]
    return tuple(_judge_page(page, found, names) for page, found in zip(printed, read, strict=False))


def _judge_page(printed: PrintedPage, read: Mapping[str, Any], names: Sequence[str]) -> PageScore:
    words = WordFigures()
    if "words" in read:
        words = judge_words(read, printed.lines, printed.words, printed.turned_deg, printed.skew_deg)
    return PageScore(compare_texts(printed.lines, read["text"], names), words)


def _list_written(order: Order) -> tuple[str, ...]:
    """Fields of a paper's head that somebody wrote by hand."""
    hand = order.handwriting
    written = {"document_number": hand is not None and hand.number, "issue_date": hand is not None and hand.date}
    return tuple(name for name, is_written in written.items() if is_written)


@cache
def _types() -> Mapping[str, DocumentType]:
    return document_types()


def _names_of(kind: str, fields: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for name, value in fields.items():
        spec = _types()[kind].find_field(name) if kind in _types() else None
        if value and spec is not None and spec.kind == "person_name":
            names.extend([value] if isinstance(value, str) else value)
    return names
