"""Here live pages that are partly text and partly pictures of text: each part is read where it is read best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.lines import order_lines
from ocr.pixels import Pixels
from ocr.text_layer import TextLayer
from schemas.geometry import IDENTITY, Box, overlap_share
from schemas.ocr_page import OcrPage, Word

# Letters spill over their boxes by a hair.
_MARGIN_PX = 3
# Rows of fewer than four letters are not found as unread, but stand within this many row heights of one that is.
_REACH = 2.5
_SAME_PLACE = 0.3


def hide_words(pixels: Pixels, words: Sequence[Word]) -> Pixels:
    """A page without the words that are known, each painted over with the ground around it.

    Args:
        pixels: uint8, shape (height, width, 3) or (height, width); left as it is.
        words: boxes in these pixels.
    """
    hidden = pixels.copy()
    height, width = pixels.shape[:2]
    for word in words:
        rows = slice(max(0, word.box.top - _MARGIN_PX), min(height, word.box.bottom + _MARGIN_PX))
        columns = slice(max(0, word.box.left - _MARGIN_PX), min(width, word.box.right + _MARGIN_PX))
        hidden[rows, columns] = _ground(pixels[rows, columns])
    return hidden


def _ground(place: Pixels) -> Pixels:
    """The middle colour of the rim of a place."""
    channels = place.reshape(place.shape[0], place.shape[1], -1)
    rim = np.concatenate([channels[0], channels[-1], channels[:, 0], channels[:, -1]])
    middle: Pixels = np.median(rim, axis=0).astype(np.uint8)
    return middle


def join_pages(layer: TextLayer, rest: OcrPage) -> OcrPage:
    """One page of the words of a layer and those that an engine read where the layer leaves print out.

    Args:
        layer: what the page's own text says.
        rest: the same page, read after `hide_words`; whatever of it lies elsewhere (seals, logos) is dropped.

    Returns:
        A page in the pixels of the page as shown; only the words of the engine have confidences.
    """
    places = [_grow(box) for box in layer.unread]
    words = list(layer.page.words)
    lines = list(layer.page.lines)
    for line in rest.lines:
        found = [replace(rest.words[index], box=rest.original_box(rest.words[index].box)) for index in line]
        new = [word for word in found if _is_unread(word.box, places, layer.page.words)]
        if new:
            lines.append(tuple(range(len(words), len(words) + len(new))))
            words.extend(new)
    return replace(
        layer.page,
        engine=f"{rest.engine}+{layer.page.engine}",
        words=tuple(words),
        lines=order_lines(words, lines),
        to_original=IDENTITY,
        quality={**rest.quality, **layer.page.quality, "word_count": float(len(words))},
    )


def _grow(box: Box) -> Box:
    reach = round(_REACH * box.height)
    return Box(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach)


def _is_unread(box: Box, places: Sequence[Box], known: Sequence[Word]) -> bool:
    is_near = any(
        place.left <= box.center_x < place.right and place.top <= box.center_y < place.bottom for place in places
    )
    return is_near and all(overlap_share(box, word.box) < _SAME_PLACE for word in known)
