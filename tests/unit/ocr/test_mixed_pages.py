"""A page that is partly a picture of text gives its own words and those that the engine reads in the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pdfplumber

from ocr.engine import open_engine
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.mixed_pages import hide_words, join_pages
from ocr.pixels import Pixels
from ocr.reading import read_page
from ocr.render import render_page
from ocr.searchable_pdf import write_searchable_pdf
from ocr.text_layer import TextLayer, read_text_layer
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word
from tests.unit.ocr.layered_pages import LETTER, OTHER_LETTER, draw_pdf, letter, picture_of

# The picture lies 400 points down the page: in pixels at 300 dpi.
PICTURE = Box(237, 1667, 1837, 1967)


def draw_mixed(folder: Path) -> Path:
    printed = picture_of(draw_pdf(folder / "print.pdf", letter(OTHER_LETTER[:3])))
    return draw_pdf(folder / "page.pdf", letter(), [(printed.crop((100, 90, 900, 240)), (57, 400, 384, 72))])


def read_mixed(folder: Path) -> tuple[TextLayer, Pixels]:
    path = draw_mixed(folder)
    inspection = inspect_file(path, Limits())
    layer = read_text_layer(path, inspection, 1)
    assert layer is not None
    return layer, render_page(path, inspection, 1, Limits()).pixels


def page_of(layer: TextLayer, *words: Word, turned_deg: int = 0) -> OcrPage:
    """What an engine says of the same page, upside down where it was turned so."""
    width, height = layer.page.width_px, layer.page.height_px
    turned = (-1.0, 0.0, width, 0.0, -1.0, height, 0.0, 0.0, 1.0)
    upright = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    lines = tuple((index,) for index in range(len(words)))
    return OcrPage(
        "", 1, "told 1", width, height, 300, width, height, words, lines, turned if turned_deg else upright, turned_deg
    )


def test_words_that_are_known_are_painted_over_and_the_picture_stays(tmp_path: Path) -> None:
    layer, pixels = read_mixed(tmp_path)
    hidden = hide_words(pixels, layer.page.words)
    outside = hidden.copy()
    outside[PICTURE.top : PICTURE.bottom, PICTURE.left : PICTURE.right] = 255
    assert np.count_nonzero(outside.min(axis=2) < 100) < 200
    inside = (slice(PICTURE.top, PICTURE.bottom), slice(PICTURE.left, PICTURE.right))
    assert np.array_equal(hidden[inside], pixels[inside])


def test_words_of_the_picture_join_those_of_the_layer_in_reading_order(tmp_path: Path) -> None:
    layer, _ = read_mixed(tmp_path)
    words = [Word(text, box, 0.9) for text, box in zip(OTHER_LETTER, layer.unread, strict=False)]
    joined = join_pages(layer, page_of(layer, *words))
    top_down = [word.text for word in sorted(words, key=lambda word: word.box.top)]
    assert joined.text.split("\n") == [*LETTER, *top_down]
    assert joined.engine == "told 1+text_layer"
    assert {word.confidence for word in joined.words[-3:]} == {0.9}
    assert {word.confidence for word in joined.words[:-3]} == {None}


def test_words_found_beside_the_picture_or_over_known_ones_are_dropped(tmp_path: Path) -> None:
    layer, _ = read_mixed(tmp_path)
    over_known = Word("CỘNG", layer.page.words[0].box, 0.9)
    in_a_seal = Word("BAN", Box(1700, 3000, 1800, 3040), 0.9)
    assert join_pages(layer, page_of(layer, over_known, in_a_seal)).words == layer.page.words


def test_words_read_on_a_turned_page_come_back_to_the_paper(tmp_path: Path) -> None:
    layer, _ = read_mixed(tmp_path)
    place = layer.unread[0]
    width, height = layer.page.width_px, layer.page.height_px
    turned = Box(width - place.right, height - place.bottom, width - place.left, height - place.top)
    joined = join_pages(layer, page_of(layer, Word("ỦY", turned, 0.9), turned_deg=180))
    found = next(word for word in joined.words if word.confidence is not None)
    assert max(abs(side - wanted) for side, wanted in zip(found.box, place, strict=True)) <= 1
    assert joined.turned_deg == 0


def test_a_picture_of_text_on_a_typed_page_is_read_too(tmp_path: Path) -> None:
    path = draw_mixed(tmp_path)
    page = read_page(path, inspect_file(path, Limits()), "a" * 64, 1, open_engine("tesseract"), Limits())
    assert page.text.split("\n") == [*LETTER, *OTHER_LETTER[:3]]
    assert page.engine.endswith("+text_layer")


def test_the_copy_of_a_mixed_page_holds_every_word_once(tmp_path: Path) -> None:
    path = draw_mixed(tmp_path)
    layer, _ = read_mixed(tmp_path)
    words = [Word(text, box, 0.9) for text, box in zip(OTHER_LETTER, layer.unread, strict=False)]
    joined = join_pages(layer, page_of(layer, *words))
    assert write_searchable_pdf(path, inspect_file(path, Limits()), [joined], tmp_path / "copy.pdf") == ()
    with pdfplumber.open(tmp_path / "copy.pdf") as copy:
        written = "".join(char["text"] for char in copy.pages[0].chars)
    assert sorted(written.replace(" ", "")) == sorted(joined.text.replace(" ", "").replace("\n", ""))
