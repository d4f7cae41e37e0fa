"""Here lives the default engine: lines and letters by small fast models, doubtful lines also by Tesseract, merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ocr.engine import SCATTERED_TIMEOUT_S, EngineReading, ReadablePage
from ocr.engines.tesseract import LANGUAGE, TesseractEngine
from ocr.engines.tesseract import open_engine as open_tesseract
from ocr.fast_models import FastModels, open_fast_models
from ocr.line_reading import TRUST_VERSION, LineReading, find_ends, read_alone, read_merged, to_page
from ocr.pixels import Array, Pixels
from ocr.posteriors import LinePosteriors
from ocr.tesseract_lines import TesseractLines
from schemas.ocr_page import Word


class HybridEngine:
    """Fast models for geometry and every line, Tesseract for marks; source of the merge: ADR 0034."""

    name = "hybrid"

    def __init__(self, models: FastModels, tesseract: TesseractEngine) -> None:
        self._models = models
        self._slow = TesseractLines(LANGUAGE)
        self.version = f"{models.version}+tesseract {tesseract.version}+{TRUST_VERSION}"

    def find_turn_deg(self, lit: Pixels) -> int:
        """See `KnowsUpright.find_turn_deg`."""
        return self._models.find_turn_deg(lit)

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`."""
        return to_page(*self.read_lines(page, timeout_s), page.lit)

    def read_lines(
        self, page: ReadablePage, timeout_s: float
    ) -> tuple[Array, Sequence[LinePosteriors], Sequence[LineReading]]:
        """Boxes of the lines as of `FastModels.find_lines`, what the fast reader sees in each, what each says."""
        boxes = self._models.find_lines(page.lit)
        posteriors = self._models.read_lines(page.lit, boxes)
        readings = [read_alone(line) for line in posteriors]
        asked = [at for at, reading in enumerate(readings) if reading.should_be_asked]
        ends = [find_ends(posteriors[at], readings[at].doubtful) for at in asked]
        slow = self._slow.read(page.gray, boxes[asked], page.dpi, timeout_s, ends)
        for at, others in zip(asked, slow, strict=True):
            readings[at] = read_merged(posteriors[at], readings[at].doubtful, others)
        return boxes, posteriors, readings

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        """See `ReadsScattered.read_scattered`."""
        return self.read(_Picture(pixels, pixels, dpi), SCATTERED_TIMEOUT_S).words


class _Picture(NamedTuple):
    """A part of a page as it is: see `ReadablePage`."""

    lit: Pixels
    gray: Pixels
    dpi: int


def open_engine() -> HybridEngine:
    """The engine with models loaded.

    Raises:
        SetupError: "fast_models_missing", "tesseract_missing".
    """
    return HybridEngine(open_fast_models(), open_tesseract())
