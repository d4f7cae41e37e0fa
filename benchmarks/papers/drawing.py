"""Here papers are drawn: one by kind and grade, the demo's whole folder, its register, a stack of any height."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.papers.catalogue import FORMS, invent_order
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.packing import JpegPage, encode_page, write_scan_pdf
from benchmarks.papers.raster import rasterise
from benchmarks.papers.truth import PaperTruth
from benchmarks.papers.wear import Grade, WornPage, wear


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One paper: what was ordered, its typeset sheets, its worn pages, its truth."""

    order: Order
    paper: SetPaper
    pages: tuple[WornPage, ...]
    truth: PaperTruth


def draw_paper(kind: str, grade: Grade, seed: int, *, dpi: int = 300, may_turn: bool = True) -> DrawnPaper:
    """One invented paper of a kind, worn to a grade; the same seed gives the same pixels.

    Args:
        kind: a key of `catalogue.FORMS`.
        grade: `clean`, `office`, `poor` or `phone`.
    """
    rng = np.random.default_rng(seed)
    return draw_order(invent_order(kind, rng), grade, rng, dpi=dpi, may_turn=may_turn, source=f"{kind}-{grade}-{seed}")


def draw_order(
    order: Order, grade: Grade, rng: np.random.Generator, *, source: str, dpi: int = 300, may_turn: bool = True
) -> DrawnPaper:
    """The paper that an order asks for."""
    paper = FORMS[order.kind](order)
    pages = tuple(wear(rasterise(sheet, dpi), grade, rng, dpi=dpi, may_turn=may_turn) for sheet in paper.sheets)
    return DrawnPaper(order, paper, pages, make_truth(order, paper, pages, source=source, grade=grade, media="pdf"))


def make_truth(
    order: Order, paper: SetPaper, pages: Sequence[WornPage], *, source: str, grade: str, media: str
) -> PaperTruth:
    """What a good reader finds on this paper."""
    return PaperTruth(
        source=source,
        kind=order.kind,
        grade=grade,
        media=media,
        outcome="filed",
        problem_codes=(),
        page_count=len(paper.sheets),
        unit=order.office.place.path,
        level=order.office.place.level,
        fields=paper.fields,
        lines=tuple(tuple(sheet.lines) for sheet in paper.sheets),
        turned_deg=tuple(page.turned_deg for page in pages),
        skew_deg=tuple(round(page.skew_deg, 3) for page in pages),
    )


def draw_stack(path: Path, page_count: int, dpi: int = 300) -> None:
    """One PDF of many scanned colour A4 pages: four papers repeated, one page in memory at a time."""
    kinds = ("committee_decision", "building_permit", "death_extract", "household_business_certificate")
    fronts = [encode_page(draw_paper(kind, "office", 7, dpi=dpi, may_turn=False).pages[0]) for kind in kinds]

    def pages() -> Iterator[JpegPage]:
        for index in range(page_count):
            yield fronts[index % len(fronts)]

    write_scan_pdf(path, pages())
