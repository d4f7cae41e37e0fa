"""Here lives the judgement of a text layer: does it lie on the print, is it Vietnamese, what does it leave out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ocr.layer_words import LayerWord
from ocr.page_sketch import PageSketch, Rectangle
from ocr.unread_print import find_unread
from schemas.geometry import Box, overlap_share
from schemas.ocr_page import Word
from schemas.syllables import syllable_share

# Running Vietnamese text scores 0.89 to 0.99 (abbreviations count against it); garbage scored 0.47, 0.54.
_LEAST_SYLLABLE_SHARE = 0.75
# Two thirds of Vietnamese syllables carry a mark; a layer made by a foreign engine carries almost none.
_LEAST_MARKED_SHARE = 0.3
_LEAST_SOUND_SHARE = 0.5
# Word boxes with ink in them, and blanks between words without: a layer of another page has ink in its blanks.
_LEAST_INKED_WORDS, _LEAST_CLEAR_GAPS = 0.8, 0.7
_FEWEST_GAPS = 20
# Ink in word boxes: below this the layer is a stamp or a page number on a page of something else.
_LEAST_COVERED_INK, _LEAST_COVERED_BY_FEW = 0.3, 0.55
# Blank rows of the sketch between a letter and the mark over it.
_MARK_GAP_PX = 2
# How far slanted letters and dots lean out of their font's widths.
_OVERHANG_PX = 3
_IN_ROW = 0.3
# Too few words to measure other print by: nearly everything must be covered then.
_FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of the layer and its places on the sketch: as its font states it, and drawn in to the ink."""

    word: LayerWord
    place: Rectangle
    ink_place: Rectangle


@dataclass(frozen=True, slots=True)
class Judgement:
    """The words to keep, places of print that none of them covers (pixels of the sketch), and figures by name."""

    words: tuple[PlacedWord, ...]
    unread: tuple[Box, ...]
    quality: dict[str, float]


def judge_layer(words: Sequence[LayerWord], sketch: PageSketch, width_pt: float, height_pt: float) -> Judgement | None:
    """What of a text layer can be believed, or None where the page is better read as a picture.

    Args:
        words: in the order they are drawn.
        sketch: the page as shown.
        width_pt, height_pt: of the page as shown, in the words' points.
    """
    # Unseen words are what another program read in a picture, nobody knows how surely, or what nobody printed.
    kept = [word for word in words if word.is_seen]
    placed = [_place(word, sketch, width_pt, height_pt) for word in kept]
    inked = [item for item in placed if _has_ink(sketch, item.place)]
    sound = [_draw_in(item, sketch) for item in inked if item.word.is_sound]
    texts = [item.word.text for item in sound]
    quality = {
        "unseen_share": _share([not word.is_seen for word in words]),
        "sound_share": _share([item.word.is_sound for item in placed]),
        "inked_words": len(inked) / len(placed) if placed else 0.0,
        "clear_gaps": _clear_gaps(placed, sketch),
        "covered_ink": _covered_ink(sound, sketch),
        "syllable_share": syllable_share(texts),
        "marked_share": _marked_share(texts),
    }
    if not _is_trusted(quality, len(sound)):
        return None
    broken = [_draw_in(item, sketch) for item in inked if not item.word.is_sound and _says_something(item.word.text)]
    return Judgement(tuple(sound), _find_unread(sound, broken, sketch), quality)


def _says_something(text: str) -> bool:
    """Single signs of unknown fonts are bullets and boxes."""
    return len(text) > 1 or text.isalnum()


def _is_trusted(quality: dict[str, float], word_count: int) -> bool:
    least_covered = _LEAST_COVERED_INK if word_count >= _FEWEST_WORDS else _LEAST_COVERED_BY_FEW
    return (
        quality["sound_share"] >= _LEAST_SOUND_SHARE
        and quality["inked_words"] >= _LEAST_INKED_WORDS
        and quality["clear_gaps"] >= _LEAST_CLEAR_GAPS
        and quality["covered_ink"] >= least_covered
        and quality["syllable_share"] >= _LEAST_SYLLABLE_SHARE
        and quality["marked_share"] >= _LEAST_MARKED_SHARE
    )


def _share(truths: Sequence[bool]) -> float:
    return sum(truths) / len(truths) if truths else 0.0


def _place(word: LayerWord, sketch: PageSketch, width_pt: float, height_pt: float) -> PlacedWord:
    across, down = max(width_pt, 1e-6), max(height_pt, 1e-6)
    place = sketch.place(word.left / across, word.top / down, word.right / across, word.bottom / down)
    return PlacedWord(word, place, place)


def _has_ink(sketch: PageSketch, place: Rectangle) -> bool:
    return bool(sketch.ink[place.top : place.bottom, place.left : place.right].any())


def _draw_in(item: PlacedWord, sketch: PageSketch) -> PlacedWord:
    """The place shrunk to the ink in it: fonts state boxes that are half empty, and too low for marks over capitals."""
    left, top, right, bottom = item.place
    highest = max(0, top - (bottom - top) // 3)
    while top > highest and sketch.ink[max(0, top - _MARK_GAP_PX) : top, left:right].any():
        top -= 1
    ink = sketch.ink[top:bottom, left:right]
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink_place = Rectangle(
        left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1
    )
    return PlacedWord(item.word, item.place, ink_place)


def _clear_gaps(placed: Sequence[PlacedWord], sketch: PageSketch) -> float:
    """Share of the blanks between neighbouring words that are blank on paper; 1 where there are few."""
    gaps = [gap for before, after in pairwise(placed) if (gap := _gap(before.place, after.place))]
    clear = [sketch.ink[gap.top : gap.bottom, gap.left : gap.right].any(axis=0).mean() < 0.3 for gap in gaps]
    return _share([bool(is_clear) for is_clear in clear]) if len(gaps) >= _FEWEST_GAPS else 1.0


def _gap(before: Rectangle, after: Rectangle) -> Rectangle | None:
    """The middle of the blank between two words of a line, a pixel off either; None where they share no line."""
    top, bottom = max(before.top, after.top), min(before.bottom, after.bottom)
    quarter = (bottom - top) // 4
    gap = Rectangle(before.right + 1, top + quarter, after.left - 1, bottom - quarter)
    is_near = gap.right - gap.left < 2 * (bottom - top)
    return gap if gap.left < gap.right and gap.top < gap.bottom and is_near else None


def _covered(placed: Sequence[PlacedWord], sketch: PageSketch, margin_px: int = 0) -> npt.NDArray[np.bool_]:
    covered = np.zeros(sketch.ink.shape, np.bool_)
    for left, top, right, bottom in (item.ink_place for item in placed):
        rows = slice(max(0, top - margin_px), bottom + margin_px)
        covered[rows, max(0, left - margin_px) : right + margin_px] = True
    return covered


def _covered_ink(placed: Sequence[PlacedWord], sketch: PageSketch) -> float:
    total = int(sketch.ink.sum())
    return int((sketch.ink & _covered(placed, sketch)).sum()) / total if total else 0.0


def _find_unread(sound: Sequence[PlacedWord], broken: Sequence[PlacedWord], sketch: PageSketch) -> tuple[Box, ...]:
    """Rows of letters that no sound word covers, and broken words outside of them."""
    open_print = sketch.dark & ~_covered(sound, sketch, _OVERHANG_PX)
    gray = np.where(open_print, 0, 255).astype(np.uint8)
    found = find_unread(gray, [Word(item.word.text, Box(*item.ink_place), 1.0) for item in sound])
    rows = found.rows if found else ()
    places = (Box(*item.ink_place) for item in broken)
    return (*rows, *(place for place in places if all(overlap_share(place, row) < _IN_ROW for row in rows)))


def _marked_share(texts: Sequence[str]) -> float:
    """Share of words of two letters or more that carry a Vietnamese mark or a đ."""
    words = [text for text in texts if sum(char.isalpha() for char in text) >= 2]
    return _share([any(char in "đĐ" or unicodedata.decomposition(char) for char in word) for word in words])
