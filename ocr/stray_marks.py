"""Here lives the removal of what an engine makes of marks that no one printed there: frames, seals, the other side."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from ocr.engine import EngineReading
from ocr.pixels import Pixels
from ocr.prepare import PreparedPage
from ocr.quality import reading_quality
from schemas.geometry import Box
from schemas.ocr_page import Word

# What stands alone on printed papers besides letters and digits: bullets, slashes, colons, brackets, leaders.
_PRINTED_ALONE = frozenset("-–—/.,:;()+%&=*…•\"“”'’?!@#§<>[]")
_LEAST_SURE = 0.3
# Mirror writing is believed at 0.17 to 0.3 on the mean of a page, single lines of it at up to 0.6 (drawn sheets).
_READ, _SURE_LINE = 0.5, 0.7
# It is never darker than a fifth of black, grain aside; print fills this many percent of a word's box.
_DARK, _DARK_SHARE = 160, 5


def drop_stray_marks(reading: EngineReading) -> EngineReading:
    """The reading without words of no letter and no digit that are unusual in print or hardly believed."""
    kept = [at for at, word in enumerate(reading.words) if not _is_stray(word)]
    return reading if len(kept) == len(reading.words) else _keep(reading, kept)


def drop_shining_print(reading: EngineReading, page: PreparedPage) -> EngineReading:
    """The reading without what an engine made of the other side's print, in mirror writing; itself where all is kept.

    Pages that are believed on the mean stay as they are, and those with `much` ink of their own. Where there is
    `little`, lines that are believed stay, and words too dark to shine through; where that is `doubtful`, nothing.
    """
    is_told = all(word.confidence is not None for word in reading.words)
    if page.ink == "much" or not reading.words or not is_told or _mean_confidence(reading.words) >= _READ:
        return reading
    if page.ink != "little":
        return EngineReading((), ())
    kept = []
    for line in reading.lines:
        is_sure = _mean_confidence([reading.words[at] for at in line]) >= _SURE_LINE
        kept += [at for at in line if is_sure or _is_dark(page.lit, reading.words[at].box)]
    return reading if len(kept) == len(reading.words) else _keep(reading, sorted(kept))


def _mean_confidence(words: Sequence[Word]) -> float:
    return reading_quality(words)["mean_confidence"]


def _is_dark(lit: Pixels, box: Box) -> bool:
    part = lit[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    return bool(part.size) and float(np.percentile(part, _DARK_SHARE)) < _DARK


def _keep(reading: EngineReading, kept: Sequence[int]) -> EngineReading:
    place = {at: new for new, at in enumerate(kept)}
    lines = (tuple(place[at] for at in line if at in place) for line in reading.lines)
    return EngineReading(tuple(reading.words[at] for at in kept), tuple(line for line in lines if line))


def _is_stray(word: Word) -> bool:
    # Lm: lone accents count as letters elsewhere.
    if any(char.isalnum() and unicodedata.category(char) != "Lm" for char in word.text):
        return False
    return not _PRINTED_ALONE.issuperset(word.text) or (word.confidence or 0.0) < _LEAST_SURE
