"""Here lives the reading of QR codes on a page."""

from __future__ import annotations

import numpy as np
import zxingcpp

from ocr.pixels import Pixels
from schemas.geometry import Box
from schemas.ocr_page import Barcode

# Cards, certificates and sheets carry one or two; a page of more is no paper of ours.
_MOST = 8
_LONGEST = 1_000
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def find_barcodes(lit: Pixels) -> tuple[Barcode, ...]:
    """The QR codes of a page, however turned, from top to bottom.

    Args:
        lit: uint8 (height, width), gray, dark on light.
    """
    codes = zxingcpp.read_barcodes(np.ascontiguousarray(lit), formats=_FORMATS, try_invert=False)
    found = [Barcode(code.text, _box(code.position)) for code in codes if 0 < len(code.text) <= _LONGEST]
    return tuple(sorted(found, key=lambda code: (code.box.top, code.box.left))[:_MOST])


def _box(position: zxingcpp.Position) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
    right, bottom = max(corner.x for corner in corners), max(corner.y for corner in corners)
    return Box(max(0, left), max(0, top), max(left, 0, right), max(top, 0, bottom))
