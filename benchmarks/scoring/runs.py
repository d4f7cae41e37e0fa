"""Here papers are read for scoring, ours and the peer side by side: one task of the page pool a paper."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import pack
from benchmarks.papers.wear import Grade
from benchmarks.scoring.labels import LabelledScan, join_authority
from benchmarks.scoring.outcomes import TYPE_FIELD, Expected, Read, ScoredField, judge_paper, to_expected, to_read
from benchmarks.scoring.text_errors import TextErrors, compare_texts
from extraction.extract import extract_papers
from ocr.limits import Limits
from pipelines import page_work
from pipelines.page_pool import PagePool, take
from schemas.document_type import DocumentType, document_types
from schemas.errors import InputRejected
from schemas.ocr_page import OcrPage

SIDES: Mapping[str, Callable[..., OcrPage]] = {"ours": page_work.read, "peer": page_work.read_plainly}
# After the last day on which a drawn paper can be issued, whenever the benchmark runs.
_DRAWN_READ_ON = date(2026, 7, 31)
PAPER_TIMEOUT_S = 600.0
MEMORY_MB = 2500
ENGINE = "tesseract"


@dataclass(frozen=True, slots=True)
class SideScore:
    """What one side made of one paper; `errors` is None where the printed text is not known."""

    fields: tuple[ScoredField, ...]
    errors: TextErrors | None
    paper_count: int
    cpu_s: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperScore:
    """One paper, both sides. `kind` and `grade` are of drawn papers; "" for scans."""

    name: str
    kind: str
    grade: str
    page_count: int
    sides: Mapping[str, SideScore]


def score_drawn(kind: str, grade: Grade, seed: int) -> PaperScore:
    """Draw one paper, read it by both sides, compare with its truth."""
    drawn = draw_paper(kind, grade, seed)
    expected = (*to_expected(drawn.truth.fields), Expected(TYPE_FIELD, (kind,)))
    names = _names_of(kind, drawn.truth.fields)
    with tempfile.TemporaryDirectory(prefix="score-") as folder:
        path = Path(folder) / "paper.pdf"
        pack(path, "pdf", drawn.pages)
        sides = {
            side: _score_side(path, side, expected, dict, drawn.truth.lines, names, _DRAWN_READ_ON) for side in SIDES
        }
    return PaperScore(drawn.truth.source, kind, grade, drawn.truth.page_count, sides)


def score_scan(scan: LabelledScan, read_on: date) -> PaperScore:
    """Read one labelled scan by both sides, compare its first paper with the labels."""
    lines = (tuple(scan.text.splitlines()),) if scan.text is not None else ()
    sides = {side: _score_side(scan.path, side, scan.expected, join_authority, lines, (), read_on) for side in SIDES}
    return PaperScore(scan.path.name, "", "", len(sides["ours"].texts), sides)


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
    lines: Sequence[Sequence[str]],
    names: Sequence[str],
    read_on: date,
) -> SideScore:
    started = _cpu_s()
    pages = _read_pages(path, side)
    cpu_s = _cpu_s() - started
    papers = extract_papers(pages, _types(), read_on=read_on)
    errors = _compare_pages(lines, [page.text for page in pages], names) if lines else None
    fields = judge_paper(expected, adapt(to_read(papers[0])))
    return SideScore(fields, errors, len(papers), round(cpu_s, 2), tuple(page.text for page in pages))


def _compare_pages(lines: Sequence[Sequence[str]], read: Sequence[str], names: Sequence[str]) -> TextErrors:
    """Page by page; a text that is not told apart by pages is compared as one."""
    if len(lines) != len(read):
        lines, read = [[line for page in lines for line in page]], ["\n".join(read)]
    total = TextErrors()
    for printed, text in zip(lines, read, strict=True):
        total += compare_texts(printed, text, names)
    return total


def _read_pages(path: Path, side: str) -> list[OcrPage]:
    limits = Limits()
    inspection = page_work.inspect(path, limits, None)
    numbers = [page.page_number for page in inspection.pages]
    return [SIDES[side](path, inspection, "0" * 64, number, ENGINE, limits, None) for number in numbers]


def _cpu_s() -> float:
    """CPU seconds of this process and of the engines that it ran."""
    times = os.times()
    return float(times.user + times.system + times.children_user + times.children_system)


@cache
def _types() -> Mapping[str, DocumentType]:
    return document_types()


def _names_of(kind: str, fields: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for name, value in fields.items():
        spec = _types()[kind].find_field(name)
        if value and spec is not None and spec.kind == "person_name":
            names.extend([value] if isinstance(value, str) else value)
    return names
