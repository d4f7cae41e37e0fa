"""Here chosen texts become words: blanks that engines swallow, dots they invent, boxes, confidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from ocr.merging import Choice, Group
from ocr.pixels import Pixels
from ocr.posteriors import LinePosteriors, swallowed_blanks
from ocr.word_confidence import Witness, confidence
from schemas.geometry import Box, join_boxes
from schemas.ocr_page import Word

# Leaders to write on: what is left of them at a word's end or start. A clause may end in "./.".
_LEADERS = re.compile(r"(?<![./])(?:\.{2,}|…+|_+)$|^[._|…'`]+(?=\w)|\|+$")
_DOUBLED_DASH = re.compile(r"^[-–—]{2,}$")
# Print is darker than this on an evenly lit page whose print says nothing of itself.
_INK = 150.0
# Letters are at least this high, as a share of their line.
_LEAST_HEIGHT = 0.25
# How dark a line's print and ground are, as percentiles of its box, and where between them ink begins.
_PRINT_PERCENT, _GROUND_PERCENT, _BETWEEN = 3, 75, 0.6


def to_words(
    groups: Sequence[Group],
    choices: Sequence[Choice],
    posteriors: LinePosteriors,
    line: Box,
    lit: Pixels,
    are_asked: Sequence[bool],
) -> list[Word]:
    """The words of one line, left to right.

    Args:
        groups: where the readers' words stand.
        choices: what each group says.
        posteriors: the fast reader's view of the line.
        line: its box.
        lit: uint8 (height, width), the page.
        are_asked: of which groups the slow reader was asked.
    """
    words, level = [], ground_level(line, lit)
    for group, choice, is_asked in zip(groups, choices, are_asked, strict=True):
        texts = list_texts(choice)
        if not texts:
            continue
        sure = confidence(Witness.of(group, choice, is_asked=is_asked))
        boxes = _boxes(group, texts, posteriors, line)
        words += [Word(text, close_around_ink(box, lit, level), sure) for text, box in zip(texts, boxes, strict=True)]
    return words


def list_texts(choice: Choice) -> list[str]:
    """The words that a choice stands for, in order; none where only leaders were read."""
    return [part for text in choice.text.split() for part in _parted(_without_leaders(text)) if part]


def _without_leaders(text: str) -> str:
    return _DOUBLED_DASH.sub("-", _LEADERS.sub("", text))


def _parted(text: str) -> list[str]:
    ends = [*swallowed_blanks(text), len(text)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _boxes(group: Group, texts: Sequence[str], posteriors: LinePosteriors, line: Box) -> list[Box]:
    if len(group.slow) == len(texts) and not _stands_beside_print(group, line):
        return [word.box for word in group.slow]
    if len(group.fast) == len(texts):
        # A character is believed at the step of its middle: half of one more on both sides.
        spans = [(posteriors.x_px(word.first_step - 1), posteriors.x_px(word.end_step + 1)) for word in group.fast]
        return [_in_line(left, right, line) for left, right in spans]
    whole = join_boxes(word.box for word in group.slow)
    if whole is None:
        first, last = group.fast[0], group.fast[-1]
        whole = _in_line(posteriors.x_px(first.first_step - 1), posteriors.x_px(last.end_step + 1), line)
    return _shared_out(whole, texts)


def _stands_beside_print(group: Group, line: Box) -> bool:
    """Whether the slow reader's box of a word is a rule above or below it, and the fast reader knows better."""
    lettered = [word for word in group.slow if any(char.isalnum() for char in word.text)]
    return bool(group.fast) and any(word.box.height < _LEAST_HEIGHT * line.height for word in lettered)


def _in_line(left: float, right: float, line: Box) -> Box:
    start = max(line.left, round(left))
    return Box(start, line.top, max(start + 1, min(line.right, round(right))), line.bottom)


def _shared_out(whole: Box, texts: Sequence[str]) -> list[Box]:
    """A box cut by the lengths of the texts in it, a blank between them."""
    total = sum(map(len, texts)) + len(texts) - 1
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    unit = whole.width / max(1, total)
    return [
        Box(round(whole.left + start * unit), whole.top, round(whole.left + (start + len(text)) * unit), whole.bottom)
        for start, text in zip(starts, texts, strict=False)
    ]


def close_around_ink(box: Box, lit: Pixels, darkest_ground: float) -> Box:
    """The box made as small as its ink allows; unchanged where it holds none.

    Args:
        box: of a word.
        lit: uint8 (height, width), the page.
        darkest_ground: from here on a pixel is ground, see `ground_level`.
    """
    left, top = max(0, box.left), max(0, box.top)
    ink = lit[top : box.bottom, left : box.right] < darkest_ground
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return box
    return Box(left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def ground_level(line: Box, lit: Pixels) -> float:
    """The gray that parts a line's print from its ground: pale copies have no black."""
    part = lit[line.top : line.bottom, line.left : line.right]
    if not part.size:
        return _INK
    print_, ground = np.percentile(part, (_PRINT_PERCENT, _GROUND_PERCENT))
    return float(print_ + _BETWEEN * (ground - print_))
