"""Here live the tests for image files that stop too early; decoders happily show the upper half of them."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

_START_OF_SCAN = 0xDA
_END_OF_IMAGE = b"\xff\xd9"
# JPEG markers without a length (ITU-T T.81, table B.1): TEM, RST0-7, SOI.
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}
_STRIP_TAGS, _TILE_TAGS = (273, 279), (324, 325)


def is_cut_off(path: Path, media_type: str) -> bool:
    """Whether the end of an image file is missing, by the lengths and end marks its format writes down."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if media_type == "image/jpeg":
            return data.rfind(_END_OF_IMAGE) < _jpeg_scan_start(data)
        if media_type == "image/png":
            return data.rfind(b"IEND") < 0
        if media_type == "image/webp":
            return int(struct.unpack_from("<I", data, 4)[0]) + 8 > len(data)
        if media_type == "image/bmp":
            return _bmp_is_short(data)
        if media_type == "image/heic":
            return _heic_is_short(data)
    return _tiff_is_short(path)


def _jpeg_scan_start(data: mmap.mmap) -> int:
    """Where compressed picture data begins; the file's length if it never does.

    Thumbnails in EXIF carry end marks of their own, so the last end mark must lie behind this.
    """
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        if marker == _START_OF_SCAN:
            return position
        if marker == 0xFF:
            position += 1
        elif marker in _BARE_MARKERS:
            position += 2
        else:
            position += 2 + struct.unpack_from(">H", data, position + 2)[0]
    return len(data)


def _bmp_is_short(data: mmap.mmap) -> bool:
    """Whether pixel rows are missing; the length field at byte 2 is wrong in many real files."""
    if len(data) < 30:
        return True
    offset = struct.unpack_from("<I", data, 10)[0]
    width, height, _, bits = struct.unpack_from("<iihh", data, 18)
    compression = struct.unpack_from("<I", data, 30)[0] if len(data) >= 34 else 0
    if compression not in (0, 3):
        return False
    row_bytes = (abs(width) * bits + 31) // 32 * 4
    return bool(offset + row_bytes * abs(height) > len(data))


def _heic_is_short(data: mmap.mmap) -> bool:
    position = 0
    while position + 8 <= len(data):
        size = struct.unpack_from(">I", data, position)[0]
        if size == 1 and position + 16 <= len(data):
            size = struct.unpack_from(">Q", data, position + 8)[0]
        if size == 0:
            return False
        if size < 8:
            return True
        position += size
    return position != len(data) and position > len(data)


def _tiff_is_short(path: Path) -> bool:
    length = path.stat().st_size
    try:
        with Image.open(path, formats=("TIFF",)) as image:
            return any(end > length for end in _tiff_ends(image))
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error, Image.DecompressionBombError):
        # Not for this test to say; the caller's own opening names the fault.
        return False


def _tiff_ends(image: Image.Image) -> Iterator[int]:
    """The byte behind each strip or tile of each frame."""
    index = 0
    while True:
        try:
            image.seek(index)
        except EOFError:
            return
        tags = getattr(image, "tag_v2", {})
        for offset_tag, count_tag in (_STRIP_TAGS, _TILE_TAGS):
            offsets, counts = tags.get(offset_tag, ()), tags.get(count_tag, ())
            for offset, count in zip(_as_tuple(offsets), _as_tuple(counts), strict=False):
                yield offset + count
        index += 1


def _as_tuple(value: object) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, int) else ()
