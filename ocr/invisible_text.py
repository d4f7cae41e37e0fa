"""Here lives the invisible text of a searchable PDF: one blank font and a word's letters stretched over its box."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from math import hypot

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from schemas.geometry import Transform, map_point
from schemas.ocr_page import OcrPage, Word

FONT_NAME = "/SohoaBlank"
_UNITS_PER_EM = 1000
_ADVANCE = 500
_ASCENT, _DESCENT = 800, -200
_INVISIBLE_MODE = 3
# Any fixed date (seconds since 1904): the same words must give the same bytes.
_FONT_DATE = 3_600_000_000
# A 2-byte code is a UTF-16 unit; letters beyond it do not occur in Vietnamese print.
_LAST_CODE = 0xFFFF
_REPLACEMENT = 0xFFFD
# An operator may hold at most 100 ranges (Adobe Technical Note 5014, section 1.4.1).
_RANGES_A_BLOCK = 100


def add_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The blank font as an object of this PDF: every UTF-16 unit is a code, every code the same empty glyph."""
    descriptor = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name(FONT_NAME),
            Flags=4,
            FontBBox=pikepdf.Array([0, _DESCENT, _ADVANCE, _ASCENT]),
            ItalicAngle=0,
            Ascent=_ASCENT,
            Descent=_DESCENT,
            CapHeight=_ASCENT,
            StemV=80,
            FontFile2=pdf.make_stream(_font_program(), Length1=len(_font_program())),
        )
    )
    descendant = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name(FONT_NAME),
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=descriptor,
            DW=_ADVANCE,
            CIDToGIDMap=pdf.make_stream(b"\x00\x01" * (_LAST_CODE + 1)),
        )
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name(FONT_NAME),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([descendant]),
            ToUnicode=pdf.make_stream(_to_unicode()),
        )
    )


@cache
def _font_program() -> bytes:
    """A TrueType program with `.notdef` and one blank glyph, about 600 bytes."""
    builder = FontBuilder(_UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": Glyph(), "blank": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (_ADVANCE, 0), "blank": (_ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable({"familyName": FONT_NAME[1:], "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.updateHead(created=_FONT_DATE, modified=_FONT_DATE)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


@cache
def _to_unicode() -> bytes:
    """A CMap that maps every code to itself, 256 codes a range as the format demands; surrogates left out."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(0x100) if not 0xD8 <= high <= 0xDF]
    ranges[0] = "<0020> <00FF> <0020>"
    ranges[-1] = "<FF00> <FFFD> <FF00>"
    blocks = [ranges[start : start + _RANGES_A_BLOCK] for start in range(0, len(ranges), _RANGES_A_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")


def text_commands(page: OcrPage, to_user_space: Transform) -> bytes:
    """Drawing commands that write a page's words, unseen, over their boxes in reading order.

    Args:
        page: the words.
        to_user_space: maps pixels of the original page to the PDF page's own units.
    """
    parts = [f"q\nBT\n{_INVISIBLE_MODE} Tr"]
    for line in page.lines:
        parts.extend(_word_commands(page, page.words[index], to_user_space) for index in line)
    parts.append("ET\nQ\n")
    return "\n".join(parts).encode("ascii")


def _word_commands(page: OcrPage, word: Word, to_user_space: Transform) -> str:
    def corner(x: int, y: int) -> tuple[float, float]:
        return map_point(to_user_space, *map_point(page.to_original, x, y))

    box = word.box
    left_x, left_y = corner(box.left, box.bottom)
    right_x, right_y = corner(box.right, box.bottom)
    top_x, top_y = corner(box.left, box.top)
    width = max(hypot(right_x - left_x, right_y - left_y), 0.01)
    size = max(hypot(top_x - left_x, top_y - left_y), 0.01)
    along_x, along_y = (right_x - left_x) / width, (right_y - left_y) / width
    rise = -_DESCENT / _UNITS_PER_EM
    x, y = left_x + (top_x - left_x) * rise, left_y + (top_y - left_y) * rise
    codes = list(_codes(word.text))
    stretch = 100 * width / (len(codes) * size * _ADVANCE / _UNITS_PER_EM)
    # The blank behind the word keeps words apart for readers that do not measure gaps.
    letters = "".join(f"{code:04X}" for code in [*codes, 0x20])
    return (
        f"{FONT_NAME} {size:.2f} Tf {stretch:.2f} Tz "
        f"{along_x:.5f} {along_y:.5f} {-along_y:.5f} {along_x:.5f} {x:.2f} {y:.2f} Tm <{letters}> Tj"
    )


def _codes(text: str) -> Iterator[int]:
    for char in text:
        code = ord(char)
        yield code if 0x20 <= code <= _LAST_CODE - 2 and not 0xD800 <= code <= 0xDFFF else _REPLACEMENT
