"""Tesseract reads lines that were cut out for it, all in one call, and answers in the order it was asked."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil
import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.pixels import Array, Pixels
from ocr.tesseract_lines import TesseractLines
from schemas.errors import InputRejected, SetupError
from schemas.text import fold

TEXTS = ("GIẤY PHÉP XÂY DỰNG", "Cấp cho ông: Nguyễn Văn Thắng", "Số: 45/GPXD ngày 12 tháng 5")
DPI = 200


def drawn(texts: Sequence[str] = TEXTS) -> tuple[Pixels, Array]:
    """A page and the boxes of its lines, from top to bottom."""
    page = Image.new("L", (1200, 120 + 100 * len(texts)), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 36)
    boxes = []
    for row, text in enumerate(texts):
        pen.text((80, 60 + 100 * row), text, font=font, fill=15)
        boxes.append(pen.textbbox((80, 60 + 100 * row), text, font=font))
    return np.asarray(page, np.uint8), np.array(boxes, np.float32)


def test_lines_come_back_in_the_order_of_their_boxes_with_places_on_the_page() -> None:
    page, boxes = drawn()
    order = [2, 0, 1]
    found = TesseractLines("vie").read(page, boxes[order], DPI, 60.0)
    assert [fold(" ".join(word.text for word in words)) for words in found] == [fold(TEXTS[at]) for at in order]
    for words, (left, top, right, bottom) in zip(found, boxes[order], strict=True):
        for word in words:
            assert left - 5 <= word.box.left < word.box.right <= right + 5
            assert top - 5 <= word.box.top < word.box.bottom <= bottom + 5
            assert word.confidence is not None
            assert 0 <= word.confidence <= 1


def test_a_part_of_a_line_is_read_as_if_nothing_stood_beside_it() -> None:
    page, boxes = drawn()
    (whole,) = TesseractLines("vie").read(page, boxes[:1], DPI, 60.0)
    assert len(whole) > 2
    ends = [((before.box.right + behind.box.left) / 2) for before, behind in pairwise(whole)]
    (part,) = TesseractLines("vie").read(page, boxes[:1], DPI, 60.0, [(ends[0], ends[-1])])
    assert [fold(word.text) for word in part] == [fold(word.text) for word in whole[1:-1]]
    for word, same in zip(part, whole[1:-1], strict=True):
        assert abs(word.box.left - same.box.left) <= 5
        assert abs(word.box.right - same.box.right) <= 5


def test_a_line_without_print_keeps_its_place_among_the_others() -> None:
    page, boxes = drawn()
    blank = np.array([[900, 5, 1100, 45]], np.float32)
    first, blank_line, last = TesseractLines("vie").read(
        page, np.concatenate([boxes[:1], blank, boxes[1:2]]), DPI, 60.0
    )
    # What it sees in nothing it does not believe.
    assert all(word.confidence == 0 for word in blank_line)
    assert fold(first[0].text) == "giay"
    assert fold(last[0].text) == "cap"


def test_boxes_at_the_edges_of_the_page_are_cut_there() -> None:
    page, _ = drawn(TEXTS[:1])
    height, width = page.shape
    (words,) = TesseractLines("vie").read(page, np.array([[0, 0, width, height]], np.float32), DPI, 60.0)
    assert all(0 <= word.box.left < word.box.right <= width for word in words)
    assert all(0 <= word.box.top < word.box.bottom <= height for word in words)


def test_no_lines_start_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    assert TesseractLines("vie").read(np.zeros((10, 10), np.uint8), np.zeros((0, 4), np.float32), DPI, 60.0) == []


def test_a_program_that_is_not_there_is_a_matter_of_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    page, boxes = drawn()
    with pytest.raises(SetupError, match="tesseract_missing"):
        TesseractLines("vie").read(page, boxes, DPI, 60.0)


@pytest.mark.parametrize(
    ("script", "code"),
    [("exec sleep 30", "page_timeout"), ("exit 1", "ocr_engine_failed"), ("printf '\\377'", "ocr_engine_failed")],
)
def test_a_program_that_hangs_or_fails_rejects_the_page(
    script: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))
    page, boxes = drawn()
    with pytest.raises(InputRejected, match=code):
        TesseractLines("vie").read(page, boxes, DPI, 0.5)


def test_what_was_read_before_does_not_change_what_is_read() -> None:
    page, boxes = drawn()
    used, order = TesseractLines("vie"), [1, 2, 0, 1, 1]
    used.read(page, boxes[order], DPI, 60.0)
    assert used.read(page, boxes, DPI, 60.0) == TesseractLines("vie").read(page, boxes, DPI, 60.0)


def test_a_page_of_another_resolution_is_read_like_any_other() -> None:
    page, boxes = drawn()
    reader = TesseractLines("vie")
    assert [len(reader.read(page, boxes, dpi, 60.0)) for dpi in (200, 300, 200)] == [len(boxes)] * 3


def test_after_a_program_that_was_killed_the_next_page_is_read() -> None:
    page, boxes = drawn()
    reader = TesseractLines("vie")
    whole = reader.read(page, boxes, DPI, 60.0)
    for child in psutil.Process().children():
        if child.name() == "tesseract":
            child.kill()
            child.wait()
    with pytest.raises(InputRejected, match="ocr_engine_failed"):
        reader.read(page, boxes, DPI, 60.0)
    assert reader.read(page, boxes, DPI, 60.0) == whole


def test_no_program_and_no_picture_outlives_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    page, boxes = drawn()
    before = {child.pid for child in psutil.Process().children()}
    reader = TesseractLines("vie")
    reader.read(page, boxes, DPI, 60.0)
    assert list(tmp_path.iterdir())
    del reader
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    assert {child.pid for child in psutil.Process().children()} <= before
