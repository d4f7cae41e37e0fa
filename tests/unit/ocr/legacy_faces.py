"""Typefaces as offices had them before Unicode, made from a free one by putting its letters on the old codes."""

from __future__ import annotations

import subprocess
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FREE_FACE = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
_ASCII = range(0x21, 0x7F)
_TCVN3_CODES = (*range(0xA1, 0xAF), *range(0xB5, 0xBA), *range(0xBB, 0xBF), *range(0xC6, 0xCD), *range(0xCE, 0xD9))
_TCVN3_CODES += (*range(0xDC, 0xE0), *range(0xE1, 0xF0), *range(0xF1, 0xFF))
# What each VNI mark draws over or under the letter before it.
_VNI_MARKS = {
    "ø": "\u0300",
    "ù": "\u0301",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "à": "\u0302\u0300",
    "á": "\u0302\u0301",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "è": "\u0306\u0300",
    "é": "\u0306\u0301",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


@cache
def tcvn3_table() -> dict[int, str]:
    """Code and letter of TCVN3, from the C library."""
    command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
    return {
        code: subprocess.run(command, input=bytes([code]), capture_output=True, check=True).stdout.decode()
        for code in _TCVN3_CODES
    }


def to_tcvn3(text: str) -> str:
    """Text in TCVN3 as a program shows it that takes the codes for Latin-1; small letters for capitals with a tone."""
    codes = {letter: chr(code) for code, letter in tcvn3_table().items()}
    plain = unicodedata.normalize("NFC", text)
    return "".join(codes.get(char, codes.get(char.lower(), char)) for char in plain)


def to_vni(text: str) -> str:
    """Text in VNI as a program shows it that takes the codes for Latin-1."""
    marks = {tuple(sorted(over)): code for code, over in _VNI_MARKS.items()}
    letters = {letter: code for code, letter in _VNI_LETTERS.items()}
    written = []
    for char in unicodedata.normalize("NFC", text):
        base, *over = unicodedata.normalize("NFD", char.lower())
        if char.lower() in letters:
            code = letters[char.lower()]
        elif "\u031b" in over:
            over.remove("\u031b")
            code = letters[unicodedata.normalize("NFC", base + "\u031b")] + (marks[tuple(over)] if over else "")
        else:
            code = base + marks[tuple(sorted(over))] if over else base
        written.append(code.upper() if char.isupper() else code)
    return "".join(written)


def make_tcvn3_face(path: Path, name: str, *, capitals: bool = False, by_symbol_codes: bool = False) -> Path:
    """A face whose TCVN3 codes draw the Vietnamese letters; `capitals` draws small codes as capitals."""
    font = TTFont(FREE_FACE)
    letters = {**{code: chr(code) for code in _ASCII}, **tcvn3_table()}
    glyphs = {code: _glyph(font, letter.upper() if capitals else letter) for code, letter in letters.items()}
    return _save(font, glyphs, path, name, by_symbol_codes)


def make_vni_face(path: Path, name: str) -> Path:
    """A face whose VNI codes draw letters and, set back over the letter before, their marks."""
    font = TTFont(FREE_FACE)
    glyphs = {code: _glyph(font, chr(code)) for code in _ASCII}
    for code, letter in _VNI_LETTERS.items():
        glyphs |= {ord(code): _glyph(font, letter), ord(code.upper()): _glyph(font, letter.upper())}
    for code, marks in _VNI_MARKS.items():
        glyphs |= {ord(code): _add_mark(font, marks, 0), ord(code.upper()): _add_mark(font, marks, 400)}
    return _save(font, glyphs, path, name, by_symbol_codes=False)


def make_renamed_face(path: Path, name: str) -> Path:
    """The free face with its Unicode codes under another name."""
    font = TTFont(FREE_FACE)
    _set_name(font, name)
    font.save(path)
    return path


def _glyph(font: TTFont, letter: str) -> str:
    return str(font.getBestCmap()[ord(letter)])


def _add_mark(font: TTFont, marks: str, raise_by: int) -> str:
    pen = TTGlyphPen(font.getGlyphSet())
    for place, mark in enumerate(marks):
        is_below = mark == "\u0323"
        pen.addComponent(_glyph(font, mark), (1, 0, 0, 1, 0, 0 if is_below else raise_by + 250 * place))
    name = f"mark{len(font.getGlyphOrder())}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (0, 0)
    return name


def _save(font: TTFont, glyphs: dict[int, str], path: Path, name: str, by_symbol_codes: bool) -> Path:
    space = _glyph(font, " ")
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language = (3, 0, 0) if by_symbol_codes else (3, 1, 0)
    offset = 0xF000 if by_symbol_codes else 0
    table.cmap = {offset + code: glyph for code, glyph in {0x20: space, **glyphs}.items()}
    font["cmap"].tables = [table]
    for extra in ("GSUB", "GPOS", "GDEF", "kern"):
        if extra in font:
            del font[extra]
    _set_name(font, name)
    font.save(path)
    return path


def _set_name(font: TTFont, name: str) -> None:
    for number in (1, 4, 6):
        font["name"].setName(name, number, 3, 1, 0x409)
        font["name"].setName(name, number, 1, 0, 0)
