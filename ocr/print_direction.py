"""Here lives how print stands on a picture: across or down, on its feet or on its head, told by its letters alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from ocr.pixels import Pixels
from ocr.print_size import Boxes, find_letters
from ocr.skew import lies_sideways
from ocr.thumbnail import shrink

Direction = Literal["across", "down"]
_WORK_LONG_SIDE = 1800
_FEWEST_LETTERS = 40
_ASKED_LETTERS = 300
# Share of letters whose next letter stands beside them rather than above or below.
_SURELY_ACROSS, _SURELY_DOWN = 0.6, 0.4
# Letters beside each other, as shares of their height: the widest blank, and which ends are level and which not.
_BESIDE, _LEVEL, _UNLEVEL = 1.2, 0.1, 0.2
# Marks over and under letters, as shares of the usual letter's height: how high and wide they are, how far away.
_MARK_HEIGHT, _MARK_WIDTH, _MARK_AWAY, _DOT = 0.55, 0.9, 0.3, 0.27
# Upright pages have two to four times as many votes for their feet as for their head (47 pages measured).
_SURE_RATIO, _FEWEST_VOTES = 1.4, 40


def find_turn_deg(gray: Pixels) -> int:
    """By how much to turn a page clockwise so that it stands upright: 0, 90, 180 or 270.

    Args:
        gray: uint8 (height, width), evenly lit.

    Where letters are too few or too alike at both ends to tell head from feet it is taken as on its feet: whoever
    reads it finds out.
    """
    scale = min(1.0, _WORK_LONG_SIDE / max(gray.shape))
    letters, marks = find_letters(shrink(gray, scale))
    turn_deg = 0
    if _direction(letters, gray) == "down":
        turn_deg = 90
        letters, marks = _turn_left_down(letters), _turn_left_down(marks)
    return turn_deg + 180 if _stands_on_head(letters, marks) else turn_deg


def _turn_left_down(boxes: Boxes) -> Boxes:
    """Boxes of a picture after a quarter turn clockwise; where its left side begins plays no part."""
    left, top, width, height = boxes.T
    return np.stack([-(top + height), left, height, width], axis=1)


def line_direction(gray: Pixels) -> Direction:
    """Whether the text lines run across or down the picture.

    Args:
        gray: uint8 (height, width), evenly lit.

    The next letter of a letter stands in its line. Frames, tables and patterns, which lead a projection profile
    astray, have no letters; the profile is asked where letters are few or undecided.
    """
    scale = min(1.0, _WORK_LONG_SIDE / max(gray.shape))
    return _direction(find_letters(shrink(gray, scale))[0], gray)


def _direction(letters: Boxes, gray: Pixels) -> Direction:
    share = _beside_share(letters)
    if share is None or _SURELY_DOWN < share < _SURELY_ACROSS:
        return "down" if lies_sideways(gray) else "across"
    return "across" if share >= _SURELY_ACROSS else "down"


def _beside_share(letters: Boxes) -> float | None:
    if len(letters) < _FEWEST_LETTERS:
        return None
    # float32: pages have a few thousand letters, asked against a few hundred of them.
    left, top, width, height = letters.T.astype(np.float32)
    x, y = left + width / 2, top + height / 2
    asked = _evenly(len(letters))
    across = np.maximum(0, np.abs(x[asked, None] - x[None]) - (width[asked, None] + width[None]) / 2)
    down = np.maximum(0, np.abs(y[asked, None] - y[None]) - (height[asked, None] + height[None]) / 2)
    distance = across + down
    distance[np.arange(len(asked)), asked] = np.inf
    nearest = distance.argmin(axis=1)
    step_x, step_y = np.abs(x[asked] - x[nearest]), np.abs(y[asked] - y[nearest])
    return float((step_x > step_y).mean())


def _evenly(count: int) -> npt.NDArray[np.int64]:
    """Some of so many places, spread over all."""
    return np.linspace(0, count - 1, min(_ASKED_LETTERS, count)).astype(np.int64)


def _stands_on_head(letters: Boxes, marks: Boxes) -> bool:
    """Whether lines that run across are upside down.

    Two votes: neighbours of different height stand level at their feet, and Vietnamese has many more marks over its
    letters than under them.
    """
    if len(letters) < _FEWEST_LETTERS:
        return False
    feet, heads = _level_ends(letters)
    over, under = _marks_beside(letters, marks)
    return heads + under > _SURE_RATIO * (feet + over) and heads + under + feet + over >= _FEWEST_VOTES


def _level_ends(letters: Boxes) -> tuple[int, int]:
    """How many pairs of neighbours are level at their lower ends only, and at their upper ends only."""
    left, top, width, height = letters.T.astype(np.float32)
    right, bottom = left + width, top + height
    asked = _evenly(len(left))
    gap = left[None] - right[asked, None]
    shared = np.minimum(bottom[asked, None], bottom[None]) - np.maximum(top[asked, None], top[None])
    is_next = (gap > -2) & (shared > 0.5 * np.minimum(height[asked, None], height[None]))
    gap = np.where(is_next, np.abs(gap), np.inf)
    gap[np.arange(len(asked)), asked] = np.inf
    nearest = gap.argmin(axis=1)
    is_beside = gap[np.arange(len(asked)), nearest] < _BESIDE * height[asked]
    first, second = asked[is_beside], nearest[is_beside]
    if not len(first):
        return 0, 0
    # A page that is not yet straight climbs from letter to letter.
    step = left[second] + width[second] / 2 - left[first] - width[first] / 2
    climb = step * np.median((bottom[second] - bottom[first]) / np.maximum(step, 1))
    upper, lower = np.abs(top[second] - top[first] - climb), np.abs(bottom[second] - bottom[first] - climb)
    higher = np.maximum(height[first], height[second])
    is_foot = (lower <= _LEVEL * higher) & (upper > _UNLEVEL * higher)
    is_head = (upper <= _LEVEL * higher) & (lower > _UNLEVEL * higher)
    return int(is_foot.sum()), int(is_head.sum())


def _marks_beside(letters: Boxes, marks: Boxes) -> tuple[int, int]:
    """How many small marks stand right over a letter only, and right under one only."""
    left, top, width, height = letters.T.astype(np.float32)
    usual = float(np.median(height))
    # Dots are left out: those of leaders stand under what was written on them.
    is_dot = np.maximum(marks[:, 2], marks[:, 3]) < _DOT * usual
    marks = marks[~is_dot & (marks[:, 3] < _MARK_HEIGHT * usual) & (marks[:, 2] < _MARK_WIDTH * usual)]
    if not len(marks):
        return 0, 0
    mark_left, mark_top, mark_width, mark_height = marks[_evenly(len(marks))].T.astype(np.float32)[:, :, None]
    middle, away = mark_left + mark_width / 2, _MARK_AWAY * usual
    is_at = (middle > left[None] - 1) & (middle < (left + width)[None] + 1)
    over, under = top[None] - (mark_top + mark_height), mark_top - (top + height)[None]
    is_over = (is_at & (over >= 0) & (over < away)).any(axis=1)
    is_under = (is_at & (under >= 0) & (under < away)).any(axis=1)
    return int((is_over & ~is_under).sum()), int((is_under & ~is_over).sum())
