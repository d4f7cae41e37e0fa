"""Here a typeset sheet becomes a PDF that was never paper: embedded typeface, Unicode map, the seal as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
from fpdf import FPDF
from PIL import Image

from benchmarks.papers.faces import Face, get_font_file
from benchmarks.papers.ink import paint_seal
from benchmarks.papers.sheet import RuleMark, SealMark, Sheet, TextMark

_CREATED_AT = datetime(2023, 5, 4, 1, 0, tzinfo=UTC)
_SEAL_PX_PER_MM = 8.0


def write_born_digital(path: Path, sheets: Sequence[Sheet]) -> None:
    """See `make_born_digital`."""
    path.write_bytes(make_born_digital(sheets))


def make_born_digital(sheets: Sequence[Sheet]) -> bytes:
    """Text as text, rules as lines, the agency's seal as in an electronically signed copy; same bytes each time."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(_CREATED_AT)
    pdf.set_producer("Office suite")
    known: set[Face] = set()
    for sheet in sheets:
        pdf.add_page(format=(sheet.width_mm, sheet.height_mm))
        for mark in sheet.marks:
            if isinstance(mark, TextMark):
                _put_text(pdf, mark, known)
            elif isinstance(mark, RuleMark) and not mark.dotted:
                pdf.set_draw_color(*mark.colour)
                pdf.set_line_width(mark.width_mm)
                pdf.line(mark.x0_mm, mark.y0_mm, mark.x1_mm, mark.y1_mm)
            elif isinstance(mark, SealMark):
                _put_seal(pdf, mark)
    return bytes(pdf.output())


def _put_text(pdf: FPDF, mark: TextMark, known: set[Face]) -> None:
    face = mark.style.face
    if face not in known:
        pdf.add_font(face, fname=str(get_font_file(face)))
        known.add(face)
    pdf.set_font(face, size=mark.style.size_pt)
    pdf.set_text_color(*mark.style.colour)
    pdf.text(mark.x_mm, mark.baseline_mm, mark.text)


def _put_seal(pdf: FPDF, mark: SealMark) -> None:
    side_mm = mark.radius_mm * 2
    side_px = round(side_mm * _SEAL_PX_PER_MM)
    pixels = np.full((side_px, side_px, 3), 255, dtype=np.uint8)
    middle_mm = mark.radius_mm
    flat = SealMark(middle_mm, middle_mm, mark.around, mark.below, mark.middle, mark.radius_mm)
    paint_seal(pixels, flat, _SEAL_PX_PER_MM)
    # White must let the post shine through: the strength of the ink becomes the picture's opacity.
    opacity = 255 - pixels.min(axis=2)
    picture = Image.fromarray(np.dstack([pixels, opacity]))
    packed = BytesIO()
    picture.save(packed, format="PNG")
    packed.seek(0)
    pdf.image(packed, x=mark.x_mm - middle_mm, y=mark.y_mm - middle_mm, w=side_mm, h=side_mm)
