"""Here lives the taking out of the picture that a scanned PDF page is, in place of drawing the page anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pikepdf

from ocr.pixels import Pixels, as_gray_view
from schemas.scan import PageSize

# Scanners place their picture with a few operators; longer content draws something over it.
_LONGEST_CONTENT = 400
# How far the picture's corners may lie from the page's.
_CORNER_TOLERANCE_PX = 0.75
# Operators that draw nothing; some scanners leave the beginnings of a text.
_SILENT = ("q", "Q", "BT", "ET", "Tf", "Td", "Tm")
_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
# What changes how a picture is painted; such pages are left to the renderer.
_PAINT_KEYS = ("/Decode", "/DecodeParms", "/SMask", "/Mask", "/OC")
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class LonePicture(NamedTuple):
    """The only thing a page shows. `pixels` is None where the renderer has to draw it."""

    pixels: Pixels | None
    is_gray: bool


def find_lone_picture(path: Path, page_number: int, size: PageSize, password: str | None) -> LonePicture | None:
    """The picture that alone fills a page, as a viewer shows it; None for any other page.

    Args:
        path: a PDF that was inspected.
        page_number: from 1.
        size: the page as it was announced.
        password: opens an encrypted PDF.

    Returns:
        `pixels` only for JPEG that fills the page to the pixel: uint8 (height, width, 3), a gray view (see
        `as_gray_view`) where it is gray. A third of the cost of drawing the page (measured, ADR 0031).
    """
    try:
        with pikepdf.open(path, password=password or "", suppress_warnings=True) as pdf:
            page = pdf.pages[page_number - 1]
            placed = _find_placed(page)
            if placed is None:
                return None
            picture, matrix = placed
            channels, turn_deg = _channels(picture), int(page.rotation) % 360
            box = [float(side) for side in page.cropbox]
            is_whole = channels and _is_plain_jpeg(picture) and _fills(matrix, box, size)
            pixels = _decode(picture.read_raw_bytes(), channels) if is_whole else None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, IndexError):
        # What the renderer makes of a damaged page is its own affair.
        return None
    if pixels is not None:
        pixels = np.asarray(cv2.rotate(pixels, _TURNS[turn_deg]), np.uint8) if turn_deg in _TURNS else pixels
        if pixels.shape[:2] != (size.height_px, size.width_px):
            pixels = None
    is_gray = channels == 1
    return LonePicture(as_gray_view(pixels) if is_gray and pixels is not None else pixels, is_gray)


def _is_plain_jpeg(picture: pikepdf.Stream) -> bool:
    return picture.get("/Filter") == "/DCTDecode" and not any(key in picture for key in _PAINT_KEYS)


def _decode(data: bytes, channels: int) -> Pixels | None:
    coded = np.frombuffer(data, np.uint8)
    # PDF readers do not heed a turn noted inside the JPEG.
    kind = (cv2.IMREAD_GRAYSCALE if channels == 1 else cv2.IMREAD_COLOR_RGB) | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = cv2.imdecode(coded, kind)
    except cv2.error:
        return None
    return None if decoded is None else np.asarray(decoded, np.uint8)


def _find_placed(page: pikepdf.Page) -> tuple[pikepdf.Stream, pikepdf.Matrix] | None:
    """The one picture drawn on a page, and the matrix that places its unit square."""
    if len(page.obj.get("/Annots", ())) or page.rotation % 90:
        return None
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    lengths = [int(stream.get("/Length", 0)) for stream in streams if isinstance(stream, pikepdf.Stream)]
    if len(lengths) != len(streams) or sum(lengths) > _LONGEST_CONTENT:
        return None
    matrix, name = pikepdf.Matrix(), None
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "cm" and name is None:
            matrix = pikepdf.Matrix(*(float(value) for value in operands)) @ matrix
        elif str(operator) == "Do" and name is None:
            name = str(operands[0])
        elif str(operator) not in _SILENT or (str(operator) == "Q" and name is None):
            return None
    picture = page.resources.get("/XObject", pikepdf.Dictionary()).get(name) if name else None
    if not isinstance(picture, pikepdf.Stream) or picture.get("/Subtype") != "/Image":
        return None
    # A mask is painted in any colour.
    return None if "/ImageMask" in picture else (picture, matrix)


def _fills(matrix: pikepdf.Matrix, box: list[float], size: PageSize) -> bool:
    """Whether the unit square comes to lie on the page's box, upright and exact to the pixel."""
    left, bottom, right, top = min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
    wanted = (right - left, 0.0, 0.0, top - bottom, left, bottom)
    found = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
    pixel_pt = max(right - left, top - bottom) / max(size.width_px, size.height_px)
    return all(abs(is_ - be) <= pixel_pt * _CORNER_TOLERANCE_PX for is_, be in zip(found, wanted, strict=True))


def _channels(picture: pikepdf.Stream) -> int:
    """1 or 3; 0 for colours that need the renderer's knowledge."""
    space: Any = picture.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) > 1 and space[0] == "/ICCBased":
        count = int(space[1].get("/N", 0))
        return count if count in (1, 3) else 0
    if isinstance(space, pikepdf.Array) and len(space):
        space = space[0]
    return _CHANNELS.get(str(space), 0)
