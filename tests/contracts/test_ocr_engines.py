"""What every OCR engine promises; an engine that is not installed must say so by its code."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import KnowsUpright, ReadsScattered, list_engines
from ocr.pixels import Pixels
from ocr.prepare import PreparedPage
from schemas.geometry import IDENTITY
from schemas.text import fold
from tests.installed_engines import MISSING, open_or_excuse

DPI = 200
LINES = ("GIẤY PHÉP XÂY DỰNG", "Số: 45/GPXD ngày 12 tháng 5 năm 2019", "Cấp cho ông: Nguyễn Văn Thắng")


def drawn() -> Pixels:
    page = Image.new("L", (1654, 700), 255)
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 36)
    for row, line in enumerate(LINES):
        ImageDraw.Draw(page).text((160, 120 + row * 110), line, font=font, fill=20)
    return np.asarray(page, np.uint8)


def as_page(pixels: Pixels) -> PreparedPage:
    return PreparedPage(pixels, IDENTITY, 0, 0.0, False, DPI)


def test_every_engine_in_the_folder_has_a_code_for_its_absence() -> None:
    assert set(list_engines()) == set(MISSING)


@pytest.mark.parametrize("name", list_engines())
def test_an_engine_reads_print_in_order_with_boxes_on_the_page(name: str) -> None:
    engine = open_or_excuse(name)
    if engine is None:
        return
    assert engine.name == name
    assert engine.version
    pixels = drawn()
    words, lines = engine.read(as_page(pixels), 60.0)
    assert [fold(" ".join(words[index].text for index in line)) for line in lines] == [fold(line) for line in LINES]
    assert sorted(index for line in lines for index in line) == list(range(len(words)))
    height, width = pixels.shape
    for word in words:
        assert word.text == unicodedata.normalize("NFC", word.text).strip() != ""
        assert word.confidence is not None
        assert 0 <= word.confidence <= 1
        assert 0 <= word.box.left < word.box.right <= width
        assert 0 <= word.box.top < word.box.bottom <= height
        assert (pixels[word.box.top : word.box.bottom, word.box.left : word.box.right] < 128).any()


@pytest.mark.parametrize("name", list_engines())
def test_an_engine_reads_nothing_on_a_blank_page(name: str) -> None:
    engine = open_or_excuse(name)
    if engine is None:
        return
    assert engine.read(as_page(np.full((700, 1000), 255, np.uint8)), 60.0) == ((), ())


@pytest.mark.parametrize("name", list_engines())
def test_an_engine_reads_the_same_page_twice_alike(name: str) -> None:
    engine = open_or_excuse(name)
    if engine is None:
        return
    assert engine.read(as_page(drawn()), 60.0) == engine.read(as_page(drawn()), 60.0)


@pytest.mark.parametrize("name", list_engines())
def test_an_engine_that_reads_scattered_print_reads_a_cut_out_line(name: str) -> None:
    engine = open_or_excuse(name)
    if not isinstance(engine, ReadsScattered):
        assert engine is None or not hasattr(engine, "read_scattered")
        return
    line = np.ascontiguousarray(drawn()[320:420])
    assert "thang" in {fold(word.text) for word in engine.read_scattered(line, DPI)}


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("name", list_engines())
def test_an_engine_that_knows_upright_stands_a_page_up(name: str, turn: int) -> None:
    engine = open_or_excuse(name)
    if not isinstance(engine, KnowsUpright):
        assert engine is None or not hasattr(engine, "find_turn_deg")
        return
    page = np.tile(drawn()[80:460], (4, 1))
    assert engine.find_turn_deg(np.ascontiguousarray(np.rot90(page, turn))) == 90 * turn
