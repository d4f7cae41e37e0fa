"""Here lives Tesseract as a reader of single lines: all lines of a page in one call of the program."""

from __future__ import annotations

import csv
import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytesseract

from ocr.pixels import Array, Pixels
from schemas.errors import InputRejected, SetupError
from schemas.geometry import Box
from schemas.ocr_page import Word
from schemas.text import squeeze

# Segmentation 7: the picture is one text line.
_SINGLE_LINE = 7
_WORD_LEVEL = "5"
# Margins around a line in heights of the line: marks over capitals and first letters lie outside of boxes (measured).
_MARGIN_X, _MARGIN_Y = 0.4, 0.25


def read_lines(gray: Pixels, boxes: Array, language: str, dpi: int, timeout_s: float) -> list[tuple[Word, ...]]:
    """The words of lines, in the order of the boxes.

    Args:
        gray: uint8 (height, width), upright, print dark on white ground.
        boxes: (count, 4) left, top, right, bottom in pixels.
        language: of Tesseract's model.
        dpi: dots per inch.
        timeout_s: for all lines together.

    Raises:
        InputRejected: "page_timeout", "ocr_engine_failed".
        SetupError: "tesseract_missing".
    """
    if not len(boxes):
        return []
    crops = [_margined(box, gray.shape) for box in boxes]
    with tempfile.TemporaryDirectory(prefix="sohoa-ocr-") as folder:
        listing = _write_crops(Path(folder), gray, crops)
        rows = _run(listing, language, dpi, timeout_s)
    found: list[list[Word]] = [[] for _ in crops]
    for row in rows:
        text = squeeze(row["text"] or "")
        if row["level"] != _WORD_LEVEL or not text:
            continue
        index = int(row["page_num"]) - 1
        left, top = crops[index].left + int(row["left"]), crops[index].top + int(row["top"])
        box = Box(left, top, left + int(row["width"]), top + int(row["height"]))
        found[index].append(Word(text, box, max(0.0, min(1.0, float(row["conf"]) / 100))))
    return [tuple(words) for words in found]


def _margined(box: Sequence[float], shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = (float(side) for side in box)
    across, down = _MARGIN_X * (bottom - top), _MARGIN_Y * (bottom - top)
    return Box(
        int(max(0, left - across)),
        int(max(0, top - down)),
        max(int(left) + 1, int(min(shape[1], right + across))),
        max(int(top) + 1, int(min(shape[0], bottom + down))),
    )


def _write_crops(folder: Path, gray: Pixels, crops: Sequence[Box]) -> Path:
    """The list of pictures that Tesseract takes in place of one."""
    names = []
    for index, crop in enumerate(crops):
        # Uncompressed: they are read once, a moment later.
        names.append(str(folder / f"{index}.pgm"))
        cv2.imwrite(names[-1], np.ascontiguousarray(gray[crop.top : crop.bottom, crop.left : crop.right]))
    listing = folder / "lines.txt"
    listing.write_text("\n".join(names) + "\n", encoding="utf-8")
    return listing


def _run(listing: Path, language: str, dpi: int, timeout_s: float) -> list[dict[str, str]]:
    command = [pytesseract.pytesseract.tesseract_cmd, str(listing), "stdout", "-l", language]
    command += ["--psm", str(_SINGLE_LINE), "--dpi", str(dpi), "tsv"]
    try:
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=timeout_s)
    except FileNotFoundError as error:
        raise SetupError("tesseract_missing") from error
    except subprocess.TimeoutExpired as error:
        raise InputRejected("page_timeout") from error
    except (subprocess.CalledProcessError, UnicodeDecodeError) as error:
        raise InputRejected("ocr_engine_failed") from error
    return list(csv.DictReader(io.StringIO(ran.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
