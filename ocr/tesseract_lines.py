"""Here lives Tesseract as a reader of single lines: one program a process, asked again for every page.

The program takes names of pictures from its standard input and answers each as it comes (`stream_filelist`), so that
its model is loaded once and not with every page (0.1 CPU seconds each, ADR 0036). It ends when we do: its input ends.
"""

from __future__ import annotations

import math
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing.util import Finalize
from pathlib import Path
from typing import NamedTuple

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
_COLUMNS = 12
# Read behind the last line asked for: its first row says that the last line is whole.
_END = "end.pgm"
# Pictures asked for at once: their names must fit into a pipe while the answers wait in another.
_MOST_AT_ONCE = 500
# Margins around a line in heights of the line: marks over capitals and first letters lie outside of boxes (measured).
_MARGIN_X, _MARGIN_Y = 0.4, 0.25
# White at the ends of a part, in heights of the line with its margins.
_INNER_MARGIN = 0.25


class TesseractLines:
    """Reads single lines with one model; what it costs to start is paid once a process."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._program: _Program | None = None

    def read(
        self,
        gray: Pixels,
        boxes: Array,
        dpi: int,
        timeout_s: float,
        ends: Sequence[tuple[float, float]] | None = None,
    ) -> list[tuple[Word, ...]]:
        """The words of lines, or of parts of them, in the order of the boxes.

        Args:
            gray: uint8 (height, width), upright, print dark on white ground.
            boxes: (count, 4) left, top, right, bottom in pixels.
            dpi: dots per inch.
            timeout_s: for all lines together.
            ends: of each line the left and right end, in pixels of the page, of the part to read; None: all whole.

        Raises:
            InputRejected: "page_timeout", "ocr_engine_failed".
            SetupError: "tesseract_missing".
        """
        margined = [_margined(box, gray.shape) for box in boxes]
        if ends is None:
            ends = [(-math.inf, math.inf)] * len(margined)
        parts = [_cut(line, *sides) for line, sides in zip(margined, ends, strict=True)]
        deadline = time.monotonic() + timeout_s
        found: list[tuple[Word, ...]] = []
        for first in range(0, len(parts), _MOST_AT_ONCE):
            found += self._read_some(gray, parts[first : first + _MOST_AT_ONCE], dpi, deadline)
        return found

    def _read_some(self, gray: Pixels, parts: Sequence[_Part], dpi: int, deadline: float) -> list[tuple[Word, ...]]:
        program = self._program
        # A forked process must not ask its parent's program: both would read one answer.
        if program is None or program.key != (os.getpid(), dpi):
            if program is not None and program.key[0] == os.getpid():
                program.close()
            program = self._program = _Program(self._language, dpi)
        try:
            rows = program.read([_picture(gray, part) for part in parts], deadline)
        except BaseException:
            # Whatever it still says belongs to nobody.
            self._program = None
            program.close()
            raise
        return [tuple(_to_words(lines, part)) for lines, part in zip(rows, parts, strict=True)]


class _Program:
    """The running program: pictures in, rows of its TSV out."""

    def __init__(self, language: str, dpi: int) -> None:
        if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
            raise SetupError("tesseract_missing")
        self.key = (os.getpid(), dpi)
        self._folder = Path(tempfile.mkdtemp(prefix="sohoa-ocr-"))
        cv2.imwrite(str(self._folder / _END), np.full((32, 32), 255, np.uint8))
        command = [pytesseract.pytesseract.tesseract_cmd, "stdin", "stdout", "-l", language]
        command += ["--psm", str(_SINGLE_LINE), "--dpi", str(dpi), "-c", "stream_filelist=true", "tsv"]
        self._process = subprocess.Popen(
            # Rows must come as they are made, not when some buffer of the program is full.
            ["stdbuf", "-oL", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            bufsize=0,
        )
        # Also where a pool's worker leaves without the interpreter's own farewell.
        self._ending = Finalize(self, _end, args=(self._process, self._folder), exitpriority=10)
        self._told = b""
        self._pages_told = 0

    def close(self) -> None:
        """End the program and remove its pictures."""
        self._ending()

    def read(self, pictures: Sequence[Pixels], deadline: float) -> list[list[list[str]]]:
        """The word rows of each picture, split at tabs.

        Raises:
            InputRejected: "page_timeout" at `deadline` (of `time.monotonic`), "ocr_engine_failed".
        """
        names = [f"{index}.pgm" for index in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            # Uncompressed: they are read once, a moment later.
            cv2.imwrite(str(self._folder / name), np.ascontiguousarray(picture))
        assert self._process.stdin is not None, "opened as a pipe"
        try:
            self._process.stdin.write("".join(f"{name}\n" for name in (*names, _END)).encode())
        except OSError as error:
            raise InputRejected("ocr_engine_failed") from error
        first, end = self._pages_told + 1, self._pages_told + len(names) + 1
        self._pages_told = end
        found: list[list[list[str]]] = [[] for _ in names]
        for row in self._rows(deadline):
            page = int(row[1])
            if page == end:
                # What more is said of it comes with the next answer, and is passed over there.
                return found
            if row[0] == _WORD_LEVEL and page >= first:
                found[page - first].append(row)
        raise AssertionError("rows end with an error only")

    def _rows(self, deadline: float) -> Iterator[list[str]]:
        assert self._process.stdout is not None, "opened as a pipe"
        pipe = self._process.stdout.fileno()
        while True:
            line, found, rest = self._told.partition(b"\n")
            if found:
                self._told = rest
                row = line.decode("utf-8", "replace").split("\t")
                if len(row) == _COLUMNS and row[1].isdigit():
                    yield row
                continue
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise InputRejected("page_timeout")
            more = os.read(pipe, 1 << 16)
            if not more:
                raise InputRejected("ocr_engine_failed")
            self._told += more


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    shutil.rmtree(folder, ignore_errors=True)


class _Part(NamedTuple):
    """What is cut from the page, and the white that is set before and behind it in place of neighbours."""

    crop: Box
    white_before: int
    white_behind: int


def _cut(line: Box, left: float, right: float) -> _Part:
    """A line with its margins cut down to a part of it."""
    white = round(_INNER_MARGIN * line.height)
    start, end = max(line.left, round(max(left, line.left))), round(min(right, line.right))
    start = min(start, line.right - 1)
    crop = Box(start, line.top, max(start + 1, end), line.bottom)
    return _Part(crop, white if left > line.left else 0, white if right < line.right else 0)


def _picture(gray: Pixels, part: _Part) -> Pixels:
    crop = part.crop
    cut = gray[crop.top : crop.bottom, crop.left : crop.right]
    return np.pad(cut, ((0, 0), (part.white_before, part.white_behind)), constant_values=255)


def _to_words(rows: Sequence[Sequence[str]], part: _Part) -> Iterator[Word]:
    crop = part.crop
    for row in rows:
        text = squeeze(row[11])
        if text:
            left, top = crop.left - part.white_before + int(row[6]), crop.top + int(row[7])
            box = Box(left, top, left + int(row[8]), top + int(row[9]))
            yield Word(text, box, max(0.0, min(1.0, float(row[10]) / 100)))


def _margined(box: Sequence[float], shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = (float(side) for side in box)
    across, down = _MARGIN_X * (bottom - top), _MARGIN_Y * (bottom - top)
    return Box(
        int(max(0, left - across)),
        int(max(0, top - down)),
        max(int(left) + 1, int(min(shape[1], right + across))),
        max(int(top) + 1, int(min(shape[0], bottom + down))),
    )
