"""Here the ink of every printed word is outlined on its flat page, and the outline followed to the worn one."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.papers.faces import get_font, text_width_mm
from benchmarks.papers.handwriting import Hand, write_words
from benchmarks.papers.page_map import Points, box_around
from benchmarks.papers.sheet import Sheet, TextMark
from benchmarks.papers.truth import PrintedWord
from benchmarks.papers.wear import WornPage

# Paler than this, of 255, the rim of a letter is not seen on paper.
_INK_LEVEL = 96
# Marks of one line that are nearer than this are set without a blank between.
_TOUCH_MM = 0.05
_ROOM_PX = 8


@dataclass(frozen=True, slots=True)
class OutlinedWord:
    """A word of a flat page: NFC text, the corners of the hull of its ink in pixels, shape (count, 2)."""

    text: str
    hull: Points
    is_handwritten: bool


def place_words(sheet: Sheet, page: WornPage, dpi: int) -> tuple[PrintedWord, ...]:
    """Every word of a sheet that was drawn at `dpi` and then worn, in the order of setting.

    Seals, emblems, signatures and leaders are no words. A word that the wear moved off the page is left out.
    """
    height_px, width_px = page.pixels.shape[:2]
    words = []
    for word in outline_words(sheet, dpi):
        box = box_around(page.page_map.follow(word.hull), width_px, height_px)
        if box is not None:
            words.append(PrintedWord(word.text, box, word.is_handwritten))
    return tuple(words)


def outline_words(sheet: Sheet, dpi: int) -> list[OutlinedWord]:
    """The words of a flat sheet; pieces that touch on one line (a style changes inside a word) are one word.

    Where a pen goes on from print, or print from a pen, are two words: `Số: 45/GPXD` with a written 45 has three.
    """
    words: list[OutlinedWord] = []
    end_mm, baseline_mm, open_end = -1.0, -1.0, False
    for mark in sheet.marks:
        if not isinstance(mark, TextMark):
            continue
        pieces = list(_outline_mark(mark, dpi))
        by_hand = mark.style.hand is not None
        touches = open_end and mark.baseline_mm == baseline_mm and abs(mark.x_mm - end_mm) < _TOUCH_MM
        touches = touches and bool(words) and words[-1].is_handwritten == by_hand
        if touches and pieces and not mark.text.startswith(" "):
            words[-1] = _join(words[-1], pieces.pop(0))
        words.extend(pieces)
        end_mm, baseline_mm = mark.x_mm + text_width_mm(mark.text, mark.style), mark.baseline_mm
        open_end = not mark.text.endswith(" ")
    return words


def _outline_mark(mark: TextMark, dpi: int) -> Iterator[OutlinedWord]:
    return _outline_print(mark, dpi) if mark.style.hand is None else _outline_writing(mark, mark.style.hand, dpi)


def _outline_writing(mark: TextMark, hand: Hand, dpi: int) -> Iterator[OutlinedWord]:
    reach_px = hand.pen_mm * dpi / 25.4 / 2
    rims = np.array([[-reach_px, -reach_px], [reach_px, -reach_px], [-reach_px, reach_px], [reach_px, reach_px]])
    for word, strokes in write_words(mark.text, hand, mark.x_mm, mark.baseline_mm):
        # A drawn point is the middle of its pixel.
        points = np.concatenate(strokes) * dpi / 25.4 + 0.5
        yield OutlinedWord(unicodedata.normalize("NFC", word), np.concatenate([points + rim for rim in rims]), True)


def _outline_print(mark: TextMark, dpi: int) -> Iterator[OutlinedWord]:
    """The mark is drawn alone, as on its page, and cut in the middle of its blanks."""
    font = get_font(mark.style.face, round(mark.style.size_pt * dpi / 72))
    x_px, y_px = mark.x_mm * dpi / 25.4, mark.baseline_mm * dpi / 25.4
    part_x, whole_x = math.modf(x_px)
    part_y, whole_y = math.modf(y_px)
    ascent, descent = font.getmetrics()
    size_px = (math.ceil(font.getlength(mark.text)) + 4 * _ROOM_PX, ascent + descent + 2 * _ROOM_PX)
    image = Image.new("L", size_px, 0)
    place = (_ROOM_PX + part_x, ascent + _ROOM_PX + part_y)
    ImageDraw.Draw(image).text(place, mark.text, font=font, fill=255, anchor="ls")
    ink = np.asarray(image) > _INK_LEVEL
    corner = np.array([whole_x - _ROOM_PX, whole_y - ascent - _ROOM_PX])
    half_blank = font.getlength(" ") / 2
    for start, end in _word_spans(mark.text):
        left = 0 if start == 0 else round(place[0] + font.getlength(mark.text[:start]) - half_blank)
        right = size_px[0] if end == len(mark.text) else round(place[0] + font.getlength(mark.text[:end]) + half_blank)
        hull = _hull(ink[:, max(left, 0) : right])
        if hull is not None:
            shifted = hull + corner + np.array([max(left, 0), 0])
            yield OutlinedWord(unicodedata.normalize("NFC", mark.text[start:end]), shifted, False)


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split(" "):
        if part:
            yield start, start + len(part)
        start += len(part) + 1


def _hull(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Points | None:
    """Corners of the hull around the inked pixels, each pixel a unit square; None without ink."""
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return None
    corners = np.concatenate([np.column_stack([columns + dx, rows + dy]) for dx in (0, 1) for dy in (0, 1)])
    hull: Points = cv2.convexHull(corners.astype(np.int32))[:, 0].astype(np.float64)
    return hull


def _join(first: OutlinedWord, second: OutlinedWord) -> OutlinedWord:
    hull = np.concatenate([first.hull, second.hull])
    return OutlinedWord(first.text + second.text, hull, first.is_handwritten or second.is_handwritten)
