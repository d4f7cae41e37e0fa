"""A layer that says something else than the paper is not believed, and what it leaves out is known."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.text_layer import find_text_layer
from schemas.geometry import Box, overlap_share
from tests.unit.ocr.layered_pages import (
    DEJAVU,
    LETTER,
    OTHER_LETTER,
    Line,
    draw_pdf,
    layer_of,
    letter,
    picture_of,
    scan_with_layer,
    text_of,
)

LONG = (*LETTER, *OTHER_LETTER)
SPELT_WITHOUT_MARKS = tuple("CONG Hcok xA HQI CHiJ NGHiA VIVT NAM Dc lap Tu do Hph phtic ngdy thdng ndm" for _ in LONG)


def make_coded_face(path: Path, first_code: int) -> Path:
    """A face in which the letters stand on other codes from `first_code` on; gives what to write through `coded`."""
    font = TTFont(DEJAVU)
    glyphs = font.getBestCmap()
    for table in font["cmap"].tables:
        if table.format == 4:
            table.cmap = {first_code + place: glyphs[ord(char)] for place, char in enumerate(_repertoire())}
            table.cmap[0x20] = glyphs[0x20]
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 4]
    font.save(path)
    return path


def _repertoire() -> list[str]:
    return sorted({char for text in LONG for char in text} - {" "})


def coded(text: str, first_code: int) -> str:
    places = {char: place for place, char in enumerate(_repertoire())}
    return "".join(char if char == " " else chr(first_code + places[char]) for char in text)


@pytest.mark.parametrize("first_code", [0x41, 0x100, 0xE000])
def test_a_layer_whose_codes_mean_other_letters_is_not_believed(tmp_path: Path, first_code: int) -> None:
    face = make_coded_face(tmp_path / "face.ttf", first_code)
    lines = letter([coded(text, first_code) for text in LETTER], face=face)
    assert layer_of(draw_pdf(tmp_path / "page.pdf", lines)) is None


def test_a_layer_whose_codes_mean_nothing_is_not_believed(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            del font.ToUnicode
        pdf.save(path)
    assert layer_of(path) is None


def test_a_layer_that_lies_on_its_scan_and_is_spelt_right_is_believed(tmp_path: Path) -> None:
    path = scan_with_layer(tmp_path / "page.pdf", letter(LONG), letter(LONG))
    assert text_of(path).split("\n") == list(LONG)


@pytest.mark.parametrize(
    "layer",
    [
        letter(SPELT_WITHOUT_MARKS),
        letter((*OTHER_LETTER, *LETTER)),
        letter(LONG, y_pt=67),
        letter(LONG, x_pt=90),
        letter(LETTER[:3]),
    ],
    ids=["without marks", "of another page", "between the lines", "beside the words", "few words"],
)
def test_a_layer_that_is_not_that_of_its_scan_is_not_believed(tmp_path: Path, layer: list[Line]) -> None:
    assert layer_of(scan_with_layer(tmp_path / "page.pdf", letter(LONG), layer)) is None


def test_unseen_text_on_an_empty_page_is_not_believed(tmp_path: Path) -> None:
    assert layer_of(scan_with_layer(tmp_path / "page.pdf", [], letter(LONG))) is None


def test_words_that_nobody_sees_are_left_out_of_a_page_of_print(tmp_path: Path) -> None:
    secret = Line("Người được cấp: Trần Văn Giả", 57, 500, is_unseen=True)
    white = Line("Trần Văn Giả", 700, 500)
    assert text_of(draw_pdf(tmp_path / "page.pdf", [*letter(), secret, white])).split("\n") == list(LETTER)


def test_a_broken_font_on_a_sound_page_leaves_its_words_to_the_engine(tmp_path: Path) -> None:
    face = make_coded_face(tmp_path / "face.ttf", 0x41)
    name = "Điều 1. Công nhận hộ ông Nguyễn Văn Thử"
    path = draw_pdf(tmp_path / "page.pdf", [*letter(), Line(coded(name, 0x41), 57, 300, face)])
    layer = layer_of(path)
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert len(layer.unread) == 1
    assert overlap_share(layer.unread[0], _in_pixels(57, 288, 300, 304)) > 0.5
    assert find_text_layer(path, inspect_file(path, Limits()), 1, Limits()) is None


def _in_pixels(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(*(round(side * 300 / 72) for side in (left, top, right, bottom)))


def test_a_picture_of_text_is_known_to_be_unread(tmp_path: Path) -> None:
    printed = picture_of(draw_pdf(tmp_path / "print.pdf", letter(OTHER_LETTER[:3])))
    cut = printed.crop((100, 90, 900, 240))
    layer = layer_of(draw_pdf(tmp_path / "page.pdf", letter(), [(cut, (57, 400, 384, 72))]))
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    place = _in_pixels(57, 400, 57 + 384, 472)
    assert len(layer.unread) == 3
    assert all(overlap_share(box, place) > 0.9 for box in layer.unread)


def test_a_seal_and_a_signature_are_no_text_that_was_left_out(tmp_path: Path) -> None:
    seal = Image.new("RGB", (400, 400), "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((10, 10, 390, 390), outline=(210, 40, 50), width=8)
    pen.text((90, 180), "ỦY BAN NHÂN DÂN", fill=(210, 40, 50), font_size=28)
    pen.line([(20 + 9 * step, 200 + (-1) ** step * 60) for step in range(40)], fill=(30, 50, 160), width=5)
    path = draw_pdf(tmp_path / "page.pdf", letter(), [(seal, (300, 260, 100, 100))])
    layer = layer_of(path)
    assert layer is not None
    assert layer.unread == ()
