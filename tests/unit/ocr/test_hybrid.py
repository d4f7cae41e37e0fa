"""A whole drawn paper read by both readers: right words where they are printed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from benchmarks.papers.drawing import DrawnPaper, draw_paper
from benchmarks.papers.wear import Grade
from ocr.engine import EngineReading
from ocr.prepare import Preparation, PreparedPage, prepare_page
from schemas.geometry import Box, map_box
from tests.installed_engines import open_or_excuse

LEAST_OVER_UNION = 0.5


def read(paper: DrawnPaper, engine_name: str) -> tuple[PreparedPage, EngineReading] | None:
    engine = open_or_excuse(engine_name)
    if engine is None:
        return None
    page = prepare_page(paper.pages[0].pixels, paper.pages[0].dpi, Preparation())
    return page, engine.read(page, 60.0)


def over_union(first: Box, second: Box) -> float:
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    common = max(0, width) * max(0, height)
    return common / (first.width * first.height + second.width * second.height - common)


@pytest.mark.parametrize(
    ("engine_name", "grade", "least_read"),
    [("hybrid", "clean", 0.97), ("hybrid", "poor", 0.9), ("trueocr", "clean", 0.85)],
)
def test_words_of_a_paper_are_read_right_and_stand_where_they_are_printed(
    engine_name: str, grade: Grade, least_read: float
) -> None:
    paper = draw_paper("building_permit", grade, 3200, dpi=200, may_turn=False)
    answer = read(paper, engine_name)
    if answer is None:
        return
    page, reading = answer
    height_px, width_px = paper.pages[0].pixels.shape[:2]
    found = defaultdict(list)
    for word in reading.words:
        found[word.text].append(map_box(page.to_original, word.box, width_px, height_px))
    printed = [word for word in paper.printed_words[0] if not word.is_handwritten and word.text.strip("._…")]
    right = [word for word in printed if found[word.text]]
    placed = [word for word in right if max(over_union(word.box, box) for box in found[word.text]) >= LEAST_OVER_UNION]
    assert len(right) >= least_read * len(printed)
    assert len(placed) >= 0.97 * len(right)


def test_words_that_the_fast_reader_doubts_are_read_by_tesseract_too() -> None:
    paper = draw_paper("building_permit", "poor", 3201, dpi=200, may_turn=False)
    engine = open_or_excuse("hybrid")
    if engine is None:
        return
    page = prepare_page(paper.pages[0].pixels, paper.pages[0].dpi, Preparation())
    _, _, readings = engine.read_lines(page, 60.0)  # type: ignore[attr-defined]
    asked = [reading for reading in readings if any(reading.are_asked)]
    assert 0 < len(asked) < len(readings)
    told = [pair for reading in readings for pair in zip(reading.groups, reading.are_asked, strict=True)]
    assert any(group.slow for group, _ in told)
    assert not any(group.slow for group, is_asked in told if not is_asked)
    # Parts of lines: beside the words asked about others stand that the fast reader was sure of.
    assert any(not all(reading.are_asked) for reading in asked)
