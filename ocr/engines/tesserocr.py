"""Here lives Tesseract inside our own process, through the `tesserocr` package where somebody has installed it.

It saves the program's start and a picture on disk: 0.87 CPU seconds a page against 1.20. It is in none of the locks:
its wheel carries libjbig, which is GPL and so becomes a part of the process (ADR 0034). The wheel's Tesseract is also
another one (5.5.4 beside Debian's 5.3.0): the same page may read a little differently.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ocr.engine import SCATTERED_TIMEOUT_S, EngineReading, ReadablePage
from ocr.engines.tesseract import LANGUAGE, find_model
from ocr.lines import order_lines
from ocr.pixels import Pixels
from schemas.errors import InputRejected, SetupError
from schemas.geometry import Box
from schemas.ocr_page import Word
from schemas.text import squeeze

# Page segmentation as of the program: automatic, and sparse text for single places.
_SEGMENTATION, _SCATTERED = 3, 11


class TesserocrEngine:
    """Tesseract in-process with Debian's Vietnamese model, one thread, the model loaded once."""

    name = "tesserocr"

    def __init__(self, package: Any, model: Path) -> None:
        self._package = package
        self._api = package.PyTessBaseAPI(path=str(model.parent), lang=LANGUAGE)
        digest = hashlib.sha256(model.read_bytes()).hexdigest()[:8]
        # The linked Tesseract's own number, first of many lines about its libraries.
        number = package.tesseract_version().split()[1]
        self.version = f"{number}+{LANGUAGE}.{digest}.psm{_SEGMENTATION}"

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`."""
        return self._read(page.gray, page.dpi, _SEGMENTATION, timeout_s)

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        """See `ReadsScattered.read_scattered`."""
        return self._read(pixels, dpi, _SCATTERED, SCATTERED_TIMEOUT_S).words

    def _read(self, pixels: Pixels, dpi: int, segmentation: int, timeout_s: float) -> EngineReading:
        height, width = pixels.shape
        self._api.SetPageSegMode(segmentation)
        # Named, so that it lives until the page is read: the library may look at it without a copy.
        picture = np.ascontiguousarray(pixels).tobytes()
        self._api.SetImageBytes(picture, width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        try:
            # It does not tell why it stopped: a page that it cannot read ends without words instead.
            if not self._api.Recognize(max(1, round(1000 * timeout_s))):
                raise InputRejected("page_timeout")
            words: list[Word] = []
            lines: list[list[int]] = []
            for word, starts_line in self._found():
                if starts_line or not lines:
                    lines.append([])
                lines[-1].append(len(words))
                words.append(word)
        except RuntimeError as error:
            raise InputRejected("ocr_engine_failed") from error
        finally:
            self._api.Clear()
        return EngineReading(tuple(words), order_lines(words, lines))

    def _found(self) -> Iterator[tuple[Word, bool]]:
        """Words as recognised and whether each begins a line."""
        level, line = self._package.RIL.WORD, self._package.RIL.TEXTLINE
        results = self._api.GetIterator()
        starts_line = False
        for at in self._package.iterate_level(results, level) if results else ():
            starts_line = starts_line or at.IsAtBeginningOf(line)
            place = at.BoundingBox(level)
            if place is None or at.Empty(level):
                continue
            text, box = squeeze(at.GetUTF8Text(level)), Box(*place)
            if text and box.width > 0 and box.height > 0:
                yield Word(text, box, max(0.0, min(1.0, at.Confidence(level) / 100))), starts_line
                starts_line = False


def open_engine() -> TesserocrEngine:
    """The engine with its model loaded.

    Raises:
        SetupError: "tesserocr_missing", "tesseract_missing" for the Vietnamese model, which comes with the program.
    """
    # Read when the library loads: its own threads cost five times the CPU (ADR 0010).
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        import tesserocr
    except ImportError as error:
        raise SetupError("tesserocr_missing") from error
    try:
        return TesserocrEngine(tesserocr, find_model())
    except RuntimeError as error:
        # A model that this Tesseract cannot load.
        raise SetupError("tesseract_missing") from error
