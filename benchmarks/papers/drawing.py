"""Here papers are drawn: one by kind and grade, the demo's whole folder, its register, a stack of any height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.papers.born_digital import write_born_digital
from benchmarks.papers.catalogue import FORMS, TYPEWRITTEN_KINDS, document_type_of, invent_order, set_paper
from benchmarks.papers.demo_register import draw_register, expected_coverage, register_rows
from benchmarks.papers.expected_finds import expected_searches
from benchmarks.papers.faces import get_font
from benchmarks.papers.handwriting import invent_handwriting
from benchmarks.papers.hard_sheets import harden
from benchmarks.papers.hard_wear import wear_hard
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.outlines import place_words
from benchmarks.papers.packing import BROKEN, SUFFIXES, JpegPage, encode_page, pack, write_scan_pdf
from benchmarks.papers.raster import rasterise
from benchmarks.papers.samples import SAMPLES, Sample
from benchmarks.papers.truth import PaperTruth, PrintedWord, Truth, write_truth
from benchmarks.papers.wear import Grade, WornPage, wear

__all__ = [
    "DrawnPaper",
    "PlannedPaper",
    "draw_order",
    "draw_paper",
    "draw_planned",
    "draw_register",
    "draw_samples",
    "draw_stack",
    "plan_paper",
]

SCANS_FOLDER = "scans"
REGISTER_FILE = "register.csv"
_PEN_STREAM, _TYPIST_STREAM = 1, 2
_TYPEWRITER_ODDS = 0.2


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One paper: what was ordered, its typeset sheets, its worn pages, its truth, the words of each page."""

    order: Order
    paper: SetPaper
    pages: tuple[WornPage, ...]
    truth: PaperTruth
    printed_words: tuple[tuple[PrintedWord, ...], ...]

    @property
    def has_written_number(self) -> bool:
        """Whether a person wrote the document number, which no reader of print need know."""
        return self.order.number_hand is not None


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper typeset and not yet drawn, which is most of the work; `rng` is what it will be worn with."""

    order: Order
    paper: SetPaper
    grade: Grade
    rng: np.random.Generator
    source: str
    dpi: int
    may_turn: bool
    hard: bool


def draw_paper(
    kind: str,
    grade: Grade,
    seed: int,
    *,
    dpi: int = 300,
    may_turn: bool = True,
    handwriting: bool = False,
    hard: bool = False,
) -> DrawnPaper:
    """One invented paper of a kind, worn to a grade; the same seed gives the same pixels. See `plan_paper`."""
    return draw_planned(plan_paper(kind, grade, seed, dpi=dpi, may_turn=may_turn, handwriting=handwriting, hard=hard))


def plan_paper(
    kind: str,
    grade: Grade,
    seed: int,
    *,
    dpi: int = 300,
    may_turn: bool = True,
    handwriting: bool = False,
    hard: bool = False,
) -> PlannedPaper:
    """What `draw_paper` draws: every word of it, and no pixel.

    Args:
        kind: a key of `catalogue.FORMS` or `catalogue.MORE_FORMS`; the truth tells its document type.
        grade: `clean`, `office`, `poor` or `phone`.
        handwriting: somebody wrote its number, its day, or (civil papers) all that the form asks for.
        hard: what it suffers is as mixed as in real offices, on paper and after; it says the same.
    """
    rng = np.random.default_rng(seed)
    order = invent_order(kind, rng)
    if handwriting:
        # A generator of its own: the paper says and suffers the same as without a pen.
        order = replace(order, handwriting=invent_handwriting(kind, np.random.default_rng((seed, _PEN_STREAM))))
    if hard and kind in TYPEWRITTEN_KINDS:
        typed = np.random.default_rng((seed, _TYPIST_STREAM)).random() < _TYPEWRITER_ODDS
        order = replace(order, typewriter=bool(typed))
    source = f"{kind}-{grade}-{seed}" + ("-pen" if handwriting else "") + ("-hard" if hard else "")
    return _plan_order(order, grade, rng, dpi=dpi, may_turn=may_turn, source=source, hard=hard)


def draw_order(
    order: Order,
    grade: Grade,
    rng: np.random.Generator,
    *,
    source: str,
    dpi: int = 300,
    may_turn: bool = True,
    hard: bool = False,
) -> DrawnPaper:
    """The paper that an order asks for; `hard` as in `plan_paper`."""
    return draw_planned(_plan_order(order, grade, rng, dpi=dpi, may_turn=may_turn, source=source, hard=hard))


def _plan_order(
    order: Order, grade: Grade, rng: np.random.Generator, *, dpi: int, may_turn: bool, source: str, hard: bool
) -> PlannedPaper:
    paper = set_paper(order)
    if hard:
        paper = harden(order.kind, paper, rng)
    return PlannedPaper(order, paper, grade, rng, source, dpi, may_turn, hard)


def draw_planned(planned: PlannedPaper) -> DrawnPaper:
    """The planned paper in pixels; once only, because wearing it uses its random numbers up."""
    order, paper, dpi = planned.order, planned.paper, planned.dpi
    wear_page = wear_hard if planned.hard else wear
    pages = tuple(
        wear_page(rasterise(sheet, dpi), planned.grade, planned.rng, dpi=dpi, may_turn=planned.may_turn)
        for sheet in paper.sheets
    )
    truth = make_truth(order, paper, pages, source=planned.source, grade=planned.grade, media="pdf")
    words = tuple(place_words(sheet, page, dpi) for sheet, page in zip(paper.sheets, pages, strict=True))
    return DrawnPaper(order, paper, pages, truth, words)


def draw_samples(folder: Path, *, seed: int = 1, count: int = len(SAMPLES)) -> Truth:
    """Write the demo's files to `folder/scans`, beside it `register.csv` and `truth.json`.

    Args:
        count: from 24 on; those beyond the demo's own are invented at random.

    Raises:
        ValueError: a smaller count, under which the quota would not come out.
    """
    if count < len(SAMPLES):
        raise ValueError(f"the demo needs its {len(SAMPLES)} papers")
    scans = folder / SCANS_FOLDER
    scans.mkdir(parents=True, exist_ok=True)
    drawn = [_draw_sample(scans, sample, seed, position) for position, sample in enumerate(SAMPLES)]
    drawn += [_draw_extra(scans, seed, position) for position in range(len(SAMPLES), count)]
    papers = tuple(truth for _, truth in drawn)
    rows = register_rows(drawn[: len(SAMPLES)], seed)
    truth = Truth(seed, papers, rows, expected_coverage(rows), expected_searches(papers))
    write_truth(truth, folder)
    draw_register(rows, folder / REGISTER_FILE)
    return truth


def _draw_sample(scans: Path, sample: Sample, seed: int, position: int) -> tuple[Order, PaperTruth]:
    order = sample.to_order(seed, position)
    source = f"scan-{position + 1:04d}{SUFFIXES[sample.media]}"
    rng = np.random.default_rng((seed, position))
    if sample.media == "born_digital":
        paper = FORMS[order.kind](order)
        write_born_digital(scans / source, paper.sheets)
        return order, make_truth(order, paper, (), source=source, grade="clean", media=sample.media)
    drawn = draw_order(order, sample.grade, rng, source=source, dpi=sample.dpi, may_turn=sample.media == "pdf")
    pack(scans / source, sample.media, drawn.pages)
    truth = replace(drawn.truth, media=sample.media)
    return order, truth if sample.media not in BROKEN else _as_broken(truth)


def _as_broken(truth: PaperTruth) -> PaperTruth:
    """What a file must become that cannot be read: kept in quarantine, nothing of it known."""
    return replace(
        truth,
        kind=None,
        outcome="quarantined",
        problem_codes=BROKEN[truth.media],
        unit=None,
        level=None,
        fields={},
        lines=(),
    )


def _draw_extra(scans: Path, seed: int, position: int) -> tuple[Order, PaperTruth]:
    source = f"scan-{position + 1:04d}.pdf"
    rng = np.random.default_rng((seed, position))
    kinds = tuple(FORMS)
    drawn = draw_order(invent_order(kinds[position % len(kinds)], rng), "office", rng, source=source)
    write_scan_pdf(scans / source, [encode_page(page) for page in drawn.pages])
    return drawn.order, drawn.truth


def make_truth(
    order: Order, paper: SetPaper, pages: Sequence[WornPage], *, source: str, grade: str, media: str
) -> PaperTruth:
    """What a good reader finds on this paper."""
    return PaperTruth(
        source=source,
        kind=document_type_of(order.kind),
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
    """One PDF of many scanned colour A4 pages, one page in memory at a time.

    Four papers in turn, each page with its own running number stamped in the foot, so that no two pages are the same.
    """
    kinds = ("committee_decision", "building_permit", "death_extract", "household_business_certificate")
    fronts = [draw_paper(kind, "office", 7, dpi=dpi, may_turn=False).pages[0] for kind in kinds]
    write_scan_pdf(path, (_number_page(fronts[index % len(fronts)], index + 1) for index in range(page_count)))


def _number_page(page: WornPage, number: int) -> JpegPage:
    pixels = page.pixels.copy()
    height, width = pixels.shape[:2]
    image = Image.fromarray(pixels[-height // 12 :])
    font = get_font("serif-bold", round(page.dpi * 14 / 72))
    ImageDraw.Draw(image).text((width * 0.1, height * 0.02), f"Tờ số {number}", font=font, fill=(40, 40, 150))
    pixels[-height // 12 :] = np.asarray(image)
    return encode_page(replace(page, pixels=pixels))
