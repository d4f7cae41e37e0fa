"""Here lives the small picture of a PDF page against which its text layer is held."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from ocr.pixels import Pixels

# Marks of 8 point print are just seen; an A4 page takes 0.03 CPU s.
_DPI = 150
_MOST_PIXELS = 12_000_000
# Against the ground around, so that white print on a coloured band counts and the band does not.
_STEP, _AROUND_STEPS, _LEAST_CONTRAST = 4, 11, 40


class Rectangle(NamedTuple):
    """Whole pixels of the sketch, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class PageSketch:
    """What the renderer shows of a page.

    `ink` is bool, shape (height, width), True where something is printed; `dark` likewise where it is dark in all
    colours, as print and handwriting are and the red of seals is not.
    """

    ink: npt.NDArray[np.bool_]
    dark: npt.NDArray[np.bool_]

    def place(self, left: float, top: float, right: float, bottom: float) -> Rectangle:
        """A place given in shares of the page's sides, 0 to 1, as pixels that lie on the page."""
        height, width = self.ink.shape
        across, down = sorted((left, right)), sorted((top, bottom))
        return Rectangle(
            int(np.clip(np.floor(across[0] * width), 0, width)),
            int(np.clip(np.floor(down[0] * height), 0, height)),
            int(np.clip(np.ceil(across[1] * width), 0, width)),
            int(np.clip(np.ceil(down[1] * height), 0, height)),
        )


def sketch_page(path: Path, page_number: int, most_characters: int, password: str | None = None) -> PageSketch | None:
    """A page as drawn, or None where it has no text, more than `most_characters`, or cannot be drawn."""
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[page_number - 1]
            try:
                if not 0 < count_characters(page) <= most_characters:
                    return None
                red, green, blue = cv2.split(_draw(page))
                darkest: Pixels = np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
                lightest: Pixels = np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
                return PageSketch(find_print(darkest), find_print(lightest))
            finally:
                page.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError, MemoryError):
        return None


def count_characters(page: pdfium.PdfPage) -> int:
    """Characters in a page's own text, seen or not."""
    text = page.get_textpage()
    try:
        return int(text.count_chars())
    finally:
        text.close()


def _draw(page: pdfium.PdfPage) -> Pixels:
    width_pt, height_pt = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / (width_pt * height_pt)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def find_print(gray: Pixels) -> npt.NDArray[np.bool_]:
    """Where a page is darker or lighter than the ground around, bool (height, width)."""
    # Print covers less than half of any place larger than a letter, so the middle of its shades is the ground.
    ground = cv2.medianBlur(np.ascontiguousarray(gray[::_STEP, ::_STEP]), _AROUND_STEPS)
    ground = cv2.resize(ground, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.absdiff(gray, ground) > _LEAST_CONTRAST, np.bool_)
