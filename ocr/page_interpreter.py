"""Here lives the reader of a PDF page's commands: it collects the characters drawn and stops at what takes too long."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Rect, apply_matrix_pt

# A page of small print has 6,000 characters; more than this is a hoard to slow readers down.
MOST_CHARACTERS = 60_000
# The reader takes 1 s for 1 to 2 MB of commands: a letter has 0.05 MB, a cadastral map in vectors 30.
_MOST_COMMAND_BYTES = 8_000_000
_LONGEST_S = 15.0
# Two-byte codes are the widest that fonts use; a table that spans more only fills memory.
_MOST_CODES = 1 << 17
_MOST_TABLE_BYTES = 2_000_000
_RANGE_BLOCK = re.compile(rb"begin(?:bf|cid)range(.*?)end(?:bf|cid)range", re.DOTALL)
_CODE_RANGE = re.compile(rb"<([0-9A-Fa-f]{1,16})>\s*<([0-9A-Fa-f]{1,16})>\s*(?:<[^>]*>|\[[^\]]*\]|\d+)")
# Pictures and filled rectangles that are held against the letters drawn before them.
_MOST_COVERS = 5_000
_INVISIBLE_MODES = {3, 7}
# Odd files are the rule here; what is wrong with them is of no use to an operator.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


class TooMuch(ValueError):
    """The page asks for more work than its text is worth."""


@dataclass(frozen=True, slots=True)
class DrawnCharacter:
    """A character as the reader places it, the number of its font on the page, and its code.

    `code` is None in fonts of more than one byte a code; `is_silent` says that the font does not tell what its codes
    mean, as symbol fonts do not. `is_seen` is False for unseen print and what a picture or a filled rectangle was drawn
    over. `spacing` is what is added behind each character, as a share of the font's size.
    """

    item: LTChar
    font_number: int
    code: int | None
    is_silent: bool
    is_seen: bool
    spacing: float


def draw_characters(page: Any) -> tuple[list[DrawnCharacter], Matrix]:
    """The characters of a pdfminer page in the order they are drawn, and the map from its own space to theirs.

    Raises:
        TooMuch: too many commands, characters or seconds, or a font whose tables have no end.
        Exception: whatever pdfminer raises on odd files (`ocr.layer_characters.READER_ERRORS`).
    """
    device = _Collector()
    _Interpreter(device.fonts, device).process_page(page)
    return device.list_drawn(), device.page_matrix


class _Fonts(PDFResourceManager):
    """Loads fonts, but none whose tables claim more codes than a font can have."""

    def __init__(self) -> None:
        super().__init__(caching=True)
        # Kept, so that no other font takes over the identity of one that is gone.
        self._known: list[Any] = []
        self._silent: set[int] = set()

    def is_silent(self, font: Any) -> bool:
        return id(font) in self._silent

    def number_of(self, font: Any) -> int:
        """The same number for the same font of the page: names are often shared by subsets."""
        for number, known in enumerate(self._known):
            if known is font:
                return number
        self._known.append(font)
        return len(self._known) - 1

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        table = resolve1(spec.get("ToUnicode"))
        if isinstance(table, PDFStream):
            data = table.get_data()
            if len(data) > _MOST_TABLE_BYTES or _count_codes(data) > _MOST_CODES:
                raise TooMuch("ToUnicode")
        for key in ("W", "W2"):
            if _widest_number(resolve1(spec.get(key))) > _MOST_CODES:
                raise TooMuch(key)
        font = super().get_font(objid, spec)
        if literal_name(spec.get("Subtype")) == "TrueType" and not {"ToUnicode", "Encoding"} & set(spec):
            self.number_of(font)
            self._silent.add(id(font))
        return font


def _count_codes(table: bytes) -> int:
    ranges = (span for block in _RANGE_BLOCK.findall(table) for span in _CODE_RANGE.findall(block))
    return sum(max(0, int(last, 16) - int(first, 16)) for first, last in ranges)


def _widest_number(widths: object) -> float:
    numbers = (resolve1(item) for item in widths) if isinstance(widths, list) else ()
    return max((abs(number) for number in numbers if isinstance(number, int | float)), default=0)


class _Interpreter(PDFPageInterpreter):
    device: _Collector

    def render_contents(
        self, resources: dict[object, object], streams: Sequence[object], ctm: Matrix = MATRIX_IDENTITY
    ) -> None:
        for stream in map(resolve1, streams):
            if isinstance(stream, PDFStream):
                self.device.take_commands(len(stream.get_data()))
        super().render_contents(resources, streams, ctm)


class _Collector(PDFPageAggregator):
    """Keeps characters and nothing else, and looks at the clock before whatever the page draws."""

    def __init__(self) -> None:
        self.fonts = _Fonts()
        super().__init__(self.fonts)
        self._drawn: list[DrawnCharacter] = []
        self._covers: list[tuple[int, Rect]] = []
        self.page_matrix: Matrix = MATRIX_IDENTITY
        self._ends_at = time.monotonic() + _LONGEST_S
        self._byte_count = 0
        self._is_seen = True
        self._spacing = 0.0

    def take_commands(self, byte_count: int) -> None:
        self._byte_count += byte_count
        if self._byte_count > _MOST_COMMAND_BYTES:
            raise TooMuch("commands")
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        if time.monotonic() > self._ends_at:
            raise TooMuch("time")

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.page_matrix = ctm

    def render_string(self, textstate: Any, *rest: Any) -> None:
        self._look_at_clock()
        self._is_seen = textstate.render not in _INVISIBLE_MODES
        self._spacing = textstate.charspace / textstate.fontsize if textstate.fontsize else 0.0
        super().render_string(textstate, *rest)

    def render_char(
        self, matrix: Matrix, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *rest: Any
    ) -> float:
        count = len(self.cur_item)
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, *rest)
        item = self.cur_item._objs[-1] if len(self.cur_item) > count else None
        if len(self._drawn) >= MOST_CHARACTERS:
            raise TooMuch("characters")
        if isinstance(item, LTChar):
            code = None if font.is_multibyte() else cid
            number, is_silent = self.fonts.number_of(font), self.fonts.is_silent(font)
            self._drawn.append(DrawnCharacter(item, number, code, is_silent, self._is_seen, self._spacing))
        return advance

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        self._look_at_clock()
        if fill and "".join(str(step[0]) for step in path) in ("mlllh", "mllllh"):
            corners = [apply_matrix_pt(self.ctm, step[1:3]) for step in path[:4]]
            across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
            self._cover((across[0], down[0], across[-1], down[-1]))

    def render_image(self, name: str, stream: PDFStream) -> None:
        self._look_at_clock()
        if not stream.get_any(("SMask", "Mask", "ImageMask", "IM")):
            self._cover(self.cur_item.bbox)

    def _cover(self, box: Rect) -> None:
        if self._drawn and len(self._covers) < _MOST_COVERS:
            self._covers.append((len(self._drawn), box))

    def list_drawn(self) -> list[DrawnCharacter]:
        """The characters in the order they are drawn, those that something hides marked as unseen."""
        places = np.array([character.item.bbox for character in self._drawn]).reshape(-1, 4)
        x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
        # A rule under or through a word hides it not: half of the letter's height must lie below the cover.
        half = (places[:, 3] - places[:, 1]) / 4
        hidden = np.zeros(len(places), np.bool_)
        for count, (left, bottom, right, top) in self._covers:
            under = (x > left) & (x < right) & (y - half > bottom) & (y + half < top)
            hidden[:count] |= under[:count]
        return [
            replace(character, is_seen=False) if is_hidden else character
            for character, is_hidden in zip(self._drawn, hidden, strict=True)
        ]
