"""Here lives the eye for handwriting: which number and date spots of a page a pen or a stamp filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ocr.fill_in_spots import find_fill_in_spots
from ocr.ink_features import list_features
from ocr.pixels import Pixels
from ocr.spot_ink import InkPiece, find_ink_pieces
from ocr.writing_spots import WritingSpot, find_writing_spots
from schemas.geometry import Box, join_boxes, overlap_share
from schemas.ocr_page import Word

_MODEL_FILE = Path(__file__).parent / "models" / "handwriting.npz"
# Classes of the model; a numbering stamp's digits count as written.
WRITTEN, PRINTED, CLASS_COUNT = 0, 1, 2
# Mean chance of the pieces of a spot from which it counts as written; chosen on drawn lines, ADR 0032.
_WRITTEN_FROM = 0.25
# In the body of a form the print beside may be a hand's too: the less an engine was sure, the less the ink must show.
_FILLED_IN_FROM = 0.1
# More pieces than the longest number has, and the room is a line of text on a page that was hardly read.
_MOST_PIECES = 16
# A lone sure piece beside print is writing too: a corrected digit, a number behind an unread label.
_ONE_PIECE_FROM = 0.6

Chances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HandModel:
    """A network of one hidden layer over `list_features`; arrays float32 (features, hidden), (hidden, classes)."""

    mean: Chances
    scale: Chances
    hidden: Chances
    hidden_bias: Chances
    out: Chances
    out_bias: Chances

    def written_chances(self, features: Chances) -> Chances:
        """How likely each piece is written, float32 (pieces,) 0-1, from features (pieces, n)."""
        inner = np.maximum((features - self.mean) / self.scale @ self.hidden + self.hidden_bias, 0)
        logits = inner @ self.out + self.out_bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(raised[:, WRITTEN] / raised.sum(axis=1), np.float32)


@cache
def open_hand_model() -> HandModel:
    """The model that `benchmarks.training.handwriting` trained."""
    with np.load(_MODEL_FILE) as stored:
        arrays = {name: np.asarray(stored[name], np.float32) for name in stored.files}
    return HandModel(**arrays)


@dataclass(frozen=True, slots=True)
class WrittenSpot:
    """A spot with its ink and how likely each piece of it is written (float32 (pieces,) 0-1)."""

    spot: WritingSpot
    pieces: tuple[InkPiece, ...]
    chances: Chances

    @property
    def score(self) -> float:
        """How likely the spot is written in, 0-1; 0 for an empty one and for a line of text."""
        if not 0 < len(self.pieces) <= _MOST_PIECES:
            return 0.0
        widths = np.array([piece.box.width for piece in self.pieces], np.float32)
        return float((self.chances * widths).sum() / widths.sum())

    @property
    def is_written(self) -> bool:
        if self.spot.kind == "fill_in":
            return self.score >= max(_FILLED_IN_FROM, self.spot.sureness)
        has_sure_piece = len(self.pieces) <= _MOST_PIECES and bool((self.chances >= _ONE_PIECE_FROM).any())
        return self.score >= _WRITTEN_FROM or has_sure_piece

    @property
    def box(self) -> Box | None:
        """Around the pieces that look written."""
        kept = [p.box for p, chance in zip(self.pieces, self.chances, strict=True) if chance >= _WRITTEN_FROM]
        return join_boxes(kept)


def look_at_spots(lit: Pixels, words: Sequence[Word]) -> tuple[WrittenSpot, ...]:
    """Every number and date spot of a page, and doubtful digits of its body, with what their ink looks like.

    Args:
        lit: uint8 (height, width), the upright page before levels are stretched, white ground.
        words: as an engine read them, boxes on `lit`.
    """
    head = find_writing_spots(words, lit.shape[0])
    rest = (
        spot
        for spot in find_fill_in_spots(words)
        if not any(overlap_share(spot.room, other.room) > 0 for other in head)
    )
    return tuple(_look(lit, spot) for spot in (*head, *rest))


def _look(lit: Pixels, spot: WritingSpot) -> WrittenSpot:
    pieces = find_ink_pieces(lit, spot)
    if not pieces:
        return WrittenSpot(spot, (), np.zeros(0, np.float32))
    return WrittenSpot(spot, pieces, open_hand_model().written_chances(list_features(pieces)))


def find_handwriting(lit: Pixels, words: Sequence[Word]) -> tuple[Box, ...]:
    """Boxes of what was written or stamped into number and date spots and forms, in pixels of `lit`, read or not.

    Args:
        lit: uint8 (height, width), the upright page before levels are stretched, white ground.
        words: as an engine read them; garbled labels and missing words are to be expected.

    Source: digits of drawn pens against print in the same line, ADR 0032.
    """
    boxes = [spot.box for spot in look_at_spots(lit, words) if spot.is_written]
    return tuple(box for box in boxes if box is not None)
