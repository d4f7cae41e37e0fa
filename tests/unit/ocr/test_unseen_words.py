"""The unseen words of the copy: found by pdfium and pdfplumber where they are printed, in the order they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.searchable_pdf import write_searchable_pdf
from schemas.geometry import IDENTITY, Box, Transform
from schemas.ocr_page import OcrPage, Word

LINES = (
    ("Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc"),
    ("Cấp", "cho", "ông:", "Nguyễn", "Văn", "Quỳnh,", "ngày", "12/5/2021"),
    ("Ủy", "ban", "nhân", "dân", "xã", "Mỹ", "Khánh,", "huyện", "Phong", "Điền"),
)
TOLERANCE_PX = 2.0  # at 300 dpi


def page_read(path: Path, limits: Limits, to_original: Transform, size: tuple[int, int]) -> OcrPage:
    """A page at 300 dpi with its words in three lines; letters with tails and dashes have boxes of their own height."""
    shown = inspect_file(path, limits).pages[0]
    words: list[Word] = []
    lines: list[tuple[int, ...]] = []
    for row, line in enumerate(LINES):
        left, first, base = 150, len(words), 200 + 90 * row
        for text in line:
            tail = 10 if any(letter in "gyọýỹ,p" for letter in text) else 0
            top, bottom = (base - 18, base - 13) if text == "-" else (base - 38, base + tail)
            words.append(Word(text, Box(left, top, left + 20 * len(text), bottom), 0.9))
            left += 20 * len(text) + 16
        lines.append(tuple(range(first, len(words))))
    return OcrPage(
        "a" * 64, 1, "told 1", shown.width_px, shown.height_px, 300, *size, tuple(words), tuple(lines), to_original
    )


def lean(angle_deg: float, width_px: int, height_px: int) -> Transform:
    c, s, x, y = cos(radians(angle_deg)), sin(radians(angle_deg)), width_px / 2, height_px / 2
    return (c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0.0, 0.0, 1.0)


def quarter_turn(height_px: int) -> Transform:
    return (0.0, -1.0, float(height_px), 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)


PHOTOGRAPH: Transform = (0.97, 0.015, 12.0, -0.02, 0.96, 40.0, 4e-6, -6e-6, 1.0)


@pytest.fixture
def copy_of(make_scan: Callable[..., Path], limits: Limits, tmp_path: Path) -> Callable[..., tuple[OcrPage, Path]]:
    def make(to_original: Transform = IDENTITY, turned: bool = False, rotate: int = 0) -> tuple[OcrPage, Path]:
        size = (1240, 1000)
        stored = Image.new("RGB", size[::-1] if turned or rotate % 180 else size, "white")
        source, target = make_scan(stored, dpi=300, rotate=rotate), tmp_path / "copy.pdf"
        page = page_read(source, limits, to_original, size)
        assert write_searchable_pdf(source, inspect_file(source, limits), [page], target) == ()
        return page, target

    return make


def pdfium_words(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Words and their boxes [left, top, right, bottom] in pixels at 300 dpi; for pages without /Rotate."""
    page = pypdfium2.PdfDocument(path)[0]
    text, height_pt = page.get_textpage(), page.get_height()
    letters, boxes = "", []
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        if not char.strip() and boxes:
            yield letters, np.array(boxes)
            letters, boxes = "", []
        elif char.strip():
            left, bottom, right, top = text.get_charbox(index)
            letters += char
            boxes.append([left, height_pt - top, right, height_pt - bottom])
    if boxes:
        yield letters, np.array(boxes)


def pdfplumber_words(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    with pdfplumber.open(path) as pdf:
        letters, boxes = "", []
        for char in pdf.pages[0].chars:
            if char["text"] == " ":
                yield letters, np.array(boxes)
                letters, boxes = "", []
            else:
                letters += char["text"]
                boxes.append([char["x0"], char["top"], char["x1"], char["bottom"]])


@pytest.mark.parametrize("reader", [pdfium_words, pdfplumber_words])
@pytest.mark.parametrize(
    ("to_original", "turned"),
    [
        (IDENTITY, False),
        (lean(1.5, 1240, 1000), False),
        (lean(-4.0, 1240, 1000), False),
        (lean(9.0, 1240, 1000), False),
        (PHOTOGRAPH, False),
        (quarter_turn(1000), True),
    ],
    ids=["level", "leaning", "leaning back", "fed awry", "photographed", "lying"],
)
def test_a_word_is_found_within_two_pixels_of_its_print(
    copy_of: Callable[..., tuple[OcrPage, Path]],
    reader: Callable[[Path], Iterator[tuple[str, np.ndarray]]],
    to_original: Transform,
    turned: bool,
) -> None:
    page, path = copy_of(to_original, turned)
    read = list(reader(path))
    spelt = [word for word in page.words if word.text != "-"]
    found = [(text, boxes) for text, boxes in read if text != "-"]
    assert [text for text, _ in found] == [word.text for word in spelt]
    for word, (_, boxes) in zip(spelt, found, strict=True):
        around = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)]) * 300 / 72
        assert np.abs(around - np.array(page.original_box(word.box))).max() <= TOLERANCE_PX


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_phrase_is_found_across_its_words_however_the_viewer_turns_the_page(
    copy_of: Callable[..., tuple[OcrPage, Path]], rotate: int
) -> None:
    _, path = copy_of(rotate=rotate)
    text = pypdfium2.PdfDocument(path)[0].get_textpage()
    for phrase in ("Nguyễn Văn Quỳnh, ngày 12/5/2021", "xã Mỹ Khánh, huyện", "Độc lập - Tự do - Hạnh phúc"):
        assert text.search(phrase).get_next() is not None, phrase


@pytest.mark.parametrize("angle_deg", [0.0, 0.8, -0.8])
def test_a_copied_line_has_one_blank_between_words_and_a_newline_behind(
    copy_of: Callable[..., tuple[OcrPage, Path]], angle_deg: float
) -> None:
    _, path = copy_of(lean(angle_deg, 1240, 1000))
    lines = [" ".join(line) for line in LINES]
    with pdfplumber.open(path) as pdf:
        assert (pdf.pages[0].extract_text() or "").splitlines() == lines
    copied = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert [line.rstrip() for line in copied.splitlines()] == lines


def test_unseen_words_leave_no_mark_on_the_page(copy_of: Callable[..., tuple[OcrPage, Path]]) -> None:
    _, path = copy_of()
    shown = np.asarray(pypdfium2.PdfDocument(path)[0].render(scale=2).to_pil().convert("L"))
    assert shown.min() >= 250
    # Even a viewer that ignores invisibility has nothing to paint: the glyph has no area.
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        seen = pdf.pages[0].Contents[0].read_bytes().replace(b"3 Tr", b"0 Tr")
        pdf.pages[0].Contents[0].write(seen)
        pdf.save(path)
    painted = np.asarray(pypdfium2.PdfDocument(path)[0].render(scale=2).to_pil().convert("L"))
    assert float((painted < 128).mean()) < 0.005
