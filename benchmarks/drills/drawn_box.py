"""Here lives a drawn box of papers, scanned on both sides in a few stacks, and the truth about every page of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from benchmarks.drills.box_papers import plan_box_paper
from benchmarks.papers.catalogue import document_type_of
from benchmarks.papers.damage import Pixels, as_pixels
from benchmarks.papers.drawing import PlannedPaper
from benchmarks.papers.packing import encode_page, write_scan_pdf
from benchmarks.papers.raster import rasterise
from benchmarks.papers.wear import WornPage, wear

DPI = 200
_TWO_SIDED_ODDS, _UPSIDE_DOWN_ODDS = 0.6, 0.04
_TRUTH = "truth.json"

Role = Literal["page", "blank", "separator"]
SheetWear = Literal["plain", "skewed", "faint", "missing"]


@dataclass(frozen=True, slots=True)
class BoxPage:
    """One image of a stack. `paper` and `page` count from 0 (of a paper); `ordinal` is a separator's."""

    role: Role
    paper: int = -1
    page: int = -1
    ordinal: int = -1
    of_paper: int = -1


@dataclass(slots=True)
class BoxPaper:
    """A paper as it lies in the box: its type, how many pages it has, which were lost, whose second scan it is."""

    kind: str
    document_type: str
    page_count: int
    double_of: int | None = None
    lost: list[int] = field(default_factory=list)


@dataclass(slots=True)
class DrawnBox:
    """The truth: papers, stacks of images in the order of scanning, what became of each separator."""

    seed: int
    papers: list[BoxPaper]
    stacks: list[list[BoxPage]]
    sheets: dict[int, SheetWear]

    def stack_name(self, index: int) -> str:
        # The last stack comes from a device that writes TIFF.
        return f"chong-{index + 1}.{'tif' if index == len(self.stacks) - 1 else 'pdf'}"

    def pages_of(self, paper: int) -> tuple[int, tuple[int, ...]]:
        """Stack and page numbers (from 1) of a paper, its blank backs left out."""
        for index, stack in enumerate(self.stacks):
            numbers = tuple(n for n, page in enumerate(stack, 1) if page.role == "page" and page.paper == paper)
            if numbers:
                return index, numbers
        raise AssertionError("a paper lies in a stack")


@dataclass(slots=True)
class _Leaf:
    """A sheet of paper: one image a side."""

    front: BoxPage
    back: BoxPage


def plan_box(seed: int, paper_count: int, stack_count: int, sheet_count: int) -> tuple[DrawnBox, list[PlannedPaper]]:
    """What lies in the box, and the plans to draw it by: two doubles, a lost page, separators worn each in its way."""
    rng = np.random.default_rng((seed, 77))
    plans = [plan_box_paper(seed, position, DPI) for position in range(paper_count)]
    papers = [BoxPaper(plan.order.kind, document_type_of(plan.order.kind), len(plan.paper.sheets)) for plan in plans]
    order = [int(index) for index in rng.permutation(paper_count)]
    for index in rng.choice(paper_count, 2, replace=False):
        papers.append(BoxPaper(papers[index].kind, papers[index].document_type, papers[index].page_count, int(index)))
        plans.append(plans[index])
        order.insert(int(rng.integers(0, len(order) + 1)), len(papers) - 1)
    _lose_a_page(papers, plans, rng)
    sheets = _wear_of_sheets(sheet_count, rng)
    return DrawnBox(seed, papers, _lay_out(papers, order, sheets, stack_count, rng), sheets), plans


def _lose_a_page(papers: Sequence[BoxPaper], plans: Sequence[PlannedPaper], rng: np.random.Generator) -> None:
    """A paper of several pages, not one scanned twice, lost a page of its letter: the middle one or the last."""
    doubled = {paper.double_of for paper in papers}
    able = [
        index
        for index, paper in enumerate(papers)
        if index not in doubled and paper.double_of is None and _letter_length(plans[index]) >= 2
    ]
    chosen = able[int(rng.integers(0, len(able)))]
    papers[chosen].lost.append(int(rng.integers(1, _letter_length(plans[chosen]))))


def _letter_length(plan: PlannedPaper) -> int:
    """Pages of a letter without its annexes; 1 for papers that are no letters."""
    if plan.order.kind not in ("committee_decision", "social_allowance_decision", "official_letter"):
        return 1
    starts = [n for n, sheet in enumerate(plan.paper.sheets) if "PHỤ LỤC" in sheet.lines]
    return starts[0] if starts else len(plan.paper.sheets)


def _wear_of_sheets(count: int, rng: np.random.Generator) -> dict[int, SheetWear]:
    wears: list[SheetWear] = ["skewed", "skewed", "skewed", "faint", "missing"]
    wears += ["plain"] * (count - len(wears))
    return {number: wears[index] for number, index in enumerate(rng.permutation(count)[:count], start=1)}


def _lay_out(
    papers: Sequence[BoxPaper],
    order: Sequence[int],
    sheets: dict[int, SheetWear],
    stack_count: int,
    rng: np.random.Generator,
) -> list[list[BoxPage]]:
    """Groups of papers behind a separator each, several groups a stack; the cover opens the first."""
    stacks: list[list[BoxPage]] = [[] for _ in range(stack_count)]
    bounds = np.linspace(0, len(order), len(sheets) + 1).round().astype(int)
    for number, worn in sheets.items():
        stack = stacks[(number - 1) * stack_count // len(sheets)]
        if number == 1:
            stack += [BoxPage("separator", ordinal=0), BoxPage("blank")]
        if worn != "missing":
            stack += [BoxPage("separator", ordinal=number), BoxPage("blank")]
        for index in order[bounds[number - 1] : bounds[number]]:
            for leaf in _leaves_of(index, papers[index], rng):
                stack += [leaf.front, leaf.back]
    return stacks


def _leaves_of(index: int, paper: BoxPaper, rng: np.random.Generator) -> Iterator[_Leaf]:
    pages = [BoxPage("page", index, number) for number in range(paper.page_count)]
    if rng.random() < _TWO_SIDED_ODDS and not paper.lost:
        for first in range(0, len(pages), 2):
            back = pages[first + 1] if first + 1 < len(pages) else BoxPage("blank", of_paper=index)
            yield _Leaf(pages[first], back)
        return
    for page in pages:
        if page.page not in paper.lost:
            yield _Leaf(page, BoxPage("blank", of_paper=index))


def draw_box(folder: Path, box: DrawnBox, plans: Sequence[PlannedPaper], sheets_pdf: Path) -> None:
    """Write the stacks, one page in memory at a time, and the truth beside them."""
    scans = folder / "scans"
    scans.mkdir(parents=True, exist_ok=True)
    for index, stack in enumerate(box.stacks):
        path = scans / box.stack_name(index)
        images = _draw_stack(box, stack, plans, sheets_pdf)
        if path.suffix == ".tif":
            _write_tiff(path, images)
        else:
            write_scan_pdf(path, (encode_page(image) for image in images))
    (folder / _TRUTH).write_text(json.dumps(asdict(box)), encoding="utf-8")


def load_box(folder: Path) -> DrawnBox:
    """The truth of a box that was drawn earlier."""
    told = json.loads((folder / _TRUTH).read_text(encoding="utf-8"))
    return DrawnBox(
        told["seed"],
        [BoxPaper(**paper) for paper in told["papers"]],
        [[BoxPage(**page) for page in stack] for stack in told["stacks"]],
        {int(number): worn for number, worn in told["sheets"].items()},
    )


def _draw_stack(
    box: DrawnBox, stack: Sequence[BoxPage], plans: Sequence[PlannedPaper], sheets_pdf: Path
) -> Iterator[WornPage]:
    front: Pixels | None = None
    is_turned = False
    for number, page in enumerate(stack):
        # Every image from a generator of its own, so that one change leaves the others as they are.
        rng = np.random.default_rng((box.seed, _number_of(page), number))
        if number % 2 == 0:
            is_turned = rng.random() < _UPSIDE_DOWN_ODDS and page.role == "page"
        if page.role == "page":
            clean = rasterise(plans[page.paper].paper.sheets[page.page], DPI)
            worn = wear(clean, "office", rng, dpi=DPI, may_turn=False)
        elif page.role == "separator":
            clean = _draw_sheet(sheets_pdf, page.ordinal, box.sheets.get(page.ordinal, "plain"), rng)
            worn = wear(clean, "office", rng, dpi=DPI, may_turn=False)
        else:
            assert front is not None
            clean = _blank_back(front, rng)
            worn = wear(clean, "office", rng, dpi=DPI, may_turn=False)
        front = clean
        yield replace(worn, pixels=np.ascontiguousarray(np.rot90(worn.pixels, 2))) if is_turned else worn


def _number_of(page: BoxPage) -> int:
    return (page.paper + 2) * 1000 + (page.page + 2) * 50 + page.ordinal + 2


def _blank_back(front: Pixels, rng: np.random.Generator) -> Pixels:
    """A side without print: the paper a little grey, the front shining through more or less."""
    strength = float(rng.uniform(0.02, 0.12))
    through = cv2.GaussianBlur(np.ascontiguousarray(front[:, ::-1]), (0, 0), float(rng.uniform(1.2, 2.4)))
    paper = float(rng.uniform(238, 254))
    return as_pixels(np.clip(paper - (255 - through.astype(np.float32)) * strength, 0, 255))


def _draw_sheet(sheets_pdf: Path, ordinal: int, worn: SheetWear, rng: np.random.Generator) -> Pixels:
    with pypdfium2.PdfDocument(sheets_pdf) as pdf:
        pixels = np.asarray(pdf[ordinal].render(scale=DPI / 72).to_pil().convert("RGB"), np.uint8)
    if worn == "faint":
        share = float(rng.uniform(0.13, 0.2))
        pixels = as_pixels(255 - (255 - pixels.astype(np.float32)) * share)
    if worn == "skewed":
        height, width = pixels.shape[:2]
        angle = float(rng.uniform(5, 14)) * (1 if rng.random() < 0.5 else -1)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        pixels = as_pixels(cv2.warpAffine(pixels, matrix, (width, height), borderValue=(250, 250, 250)))
    return pixels


def _write_tiff(path: Path, pages: Iterator[WornPage]) -> None:
    """Multi-page TIFF with JPEG inside; all pages of the stack in memory."""
    images = [Image.fromarray(page.pixels) for page in pages]
    images[0].save(
        path, format="TIFF", save_all=True, append_images=images[1:], compression="jpeg", quality=70, dpi=(DPI, DPI)
    )
