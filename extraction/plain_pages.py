"""Here live pages made from plain text: worked examples and typed papers, laid out as print would be."""

from __future__ import annotations

import re

from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word
from schemas.text import clean

CHAR_WIDTH_PX, LINE_PITCH_PX, LINE_HEIGHT_PX = 20, 56, 40
_MARGIN_PX = 200
_PAGE_WIDTH_PX, _PAGE_HEIGHT_PX = 2480, 3508
PAGE_BREAK = "\f"


def pages_from_text(text: str, scan_id: str = "0" * 64) -> tuple[OcrPage, ...]:
    """Pages of a typed text: blanks are kept as distance, a form feed starts a page.

    Words stand on a fixed grid, so that columns typed side by side are columns of the page; confidence
    is None as of any text layer.
    """
    bodies = text.strip("\n").split(PAGE_BREAK)
    return tuple(_page(body.strip("\n"), scan_id, number) for number, body in enumerate(bodies, 1))


def _page(body: str, scan_id: str, number: int) -> OcrPage:
    words: list[Word] = []
    lines: list[tuple[int, ...]] = []
    printed = clean(body).split("\n")
    longest = max((len(line) for line in printed), default=0)
    width = max(_PAGE_WIDTH_PX, 2 * _MARGIN_PX + longest * CHAR_WIDTH_PX)
    for row, line in enumerate(printed):
        top = _MARGIN_PX + row * LINE_PITCH_PX
        indices: list[int] = []
        for found in re.finditer(r"\S+", line):
            left = _MARGIN_PX + found.start() * CHAR_WIDTH_PX
            indices.append(len(words))
            box = Box(left, top, left + len(found.group()) * CHAR_WIDTH_PX - 6, top + LINE_HEIGHT_PX)
            words.append(Word(found.group(), box, None))
        if indices:
            lines.append(tuple(indices))
    height = max(_PAGE_HEIGHT_PX, 2 * _MARGIN_PX + len(printed) * LINE_PITCH_PX)
    return OcrPage(
        scan_id, number, "text_layer", width, height, 300, width, height, tuple(words), tuple(lines), is_blank=not words
    )
