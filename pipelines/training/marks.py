"""Here lives the mark TẬP HUẤN on papers that a training home prints."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
from fpdf import FPDF

WORDS = "TẬP HUẤN"
_FACE = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")
# Grey enough to read what lies under it, dark enough to survive a copier.
_GREY = 190
# A4 in points; on other sizes the mark is stretched with the page.
_SIZE_PT = (595.0, 842.0)


def mark_pdf(data: bytes) -> bytes:
    """The PDF with the mark across each page; one that cannot be opened is given back as it is."""
    try:
        with pikepdf.open(io.BytesIO(data)) as paper, pikepdf.open(io.BytesIO(_draw_mark())) as mark:
            for page in paper.pages:
                page.add_overlay(mark.pages[0], pikepdf.Rectangle(page.mediabox))
            out = io.BytesIO()
            paper.save(out)
            return out.getvalue()
    except pikepdf.PdfError:
        return data


@cache
def _draw_mark() -> bytes:
    width, height = _SIZE_PT
    pdf = FPDF(unit="pt", format=_SIZE_PT)
    pdf.set_auto_page_break(False)
    pdf.add_font("mark", "", _FACE)
    pdf.add_page()
    pdf.set_text_color(_GREY)
    with pdf.local_context(fill_opacity=0.45), pdf.rotation(50, width / 2, height / 2):
        pdf.set_font("mark", "", 96)
        pdf.set_xy(0, height / 2 - 48)
        pdf.cell(width, 96, WORDS, align="C")
    pdf.set_text_color(90)
    pdf.set_font("mark", "", 9)
    pdf.set_xy(0, 6)
    pdf.cell(width, 12, f"{WORDS} — dữ liệu hư cấu, không có giá trị sử dụng", align="C")
    return bytes(pdf.output())
