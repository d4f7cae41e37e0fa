"""Here live the kinds of file that are taken in, known by their first bytes and never by their name."""

from __future__ import annotations

from pathlib import Path

PDF = "application/pdf"
# Readers look for the PDF mark in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1).
_HEAD_BYTES = 1024
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PILLOW_FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}


def find_media_type(path: Path) -> str | None:
    """The media type that the content shows, or None for a kind that is not taken in."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return PDF if b"%PDF-" in head else None
