"""Here lives the way from a PDF page to its characters: code, text, font and place of each, within limits."""

from __future__ import annotations

import logging
import re
import struct
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, apply_matrix_rect
from pdfplumber.utils.exceptions import PdfminerException

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
_INVISIBLE_MODES = {3, 7}
_SOFT_HYPHEN_CODE = 0xAD
# Odd files are the rule here; what is wrong with them is of no use to an operator.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
# What readers make of the soft hyphen's code.
_SOFT_HYPHENS = {"-", "\u00ad", "\u2010", " ", "\u00a0"}
# What pdfminer raises on odd files; it declares none of it.
READER_ERRORS = (
    PDFException, PSException, PdfminerException, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, RecursionError, OSError, OverflowError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """One character as drawn: `text` as its font maps it ("\\ufffd" where it does not), in points from the shown page's
    top left corner; `size_pt` is the height of the font on the page.
    """

    text: str
    font: str
    left: float
    top: float
    right: float
    bottom: float
    size_pt: float
    is_upright: bool
    is_seen: bool


@dataclass(frozen=True, slots=True)
class LayerCharacters:
    """The characters of a page in the order they are drawn, and the size of the page as shown, in points."""

    characters: tuple[Character, ...]
    width_pt: float
    height_pt: float


class _TooMuch(ValueError):
    """The page asks for more work than its text is worth."""


def read_characters(path: Path, page_number: int, password: str | None = None) -> LayerCharacters | None:
    """A page's characters, or None where they cannot be read or would take too long."""
    try:
        with pdfplumber.open(path, pages=[page_number], password=password or "") as pdf:
            page = pdf.pages[0]
            try:
                return _read(page.page_obj)
            finally:
                page.close()
    except READER_ERRORS:
        return None


def _read(page: Any) -> LayerCharacters:
    device = _Watch()
    _Interpreter(device.rsrcmgr, device).process_page(page)
    left, bottom, right, top = apply_matrix_rect(device.page_matrix, _shown_box(page))
    return LayerCharacters(
        tuple(
            Character(
                text=_text_of(item, code, is_silent),
                font=item.fontname if isinstance(item.fontname, str) else repr(item.fontname),
                left=item.x0 - left,
                top=top - item.y1,
                right=item.x1 - left,
                bottom=top - item.y0,
                size_pt=item.size,
                is_upright=item.upright,
                is_seen=is_seen,
            )
            for item, code, is_silent, is_seen in device.drawn
        ),
        right - left,
        top - bottom,
    )


def _shown_box(page: Any) -> tuple[float, float, float, float]:
    """The crop box as far as it lies on the sheet; the whole sheet where nothing of it does (ISO 32000-1, 14.11.2)."""
    sheet = _sorted_box(page.mediabox)
    try:
        crop = _sorted_box(page.cropbox)
    except (TypeError, ValueError):
        return sheet
    left, bottom = max(sheet[0], crop[0]), max(sheet[1], crop[1])
    right, top = min(sheet[2], crop[2]), min(sheet[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else sheet


def _sorted_box(box: Sequence[float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(side) for side in box)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _text_of(item: LTChar, code: int | None, is_silent: bool) -> str:
    """What a character says; `code` is that of a one-byte font, else None."""
    text = item.get_text() if code is None or not is_silent else chr(code)
    if code == _SOFT_HYPHEN_CODE and text in _SOFT_HYPHENS:
        # TCVN3 has its ư here, which the standard encodings call a hyphen.
        return "\u00ad"
    return "\ufffd" if text.startswith("(cid:") else text.replace("\x00", "")


class _Fonts(PDFResourceManager):
    """Loads fonts, but none whose tables claim more codes than a font can have."""

    def __init__(self) -> None:
        super().__init__(caching=True)
        self._silent: dict[int, Any] = {}

    def is_silent(self, font: Any) -> bool:
        """Whether a font does not say what its one-byte codes mean, as symbol fonts do not."""
        return id(font) in self._silent

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        table = resolve1(spec.get("ToUnicode"))
        if isinstance(table, PDFStream):
            data = table.get_data()
            if len(data) > _MOST_TABLE_BYTES or _count_codes(data) > _MOST_CODES:
                raise _TooMuch("ToUnicode")
        for key in ("W", "W2"):
            if _widest_number(resolve1(spec.get(key))) > _MOST_CODES:
                raise _TooMuch(key)
        font = super().get_font(objid, spec)
        if literal_name(spec.get("Subtype")) == "TrueType" and not {"ToUnicode", "Encoding"} & set(spec):
            self._silent[id(font)] = font
        return font


def _count_codes(table: bytes) -> int:
    ranges = (span for block in _RANGE_BLOCK.findall(table) for span in _CODE_RANGE.findall(block))
    return sum(max(0, int(last, 16) - int(first, 16)) for first, last in ranges)


def _widest_number(widths: object) -> float:
    numbers = (resolve1(item) for item in widths) if isinstance(widths, list) else ()
    return max((abs(number) for number in numbers if isinstance(number, int | float)), default=0)


class _Interpreter(PDFPageInterpreter):
    device: _Watch

    def render_contents(
        self, resources: dict[object, object], streams: Sequence[object], ctm: Matrix = MATRIX_IDENTITY
    ) -> None:
        for stream in map(resolve1, streams):
            if isinstance(stream, PDFStream):
                self.device.take_commands(len(stream.get_data()))
        super().render_contents(resources, streams, ctm)


class _Watch(PDFPageAggregator):
    """Collects characters and nothing else, and stops a page that takes too long."""

    def __init__(self) -> None:
        self.fonts = _Fonts()
        super().__init__(self.fonts)
        self.drawn: list[tuple[LTChar, int | None, bool, bool]] = []
        self.page_matrix: Matrix = MATRIX_IDENTITY
        self._ends_at = time.monotonic() + _LONGEST_S
        self._byte_count = 0
        self._is_seen = True

    def take_commands(self, byte_count: int) -> None:
        self._byte_count += byte_count
        if self._byte_count > _MOST_COMMAND_BYTES:
            raise _TooMuch("commands")
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        if time.monotonic() > self._ends_at:
            raise _TooMuch("time")

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.page_matrix = ctm

    def render_string(self, textstate: Any, *rest: Any) -> None:
        self._look_at_clock()
        self._is_seen = textstate.render not in _INVISIBLE_MODES
        super().render_string(textstate, *rest)

    def render_char(
        self, matrix: Matrix, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *rest: Any
    ) -> float:
        count = len(self.cur_item)
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, *rest)
        if len(self.drawn) >= MOST_CHARACTERS:
            raise _TooMuch("characters")
        item = self.cur_item._objs[-1] if len(self.cur_item) > count else None
        if isinstance(item, LTChar):
            code = None if font.is_multibyte() else cid
            self.drawn.append((item, code, self.fonts.is_silent(font), self._is_seen))
        return advance

    def paint_path(self, *args: Any) -> None:
        self._look_at_clock()

    def render_image(self, *args: Any) -> None:
        self._look_at_clock()
