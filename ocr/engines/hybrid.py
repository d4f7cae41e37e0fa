"""Here lives the default engine: lines and letters by small fast models, doubtful lines also by Tesseract, merged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ocr import tesseract_lines
from ocr.engine import EngineReading, ReadablePage
from ocr.engines.tesseract import LANGUAGE, TesseractEngine
from ocr.engines.tesseract import open_engine as open_tesseract
from ocr.fast_models import FastModels, open_fast_models
from ocr.line_words import to_words
from ocr.lines import order_lines
from ocr.merging import Choice, Group, Trust, choose_texts, is_doubtful, pair_words
from ocr.pixels import Array, Pixels
from ocr.posteriors import LinePosteriors
from schemas.geometry import Box
from schemas.ocr_page import Word

TRUST = Trust()


class HybridEngine:
    """Fast models for geometry and every line, Tesseract for marks; source of the merge: ADR 0034."""

    name = "hybrid"

    def __init__(self, models: FastModels, tesseract: TesseractEngine) -> None:
        self._models = models
        trust = hashlib.sha256(repr(TRUST).encode()).hexdigest()[:6]
        self.version = f"{models.version}+tesseract {tesseract.version}+{trust}"

    def find_turn_deg(self, lit: Pixels) -> int:
        """See `KnowsUpright.find_turn_deg`."""
        return self._models.find_turn_deg(lit)

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`."""
        boxes = self._models.find_lines(page.lit)
        posteriors = self._models.read_lines(page.lit, boxes)
        readings = [_read_alone(line) for line in posteriors]
        asked = [at for at, reading in enumerate(readings) if reading.is_doubtful]
        slow = tesseract_lines.read_lines(page.gray, boxes[asked], LANGUAGE, page.dpi, timeout_s)
        for at, others in zip(asked, slow, strict=True):
            readings[at] = _read_merged(posteriors[at], others)
        words: list[Word] = []
        lines: list[tuple[int, ...]] = []
        for box, line, reading in zip(boxes, posteriors, readings, strict=True):
            place = _whole_box(box, page.lit)
            found = to_words(reading.groups, reading.choices, line, place, page.lit, is_asked=reading.is_asked)
            lines.append(tuple(range(len(words), len(words) + len(found))))
            words += found
        return EngineReading(tuple(words), order_lines(words, [line for line in lines if line]))


class _LineReading(NamedTuple):
    groups: Sequence[Group]
    choices: Sequence[Choice]
    is_asked: bool
    is_doubtful: bool


def _read_alone(line: LinePosteriors) -> _LineReading:
    """A line by the fast reader and the language alone; one without words is asked about too."""
    groups = [Group((word,), ()) for word in line.words]
    choices = choose_texts(groups, line, TRUST)
    return _LineReading(groups, choices, False, not groups or is_doubtful(line.words, choices, TRUST))


def _read_merged(line: LinePosteriors, others: Sequence[Word]) -> _LineReading:
    groups = pair_words(line.words, others)
    return _LineReading(groups, choose_texts(groups, line, TRUST), True, False)


def open_engine() -> HybridEngine:
    """The engine with models loaded.

    Raises:
        SetupError: "fast_models_missing", "tesseract_missing".
    """
    return HybridEngine(open_fast_models(), open_tesseract())


def _whole_box(box: Array, lit: Pixels) -> Box:
    """A box on whole pixels inside the page."""
    left, top = np.floor(box[:2]).astype(int)
    right, bottom = np.ceil(box[2:4]).astype(int)
    height, width = lit.shape
    left, top = min(max(0, int(left)), width - 1), min(max(0, int(top)), height - 1)
    return Box(left, top, max(left + 1, min(width, int(right))), max(top + 1, min(height, int(bottom))))
