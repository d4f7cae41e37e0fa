"""Here lives the removal of what an engine makes of frames, seals and pen strokes: marks that no one prints."""

from __future__ import annotations

import unicodedata

from ocr.engine import EngineReading
from schemas.ocr_page import Word

# What stands alone on printed papers besides letters and digits: bullets, slashes, colons, brackets, leaders.
_PRINTED_ALONE = frozenset("-–—/.,:;()+%&=*…•\"“”'’?!@#§<>[]")
_LEAST_SURE = 0.3


def drop_stray_marks(reading: EngineReading) -> EngineReading:
    """The reading without words of no letter and no digit that are unusual in print or hardly believed."""
    kept = [at for at, word in enumerate(reading.words) if not _is_stray(word)]
    if len(kept) == len(reading.words):
        return reading
    place = {at: new for new, at in enumerate(kept)}
    lines = (tuple(place[at] for at in line if at in place) for line in reading.lines)
    return EngineReading(tuple(reading.words[at] for at in kept), tuple(line for line in lines if line))


def _is_stray(word: Word) -> bool:
    # Lm: lone accents count as letters elsewhere.
    if any(char.isalnum() and unicodedata.category(char) != "Lm" for char in word.text):
        return False
    return not _PRINTED_ALONE.issuperset(word.text) or (word.confidence or 0.0) < _LEAST_SURE
