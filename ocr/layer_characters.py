"""Here lives the way from a PDF page to its characters: text, font and place of each on the page as shown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfminer.utils import apply_matrix_rect
from pdfplumber.utils.exceptions import PdfminerException

from ocr.page_interpreter import DrawnCharacter, draw_characters

_SOFT_HYPHEN_CODE = 0xAD
# What readers make of that code.
_SOFT_HYPHENS = {"-", "\u00ad", "\u2010", " ", "\u00a0"}
# What pdfminer raises on odd files; it declares none of it.
READER_ERRORS = (
    PDFException, PSException, PdfminerException, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, RecursionError, OSError, OverflowError, struct.error, zlib.error,
)  # fmt: skip


class LayerFont(NamedTuple):
    """A font of a page: two may share a name, as subsets of one face do."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Character:
    """One character as drawn, in points from the shown page's top left corner.

    `text` is what its font maps it to ("\\ufffd" where that is nothing), `size_pt` the height of the font on the page,
    `spacing_pt` what spaced-out print adds behind each character.
    """

    text: str
    font: LayerFont
    left: float
    top: float
    right: float
    bottom: float
    size_pt: float
    spacing_pt: float
    is_upright: bool
    is_seen: bool


@dataclass(frozen=True, slots=True)
class LayerCharacters:
    """The characters of a page in the order they are drawn, and the size of the page as shown, in points."""

    characters: tuple[Character, ...]
    width_pt: float
    height_pt: float


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
    drawn, page_matrix = draw_characters(page)
    left, bottom, right, top = apply_matrix_rect(page_matrix, _shown_box(page))
    characters = tuple(
        Character(
            text=_text_of(character),
            font=LayerFont(character.font_number, str(character.item.fontname)),
            left=character.item.x0 - left,
            top=top - character.item.y1,
            right=character.item.x1 - left,
            bottom=top - character.item.y0,
            size_pt=character.item.size,
            spacing_pt=character.spacing * character.item.size,
            is_upright=character.item.upright,
            is_seen=character.is_seen,
        )
        for character in drawn
    )
    return LayerCharacters(characters, right - left, top - bottom)


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


def _text_of(character: DrawnCharacter) -> str:
    text = character.item.get_text()
    if character.code is not None and character.is_silent:
        text = chr(character.code)
    if character.code == _SOFT_HYPHEN_CODE and text in _SOFT_HYPHENS:
        # TCVN3 has its ư here, which the standard encodings call a hyphen or a blank.
        return "\u00ad"
    return "\ufffd" if text.startswith("(cid:") else text.replace("\x00", "")
