"""Here lives what is sure about reading order: of two lines, one right below the other, the upper one comes first.

Columns side by side and cells of a row may come in any order; a line of the same column may not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.papers.truth import PrintedWord
from benchmarks.scoring.text_errors import fold_text
from schemas.geometry import Box, join_boxes

# Less than this of the narrower line above or below the other: they stand in different columns.
_LEAST_SHARED_WIDTH = 0.3


def list_pairs_below(lines: Sequence[str], words: Sequence[PrintedWord], turned_deg: float) -> list[tuple[int, int]]:
    """Index pairs (upper, lower) of lines right below one another.

    Args:
        lines: of a page, folded, in printed order.
        words: of the same page in the same order; none where nobody knows where they stand.
        turned_deg: how the page lies, clockwise, quarter turn and skew together.
    """
    boxes = _box_lines(lines, words, turned_deg)
    return [
        (upper, lower)
        for upper, above in enumerate(boxes)
        for lower, below in enumerate(boxes)
        if _is_below(below, above)
        and not any(_is_below(between, above) and _is_below(below, between) for between in boxes)
    ]


def _box_lines(lines: Sequence[str], words: Sequence[PrintedWord], turned_deg: float) -> list[Box]:
    """The box of each line on the page set upright; none where words and lines do not agree."""
    left = [word for word in words if fold_text(word.text)]
    boxes = []
    for line in lines:
        count = len(line.split())
        mine, left = left[:count], left[count:]
        if [fold_text(word.text) for word in mine] != line.split():
            return []
        box = join_boxes(_turn_back(word.box, turned_deg) for word in mine)
        assert box is not None, "a line has words"
        boxes.append(box)
    return boxes


def _turn_back(box: Box, turned_deg: float) -> Box:
    """A box of its own size of old around the middle's place after turning back: enough to tell lines apart."""
    turn = math.radians(-turned_deg)
    x = box.center_x * math.cos(turn) - box.center_y * math.sin(turn)
    y = box.center_x * math.sin(turn) + box.center_y * math.cos(turn)
    is_sideways = round(turned_deg / 90) % 2 == 1
    width, height = (box.height, box.width) if is_sideways else (box.width, box.height)
    return Box(round(x - width / 2), round(y - height / 2), round(x + width / 2), round(y + height / 2))


def _is_below(lower: Box, upper: Box) -> bool:
    shared = min(lower.right, upper.right) - max(lower.left, upper.left)
    apart = lower.center_y - upper.center_y
    return apart > min(lower.height, upper.height) / 2 and shared > _LEAST_SHARED_WIDTH * min(lower.width, upper.width)
