"""Here lives the trust in text that a PDF already carries: used only where it is whole, placed right and Vietnamese.

A born-digital page is read best from its own text. Unseen text over a picture is what another program read there: it
may lack tone marks or be garbage, and the best of it does not say how sure it is, so that such a page is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from ocr.layer_characters import LayerCharacters, read_characters
from ocr.layer_trust import Judgement, PlacedWord, judge_layer
from ocr.layer_words import read_words
from ocr.lines import order_lines, rows_of
from ocr.media_type import PDF
from ocr.page_interpreter import MOST_CHARACTERS
from ocr.page_sketch import PageSketch, Rectangle, count_characters, sketch_page
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word
from schemas.scan import FileInspection, PageSize

ENGINE = "text_layer"
# Its words are right, but a search in the file itself finds only codes: a searchable copy needs them once more.
CONVERTED_ENGINE = "converted_text_layer"
# A stroke of small print along the margin may stand sideways; a table that does is better read by the engine.
_LEAST_UPRIGHT = 0.9


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page as its own text says it, and the places of print that the text leaves out.

    `unread` are pixels of the page as shown: pictures of text, words in broken fonts. Empty for a page that is
    born digital throughout.
    """

    page: OcrPage
    unread: tuple[Box, ...]


def read_text_layer(
    path: Path,
    inspection: FileInspection,
    page_number: int,
    password: str | None = None,
    scan_id: str = "",
) -> TextLayer | None:
    """What can be believed of a page's own text, or None where there is none or it cannot be trusted.

    Boxes are in pixels of the page as shown at the size that the inspection announced; confidences are None.
    Trusted is a layer that lies on what is printed and is spelt as Vietnamese, after its fonts of the time before
    Unicode were converted. Never raises on a damaged file, and gives up on one that takes too long.
    """
    if inspection.media_type != PDF:
        return None
    sketch = sketch_page(path, page_number, MOST_CHARACTERS, password)
    drawn = read_characters(path, page_number, password) if sketch is not None else None
    if sketch is None or drawn is None or _upright_share(drawn) < _LEAST_UPRIGHT:
        return None
    judgement = judge_layer(read_words(drawn.characters), sketch, drawn.width_pt, drawn.height_pt)
    if judgement is None:
        return None
    return _to_layer(judgement, sketch, inspection.pages[page_number - 1], scan_id)


def has_text_layer(path: Path, inspection: FileInspection, page_number: int, password: str | None = None) -> bool:
    """Whether the page carries any text of its own, trusted or not."""
    if inspection.media_type != PDF:
        return False
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[page_number - 1]
            try:
                return count_characters(page) > 0
            finally:
                page.close()
    except pdfium.PdfiumError:
        return False


def _upright_share(drawn: LayerCharacters) -> float:
    upright = [character.is_upright for character in drawn.characters if not character.text.isspace()]
    return sum(upright) / len(upright) if upright else 0.0


def _to_layer(judgement: Judgement, sketch: PageSketch, size: PageSize, scan_id: str) -> TextLayer:
    words = _to_words([(item, item.ink_place) for item in judgement.words], sketch, size)
    # Rows are told by the boxes of the fonts: those of the ink differ between a hyphen and an h.
    full_words = _to_words([(item, item.place) for item in judgement.words], sketch, size)
    is_converted = any(item.word.is_converted for item in judgement.words)
    page = OcrPage(
        scan_id=scan_id,
        page_number=size.page_number,
        engine=CONVERTED_ENGINE if is_converted else ENGINE,
        width_px=size.width_px,
        height_px=size.height_px,
        dpi=size.dpi,
        upright_width_px=size.width_px,
        upright_height_px=size.height_px,
        words=words,
        lines=order_lines(full_words, rows_of(full_words)),
        quality={"dpi": float(size.dpi), "word_count": float(len(words)), **judgement.quality},
    )
    return TextLayer(page, tuple(_to_page(box, sketch, size) for box in judgement.unread))


def _to_words(placed: Sequence[tuple[PlacedWord, Rectangle]], sketch: PageSketch, size: PageSize) -> tuple[Word, ...]:
    return tuple(Word(item.word.text, _to_page(Box(*place), sketch, size), None) for item, place in placed)


def _to_page(box: Box, sketch: PageSketch, size: PageSize) -> Box:
    height, width = sketch.ink.shape
    across, down = size.width_px / width, size.height_px / height
    return Box(
        max(0, round(box.left * across)),
        max(0, round(box.top * down)),
        min(size.width_px, max(round(box.right * across), round(box.left * across) + 1)),
        min(size.height_px, max(round(box.bottom * down), round(box.top * down) + 1)),
    )
