"""Here lives what a PNG file holds that PDF can take over as it is: its compressed rows and its palette."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GRAY, _COLOUR, _PALETTE = 0, 2, 3


@dataclass(frozen=True, slots=True)
class PngRows:
    """Flate data with predictor 15. `palette` is 3 bytes a colour, empty for gray (1 channel) and RGB (3)."""

    data: bytes
    channels: int
    bits: int
    palette: bytes


def find_png_rows(png: bytes) -> PngRows | None:
    """The rows of a PNG without transparency and interlacing, of at most 8 bits a channel; None for any other."""
    if not png.startswith(_SIGNATURE):
        return None
    chunks: dict[bytes, list[bytes]] = {}
    for kind, body in _chunks(png):
        chunks.setdefault(kind, []).append(body)
    if b"IEND" not in chunks or b"tRNS" in chunks or not chunks.get(b"IDAT") or len(chunks.get(b"IHDR", ())) != 1:
        return None
    bits, colour_type, _, _, is_interlaced = struct.unpack(">5B", chunks[b"IHDR"][0][8:13])
    if bits > 8 or is_interlaced or colour_type not in (_GRAY, _COLOUR, _PALETTE):
        return None
    palette = chunks.get(b"PLTE", [b""])[0] if colour_type == _PALETTE else b""
    if colour_type == _PALETTE and (not palette or len(palette) % 3):
        return None
    return PngRows(b"".join(chunks[b"IDAT"]), 3 if colour_type == _COLOUR else 1, bits, palette)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_SIGNATURE)
    while position + 12 <= len(png):
        length = int.from_bytes(png[position : position + 4], "big")
        yield png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        position += length + 12
