"""Here lives the inspection of image files: frames, sizes, resolution and missing ends, without decoding."""

from __future__ import annotations

import warnings as python_warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pi_heif
from PIL import Image, UnidentifiedImageError

from ocr.image_ends import is_cut_off
from ocr.limits import Limits
from ocr.media_type import PILLOW_FORMATS
from schemas.errors import InputRejected
from schemas.scan import PageSize, ScanWarning

_EXIF_ORIENTATION = 0x0112
_TURNED_SIDEWAYS = {5, 6, 7, 8}
_A4_SHORT_INCH, _A4_LONG_INCH = 8.27, 11.69
_STRIP_RATIO = 4
# Paper that a scanner or a camera is pointed at here: from an identity card to an A0 plan.
_SHORTEST_LONG_SIDE_INCH, _LONGEST_LONG_SIDE_INCH = 3.0, 48.0
_DPI_RANGE = (60, 1_200)
# Less is rounding, more is no resolution of any device.
_LEAST_STRETCH, _MOST_STRETCH = 1.05, 4.0

pi_heif.register_heif_opener()


@contextmanager
def open_image(path: Path, media_type: str) -> Iterator[Image.Image]:
    """The image behind a path, opened but not decoded, with Pillow's other formats locked out.

    Raises:
        InputRejected: "page_too_large" where Pillow's own bomb limit is passed, "file_damaged" where the header
            cannot be read.
    """
    try:
        with python_warnings.catch_warnings():
            # Our own pixel limit decides; Pillow's warning stage lies below it.
            python_warnings.simplefilter("ignore")
            image = Image.open(path, formats=PILLOW_FORMATS[media_type])
    except Image.DecompressionBombError as error:
        raise InputRejected("page_too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise InputRejected("file_damaged") from error
    with image:
        yield image


def guess_dpi(image: Image.Image, width_px: int, height_px: int) -> int:
    """The resolution that the file states when it makes a sheet of paper, else that of an A4 sheet."""
    # Of a strip (pages joined to one picture) the width is that of a sheet.
    short_side, long_side = sorted((width_px, height_px))
    is_strip = long_side > _STRIP_RATIO * short_side
    side, sheet_inch = (short_side, _A4_SHORT_INCH) if is_strip else (long_side, _A4_LONG_INCH)
    stated = _stated_dpi(image)
    if stated and _SHORTEST_LONG_SIDE_INCH <= side / stated <= _LONGEST_LONG_SIDE_INCH:
        return round(stated)
    lowest, highest = _DPI_RANGE
    return max(lowest, min(highest, round(side / sheet_inch)))


def _stated_dpi(image: Image.Image) -> float | None:
    try:
        stated = float(max(image.info["dpi"]))
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    lowest, highest = _DPI_RANGE
    # 72 is what cameras and editors write when they know nothing.
    return stated if lowest <= stated <= highest and stated != 72 else None


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as a viewer shows the current frame, its EXIF turn applied."""
    width_px, height_px = image.size
    # Pillow's TIFF reader has already turned the size of a turned frame.
    if image.format != "TIFF" and _orientation(image) in _TURNED_SIDEWAYS:
        return height_px, width_px
    return width_px, height_px


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, OSError, KeyError, IndexError):
        return 1


def inspect_image(path: Path, media_type: str, limits: Limits) -> tuple[tuple[PageSize, ...], tuple[ScanWarning, ...]]:
    """The pages of an image file and what is odd about it; frames only of TIFF, else the first picture.

    Raises:
        InputRejected: "file_truncated", "file_damaged", "page_too_large", "too_many_pages".
    """
    if is_cut_off(path, media_type):
        raise InputRejected("file_truncated")
    pages: list[PageSize] = []
    with open_image(path, media_type) as image:
        for page_number in range(1, limits.max_pages + 2):
            if page_number > limits.max_pages:
                raise InputRejected("too_many_pages")
            pages.append(_page_size(image, page_number, limits))
            if media_type != "image/tiff" or not _next_frame(image, page_number):
                break
    return tuple(pages), ()


def _page_size(image: Image.Image, page_number: int, limits: Limits) -> PageSize:
    width_px, height_px = shown_size(image)
    if width_px * height_px > limits.max_page_pixels:
        raise InputRejected("page_too_large")
    if min(width_px, height_px) < 1:
        raise InputRejected("file_damaged")
    width_px, height_px = _with_square_dots(image, width_px, height_px)
    if width_px * height_px > limits.max_page_pixels:
        raise InputRejected("page_too_large")
    return PageSize(page_number, width_px, height_px, guess_dpi(image, width_px, height_px))


def _with_square_dots(image: Image.Image, width_px: int, height_px: int) -> tuple[int, int]:
    """The size of a frame with its coarser direction stretched: a standard fax has 204 dots an inch by 98."""
    try:
        across, down = (float(stated) for stated in image.info["dpi"])
        ratio = across / down
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return width_px, height_px
    if image.format != "TIFF" or not _LEAST_STRETCH <= max(ratio, 1 / ratio) <= _MOST_STRETCH:
        return width_px, height_px
    return (width_px, round(height_px * ratio)) if ratio > 1 else (round(width_px / ratio), height_px)


def _next_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    except Image.DecompressionBombError as error:
        raise InputRejected("page_too_large") from error
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise InputRejected("file_damaged") from error
    return True
