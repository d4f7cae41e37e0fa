"""Here lives the way from any accepted file to the pixels of one page, as a viewer shows it."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps

from ocr.image_headers import open_image
from ocr.limits import Limits
from ocr.media_type import PDF
from ocr.pixels import Pixels
from schemas.errors import InputRejected
from schemas.scan import FileInspection, PageSize

_SIXTEEN_BIT_MODES = {"I;16", "I;16B", "I;16L", "I;16N", "I"}


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's picture: uint8, shape (height, width, 3), RGB, /Rotate and EXIF turn applied; dots per inch."""

    pixels: Pixels
    dpi: int


def render_page(
    path: Path, inspection: FileInspection, page_number: int, limits: Limits, password: str | None = None
) -> RenderedPage:
    """One page at the size that the inspection announced.

    Args:
        path: the file that was inspected.
        inspection: what `inspect_file` said about it.
        page_number: from 1.
        limits: the limits of the inspection.
        password: opens an encrypted PDF.

    Raises:
        InputRejected: "file_truncated" where pixel data ends early, "page_unreadable" where the page cannot be drawn.
    """
    size = inspection.pages[page_number - 1]
    if size.width_px * size.height_px > limits.max_page_pixels * 1.01:
        raise InputRejected("page_too_large")
    if inspection.media_type == PDF:
        pixels = _render_pdf(path, size, password)
    else:
        pixels = _render_image(path, inspection.media_type, size)
    return RenderedPage(pixels, size.dpi)


def _render_pdf(path: Path, size: PageSize, password: str | None) -> Pixels:
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[size.page_number - 1]
            try:
                # By the announced pixels, not the rounded dpi: a scan is then drawn dot for dot.
                scale = max(size.width_px / page.get_width(), size.height_px / page.get_height())
                bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
                pixels: Pixels = np.array(bitmap.to_numpy()[:, :, :3])
                bitmap.close()
            finally:
                page.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError, MemoryError) as error:
        raise InputRejected("page_unreadable") from error
    return _fit(pixels, size)


def _fit(pixels: Pixels, size: PageSize) -> Pixels:
    """Cut or pad (white) by the pixel or two that the renderer rounds differently from the announced size."""
    height, width = pixels.shape[:2]
    if (height, width) == (size.height_px, size.width_px):
        return pixels
    fitted = np.full((size.height_px, size.width_px, 3), 255, np.uint8)
    rows, columns = min(height, size.height_px), min(width, size.width_px)
    fitted[:rows, :columns] = pixels[:rows, :columns]
    return fitted


def _render_image(path: Path, media_type: str, size: PageSize) -> Pixels:
    with open_image(path, media_type) as image:
        try:
            if media_type == "image/tiff":
                image.seek(size.page_number - 1)
            return np.array(to_rgb(image))
        except (OSError, SyntaxError, ValueError, EOFError, RuntimeError, Image.DecompressionBombError) as error:
            code = "file_truncated" if "truncated" in str(error).lower() else "page_unreadable"
            raise InputRejected(code) from error


def to_rgb(image: Image.Image) -> Image.Image:
    """The current frame decoded to upright RGB on white ground; 16-bit gray is brought down to 8."""
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        image.load()
    # TIFF frames are turned by Pillow's own loader.
    upright = image if image.format == "TIFF" else ImageOps.exif_transpose(image)
    if upright.mode in _SIXTEEN_BIT_MODES:
        deep = np.asarray(upright).astype(np.uint32)
        return Image.fromarray((deep >> 8 if deep.max() > 255 else deep).astype(np.uint8)).convert("RGB")
    if (upright.mode == "P" and "transparency" in upright.info) or upright.mode in ("RGBA", "LA", "PA"):
        ground = Image.new("RGBA", upright.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, upright.convert("RGBA")).convert("RGB")
    return upright.convert("RGB")
