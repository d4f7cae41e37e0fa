"""Here lives the way from any accepted file to the pixels of one page, as a viewer shows it."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps

from ocr.image_headers import open_image
from ocr.limits import Limits
from ocr.lone_picture import find_lone_picture
from ocr.media_type import PDF
from ocr.pixels import Array, Pixels, as_gray_view
from schemas.errors import InputRejected
from schemas.scan import FileInspection, PageSize

_DEEP_MODES = {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}
# White of 8, 10, 12 and 16 bits and of whole numbers of 32.
_DEEP_TOPS = (255, 1_023, 4_095, 65_535, 2**31)
_EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's picture as a viewer shows it, /Rotate and EXIF turn applied, and its dots per inch.

    `pixels` is uint8, shape (height, width, 3), RGB, not to be written to: of a gray page the three channels share
    their memory (see `as_gray_view`).
    """

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
    picture = find_lone_picture(path, size.page_number, size, password)
    if picture is not None and picture.pixels is not None:
        return picture.pixels
    is_gray = picture is not None and picture.is_gray
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            page = document[size.page_number - 1]
            try:
                pixels = _draw(page, size, is_gray=is_gray)
            finally:
                page.close()
    except (pdfium.PdfiumError, ValueError, MemoryError) as error:
        raise InputRejected("page_unreadable") from error
    return as_gray_view(pixels) if is_gray else pixels


def _draw(page: pdfium.PdfPage, size: PageSize, *, is_gray: bool) -> Pixels:
    """The page's box stretched over the announced pixels, so that a scan is drawn dot for dot.

    The library's own `render` takes one scale for both sides and rounds up: a page drawn that way is resampled, and
    boxes found on it lie up to three pixels beside the print (measured on real scans).
    """
    kind = pdfium_c.FPDFBitmap_Gray if is_gray else pdfium_c.FPDFBitmap_BGRx
    # Asked for the order of bytes in a gray picture, the renderer leaves it empty.
    flags = pdfium_c.FPDF_ANNOT | (pdfium_c.FPDF_GRAYSCALE if is_gray else pdfium_c.FPDF_REVERSE_BYTE_ORDER)
    bitmap = pdfium.PdfBitmap.new_native(size.width_px, size.height_px, kind, rev_byteorder=not is_gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, size.width_px, size.height_px)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, size.width_px, size.height_px, 0, flags)
        drawn = bitmap.to_numpy()
        # Copied: the library takes its memory back.
        return np.array(drawn) if is_gray else np.asarray(cv2.cvtColor(drawn, cv2.COLOR_RGBA2RGB), np.uint8)
    finally:
        bitmap.close()


def _render_image(path: Path, media_type: str, size: PageSize) -> Pixels:
    with open_image(path, media_type) as image:
        try:
            if media_type == "image/tiff":
                image.seek(size.page_number - 1)
            picture = _upright(image)
        except (OSError, SyntaxError, ValueError, EOFError, RuntimeError, Image.DecompressionBombError) as error:
            code = "file_truncated" if "truncated" in str(error).lower() else "page_unreadable"
            raise InputRejected(code) from error
        pixels = np.asarray(picture if picture.mode in ("L", "RGB") else picture.convert("RGB"), np.uint8)
    return as_gray_view(_stretch(pixels, size)) if pixels.ndim == 2 else _stretch(pixels, size)


def _stretch(pixels: Pixels, size: PageSize) -> Pixels:
    """Faxes have twice as many dots across as down; they are announced with square ones."""
    if pixels.shape[:2] == (size.height_px, size.width_px):
        return pixels
    wanted = size.width_px, size.height_px
    return np.asarray(cv2.resize(pixels, wanted, interpolation=cv2.INTER_LINEAR), np.uint8)


def to_rgb(image: Image.Image) -> Image.Image:
    """The current frame decoded to upright RGB on white ground; 16-bit gray is brought down to 8."""
    return _upright(image).convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    """The current frame decoded and turned as a viewer shows it, "L" or "RGB" or what Pillow converts to that."""
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        image.load()
    # TIFF frames are turned by Pillow's own loader.
    is_turned = image.format != "TIFF" and image.getexif().get(_EXIF_ORIENTATION, 1) != 1
    upright = ImageOps.exif_transpose(image) if is_turned else image
    if upright.mode in _DEEP_MODES:
        return _to_eight_bits(np.asarray(upright))
    if (upright.mode == "P" and "transparency" in upright.info) or upright.mode in ("RGBA", "LA", "PA"):
        ground = Image.new("RGBA", upright.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, upright.convert("RGBA")).convert("RGB")
    return upright.convert("L") if upright.mode == "1" else upright


def _to_eight_bits(deep: Array) -> Image.Image:
    """Gray of more than 8 bits; how many of them a scanner used is told by the brightest, which is paper."""
    brightest = float(np.nanmax(deep)) if deep.size else 0.0
    if np.issubdtype(deep.dtype, np.floating):
        scale = 255.0 / brightest if brightest > 255.0 or 0.0 < brightest <= 1.0 else 1.0
    else:
        scale = next((255.0 / top for top in _DEEP_TOPS if brightest <= top), 0.0)
    return Image.fromarray(np.clip(np.nan_to_num(deep * np.float32(scale)), 0, 255).astype(np.uint8))
