"""Here lives the Tesseract engine, driven through pytesseract."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import cv2
import pytesseract

from ocr.engine import SCATTERED_TIMEOUT_S, EngineReading, ReadablePage
from ocr.lines import order_lines
from ocr.pixels import Pixels
from schemas.errors import InputRejected, SetupError
from schemas.geometry import Box
from schemas.ocr_page import Word
from schemas.text import squeeze

LANGUAGE = "vie"
# Page segmentation 3 (automatic) won over 4, 6 and 11 on prepared pages (measured, ADR 0011).
_SEGMENTATION = 3
# Sparse text, for places where the automatic one sees a picture (measured, ADR 0028).
_SCATTERED = 11
_WORD_LEVEL = 5


class TesseractEngine:
    """Tesseract with Debian's Vietnamese model, one thread."""

    name = "tesseract"

    def __init__(self, version: str) -> None:
        self.version = version

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """See `OcrEngine.read`."""
        return self._read(page.gray, page.dpi, _SEGMENTATION, timeout_s)

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        """See `ReadsScattered.read_scattered`."""
        return self._read(pixels, dpi, _SCATTERED, SCATTERED_TIMEOUT_S).words

    def _read(self, pixels: Pixels, dpi: int, segmentation: int, timeout_s: float) -> EngineReading:
        with tempfile.TemporaryDirectory(prefix="sohoa-ocr-") as folder:
            # An uncompressed picture by path: pytesseract's own PNG costs up to 0.8 s a page.
            picture = Path(folder) / "page.pgm"
            cv2.imwrite(str(picture), pixels)
            return _to_reading(_run(picture, dpi, segmentation, timeout_s))


def open_engine() -> TesseractEngine:
    """The engine, its version and model made sure of.

    Raises:
        SetupError: "tesseract_missing".
    """
    # Tesseract's own threads cost five times the CPU on two cores (measured); the child inherits this.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        version = str(pytesseract.get_tesseract_version()).split()[0]
    except pytesseract.TesseractNotFoundError as error:
        raise SetupError("tesseract_missing") from error
    digest = hashlib.sha256(find_model().read_bytes()).hexdigest()[:8]
    return TesseractEngine(f"{version}+{LANGUAGE}.{digest}.psm{_SEGMENTATION}")


def find_model() -> Path:
    """The file of the Vietnamese model, in the folder that the program itself names.

    Raises:
        SetupError: "tesseract_missing".
    """
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    try:
        listing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (subprocess.SubprocessError, OSError) as error:
        raise SetupError("tesseract_missing") from error
    folder = re.search(r'"(.+)"', listing.stdout)
    model = Path(folder.group(1) if folder else "") / f"{LANGUAGE}.traineddata"
    if not model.is_file():
        raise SetupError("tesseract_missing")
    return model


def _run(picture: Path, dpi: int, segmentation: int, timeout_s: float) -> dict[str, list[Any]]:
    try:
        data: dict[str, list[Any]] = pytesseract.image_to_data(
            str(picture),
            lang=LANGUAGE,
            config=f"--psm {segmentation} --dpi {dpi}",
            output_type=pytesseract.Output.DICT,
            timeout=timeout_s,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise SetupError("tesseract_missing") from error
    except pytesseract.TesseractError as error:
        raise InputRejected("ocr_engine_failed") from error
    except RuntimeError as error:
        # pytesseract's word for a timeout.
        raise InputRejected("page_timeout") from error
    return data


def _to_reading(data: dict[str, list[Any]]) -> EngineReading:
    words: list[Word] = []
    lines: dict[tuple[int, int, int], list[int]] = {}
    for row, level in enumerate(data["level"]):
        text = squeeze(str(data["text"][row]))
        left, top = int(data["left"][row]), int(data["top"][row])
        box = Box(left, top, left + int(data["width"][row]), top + int(data["height"][row]))
        if int(level) != _WORD_LEVEL or not text or box.width < 1 or box.height < 1:
            continue
        confidence = max(0.0, min(1.0, float(data["conf"][row]) / 100))
        line = (int(data["block_num"][row]), int(data["par_num"][row]), int(data["line_num"][row]))
        lines.setdefault(line, []).append(len(words))
        words.append(Word(text, box, confidence))
    return EngineReading(tuple(words), order_lines(words, list(lines.values())))
