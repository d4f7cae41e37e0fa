"""Here lives the trust in text that a PDF already carries: used only where it is whole, placed right and Vietnamese.

A born-digital page is read best from its own text. A scanner's OCR layer mostly is not: it lacks tone marks or is
garbage, so unseen text over a picture must pass a much higher bar, and a page that fails is read again.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from ocr.limits import Limits
from ocr.lines import order_lines, rows_of
from ocr.media_type import PDF
from ocr.pixels import Pixels
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word
from schemas.scan import FileInspection, PageSize
from schemas.syllables import syllable_share
from schemas.text import squeeze

ENGINE = "text_layer"
# A page of small print has 6,000 characters; more than this is a hoard to slow readers down.
_MOST_CHARACTERS = 60_000
# Running Vietnamese text scores 0.89 to 0.97 (abbreviations count against it); scanners' garbage scored 0.47, 0.54.
_SEEN_SHARE, _UNSEEN_SHARE = 0.75, 0.93
# Two thirds of Vietnamese syllables carry a mark; a layer made by a foreign engine carries almost none.
_LEAST_MARKED_SHARE = 0.3
_LEAST_UNSEEN_WORDS = 40
# Ink that lies in word boxes, and word boxes with ink in them: rules, seals and logos may stay outside.
_LEAST_COVERED_INK, _LEAST_INKED_WORDS = 0.55, 0.8
_SKETCH_DPI = 72
# Fonts of the time before Unicode: their codes are Latin letters that only the font draws as Vietnamese.
_LEGACY_FONT = re.compile(r"(?:^|\+)(?:\.?Vn[A-Z]|VNI[-A-Z]|VNtime|\.?TCVN)")
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_MOST_UNMAPPED_SHARE = 0.01
# What pdfminer raises on odd files; it declares none of it.
_READER_ERRORS = (
    PDFException, PSException, PdfminerException, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, RecursionError, OSError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sketch:
    """What the renderer says about a page's text: number of characters, share of text objects never painted."""

    character_count: int
    unseen_share: float
    gray: Pixels


def find_text_layer(
    path: Path,
    inspection: FileInspection,
    page_number: int,
    limits: Limits,
    password: str | None = None,
    scan_id: str = "",
) -> OcrPage | None:
    """The page as its own text layer says, or None where there is none or it cannot be trusted.

    Boxes are in pixels of the page as shown at the size that the inspection announced; confidences are None.
    Trusted is a layer that covers what is printed, lies on it, has no legacy font and is spelt as Vietnamese.
    """
    if inspection.media_type != PDF:
        return None
    size = inspection.pages[page_number - 1]
    sketch = _sketch_page(path, page_number, password)
    if sketch is None or not 0 < sketch.character_count <= _MOST_CHARACTERS:
        return None
    found = _read_words(path, size, password)
    if found is None:
        return None
    words, quality = found
    quality = {**quality, **_coverage(words, size, sketch.gray), "unseen_share": sketch.unseen_share}
    if not _is_trusted(words, quality):
        return None
    return OcrPage(
        scan_id=scan_id,
        page_number=page_number,
        engine=ENGINE,
        width_px=size.width_px,
        height_px=size.height_px,
        dpi=size.dpi,
        upright_width_px=size.width_px,
        upright_height_px=size.height_px,
        words=words,
        lines=order_lines(words, rows_of(words)),
        quality={"dpi": float(size.dpi), "word_count": float(len(words)), **quality},
    )


def has_text_layer(path: Path, inspection: FileInspection, page_number: int, password: str | None = None) -> bool:
    """Whether the page carries any text of its own, trusted or not."""
    if inspection.media_type != PDF:
        return False
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[page_number - 1]
            try:
                return bool(page.get_textpage().count_chars() > 0)
            finally:
                page.close()
    except pdfium.PdfiumError:
        return False


def _sketch_page(path: Path, page_number: int, password: str | None) -> _Sketch | None:
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[page_number - 1]
            try:
                character_count = page.get_textpage().count_chars()
                if not character_count:
                    return None
                bitmap = page.render(scale=_SKETCH_DPI / 72, grayscale=True, may_draw_forms=False)
                gray: Pixels = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
                return _Sketch(character_count, _unseen_share(page), gray)
            finally:
                page.close()
    except (pdfium.PdfiumError, ValueError, MemoryError):
        return None


def _unseen_share(page: Any) -> float:
    modes = [
        pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw)
        for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=4)
    ]
    unseen = sum(mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE for mode in modes)
    return unseen / len(modes) if modes else 0.0


def _read_words(path: Path, size: PageSize, password: str | None) -> tuple[tuple[Word, ...], dict[str, float]] | None:
    """Words of a page in its pixels, and how far its characters are mapped and set upright."""
    try:
        with pdfplumber.open(path, pages=[size.page_number], password=password or "") as pdf:
            page = pdf.pages[0]
            try:
                chars = page.chars
                if any(_LEGACY_FONT.search(str(char.get("fontname", ""))) for char in chars):
                    return None
                found = page.extract_words(x_tolerance_ratio=0.25, keep_blank_chars=False)
                words = _to_words(found, page.cropbox, size)
            finally:
                page.close()
    except _READER_ERRORS:
        return None
    if not chars:
        return None
    text = "".join(str(char["text"]) for char in chars)
    return words, {
        "unmapped_share": len(_UNMAPPED.findall(text)) / len(chars),
        "upright_share": sum(bool(char["upright"]) for char in chars) / len(chars),
    }


def _to_words(found: Sequence[dict[str, Any]], shown: Any, size: PageSize) -> tuple[Word, ...]:
    left, top, right, bottom = (float(side) for side in shown)
    across, down = size.width_px / max(right - left, 1e-6), size.height_px / max(bottom - top, 1e-6)
    words = []
    for item in found:
        text = squeeze(str(item["text"]))
        box = Box(
            max(0, round((float(item["x0"]) - left) * across)),
            max(0, round((float(item["top"]) - top) * down)),
            min(size.width_px, round((float(item["x1"]) - left) * across)),
            min(size.height_px, round((float(item["bottom"]) - top) * down)),
        )
        if text and box.width > 0 and box.height > 0:
            words.append(Word(text, box, None))
    return tuple(words)


def _coverage(words: Sequence[Word], size: PageSize, gray: Pixels) -> dict[str, float]:
    """Share of the page's ink that lies in word boxes, and share of word boxes that hold ink."""
    height, width = gray.shape
    ground = float(np.median(gray))
    ink = np.abs(gray.astype(np.int16) - ground) > 40
    covered = np.zeros(ink.shape, np.uint8)
    inked = 0
    for word in words:
        left, right = word.box.left * width // size.width_px, -(-word.box.right * width // size.width_px)
        top, bottom = word.box.top * height // size.height_px, -(-word.box.bottom * height // size.height_px)
        covered[top:bottom, left:right] = 1
        inked += bool(ink[top:bottom, left:right].any())
    total = int(ink.sum())
    # Half a point of slack: the sketch's letters spill over their boxes.
    covered = np.asarray(cv2.dilate(covered, np.ones((3, 3), np.uint8)), np.uint8)
    return {
        "covered_ink": float((ink & (covered > 0)).sum()) / total if total else 0.0,
        "inked_words": inked / len(words) if words else 0.0,
    }


def _is_trusted(words: Sequence[Word], quality: dict[str, float]) -> bool:
    texts = [word.text for word in words]
    is_unseen = quality["unseen_share"] > 0.5
    if is_unseen and len(words) < _LEAST_UNSEEN_WORDS:
        return False
    quality["syllable_share"] = syllable_share(texts)
    wanted = _UNSEEN_SHARE if is_unseen else _SEEN_SHARE
    return (
        quality["unmapped_share"] <= _MOST_UNMAPPED_SHARE
        and quality["upright_share"] > 0.9
        and quality["syllable_share"] >= wanted
        and _marked_share(texts) >= _LEAST_MARKED_SHARE
        and quality["inked_words"] >= _LEAST_INKED_WORDS
        and quality["covered_ink"] >= _LEAST_COVERED_INK
    )


def _marked_share(texts: Sequence[str]) -> float:
    """Share of words of two letters or more that carry a Vietnamese mark or a đ."""
    words = [text for text in texts if sum(char.isalpha() for char in text) >= 2]
    marked = sum(any(char in "đĐ" or unicodedata.decomposition(char) for char in word) for word in words)
    return marked / len(words) if words else 0.0
