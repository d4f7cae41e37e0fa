"""A layer that says something else than the paper is not believed, and what it leaves out is known."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.text_layer import read_text_layer
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


@pytest.mark.parametrize(
    "layer",
    [letter(LONG), letter(SPELT_WITHOUT_MARKS), letter((*OTHER_LETTER, *LETTER)), letter(LETTER[:3])],
    ids=["right", "without marks", "of another page", "few words"],
)
def test_what_another_program_read_in_a_scan_is_not_believed(tmp_path: Path, layer: list[Line]) -> None:
    # Not even where it is spelt right: nobody knows how sure that program was of a number.
    assert layer_of(scan_with_layer(tmp_path / "page.pdf", letter(LONG), layer)) is None


def test_text_under_a_picture_is_not_believed(tmp_path: Path) -> None:
    picture = picture_of(draw_pdf(tmp_path / "print.pdf", letter(LONG)))
    path = draw_pdf(tmp_path / "page.pdf", letter(LONG), [(picture, (0, 0, 595.28, 841.89))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        commands = page.Contents.read_bytes()
        start = commands.index(b"q ")
        end = commands.index(b"Q", start) + 1
        page.Contents = pdf.make_stream(commands[:start] + commands[end:] + b"\n" + commands[start:end])
        pdf.save(path)
    assert layer_of(path) is None


def test_a_name_under_a_black_bar_is_not_given_away(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", [*letter(), Line("Trần Văn Giả", 57, 300)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 g 50 530 120 25 re f")
        pdf.save(path)
    assert text_of(path).split("\n") == list(LETTER)


def test_a_rule_through_a_word_does_not_hide_it(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        # Under the first line, through the third, as filled rectangles.
        pdf.pages[0].contents_add(b"0 g 50 782 400 0.7 re f 50 748 100 0.7 re f")
        pdf.save(path)
    assert text_of(path).split("\n") == list(LETTER)


@pytest.mark.parametrize(
    "place", [{"y_pt": 67}, {"x_pt": 90}, {"x_pt": 62}], ids=["between the lines", "beside the words", "a letter off"]
)
def test_text_that_lies_beside_the_print_is_not_believed(tmp_path: Path, place: dict[str, float]) -> None:
    # Letters without ink, as fonts for this purpose have them: only the picture below is print.
    picture = picture_of(draw_pdf(tmp_path / "print.pdf", letter(LONG)))
    white = make_blank_face(tmp_path / "blank.ttf")
    path = draw_pdf(tmp_path / "page.pdf", letter(LONG, face=white, **place), [(picture, (0, 0, 595.28, 841.89))])
    assert layer_of(path) is None


def make_blank_face(path: Path) -> Path:
    """A face whose letters have widths and no ink."""
    font = TTFont(DEJAVU)
    blank = font["glyf"]["space"]
    for name in font.getGlyphOrder():
        font["glyf"][name] = blank
    font.save(path)
    return path


def test_a_line_typed_on_a_scan_does_not_stand_for_the_scan(tmp_path: Path) -> None:
    picture = picture_of(draw_pdf(tmp_path / "print.pdf", letter(LONG)))
    stamp = Line("Người ký: Ủy ban nhân dân phường Hòa Bình", 300, 30, size_pt=8)
    assert layer_of(draw_pdf(tmp_path / "page.pdf", [stamp], [(picture, (0, 0, 595.28, 841.89))])) is None


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
    layer = read_text_layer(path, inspect_file(path, Limits()), 1)
    assert layer is None or layer.unread


def test_a_single_broken_word_is_left_to_the_engine(tmp_path: Path) -> None:
    layer = layer_of(draw_pdf(tmp_path / "page.pdf", [*letter(), Line("Thö", 57, 300)]))
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert len(layer.unread) == 1
    assert overlap_share(layer.unread[0], _in_pixels(57, 288, 80, 304)) > 0.9


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
