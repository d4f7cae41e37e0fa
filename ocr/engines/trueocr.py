"""Here lives the fastest engine: the small fast models and the language alone, without Tesseract."""

from __future__ import annotations

from ocr.engine import EngineReading, ReadablePage
from ocr.fast_models import FastModels, open_fast_models
from ocr.line_reading import TRUST_VERSION, read_alone, to_page
from ocr.pixels import Pixels


class TrueocrEngine:
    """Fast models for geometry and letters; weaker on marks than `hybrid` at a third of its cost, ADR 0034."""

    name = "trueocr"

    def __init__(self, models: FastModels) -> None:
        self._models = models
        self.version = f"{models.version}+{TRUST_VERSION}"

    def find_turn_deg(self, lit: Pixels) -> int:
        """See `KnowsUpright.find_turn_deg`."""
        return self._models.find_turn_deg(lit)

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`; never gives up, a page costs half a second."""
        boxes = self._models.find_lines(page.lit)
        posteriors = self._models.read_lines(page.lit, boxes)
        return to_page(boxes, posteriors, [read_alone(line) for line in posteriors], page.lit)


def open_engine() -> TrueocrEngine:
    """The engine with models loaded.

    Raises:
        SetupError: "fast_models_missing".
    """
    return TrueocrEngine(open_fast_models())
