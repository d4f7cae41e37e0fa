"""Here live the limits that keep one file from taking the whole machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file and one page may cost; decided from headers, before anything is decoded.

    `max_bytes`: 1 GB; a 1,000-page colour box at 300 dpi stays below it, an upload of more is a mistake.
    `max_pages`: a bound volume of the archive has up to about 1,500 leaves.
    `max_page_pixels`: an A2 map sheet at 400 dpi has 61 million; 120 million RGB pixels are 360 MB.
    `max_image_bytes`: decoded size of one image inside a PDF; keeps an A0 plan in 1-bit at 600 dpi (70 MB).
    `max_content_bytes`: drawing commands of one PDF page once unpacked; real pages stay below 30 MB.
    `pdf_dpi`: resolution for PDF pages that are not one scanned image; what Tesseract was trained near.
    `page_timeout_s`, `page_memory_bytes`: for the caller's supervised pool; the engine gets the same time.
    """

    max_bytes: int = 1_000_000_000
    max_pages: int = 2_000
    max_page_pixels: int = 120_000_000
    max_image_bytes: int = 400_000_000
    max_content_bytes: int = 256_000_000
    pdf_dpi: int = 300
    page_timeout_s: float = 120.0
    page_memory_bytes: int = 2_000_000_000
