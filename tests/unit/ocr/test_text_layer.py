"""A born-digital page is read from its own text, in NFC and with boxes on the print."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pikepdf
import psutil
import pytest

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.render import render_page
from ocr.text_layer import ENGINE, has_text_layer
from tests.unit.ocr.layered_pages import LETTER, Line, draw_pdf, layer_of, letter, text_of


def lines_with(*texts: str) -> list[Line]:
    return letter((*LETTER, *texts))


def test_a_letter_is_read_as_it_was_written(tmp_path: Path) -> None:
    layer = layer_of(draw_pdf(tmp_path / "page.pdf", letter()))
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert layer.page.engine == ENGINE
    assert layer.unread == ()
    assert {word.confidence for word in layer.page.words} == {None}


def show_turned(path: Path, turn_deg: int, offset: tuple[float, float], crop_pt: float, user_unit: float) -> None:
    """Rewrite a page so that it looks the same through /Rotate, a shifted sheet, a crop box and /UserUnit."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        width, height = (float(side) for side in list(page.mediabox)[2:])
        x, y = offset
        turns = {
            0: (1, 0, 0, 1, x, y),
            90: (0, 1, -1, 0, height + x, y),
            180: (-1, 0, 0, -1, width + x, height + y),
            270: (0, -1, 1, 0, x, width + y),
        }
        if turn_deg in (90, 270):
            width, height = height, width
        page.contents_add(b"q %f %f %f %f %f %f cm" % turns[turn_deg], prepend=True)
        page.contents_add(b"Q")
        page.obj.Rotate = turn_deg
        page.obj.MediaBox = [x, y, x + width, y + height]
        page.obj.CropBox = [x + crop_pt, y + crop_pt / 2, x + width - crop_pt / 4, y + height + 50]
        page.obj.UserUnit = user_unit
        pdf.save(path)


@pytest.mark.parametrize(
    ("turn_deg", "offset", "crop_pt", "user_unit"),
    [
        *((turn_deg, (-40, 90), 30, 1.0) for turn_deg in (0, 90, 180, 270)),
        (0, (0, 0), 0, 2.0),
        (90, (0, 0), 0, 1.0),
        (270, (10, 20), 30, 2.0),
    ],
)
def test_boxes_lie_on_the_print_however_the_page_is_framed(
    tmp_path: Path, turn_deg: int, offset: tuple[float, float], crop_pt: float, user_unit: float
) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    show_turned(path, turn_deg, offset, crop_pt, user_unit)
    layer = layer_of(path)
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    pixels = render_page(path, inspect_file(path, Limits()), 1, Limits()).pixels.min(axis=2)
    assert pixels.shape == (layer.page.height_px, layer.page.width_px)
    left_over = pixels < 100
    ink_count = np.count_nonzero(left_over)
    for word in layer.page.words:
        inside = left_over[word.box.top : word.box.bottom, word.box.left : word.box.right]
        # The box is drawn in to the ink: each of its sides has some within a hundredth of an inch.
        assert all(side.any() for side in (inside[:4], inside[-4:], inside[:, :4], inside[:, -4:])), word
        inside[:] = False
    # What overhangs the fonts' widths stays outside.
    assert np.count_nonzero(left_over) < 0.01 * ink_count


def test_decomposed_letters_come_out_composed(tmp_path: Path) -> None:
    texts = [unicodedata.normalize("NFD", text) for text in LETTER]
    assert text_of(draw_pdf(tmp_path / "page.pdf", letter(texts))).split("\n") == list(LETTER)


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("Hồ sơ pro\ufb01le o\ufb03ce", "Hồ sơ profile office"),
        ("Nguyễn\u00a0Văn\u202fThử", "Nguyễn Văn Thử"),
        ("Ngu\u00adyễn Văn Thử", "Nguyễn Văn Thử"),
        ("Số 45/GP\u00adXD ngày 12\u00ad05\u00ad2021", "Số 45/GP-XD ngày 12-05-2021"),
        ("Diện tích 85,9 m² và 30°C", "Diện tích 85,9 m² và 30°C"),
        ("Ðà Nẵng", "Đà Nẵng"),
    ],
)
def test_signs_of_print_become_plain_text(tmp_path: Path, drawn: str, read: str) -> None:
    assert text_of(draw_pdf(tmp_path / "page.pdf", lines_with(drawn))).split("\n")[-1] == read


def test_small_capitals_stay_with_their_capital(tmp_path: Path) -> None:
    lines = [*letter(), Line("N", 57, 300, size_pt=28), Line("GUYỄN", 78.5, 300, size_pt=18)]
    assert text_of(draw_pdf(tmp_path / "page.pdf", lines)).split("\n")[-1] == "NGUYỄN"


def test_bold_print_feigned_by_drawing_twice_is_read_once(tmp_path: Path) -> None:
    lines = [*letter(), *letter(LETTER[:3], x_pt=57.4)]
    assert text_of(draw_pdf(tmp_path / "page.pdf", lines)).split("\n") == list(LETTER)


def test_spaced_out_print_stays_together(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter(LETTER[:4]))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"3 Tc", prepend=True)
        pdf.save(path)
    assert text_of(path).split("\n") == list(LETTER[:4])


def test_a_raised_number_stays_at_its_word(tmp_path: Path) -> None:
    lines = [*letter(), Line("m", 57, 300), Line("2", 68, 296.5, size_pt=7)]
    assert text_of(draw_pdf(tmp_path / "page.pdf", lines)).split("\n")[-1] == "m2"


def test_white_print_on_a_coloured_band_is_print(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0.1 0.2 0.6 rg 40 600 520 220 re f 1 g", prepend=True)
        pdf.save(path)
    layer = layer_of(path)
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert layer.unread == ()


def test_a_page_turned_on_its_side_is_left_to_the_engine(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = 90
        pdf.save(path)
    assert layer_of(path) is None
    assert has_text_layer(path, inspect_file(path, Limits()), 1)


def test_a_file_is_closed_when_its_page_is_read(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    layer_of(path)
    assert str(path) not in {file.path for file in psutil.Process().open_files()}
