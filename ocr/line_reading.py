"""Here lines that the fast models found are read, alone or beside Tesseract, and become the words of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from ocr.engine import EngineReading
from ocr.line_words import to_words
from ocr.lines import order_lines
from ocr.merging import Choice, Group, Trust, choose_texts, is_doubtful, pair_words
from ocr.pixels import Array, Pixels
from ocr.posteriors import LinePosteriors
from ocr.stray_lines import is_stray
from ocr.word_confidence import WEIGHTS
from schemas.geometry import Box
from schemas.ocr_page import Word

TRUST = Trust()
# Names how readers and confidence are weighed; part of the version of every engine that reads so.
TRUST_VERSION = hashlib.sha256(repr((TRUST, WEIGHTS)).encode()).hexdigest()[:6]


class LineReading(NamedTuple):
    """What a line says: the readers' words, what each group of them was taken for, whether the slow reader was asked
    and whether it should be."""

    groups: Sequence[Group]
    choices: Sequence[Choice]
    is_asked: bool
    is_doubtful: bool


def read_alone(line: LinePosteriors) -> LineReading:
    """A line by the fast reader and the language alone; one without words is asked about too."""
    groups = [Group((word,), ()) for word in line.words]
    choices = choose_texts(groups, line, TRUST)
    return LineReading(groups, choices, False, not groups or is_doubtful(line.words, choices, TRUST))


def read_merged(line: LinePosteriors, others: Sequence[Word]) -> LineReading:
    """A line by both readers and the language; `others` are the slow one's words."""
    groups = pair_words(line.words, others)
    return LineReading(groups, choose_texts(groups, line, TRUST), True, False)


def to_page(
    boxes: Array, posteriors: Sequence[LinePosteriors], readings: Sequence[LineReading], lit: Pixels
) -> EngineReading:
    """The words of all lines, lines in reading order.

    Args:
        boxes: (count, 4) left, top, right, bottom of the lines, in no order.
        posteriors: of each line.
        readings: of each line.
        lit: uint8 (height, width), the page.
    """
    lines = [
        to_words(reading.groups, reading.choices, line, _whole_box(box, lit), lit, is_asked=reading.is_asked)
        for box, line, reading in zip(boxes, posteriors, readings, strict=True)
    ]
    page = [word for line in lines for word in line]
    kept = [line for line in lines if not is_stray(line, page)]
    words = [word for line in kept for word in line]
    ends = list(accumulate(map(len, kept), initial=0))
    return EngineReading(tuple(words), order_lines(words, [range(start, end) for start, end in pairwise(ends)]))


def _whole_box(box: Array, lit: Pixels) -> Box:
    """A box on whole pixels inside the page."""
    left, top = np.floor(box[:2]).astype(int)
    right, bottom = np.ceil(box[2:4]).astype(int)
    height, width = lit.shape
    left, top = min(max(0, int(left)), width - 1), min(max(0, int(top)), height - 1)
    return Box(left, top, max(left + 1, min(width, int(right))), max(top + 1, min(height, int(bottom))))
