"""Here lives the font of unseen text: every UTF-16 unit a code, every code the same glyph that shows nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache

import pikepdf

FONT_NAME = "/SohoaBlank"
UNITS_PER_EM = 1000
ADVANCE = 500
DESCENT = -200
_ASCENT = 800
# Any fixed date (seconds since 1904): the same words must give the same bytes.
_FONT_DATE = 3_600_000_000
# A 2-byte code is a UTF-16 unit; letters beyond it do not occur in Vietnamese print.
LAST_CODE = 0xFFFF
# An operator may hold at most 100 ranges (Adobe Technical Note 5014, section 1.4.1).
_RANGES_A_BLOCK = 100


def add_font(pdf: pikepdf.Pdf, texts: Iterable[str]) -> pikepdf.Object:
    """The blank font as an object of this PDF, able to say what its codes mean in these texts."""
    descriptor = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name(FONT_NAME),
            Flags=4,
            FontBBox=pikepdf.Array([0, DESCENT, ADVANCE, _ASCENT]),
            ItalicAngle=0,
            Ascent=_ASCENT,
            Descent=DESCENT,
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
            DW=ADVANCE,
            CIDToGIDMap=pdf.make_stream(b"\x00\x01" * (LAST_CODE + 1)),
        )
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name(FONT_NAME),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([descendant]),
            ToUnicode=pdf.make_stream(_to_unicode(texts)),
        )
    )


@cache
def _font_program() -> bytes:
    """A TrueType program with `.notdef` and one glyph that shows nothing, about 600 bytes."""
    # Loading fontTools takes longer than reading a command's arguments; only who writes copies waits for it.
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    # A contour without area, from foot to top: pdfium drops lying text whose letters have no extent.
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    pen.lineTo((ADVANCE, _ASCENT))
    pen.closePath()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "blank": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "blank": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": FONT_NAME[1:], "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.updateHead(created=_FONT_DATE, modified=_FONT_DATE)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _to_unicode(texts: Iterable[str]) -> bytes:
    """A CMap of every code to itself, 256 codes a range as the format demands; only the ranges that occur."""
    highs = sorted({ord(char) >> 8 for text in texts for char in text if ord(char) <= LAST_CODE} | {0x00, 0xFF})
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in highs if not 0xD8 <= high <= 0xDF]
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
