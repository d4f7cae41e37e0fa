"""Here sheets are set as hard cases before they are worn: security patterns, seals and strokes over the name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.papers.orders import SetPaper
from benchmarks.papers.sheet import Mark, SealMark, Sheet, SignatureMark

_CERTIFICATES = frozenset({"building_permit", "household_business_certificate", "alcohol_retail_licence"})
_PATTERNS = ("framed", "leaf", "sky")
_PATTERN_ODDS = 0.6
_OVER_NAME_ODDS = 0.6


def harden(kind: str, paper: SetPaper, rng: np.random.Generator) -> SetPaper:
    """The same paper with the same words, on patterned stock and stamped where it hurts."""
    ground = str(rng.choice(_PATTERNS)) if kind in _CERTIFICATES and rng.random() < _PATTERN_ODDS else None
    down_mm = float(rng.uniform(5, 12)) if rng.random() < _OVER_NAME_ODDS else 0.0
    right_mm = float(rng.uniform(-2, 8))
    return replace(paper, sheets=tuple(_harden_sheet(sheet, ground, right_mm, down_mm) for sheet in paper.sheets))


def _harden_sheet(sheet: Sheet, ground: str | None, right_mm: float, down_mm: float) -> Sheet:
    marks = [_move_ink(mark, right_mm, down_mm) for mark in sheet.marks]
    return replace(sheet, marks=marks, ground=ground if ground and sheet.ground == "plain" else sheet.ground)


def _move_ink(mark: Mark, right_mm: float, down_mm: float) -> Mark:
    if isinstance(mark, SealMark):
        return replace(mark, x_mm=mark.x_mm + right_mm, y_mm=mark.y_mm + down_mm)
    if isinstance(mark, SignatureMark):
        # Real signatures sweep wider than their place, through the name below.
        return replace(mark, width_mm=mark.width_mm + right_mm * 2, height_mm=mark.height_mm + down_mm)
    return mark
