"""Here live the checks of what a PDF page would unpack to, and the resolution of a page that is one scan."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from ocr.limits import Limits
from schemas.errors import InputRejected

# Scanning software nests the picture in a form at most this deep.
_FORM_DEPTH = 3
# Deflate cannot exceed 1032:1 (zlib's technical notes), so short streams need no trial.
_DEFLATE_MOST = 1032
_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}
_FULL_PAGE_SHAPE_TOLERANCE = 0.03
_SCAN_DPI_RANGE = (100, 600)
_JPEG_END = b"\xff\xd9"
# Scanners pad pictures behind the mark.
_TAIL_BYTES = 4096


def check_page(page: pikepdf.Page, page_number: int, limits: Limits) -> None:
    """Refuse a page whose images or drawing commands unpack to more than the limits.

    Raises:
        InputRejected: "page_too_large".
    """
    for image in _images(page.obj.get("/Resources")):
        if _decoded_bytes(image) > limits.max_image_bytes:
            raise InputRejected("page_too_large")
    for stream in _content_streams(page):
        if _unpacks_beyond(stream, limits.max_content_bytes):
            raise InputRejected("page_too_large")


def find_scan_size(page: pikepdf.Page) -> tuple[int, int] | None:
    """Width and height in pixels, as stored, of the one image that fills the page; None for any other page.

    Rendering a 200 dpi scan at 300 dpi costs time and breaks segmentation on patterned paper (measured), and
    a scan drawn at its own size is not resampled at all.
    """
    images = list(_images(page.obj.get("/Resources")))
    box = [float(side) for side in page.cropbox]
    width_pt, height_pt = abs(box[2] - box[0]), abs(box[3] - box[1])
    if len(images) != 1 or min(width_pt, height_pt) <= 0:
        return None
    width_px, height_px = _size(images[0])
    if min(width_px, height_px) <= 0:
        return None
    across, down = width_px / width_pt * 72, height_px / height_pt * 72
    lowest, highest = _SCAN_DPI_RANGE
    if not lowest <= across <= highest or abs(across / down - 1) > _FULL_PAGE_SHAPE_TOLERANCE:
        return None
    return width_px, height_px


def has_cut_picture(page: pikepdf.Page) -> bool:
    """Whether a JPEG on the page lacks its end mark, so that a viewer shows it gray from somewhere downwards."""
    return any(
        image.get("/Filter") == "/DCTDecode" and _JPEG_END not in image.read_raw_bytes()[-_TAIL_BYTES:]
        for image in _images(page.obj.get("/Resources"))
    )


def _images(resources: Any, depth: int = 0) -> Iterator[pikepdf.Stream]:
    if not isinstance(resources, pikepdf.Dictionary) or depth > _FORM_DEPTH:
        return
    drawn = resources.get("/XObject")
    if not isinstance(drawn, pikepdf.Dictionary):
        return
    for name in list(drawn.keys()):
        item = drawn.get(name)
        if not isinstance(item, pikepdf.Stream):
            continue
        if item.get("/Subtype") == "/Image":
            yield item
        else:
            yield from _images(item.get("/Resources"), depth + 1)


def _size(image: pikepdf.Stream) -> tuple[int, int]:
    try:
        return int(image.get("/Width", 0)), int(image.get("/Height", 0))
    except (TypeError, ValueError):
        return 0, 0


def _decoded_bytes(image: pikepdf.Stream) -> int:
    width_px, height_px = _size(image)
    if image.get("/ImageMask", False) is True:
        return width_px * height_px // 8
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space):
        space = space[0]
    # ICC spaces and JPEG 2000 say nothing here: three channels are the rule.
    channels = _CHANNELS.get(str(space), 3)
    try:
        bits = int(image.get("/BitsPerComponent", 8))
    except (TypeError, ValueError):
        bits = 8
    return width_px * height_px * channels * bits // 8


def _content_streams(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    for item in contents if isinstance(contents, pikepdf.Array) else [contents]:
        if isinstance(item, pikepdf.Stream):
            yield item


def _unpacks_beyond(stream: pikepdf.Stream, most_bytes: int) -> bool:
    if int(stream.get("/Length", 0)) * _DEFLATE_MOST <= most_bytes or "/Filter" not in stream:
        return False
    unpacker = zlib.decompressobj()
    data, total = stream.read_raw_bytes(), 0
    try:
        while data and total <= most_bytes:
            total += len(unpacker.decompress(data, 1 << 22))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return total > most_bytes
