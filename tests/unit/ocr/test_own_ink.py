"""Blank backs are told from pages that bear one faint mark; a page with ink on it is never dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks.drills.nearly_blank_sheets import WRITTEN, draw_sheet
from benchmarks.papers.wear import GRADES, Grade
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.own_ink import Ink, find_own_ink
from ocr.pixels import Pixels, as_gray_view
from ocr.prepare import Preparation, lay_flat
from ocr.reading import read_page


def bears_ink(pixels: Pixels, dpi: int) -> bool:
    return ink_of(pixels, dpi) != "none"


def ink_of(pixels: Pixels, dpi: int) -> Ink:
    flat, _, dpi, _ = lay_flat(pixels, dpi, Preparation())
    return find_own_ink(flat, dpi)


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("kind", WRITTEN)
def test_the_smallest_mark_is_ink_on_any_scan(kind: str, grade: Grade) -> None:
    sheet = draw_sheet(kind, grade, np.random.default_rng(3))
    assert bears_ink(sheet.pixels, sheet.dpi)


@pytest.mark.parametrize(
    ("kind", "grade", "dice"),
    [
        ("words_over_print", "poor", (62_400, 54)),
        ("violet_stamp", "poor", (903, 5)),
        ("violet_stamp", "poor", (112_400, 89)),
        ("edge_line", "office", (132_400, 301)),
        ("violet_stamp", "office", (132_400, 32)),
    ],
    ids=[
        "two words on a fold",
        "a stamp hardly inked on a poor gray copy",
        "one where the other side shines through",
        "a line so near the edge that its letters begin where dark edges do",
        "a violet stamp on print that shines through as strongly",
    ],
)
def test_sheets_once_lost_bear_ink(kind: str, grade: Grade, dice: tuple[int, int]) -> None:
    sheet = draw_sheet(kind, grade, np.random.default_rng(dice))
    assert bears_ink(sheet.pixels, sheet.dpi)


def test_faint_pencil_is_ink_and_bare_paper_is_not(draw_page: Callable[..., Image.Image]) -> None:
    faint = np.asarray(draw_page().convert("L"))
    faint = (255 - (255 - faint.astype(int)) * 0.4).astype(np.uint8)
    assert find_own_ink(as_gray_view(faint), 150) in ("little", "much")
    assert find_own_ink(as_gray_view(np.full((500, 400), 236, np.uint8)), 150) == "none"


def a_back() -> Pixels:
    return np.full((1754, 1240, 3), (246, 240, 222), np.uint8)


def punched(page: Pixels) -> Pixels:
    for y in (640, 1110):
        cv2.circle(page, (62, y), 16, (30, 30, 30), -1, cv2.LINE_AA)
    return page


def folded(page: Pixels) -> Pixels:
    cv2.line(page, (0, 580), (1239, 612), (190, 186, 170), 2, cv2.LINE_AA)
    return page


def stapled(page: Pixels) -> Pixels:
    cv2.line(page, (60, 70), (118, 52), (96, 96, 98), 2, cv2.LINE_AA)
    return page


def scanned_with_a_dark_edge(page: Pixels) -> Pixels:
    page[:, :20] = 60
    return page


def dusty(page: Pixels) -> Pixels:
    for x, y in np.random.default_rng(1).integers(40, 1200, (60, 2)):
        cv2.circle(page, (int(x), int(y)), 2, (60, 60, 62), -1)
    return page


def seen_through(page: Pixels, strength: float = 0.18) -> Pixels:
    front = np.full_like(page, 255)
    for row in range(40):
        cv2.putText(front, "CONG HOA XA HOI", (120, 200 + 36 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    ink = 255 - np.asarray(cv2.GaussianBlur(front[:, ::-1], (0, 0), 1.2), np.float32)
    return np.asarray(page - strength * ink, np.uint8)


@pytest.mark.parametrize(
    "soil", [punched, folded, stapled, scanned_with_a_dark_edge, dusty], ids=lambda soil: soil.__name__
)
def test_what_lies_on_every_back_is_no_ink(soil: Callable[[Pixels], Pixels]) -> None:
    assert not bears_ink(soil(a_back()), 150)


def test_a_back_is_blank_where_print_shines_through_a_little_and_in_doubt_where_it_does_strongly() -> None:
    assert ink_of(seen_through(a_back(), 0.05), 150) == "none"
    assert ink_of(seen_through(a_back(), 0.18), 150) == "doubtful"


@pytest.mark.parametrize("soil", [punched, folded, stapled, scanned_with_a_dark_edge, dusty, seen_through])
def test_a_digit_beside_all_that_is_ink(soil: Callable[[Pixels], Pixels]) -> None:
    page = soil(a_back())
    cv2.putText(page, "7", (700, 1650), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (60, 60, 60), 2, cv2.LINE_AA)
    assert ink_of(page, 150) == "little"


@pytest.mark.parametrize("number", ["22", "38", "- 22 -", "100"])
def test_the_number_of_a_page_is_no_punched_hole(number: str) -> None:
    page = Image.fromarray(a_back())
    for size_pt in (10, 11, 12, 13, 14):
        drawn = page.copy()
        font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", round(size_pt * 150 / 72))
        ImageDraw.Draw(drawn).text((1080, 1660), number, font=font, fill=(20, 20, 24))
        blurred = np.asarray(cv2.GaussianBlur(np.asarray(drawn), (0, 0), 0.9), np.uint8)
        assert bears_ink(blurred, 150)


def test_a_frame_of_thin_rules_is_no_fold() -> None:
    page = a_back()
    for y in range(400, 700, 60):
        cv2.line(page, (200, y), (1040, y), (60, 60, 60), 1)
    assert bears_ink(page, 150)


def test_a_page_with_a_signature_alone_is_kept_and_told(tmp_path: Path, limits: Limits, told_engine: object) -> None:
    page = a_back()
    points = np.array([[600 + 6 * step, 900 + round(40 * np.sin(step / 3))] for step in range(40)], np.int32)
    cv2.polylines(page, [points], False, (38, 52, 150), 3, cv2.LINE_AA)
    path = tmp_path / "back.png"
    Image.fromarray(page).save(path, dpi=(150, 150))
    told_engine.text = "~"  # type: ignore[attr-defined]
    read = read_page(path, inspect_file(path, limits), "a" * 64, 1, told_engine, limits)  # type: ignore[arg-type]
    assert (read.words, read.is_blank, read.warnings) == ((), False, ("page_nearly_blank",))
