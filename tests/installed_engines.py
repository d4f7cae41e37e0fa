"""Engines as far as they are installed: some packages may be missing, and then the engine must say so by its code."""

from __future__ import annotations

from ocr.engine import OcrEngine, open_engine
from schemas.errors import SetupError
from schemas.problems import problem_texts

MISSING = {
    "hybrid": "fast_models_missing",
    "trueocr": "fast_models_missing",
    "tesserocr": "tesserocr_missing",
    "tesseract": "tesseract_missing",
}


def open_or_excuse(name: str) -> OcrEngine | None:
    """The engine; None where it is not installed and says so by its own, documented code."""
    try:
        return open_engine(name)
    except SetupError as error:
        assert error.code == MISSING[name]
        assert problem_texts()[error.code]
        assert name != "tesseract", "set-up installs it"
        return None
