"""Here live leaves: the single pages that one image holds, as the halves of a folded sheet or a card on the glass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.line_marks import MOTTO_KEY, STATE_KEY
from extraction.lines import key_of, line_height
from schemas.geometry import Box, Transform, join_boxes
from schemas.ocr_page import OcrPage, Word

# Two pages side by side are wider than high (A3: 1.41); a landscape page of its own has print across its middle.
_SPREAD_SHAPE = 1.2
_FOLD_FROM, _FOLD_TO = 0.42, 0.58
_FOLD_STEPS = 17
_LEAST_WORDS = 10  # of a half that is a page; fewer are a stamp beside one
# Print on less of the image than this is a card (66 x 98 mm of A4: 0.47 by 0.22); zones are shares of the card.
_CARD_WIDTH, _CARD_HEIGHT = 0.62, 0.5
_CARD_MARGIN = 2.0  # line heights


def cut_leaves(page: OcrPage) -> tuple[OcrPage, ...]:
    """The pages on one image in reading order; the page itself where it is one.

    Of the outer side of a folded book the right half is its cover and comes first.
    """
    fold = _find_fold(page)
    if fold is None:
        return (_card_or_page(page),)
    height = page.upright_height_px
    left = _cut(page, Box(0, 0, fold, height))
    right = _cut(page, Box(fold, 0, page.upright_width_px, height))
    return (right, left) if _has_head(right) and not _has_head(left) else (left, right)


def _find_fold(page: OcrPage) -> int | None:
    """Where the fold of a spread lies: no word across it, words enough on both sides."""
    if page.upright_width_px < _SPREAD_SHAPE * page.upright_height_px:
        return None
    words = [word for word in page.words if any(char.isalnum() for char in word.text)]
    best: tuple[float, int] | None = None
    for step in range(_FOLD_STEPS):
        at = round(page.upright_width_px * (_FOLD_FROM + (_FOLD_TO - _FOLD_FROM) * step / (_FOLD_STEPS - 1)))
        left = [word.box.right for word in words if word.box.center_x < at]
        right = [word.box.left for word in words if word.box.center_x >= at]
        if min(len(left), len(right)) < _LEAST_WORDS:
            continue
        blank = min(right) - max(left)
        if best is None or blank > best[0]:
            best = blank, (min(right) + max(left)) // 2
    # Both pages have a margin; columns of one page stand nearer to each other.
    return best[1] if best and best[0] > 2 * line_height(page) else None


def _card_or_page(page: OcrPage) -> OcrPage:
    boxes = [word.box for word in page.words if any(char.isalnum() for char in word.text)]
    printed = join_boxes(boxes)
    if printed is None or len(boxes) < _LEAST_WORDS:
        return page
    width, height = page.upright_width_px, page.upright_height_px
    if printed.width > _CARD_WIDTH * width or printed.height > _CARD_HEIGHT * height:
        return page
    margin = round(_CARD_MARGIN * line_height(page))
    left, top = max(0, printed.left - margin), max(0, printed.top - margin)
    return _cut(page, Box(left, top, min(width, printed.right + margin), min(height, printed.bottom + margin)))


def _cut(page: OcrPage, part: Box) -> OcrPage:
    """The page as if only this part had been scanned; its boxes still lead back to the same original."""
    new_index: dict[int, int] = {}
    words: list[Word] = []
    for index, word in enumerate(page.words):
        if part.left <= word.box.center_x < part.right and part.top <= word.box.center_y < part.bottom:
            new_index[index] = len(words)
            words.append(replace(word, box=_moved(word.box, part)))
    lines = (tuple(new_index[index] for index in line if index in new_index) for line in page.lines)
    return replace(
        page,
        words=tuple(words),
        lines=tuple(line for line in lines if line),
        upright_width_px=part.width,
        upright_height_px=part.height,
        to_original=_from_part(page.to_original, part.left, part.top),
        handwritten=tuple(_moved(box, part) for box in page.handwritten if part.left <= box.center_x < part.right),
    )


def _moved(box: Box, part: Box) -> Box:
    return Box(box.left - part.left, box.top - part.top, box.right - part.left, box.bottom - part.top)


def _from_part(to_original: Transform, dx: int, dy: int) -> Transform:
    a, b, c, d, e, f, g, h, i = to_original
    return a, b, a * dx + b * dy + c, d, e, d * dx + e * dy + f, g, h, g * dx + h * dy + i


def _has_head(page: OcrPage) -> bool:
    """Whether the state name or the motto is among its lines."""
    return any(_reads(line, page) for line in page.lines)


def _reads(line: Sequence[int], page: OcrPage) -> bool:
    key = key_of("".join(page.words[index].text for index in line))
    return STATE_KEY[6:20] in key or MOTTO_KEY in key
