"""Here lives the JPEG inside a TIFF: strips that share their tables, joined into one picture without decoding.

Every strip starts its prediction anew, as data behind a restart marker does; so strips become one JPEG by
restart markers between them (ISO/IEC 10918-1, B.2.1; TIFF Technical Note 2).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC, _OFFSETS, _ROWS, _COUNTS = 256, 257, 259, 262, 273, 278, 279
_PLANAR, _JPEG_TABLES = 284, 347
_NEW_STYLE_JPEG = 7
_BLACK_IS_ZERO, _RGB, _YCBCR = 1, 2, 6
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOF_BASELINE, _SOF_EXTENDED, _SOS, _DRI, _RST0 = 0xC0, 0xC1, 0xDA, 0xDD, 0xD0


@dataclass(frozen=True, slots=True)
class JpegPicture:
    """A whole JPEG; `is_ycbcr` tells how its three components are to be understood (JPEGs themselves may not)."""

    data: bytes
    is_ycbcr: bool


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip's segments in front of the scan, its scan header, and the coded data behind."""

    segments: tuple[tuple[int, bytes], ...]
    scan_header: bytes
    coded: bytes

    @property
    def frame(self) -> bytes:
        return next(body for marker, body in self.segments if marker in (_SOF_BASELINE, _SOF_EXTENDED))

    @property
    def alike(self) -> tuple[object, ...]:
        """What strips of one picture have in common: everything but their height."""
        masked = ((m, b[:1] + b[3:] if m in (_SOF_BASELINE, _SOF_EXTENDED) else b) for m, b in self.segments)
        return (*masked, self.scan_header)


def find_tiff_jpeg(source: Path, tags: Mapping[int, Any]) -> JpegPicture | None:
    """The picture of a TIFF page whose strips are baseline JPEG; None where it is anything else.

    Args:
        source: the TIFF file.
        tags: of the page, by number.

    Raises:
        OSError: the file cannot be read.
    """
    if tags.get(_COMPRESSION) != _NEW_STYLE_JPEG or tags.get(_PLANAR, 1) != 1 or _OFFSETS not in tags:
        return None
    if tags.get(_PHOTOMETRIC) not in (_BLACK_IS_ZERO, _RGB, _YCBCR):
        return None
    with source.open("rb") as file:
        parts = []
        for offset, count in zip(tags[_OFFSETS], tags[_COUNTS], strict=True):
            file.seek(offset)
            parts.append(file.read(count))
    try:
        strips = [_read_strip(part) for part in parts]
        tables = bytes(tags.get(_JPEG_TABLES, _SOI + _EOI))
        data = _join(strips, tables, tags[_HEIGHT], tags.get(_ROWS, tags[_HEIGHT]))
    except (IndexError, StopIteration, struct.error):
        return None
    return JpegPicture(data, tags[_PHOTOMETRIC] == _YCBCR) if data else None


def _read_strip(part: bytes) -> _Strip:
    segments: list[tuple[int, bytes]] = []
    position = len(_SOI)
    while True:
        marker, length = part[position + 1], struct.unpack(">H", part[position + 2 : position + 4])[0]
        body = part[position + 4 : position + 2 + length]
        position += 2 + length
        if marker == _SOS:
            end = part.rfind(_EOI)
            return _Strip(tuple(segments), body, part[position : end if end >= position else len(part)])
        segments.append((marker, body))


def _join(strips: list[_Strip], tables: bytes, height: int, rows: int) -> bytes | None:
    first = strips[0]
    _, frame_rows, width, components = struct.unpack(">BHHB", first.frame[:6])
    samplings = [first.frame[7 + 3 * index] for index in range(components)]
    # The units of a lone component are single blocks, whatever its sampling says.
    across = max(sampling >> 4 for sampling in samplings) if components > 1 else 1
    down = max(sampling & 15 for sampling in samplings) if components > 1 else 1
    interval = -(-width // (8 * across)) * (rows // (8 * down))
    if len(strips) > 1:
        has_restarts = any(marker == _DRI for marker, _ in first.segments)
        if has_restarts or rows % (8 * down) or frame_rows != rows or interval > 0xFFFF:
            return None
        if any(strip.alike != first.alike for strip in strips):
            return None
    parts = [_SOI, tables[len(_SOI) : -len(_EOI)]]
    for marker, body in first.segments:
        if marker in (_SOF_BASELINE, _SOF_EXTENDED):
            body = body[:1] + struct.pack(">H", height) + body[3:]
        parts.append(_segment(marker, body))
    if len(strips) > 1:
        parts.append(_segment(_DRI, struct.pack(">H", interval)))
    parts.append(_segment(_SOS, first.scan_header))
    for position, strip in enumerate(strips):
        if position:
            parts.append(bytes((0xFF, _RST0 + (position - 1) % 8)))
        parts.append(strip.coded)
    return b"".join((*parts, _EOI))


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
