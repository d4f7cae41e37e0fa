"""Here lives the default engine: lines and letters by small fast models, doubtful lines also by Tesseract, merged."""

from __future__ import annotations

import hashlib

import numpy as np

from ocr import tesseract_lines
from ocr.engine import EngineReading, ReadablePage
from ocr.engines.tesseract import LANGUAGE, TesseractEngine
from ocr.engines.tesseract import open_engine as open_tesseract
from ocr.fast_models import FastModels, open_fast_models
from ocr.line_words import to_words
from ocr.lines import order_lines
from ocr.merging import Trust, choose_texts, pair_words
from ocr.pixels import Array, Pixels
from schemas.geometry import Box
from schemas.ocr_page import Word

TRUST = Trust()


class HybridEngine:
    """Fast models for geometry and every line, Tesseract for marks; source of the merge: ADR 0034."""

    name = "hybrid"

    def __init__(self, models: FastModels, tesseract: TesseractEngine) -> None:
        self._models = models
        self._tesseract = tesseract
        trust = hashlib.sha256(repr(TRUST).encode()).hexdigest()[:6]
        self.version = f"{models.version}+tesseract {tesseract.version}+{trust}"

    def find_turn_deg(self, lit: Pixels) -> int:
        """See `KnowsUpright.find_turn_deg`."""
        return self._models.find_turn_deg(lit)

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`."""
        boxes = self._models.find_lines(page.lit)
        if not len(boxes):
            return EngineReading((), ())
        posteriors = self._models.read_lines(page.lit, boxes)
        slow = tesseract_lines.read_lines(page.gray, boxes, LANGUAGE, page.dpi, timeout_s)
        words: list[Word] = []
        lines: list[tuple[int, ...]] = []
        for box, line, others in zip(boxes, posteriors, slow, strict=True):
            groups = pair_words(line.words, others)
            found = to_words(groups, choose_texts(groups, line, TRUST), line, _whole_box(box, page.lit), page.lit)
            lines.append(tuple(range(len(words), len(words) + len(found))))
            words += found
        return EngineReading(tuple(words), order_lines(words, [line for line in lines if line]))

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        """See `ReadsScattered.read_scattered`."""
        return self._tesseract.read_scattered(pixels, dpi)


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
