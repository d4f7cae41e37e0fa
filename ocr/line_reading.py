"""Here lines that the fast models found are read, alone or beside Tesseract, and become the words of a page."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from ocr.engine import EngineReading
from ocr.line_words import to_words
from ocr.lines import order_lines
from ocr.merging import Choice, Group, Trust, choose_texts, find_doubtful, pair_words
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
    """What a line says: the readers' words, what each group of them was taken for, and of which the slow reader was
    asked. `doubtful` are the fast reader's words of which it should be."""

    groups: Sequence[Group]
    choices: Sequence[Choice]
    are_asked: Sequence[bool]
    doubtful: range = range(0)

    @property
    def should_be_asked(self) -> bool:
        """Whether the slow reader should look at the line: at its doubtful words, or at all where no word was seen."""
        return len(self.doubtful) > 0 or not self.groups


def read_alone(line: LinePosteriors) -> LineReading:
    """A line by the fast reader and the language alone."""
    groups = [Group((word,), ()) for word in line.words]
    choices = choose_texts(groups, line, TRUST)
    return LineReading(groups, choices, [False] * len(groups), find_doubtful(line.words, choices, TRUST))


def read_merged(line: LinePosteriors, asked: range, others: Sequence[Word]) -> LineReading:
    """A line by both readers and the language; `others` are the slow one's words of the part that it was asked for."""
    pairs = [(group, True) for group in pair_words(line.words[asked.start : asked.stop], others)]
    if pairs and asked.start > 0:
        pairs[0] = _forget_cut(*pairs[0])
    if pairs and asked.stop < len(line.words):
        pairs[-1] = _forget_cut(*pairs[-1])
    before = [(Group((word,), ()), False) for word in line.words[: asked.start]]
    behind = [(Group((word,), ()), False) for word in line.words[asked.stop :]]
    told = [(group, is_asked) for group, is_asked in (*before, *pairs, *behind) if group.fast or group.slow]
    groups = [group for group, _ in told]
    return LineReading(groups, choose_texts(groups, line, TRUST), [is_asked for _, is_asked in told])


def _forget_cut(group: Group, is_asked: bool) -> tuple[Group, bool]:
    """The group where a line was cut, without what the slow reader saw there: it was shown that word for its
    neighbour's sake only, and letters beside a cut are misread."""
    return (Group(group.fast, ()), False) if len(group.fast) <= 1 else (group, is_asked)


def find_ends(line: LinePosteriors, part: range) -> tuple[float, float]:
    """Where some words of a line begin and end on the page, in the middle of the blanks around them; without end at
    the line's own ends."""
    words = line.words
    left, right = -math.inf, math.inf
    if part.start > 0:
        left = line.x_px((words[part.start - 1].end_step + words[part.start].first_step) / 2)
    if part.stop < len(words):
        right = line.x_px((words[part.stop - 1].end_step + words[part.stop].first_step) / 2)
    return left, right


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
        to_words(reading.groups, reading.choices, line, _whole_box(box, lit), lit, reading.are_asked)
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
