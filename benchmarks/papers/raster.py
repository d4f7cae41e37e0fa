"""Here a typeset sheet becomes pixels: ground, text, rules, signature, seal, in the order of a real paper."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from benchmarks.papers.faces import get_font
from benchmarks.papers.grounds import paint_ground
from benchmarks.papers.ink import paint_emblem, paint_qr, paint_seal, paint_signature, paint_writing
from benchmarks.papers.sheet import EmblemMark, QrMark, RuleMark, SealMark, Sheet, SignatureMark, TextMark

Pixels = npt.NDArray[np.uint8]
_DOT_STEP_MM = 1.15


def rasterise(sheet: Sheet, dpi: int = 300) -> Pixels:
    """The clean page.

    Returns:
        uint8, shape (height, width, 3), RGB.
    """
    px_per_mm = dpi / 25.4
    size_px = (round(sheet.width_mm * px_per_mm), round(sheet.height_mm * px_per_mm))
    image = Image.fromarray(paint_ground(sheet.ground, size_px, dpi))
    pen = ImageDraw.Draw(image)
    for mark in sheet.marks:
        if isinstance(mark, TextMark) and mark.style.hand is None:
            font = get_font(mark.style.face, round(mark.style.size_pt * dpi / 72))
            place = (mark.x_mm * px_per_mm, mark.baseline_mm * px_per_mm)
            pen.text(place, mark.text, font=font, fill=mark.style.colour, anchor="ls")
        elif isinstance(mark, RuleMark):
            _draw_rule(pen, mark, px_per_mm)
    pixels: Pixels = np.array(image)
    for mark in sheet.marks:
        if isinstance(mark, TextMark):
            paint_writing(pixels, mark, px_per_mm)
        elif isinstance(mark, SignatureMark):
            paint_signature(pixels, mark, px_per_mm)
        elif isinstance(mark, EmblemMark):
            paint_emblem(pixels, mark, px_per_mm)
        elif isinstance(mark, QrMark):
            paint_qr(pixels, mark, px_per_mm)
    for mark in sheet.marks:
        if isinstance(mark, SealMark):
            paint_seal(pixels, mark, px_per_mm)
    return pixels


def _draw_rule(pen: ImageDraw.ImageDraw, mark: RuleMark, px_per_mm: float) -> None:
    width_px = max(1, round(mark.width_mm * px_per_mm))
    if not mark.dotted:
        ends = [value * px_per_mm for value in (mark.x0_mm, mark.y0_mm, mark.x1_mm, mark.y1_mm)]
        pen.line(ends, fill=mark.colour, width=width_px)
        return
    count = math.floor((mark.x1_mm - mark.x0_mm) / _DOT_STEP_MM)
    for index in range(count):
        x_px = (mark.x0_mm + index * _DOT_STEP_MM) * px_per_mm
        y_px = mark.y0_mm * px_per_mm
        pen.rectangle((x_px, y_px, x_px + width_px, y_px + width_px), fill=mark.colour)
